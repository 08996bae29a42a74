from odoo import fields, models
from odoo.exceptions import UserError

# Other business income in the charts cn and cn_large_bis.
OTHER_INCOME = ("5051", "6051")


class ResCompany(models.Model):
    """Settings of deposits."""

    _inherit = "res.company"

    deposit_refund_cap = fields.Float(
        string="Cashier: Refund without Approval",
        default=500.0,
        help="Refunds of deposits above it are approved first by an accountant or a manager.",
    )
    deposit_income_account_id = fields.Many2one(
        "account.account",
        string="Forfeited Earnest Money",
        help="Income account of earnest money that the shop keeps when the customer withdrew.",
    )

    def _setup_dms(self):
        """The account of forfeited earnest money, where the chart has one."""
        res = super()._setup_dms()
        for company in self:
            if not company.deposit_income_account_id and company.chart_template:
                company.deposit_income_account_id = company._find_other_income()
        return res

    def _find_other_income(self):
        """Other business income of a Chinese chart, or nothing."""
        self.ensure_one()
        accounts = self.env["account.account"].with_company(self)
        if not self._has_chinese_chart():
            return accounts
        domain = [("company_ids", "in", self.ids), "|"]
        domain += [("code", "=like", f"{code}%") for code in OTHER_INCOME]
        return accounts.search(domain, limit=1)

    def _get_cash_session(self, tenders):
        """The cashier's open session; cash is refused without one.

        :param tenders: list of ``{"journal_id": id, "reference": str|None}``
        :raises UserError: a proof number is missing, or cash without an open drawer
        """
        self.ensure_one()
        session = self.env["dms.cash.session"]._current(self)
        journals = self.env["account.journal"].browse([tender["journal_id"] for tender in tenders])
        missing = [
            journal.name
            for journal, tender in zip(journals, tenders, strict=True)
            if journal.reference_required and not (tender.get("reference") or "").strip()
        ]
        if missing:
            raise UserError(
                self.env._("Type the proof number of %(tender)s.", tender=", ".join(missing))
            )
        drawers = journals.filtered(lambda journal: journal._is_drawer())
        if drawers and drawers - session.journal_id:
            raise UserError(
                self.env._("Your drawer is closed: open your session before you take cash.")
            )
        return session

    def _get_offered_tenders(self):
        """Tenders offered in a dialog: the cashier's own drawer first, then card, mobile and transfer."""
        self.ensure_one()
        journals = self.env["account.journal"].search(
            [("company_id", "=", self.id), ("tender", "!=", False)], order="sequence, id"
        )
        own = self.env["dms.cash.session"]._current(self).journal_id
        return own | journals.filtered(lambda journal: not journal._is_drawer())
