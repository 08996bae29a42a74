from odoo import api, fields, models
from odoo.exceptions import UserError


class StockMove(models.Model):
    """Moves of parts: the orders they belong to know at once what is there and what is out."""

    _inherit = "stock.move"

    part_oe_number = fields.Char(related="product_id.oe_number")
    part_brand_id = fields.Many2one(related="product_id.part_brand_id")
    part_grade = fields.Selection(related="product_id.part_grade")
    bin_names = fields.Char(string="Bin", compute="_compute_bin_names")
    short_quantity = fields.Float(
        string="Short", compute="_compute_short_quantity", digits="Product Unit"
    )

    # The last issue of a part is asked for each part on the shelves (K-73).
    _product_done_idx = models.Index("(product_id, date DESC) WHERE state = 'done'")

    @api.depends("move_line_ids.location_id", "location_id")
    def _compute_bin_names(self):
        for move in self:
            bins = (move.move_line_ids.location_id or move.location_id).mapped("name")
            move.bin_names = ", ".join(dict.fromkeys(filter(None, bins)))

    @api.depends("quantity", "product_uom_qty", "state")
    def _compute_short_quantity(self):
        for move in self:
            missing = move.product_uom_qty - move.quantity
            move.short_quantity = max(missing, 0.0) if move.state != "cancel" else 0.0

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

    def _get_new_picking_values(self):
        """An issue slip says what the parts are taken for."""
        vals = super()._get_new_picking_values()
        if self.picking_type_id.is_parts_issue:
            vals["issue_type"] = self._get_issue_type()
        return vals

    def _get_issue_type(self):
        """What the parts of one slip are taken for: by default a counter sale, or internal use.

        :return: key of `stock.picking.issue_type`; addons that know the order and its payers answer
        """
        shop = self.sale_line_id and all(line._is_paid_by_shop() for line in self.sale_line_id)
        return "internal" if shop else "counter"

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
        """Nobody takes more than the order behind the slip asks for; a transfer without one is the store's own.

        :raises UserError: part, quantity typed and quantity asked
        """
        for move in self.filtered("sale_line_id"):
            if move.product_uom.compare(move.quantity, move.product_uom_qty) > 0:
                raise UserError(
                    self.env._(
                        "%(part)s: %(n)g would be issued but only %(m)g are asked for.",
                        part=move.product_id.display_name,
                        n=move.quantity,
                        m=move.product_uom_qty,
                    )
                )
