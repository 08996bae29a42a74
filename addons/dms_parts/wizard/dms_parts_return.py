from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class DmsPartsReturn(models.TransientModel):
    """Parts come back to the store (退料): which, how many, and why."""

    _name = "dms.parts.return"
    _description = "Return to Store"

    picking_id = fields.Many2one("stock.picking", string="Issue Slip", required=True, readonly=True)
    reason = fields.Selection(
        selection=lambda self: (
            self.env["stock.picking"]._fields["return_reason"]._description_selection(self.env)
        ),
        required=True,
        default="surplus",
    )
    line_ids = fields.One2many("dms.parts.return.line", "wizard_id", string="Parts")

    @api.model
    def default_get(self, fields_list):
        """List what was issued and not returned yet."""
        res = super().default_get(fields_list)
        picking_id = res.get("picking_id") or self.env.context.get("default_picking_id")
        picking = self.env["stock.picking"].browse(picking_id)
        res["line_ids"] = [
            Command.create({"move_id": move.id, "issued": open_quantity})
            for move in picking.move_ids
            if (
                open_quantity := move.quantity
                - sum(
                    move.returned_move_ids.filtered(lambda m: m.state == "done").mapped("quantity")
                )
            )
            > 0
        ]
        return res

    def action_return(self):
        """Take the parts back; bad ones go to the rejected parts."""
        self.ensure_one()
        picking = self.picking_id
        picking._check_storekeeper()
        picking.lock_for_update()
        picking._check_return_allowed()
        lines = self.line_ids.filtered("quantity")
        if not lines:
            raise UserError(self.env._("Type how many pieces come back."))
        for line in lines:
            if line.quantity > line.issued:
                raise UserError(
                    self.env._(
                        "%(part)s: %(n)g come back but only %(m)g are out.",
                        part=line.move_id.product_id.display_name,
                        n=line.quantity,
                        m=line.issued,
                    )
                )
        slip = self._create_return(lines)
        slip.move_ids.picked = True
        slip.with_context(tracking_disable=True)._action_done()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dms_parts.stock_picking_return_action"
        )
        return {**action, "res_id": slip.id, "views": [(False, "form")]}

    def _create_return(self, lines):
        """The return slip with its moves, through the core's return wizard."""
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=self.picking_id.id, active_model="stock.picking")
            .create({"picking_id": self.picking_id.id})
        )
        wanted = {line.move_id.id: line.quantity for line in lines}
        for row in wizard.product_return_moves:
            row.quantity = wanted.get(row.move_id.id, 0.0)
            row.to_refund = True
        slip = wizard._create_return()
        slip.return_reason = self.reason
        if self.reason == "quality":
            slip.move_ids.location_dest_id = self.picking_id.company_id.defect_location_id
            slip.move_ids.move_line_ids.location_dest_id = (
                self.picking_id.company_id.defect_location_id
            )
        return slip


class DmsPartsReturnLine(models.TransientModel):
    """One part of a return."""

    _name = "dms.parts.return.line"
    _description = "Return to Store Line"

    wizard_id = fields.Many2one("dms.parts.return", required=True, ondelete="cascade")
    move_id = fields.Many2one("stock.move", required=True)
    product_id = fields.Many2one(related="move_id.product_id")
    issued = fields.Float(string="Out", digits="Product Unit")
    quantity = fields.Float(string="Comes Back", digits="Product Unit")
