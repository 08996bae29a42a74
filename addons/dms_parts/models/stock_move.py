from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        """Tell the repair orders which of their parts have left or reached the store."""
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        orders = moves.sale_line_id.order_id
        if orders:
            orders._after_parts_moved(moves)
        return moves

    def _get_net_issue(self):
        """Net quantity and value of issues less returns.

        :return: (quantity in the product's unit, value in the company currency)
        """
        quantity = value = 0.0
        for move in self:
            sign = -1 if move.origin_returned_move_id else 1
            quantity += sign * move.product_uom._compute_quantity(
                move.quantity, move.product_id.uom_id
            )
            value += sign * abs(move.value)
        return quantity, value
