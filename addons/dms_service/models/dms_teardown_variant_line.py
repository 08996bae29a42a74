from odoo import api, fields, models

from .ro_const import PAYER_TYPES


class DmsTeardownVariantLine(models.Model):
    """One operation or part of a way to repair."""

    _name = "dms.teardown.variant.line"
    _description = "Labour or Part of a Way to Repair"
    _order = "variant_id, sequence, id"

    variant_id = fields.Many2one(
        "dms.teardown.variant", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one("product.product", string="Operation or Part", required=True)
    quantity = fields.Float(
        compute="_compute_quantity",
        store=True,
        readonly=False,
        precompute=True,
        digits="Product Unit",
    )
    payer_type = fields.Selection(PAYER_TYPES, default="customer", required=True)
    currency_id = fields.Many2one(related="variant_id.currency_id")
    price_unit = fields.Float(
        compute="_compute_price_unit",
        store=True,
        readonly=False,
        precompute=True,
        digits="Product Price",
    )
    amount = fields.Monetary(compute="_compute_amount")

    _quantity_positive = models.Constraint("CHECK(quantity > 0)", "Quantities are above zero.")

    @api.depends("product_id")
    def _compute_quantity(self):
        """Hours of the norm for labour, one piece for parts."""
        for line in self:
            product = line.product_id
            line.quantity = product._get_labour_quantity() if product else 1.0

    @api.depends("product_id", "payer_type")
    def _compute_price_unit(self):
        for line in self:
            order = line.variant_id.teardown_id.order_id
            pricelist = order.pricelist_id
            if order and line.payer_type != "customer":
                partner = order._get_payer_partner(line.payer_type)
                pricelist = partner.property_product_pricelist or pricelist
            line.price_unit = (
                pricelist._get_product_price(line.product_id, line.quantity or 1.0)
                if pricelist and line.product_id
                else line.product_id.lst_price
            )

    @api.depends("price_unit", "quantity")
    def _compute_amount(self):
        for line in self:
            line.amount = line.price_unit * line.quantity

    def _prepare_supplement_line_vals(self):
        """Values of the supplement line once the customer chose this way."""
        self.ensure_one()
        return {
            "product_id": self.product_id.id,
            "quantity": self.quantity,
            "price_unit": self.price_unit,
            "payer_type": self.payer_type,
            "urgency": "now",
        }
