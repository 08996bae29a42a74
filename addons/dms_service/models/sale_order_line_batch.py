from odoo import api, models


class SaleOrderLine(models.Model):
    """What core asks once per line is asked once per repair order."""

    _inherit = "sale.order.line"

    def _compute_pricelist_item_id(self):
        """Read the rules of all products of the lines together."""
        memo = {"products": self.product_id}
        return super(
            SaleOrderLine, self._with_batch(dms_price_rules=memo)
        )._compute_pricelist_item_id()

    def _compute_analytic_distribution(self):
        """Look for distribution models only where the shop has any."""
        lines = self._with_batch(dms_no_analytic_models=True)
        if lines.env != self.env and self.env["account.analytic.distribution.model"].search_count(
            [], limit=1
        ):
            lines = self
        return super(SaleOrderLine, lines)._compute_analytic_distribution()

    def _action_launch_stock_rule(self, *, previous_product_uom_qty=False):
        """Parts with the same routes share the search for their stock rule."""
        return super(SaleOrderLine, self._with_batch(dms_rule_memo={}))._action_launch_stock_rule(
            previous_product_uom_qty=previous_product_uom_qty
        )

    def _with_batch(self, **context):
        """Lines with a context value when all of them belong to repair orders, else unchanged."""
        if all(line.order_id.is_repair for line in self):
            return self.with_context(**context)
        return self

    @api.depends("price_subtotal")
    def _compute_untaxed_amount_to_invoice(self):
        """The subtotal has the taxes taken out already: they are not computed once more."""
        plain = self.filtered(lambda line: line._is_plainly_invoiced())
        for line in plain:
            share = 0.0
            if line.state == "sale":
                by_delivery = line.product_id.invoice_policy == "delivery"
                share = line.qty_delivered / line.product_uom_qty if by_delivery else 1.0
            line.untaxed_amount_to_invoice = line.price_subtotal * share if share else 0.0
        return super(SaleOrderLine, self - plain)._compute_untaxed_amount_to_invoice()

    def _is_plainly_invoiced(self):
        """Whether nothing is billed yet, and all or nothing of a repair line is delivered."""
        self.ensure_one()
        return (
            self.order_id.is_repair
            and bool(self.product_uom_qty)
            and not self.qty_invoiced
            and self.qty_delivered in (0.0, self.product_uom_qty)
        )
