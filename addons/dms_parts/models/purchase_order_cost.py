from odoo import fields, models

from odoo.addons.dms_base.tools.rights import SEE_COST


class PurchaseOrder(models.Model):
    """The store receives by purchase order and does not see what was paid."""

    _inherit = "purchase.order"

    amount_untaxed = fields.Monetary(groups=SEE_COST)
    amount_tax = fields.Monetary(groups=SEE_COST)
    amount_total = fields.Monetary(groups=SEE_COST)
    amount_total_cc = fields.Monetary(groups=SEE_COST)
    tax_totals = fields.Binary(groups=SEE_COST)
