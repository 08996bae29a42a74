from odoo import models
from odoo.exceptions import UserError


class StockMove(models.Model):
    """Moves of parts: the orders they belong to know at once what is there and what is out."""

    _name = "stock.move"
    _inherit = ["stock.move", "dms.cost.mask.mixin"]

    def _action_assign(self, force_qty=False):
        """Reserve, then tell the orders whether their parts are there."""
        res = super()._action_assign(force_qty=force_qty)
        self._update_order_parts()
        return res

    def _action_cancel(self):
        """Cancelled parts no longer count for the order."""
        res = super()._action_cancel()
        self._update_order_parts()
        return res

    def _action_done(self, cancel_backorder=False):
        """Tell the repair orders which of their parts have left or reached the store."""
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        orders = moves.sale_line_id.order_id
        if orders:
            orders._update_parts_status()
            orders._after_parts_moved(moves)
        return moves

    def _update_order_parts(self):
        """Refresh the parts status of the orders these moves serve."""
        orders = self.sale_line_id.order_id
        if orders:
            orders._update_parts_status()

    def _get_net_issue(self):
        """Net quantity and value of issues less returns.

        :return: (quantity in the product's unit, value in the company currency)
        """
        quantity = value = 0.0
        for move in self:
            sign = -1 if move.origin_returned_move_id else 1
            unit = move.product_id.uom_id
            quantity += sign * move.product_uom._compute_quantity(move.quantity, unit)
            value += sign * abs(move.value)
        return quantity, value

    def _check_issue_quantity(self):
        """Nobody takes more than the slip asks for.

        :raises UserError: part, quantity typed and quantity asked
        """
        for move in self:
            if move.product_uom.compare(move.quantity, move.product_uom_qty) > 0:
                raise UserError(
                    self.env._(
                        "%(part)s: %(n)g would be issued but only %(m)g are asked for.",
                        part=move.product_id.display_name,
                        n=move.quantity,
                        m=move.product_uom_qty,
                    )
                )
