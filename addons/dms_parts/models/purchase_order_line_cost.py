from odoo import fields, models

from odoo.addons.dms_base.tools.rights import SEE_COST


class PurchaseOrderLine(models.Model):
    """Purchase prices are for those who see costs."""

    _inherit = "purchase.order.line"

    price_unit = fields.Float(groups=SEE_COST)
    price_unit_product_uom = fields.Float(groups=SEE_COST)
    price_unit_discounted = fields.Float(groups=SEE_COST)
    technical_price_unit = fields.Float(groups=SEE_COST)
    discount = fields.Float(groups=SEE_COST)
    price_subtotal = fields.Monetary(groups=SEE_COST)
    price_total = fields.Monetary(groups=SEE_COST)
    price_tax = fields.Float(groups=SEE_COST)
    amount_to_invoice_at_date = fields.Float(groups=SEE_COST)
