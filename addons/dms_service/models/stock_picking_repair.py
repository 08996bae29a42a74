from odoo import models
from odoo.exceptions import UserError
from odoo.tools import float_compare


class StockPicking(models.Model):
    """Only what the customer authorised leaves the store for a repair order."""

    _inherit = "stock.picking"

    def _get_print_vehicle(self):
        """Plate and model of the repaired car, for the slip and the issue desk."""
        self.ensure_one()
        # sudo: the store reads no orders; plate and model are on every paper of the car
        vehicle = self.sudo().sale_id.vehicle_id
        if not vehicle:
            return super()._get_print_vehicle()
        return {
            "plate": vehicle.license_plate or "",
            "model": vehicle.model_id.display_name or "",
            "vin": vehicle.vin_sn or "",
        }

    def _get_print_head(self):
        """The advisor whom the counter asks."""
        head = super()._get_print_head()
        # sudo: the store reads no orders; the advisor's name is on every paper of the car
        return {**head, "advisor": self.sudo().sale_id.user_id.name or ""}

    def _get_print_lines(self):
        """Job, payer and whereabouts of the old part of each move, as the slip prints them."""
        result = super()._get_print_lines()
        # sudo: the store reads no orders; job and payer are on every paper of the car
        lines = self.sudo().move_ids.sale_line_id.filtered("is_repair")
        payers = dict(lines._fields["payer_type"]._description_selection(self.env))
        order = lines.order_id[:1]
        choices = dict(order._fields["old_part_choice"]._description_selection(self.env))
        for move in self.move_ids:
            line = move.sudo().sale_line_id  # sudo: see above
            if not line.is_repair:
                continue
            required = move.product_id.old_part_required
            result[move.id] = {
                "job": line.job_id.name or "",
                "payer": payers.get(line.payer_type, ""),
                "old_part": choices.get(line.order_id.old_part_choice, "") if required else "",
            }
        return result

    def _read_issue(self):
        """All lines of the orders together, not the parts first and the work later."""
        res = super()._read_issue()
        # sudo: the store reads no orders; nothing is shown
        self.sudo().sale_id._read_lines("product_uom_id")
        return res

    def _action_done(self):
        """What is asked once per issue is not asked once per write, see `dms_rule_memo`."""
        slips = self.with_context(dms_rule_memo={}) if all(self.mapped("is_parts_issue")) else self
        return super(StockPicking, slips)._action_done()

    def _check_issue_allowed(self):
        """Refuse parts outside the order or above it, and anything after the settlement.

        :raise UserError: E-401 not authorised, E-502 not on the order, E-503 quantity exceeded
        """
        res = super()._check_issue_allowed()
        for picking in self:
            order = picking.sale_id
            if order.is_repair and picking.picking_type_code == "outgoing":
                picking._check_repair_issue(order)
        return res

    def _check_repair_issue(self, order):
        self.ensure_one()
        if not order.authorised_at:
            raise UserError(
                self.env._("%(order)s: the customer has not agreed yet. (E-401)", order=order.name)
            )
        if order.settled_at:
            raise UserError(
                self.env._("%(order)s is settled: nothing more is issued to it.", order=order.name)
            )
        for move in self.move_ids.filtered(lambda move: move.state not in ("done", "cancel")):
            if not move.sale_line_id:
                raise UserError(
                    self.env._(
                        "%(part)s is not on the repair order. (E-502)",
                        part=move.product_id.display_name,
                    )
                )
        for line, moves in self.move_ids.grouped("sale_line_id").items():
            asked = sum(
                move.product_uom._compute_quantity(move.quantity, line.product_uom_id)
                for move in moves
                if move.state not in ("done", "cancel")
            )
            total = line.qty_delivered + asked
            if float_compare(total, line.product_uom_qty, precision_digits=4) > 0:
                raise UserError(
                    self.env._(
                        "%(part)s: %(total)g would be issued, %(limit)g are authorised. (E-503)",
                        part=line.product_id.display_name,
                        total=total,
                        limit=line.product_uom_qty,
                    )
                )

    def _check_return_allowed(self):
        """After the settlement parts come back only when it is taken back first."""
        res = super()._check_return_allowed()
        settled = self.sale_id.filtered(lambda order: order.is_repair and order.settled_at)
        if settled:
            raise UserError(
                self.env._(
                    "%(order)s is settled: take the settlement back before parts are returned.",
                    order=settled[0].name,
                )
            )
        return res
