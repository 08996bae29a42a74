from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure

OPERATING = ("expense", "expense_depreciation")


class DmsFactExpense(models.AbstractModel):
    """One row per posted journal item on an operating expense account, by its accounting day.

    Direct costs of parts and sublet work are no operating expense: gross profit has them already.
    """

    _name = "dms.fact.expense"
    _description = "Operating Expense"
    _inherit = "dms.fact"
    _fact_model = "account.move.line"

    def _fact_query(self, date_from, date_to, companies):
        return SQL(
            """SELECT l.id, l.company_id, l.date, l.account_id, l.balance
                 FROM account_account a
                 JOIN account_move_line l ON l.account_id = a.id
                WHERE a.account_type IN %(types)s AND l.parent_state = 'posted'
                  AND l.company_id IN %(companies)s
                  AND l.date BETWEEN %(date_from)s AND %(date_to)s""",
            types=OPERATING,
            companies=tuple(companies),
            date_from=date_from,
            date_to=date_to,
        )

    def _fact_flush(self):
        self.env["account.move.line"].flush_model()

    def _fact_measures(self):
        """Denominator of K-92."""
        return {**super()._fact_measures(), "amount": Measure(SQL("SUM(f.balance)"))}
