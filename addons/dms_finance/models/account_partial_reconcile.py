from odoo import api, fields, models


class AccountPartialReconcile(models.Model):
    """What an invoice still owed on an earlier day is asked by the days of its matches."""

    _inherit = "account.partial.reconcile"

    min_date = fields.Date(
        string="Earlier Date of Matched Lines",
        compute="_compute_max_date",
        store=True,
        precompute=True,
        help="From this day until that of the later line the amount was open.",
    )

    # Most matches are of entries of one day and leave nothing open between.
    _company_date_idx = models.Index("(company_id, max_date) WHERE min_date < max_date")

    @api.depends("debit_move_id.date", "credit_move_id.date")
    def _compute_max_date(self):
        result = super()._compute_max_date()
        for partial in self:
            partial.min_date = min(partial.debit_move_id.date, partial.credit_move_id.date)
        return result
