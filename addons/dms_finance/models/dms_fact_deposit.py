from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure


class DmsFactDeposit(models.AbstractModel):
    """Deposits that are open at the end of a period, one row per payment: a level.

    Money taken up to that day, less what was used, refunded or forfeited up to that day.
    """

    _name = "dms.fact.deposit"
    _description = "Open Deposits"
    _inherit = "dms.fact"
    _fact_model = "account.payment"

    def _fact_query(self, date_from, date_to, companies):
        return SQL(
            """SELECT x.id, x.company_id, %(date_to)s::date AS date, x.user_id, x.open
                 FROM (SELECT p.id, p.company_id, o.user_id,
                              p.amount - COALESCE(SUM(m.amount), 0) AS open
                         FROM account_payment p
                         JOIN dms_deposit d ON d.id = p.deposit_id
                         LEFT JOIN sale_order o ON o.id = d.order_id
                         LEFT JOIN LATERAL (
                              SELECT r.amount FROM account_move_line l
                                JOIN account_account a ON a.id = l.account_id
                                     AND a.account_type = 'asset_receivable'
                                JOIN account_partial_reconcile r ON r.credit_move_id = l.id
                                     AND r.max_date <= %(date_to)s
                               WHERE l.move_id = p.move_id) m ON TRUE
                        WHERE p.deposit_id IS NOT NULL AND p.payment_type = 'inbound'
                          AND p.state IN ('in_process', 'paid') AND p.date <= %(date_to)s
                          AND p.company_id IN %(companies)s
                        GROUP BY p.id, o.user_id) x
                WHERE x.open > 0.004""",
            companies=tuple(companies),
            date_to=date_to,
        )

    def _fact_dimensions(self):
        return {**super()._fact_dimensions(), "user": SQL("f.user_id")}

    def _fact_flush(self):
        self.env["account.payment"].flush_model()
        self.env["account.move.line"].flush_model()
        self.env["account.partial.reconcile"].flush_model()
        self.env["dms.deposit"].flush_model()

    def _fact_measures(self):
        return {**super()._fact_measures(), "amount": Measure(SQL("SUM(f.open)"))}
