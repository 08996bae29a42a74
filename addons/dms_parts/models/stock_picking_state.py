from odoo import api, fields, models

SLIP_STATES = [
    ("draft", "Draft"),
    ("short", "Waiting for Parts"),
    ("ready", "May Be Issued"),
    ("issued", "Handed Out"),
    ("partly", "Partly Returned"),
    ("returned", "Returned"),
    ("received", "Taken Back"),
    ("cancel", "Void"),
]


class StockPicking(models.Model):
    """State of an issue slip in the words of the parts store."""

    _inherit = "stock.picking"

    slip_state = fields.Selection(
        SLIP_STATES, string="Status of the Slip", compute="_compute_slip_state"
    )

    def action_open_returns(self):
        """What came back of this slip."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dms_parts.stock_picking_return_action"
        )
        if len(self.return_ids) == 1:
            return {**action, "res_id": self.return_ids.id, "views": [(False, "form")]}
        return {**action, "domain": [("return_id", "=", self.id)]}

    @api.depends("state", "return_id", "return_ids.state")
    def _compute_slip_state(self):
        waiting = {"draft": "draft", "assigned": "ready", "cancel": "cancel"}
        for slip in self:
            if slip.state != "done":
                slip.slip_state = waiting.get(slip.state, "short")
            elif slip.return_id:
                slip.slip_state = "received"
            else:
                slip.slip_state = slip._get_return_state()

    def _get_return_state(self):
        """Whether all, some or none of what was issued has come back."""
        self.ensure_one()
        back = self.return_ids.filtered(lambda one: one.state == "done")
        if not back:
            return "issued"
        left = sum(self.move_ids.mapped("quantity")) - sum(back.move_ids.mapped("quantity"))
        return "partly" if left > 0.0001 else "returned"
