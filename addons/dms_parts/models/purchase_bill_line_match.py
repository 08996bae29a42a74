from odoo import fields, models

from odoo.addons.dms_base.tools.rights import SEE_COST


class PurchaseBillLineMatch(models.Model):
    """Matching bills with purchases shows purchase prices: those who see costs only."""

    _inherit = "purchase.bill.line.match"

    line_amount_untaxed = fields.Monetary(groups=SEE_COST)
    product_uom_price = fields.Float(groups=SEE_COST)
    billed_amount_untaxed = fields.Monetary(groups=SEE_COST)
    purchase_amount_untaxed = fields.Monetary(groups=SEE_COST)
