from odoo import fields, models

from odoo.addons.dms_base.tools.rights import SEE_COST


class AccountInvoiceReport(models.Model):
    """The analysis of invoices tells margin and value of goods to those who see costs."""

    _inherit = "account.invoice.report"

    price_margin = fields.Float(groups=SEE_COST)
    inventory_value = fields.Float(groups=SEE_COST)
