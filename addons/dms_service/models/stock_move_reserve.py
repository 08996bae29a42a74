from odoo import models


class StockMove(models.Model):
    """Parts of a repair order are reserved together."""

    _inherit = "stock.move"

    def _action_assign(self, force_qty=False):
        """Reserve the plain parts of repair orders in one go; core then does what is left."""
        if not force_qty:
            for shelf, moves in self._filter_plain_parts().grouped("location_id").items():
                moves._reserve_together(shelf)
        return super()._action_assign(force_qty=force_qty)

    def _filter_plain_parts(self):
        """Moves that ask for each part once, from the shelf to the customer, nothing reserved yet."""
        moves = self.filtered(
            lambda move: (
                move.sale_line_id.order_id.is_repair
                and move.state == "confirmed"
                and not move.picked
                and not move.move_orig_ids
                and not move.move_line_ids
                and move.procure_method == "make_to_stock"
                and move.product_id.tracking == "none"
                and move.location_dest_id.usage == "customer"
                and not move.product_uom.is_zero(move.product_uom_qty)
                and not move._should_bypass_reservation()
            )
        )
        twins = {
            product for product, group in moves.grouped("product_id").items() if len(group) > 1
        }
        return moves.filtered(lambda move: move.product_id not in twins)

    def _reserve_together(self, shelf):
        """Move lines of all these moves by one `create`.

        :param shelf: location of all of them
        """
        if len(self) < 2:
            return
        known = self.env["stock.quant"]._read_shelf(self.product_id, shelf)
        vals_list = []
        for move in self.with_context(dms_shelf=known):
            vals, _taken = move._update_reserved_quantity_vals(
                move.product_qty, move.location_id, strict=False
            )
            vals_list += vals
        self.env["stock.move.line"].with_context(dms_shelf=known).create(vals_list)

    def _trigger_scheduler(self):
        """Look for reordering rules once for all parts of repair orders, mostly there are none."""
        repairs = self.filtered(lambda move: move.sale_line_id.order_id.is_repair)
        if repairs:
            found = self.env["stock.warehouse.orderpoint"].search(
                [("product_id", "in", repairs.product_id.ids), ("trigger", "=", "auto")]
            )
            products = found.product_id if found else self.env["product.product"]
            repairs = repairs.filtered(lambda move: move.product_id not in products)
        return super(StockMove, self - repairs)._trigger_scheduler()

    def _update_orderpoints(self):
        """Whether parts have reordering rules is asked once while an order is confirmed or issued.

        The context value ``dms_rule_memo`` is a dict that lives as long as that step.
        """
        memo = self.env.context.get("dms_rule_memo")
        if memo is None or not self:
            return super()._update_orderpoints()
        key = ("reordering", *sorted(self.product_id.ids))
        if key not in memo:
            # sudo: as core does; rules are marked, nothing is shown
            points = self.env["stock.warehouse.orderpoint"].sudo()
            memo[key] = points.search_count([("product_id", "in", self.product_id.ids)], limit=1)
        return super()._update_orderpoints() if memo[key] else None

    def _assign_picking_post_process(self, new=False):
        """The slip names its repair order in a field; no note says it once more."""
        repairs = self.filtered(lambda move: move.sale_line_id.order_id.is_repair)
        if repairs:
            super(StockMove, repairs.with_context(dms_quiet=True))._assign_picking_post_process(
                new=new
            )
        return super(StockMove, self - repairs)._assign_picking_post_process(new=new)
