from odoo import models


class AccountPartialReconcile(models.Model):
    """Matches by day: what was open at the end of a day is found without reading all of them."""

    _inherit = "account.partial.reconcile"

    _company_date_idx = models.Index("(company_id, max_date)")
