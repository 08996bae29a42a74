from odoo import fields, models


class SaleOrderLine(models.Model):
    """A line of one of several ways to do its job."""

    _inherit = "sale.order.line"

    variant = fields.Selection(
        [("a", "A"), ("b", "B"), ("c", "C")],
        copy=False,
        help="Lines of a job with the same letter are one way to do it; the customer takes one way.",
    )
    variant_quantity = fields.Float(
        string="Quantity if Taken",
        copy=False,
        digits="Product Unit",
        help="Kept while another way is taken and the line counts nothing.",
    )

    def _apply_variant(self, letter):
        """Lines of this way count with their quantity, those of the others with nothing."""
        for line in self:
            quantity = line.variant_quantity if line.variant == letter else 0.0
            if line.product_uom_qty != quantity:
                line.product_uom_qty = quantity

    def _get_variant_total(self):
        """What the line costs if its way is taken, tax included."""
        self.ensure_one()
        price = self.price_unit * (1 - (self.discount or 0.0) / 100)
        taxes = self.tax_ids.compute_all(
            price,
            currency=self.currency_id,
            quantity=self.variant_quantity,
            product=self.product_id,
        )
        return taxes["total_included"]
