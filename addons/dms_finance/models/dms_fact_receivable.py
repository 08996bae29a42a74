from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure

BUCKETS = {"30": (0, 30), "60": (31, 60), "90": (61, 90), "old": (91, 36500)}


class DmsFactReceivable(models.AbstractModel):
    """One row per invoice of a repair that is open at the end of a period: a level.

    Open then are those open now, and those matched only after that day; what was matched by then is taken off.
    The older the day asked for, the more later matches are read: closed months keep their figures in the archive.
    """

    _name = "dms.fact.receivable"
    _description = "Open Receivables"
    _inherit = "dms.fact"
    _fact_model = "account.move"

    def _fact_query(self, date_from, date_to, companies):
        return SQL(
            """SELECT i.id, i.company_id, %(date_to)s::date AS date, i.payer_type, i.partner_id, o.user_id,
                      v.model_id, v.brand_id, i.invoice_date_due, %(date_to)s::date - i.invoice_date AS age,
                      i.balance - i.matched AS residual
                 FROM (SELECT m.id, m.company_id, m.payer_type, m.partner_id, m.settlement_id, m.invoice_date,
                              m.invoice_date_due, SUM(l.balance) AS balance,
                              SUM(COALESCE((SELECT SUM(r.amount) FROM account_partial_reconcile r
                                             WHERE r.debit_move_id = l.id AND r.max_date <= %(date_to)s), 0)
                                - COALESCE((SELECT SUM(r.amount) FROM account_partial_reconcile r
                                             WHERE r.credit_move_id = l.id AND r.max_date <= %(date_to)s), 0))
                                  AS matched
                         FROM (%(open)s) w
                         JOIN account_move_line l ON l.id = w.id
                         JOIN account_move m ON m.id = l.move_id
                        WHERE m.settlement_id IS NOT NULL AND m.state = 'posted'
                          AND m.date <= %(date_to)s AND m.company_id IN %(companies)s
                        GROUP BY m.id) i
                 JOIN dms_settlement s ON s.id = i.settlement_id
                 JOIN sale_order o ON o.id = s.order_id
                 LEFT JOIN fleet_vehicle v ON v.id = o.vehicle_id
                WHERE ABS(i.balance - i.matched) > 0.004""",
            companies=tuple(companies),
            date_to=date_to,
            open=self._open_query(date_to, companies),
        )

    def _open_query(self, day, companies):
        """Ids of receivable lines open now, or matched after a day; each by its index."""
        return SQL(
            """SELECT l.id FROM account_move_line l
                 JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
                WHERE l.reconciled IS NOT TRUE AND l.company_id IN %(companies)s
                  AND l.parent_state = 'posted' AND l.date <= %(day)s
                UNION
               SELECT r.debit_move_id FROM account_partial_reconcile r
                WHERE r.max_date > %(day)s AND r.company_id IN %(companies)s
                UNION
               SELECT r.credit_move_id FROM account_partial_reconcile r
                WHERE r.max_date > %(day)s AND r.company_id IN %(companies)s""",
            day=day,
            companies=tuple(companies),
        )

    def _fact_dimensions(self):
        return {
            **super()._fact_dimensions(),
            "user": SQL("f.user_id"),
            "payer": SQL("f.payer_type"),
            "partner": SQL("f.partner_id"),
            "model": SQL("f.model_id"),
            "brand": SQL("f.brand_id"),
        }

    def _fact_flush(self):
        self.env["account.move.line"].flush_model()
        self.env["account.move"].flush_model()
        self.env["account.partial.reconcile"].flush_model()

    def _fact_measures(self):
        """K-91: customers, insurers and manufacturers, by age of the invoice."""
        amount = SQL("SUM(f.residual)")
        outside = SQL("f.payer_type IN ('customer', 'insurer', 'warranty')")
        measures = {"amount": Measure(amount, outside)}
        for payer in ("customer", "insurer", "warranty"):
            measures[payer] = Measure(amount, SQL("f.payer_type = %s", payer))
        for name, (first, last) in BUCKETS.items():
            aged = SQL("%s AND f.age BETWEEN %s AND %s", outside, first, last)
            measures[f"aged_{name}"] = Measure(amount, aged)
        measures["overdue"] = Measure(
            amount, SQL("f.payer_type = 'customer' AND f.invoice_date_due < f.date")
        )
        return {**super()._fact_measures(), **measures}
