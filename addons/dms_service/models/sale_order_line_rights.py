from odoo import fields, models

from odoo.addons.dms_base.tools.rights import SEE_PRICE


class SaleOrderLine(models.Model):
    """Prices of the lines are not for the workshop, unless the shop ticks it for a person."""

    _inherit = "sale.order.line"

    price_unit = fields.Float(groups=SEE_PRICE)
    technical_price_unit = fields.Float(groups=SEE_PRICE)
    discount = fields.Float(groups=SEE_PRICE)
    price_subtotal = fields.Monetary(groups=SEE_PRICE)
    price_tax = fields.Float(groups=SEE_PRICE)
    price_total = fields.Monetary(groups=SEE_PRICE)
    price_reduce_taxexcl = fields.Monetary(groups=SEE_PRICE)
    price_reduce_taxinc = fields.Monetary(groups=SEE_PRICE)
    untaxed_amount_invoiced = fields.Monetary(groups=SEE_PRICE)
    untaxed_amount_to_invoice = fields.Monetary(groups=SEE_PRICE)
    amount_invoiced = fields.Monetary(groups=SEE_PRICE)
    amount_to_invoice = fields.Monetary(groups=SEE_PRICE)
    amount_to_invoice_at_date = fields.Float(groups=SEE_PRICE)
