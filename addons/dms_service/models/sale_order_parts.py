from odoo import models
from odoo.tools import float_compare


class SaleOrder(models.Model):
    """Time points written by the parts store."""

    _inherit = "sale.order"

    def _after_parts_moved(self, moves):
        """First issue (T14) and parts complete (T15); a return takes “complete” back."""
        res = super()._after_parts_moved(moves)
        repairs = self.filtered("is_repair")
        issued = moves.filtered(lambda move: move.location_dest_id._is_outgoing())
        first = repairs & issued.sale_line_id.order_id
        complete = first.filtered(lambda order: order._has_all_parts())
        complete._stamp_event(["T14", "T15"], source="auto")
        (first - complete)._stamp_event("T14", source="auto")
        returned = repairs & (moves - issued).sale_line_id.order_id
        returned.filtered(
            lambda order: order.parts_complete_at and not order._has_all_parts()
        )._withdraw_event("T15", self.env._("Parts returned"))
        return res

    def _has_all_parts(self):
        """Whether every part on the order is issued."""
        self.ensure_one()
        return all(
            float_compare(line.qty_delivered, line.product_uom_qty, precision_digits=4) >= 0
            for line in self.order_line
            if line.fee_kind == "part" and line.product_id.is_storable
        )
