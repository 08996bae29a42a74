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
        return SQL("SELECT f.* FROM %s", self._get_rows_sql([(date_from, date_to)], companies))

    def _get_rows_sql(self, spans, companies):
        """Invoices open at the end of each period; whatever was matched is read once for all periods."""
        ends = SQL(", ").join(
            SQL("(%s, %s::date)", number, last) for number, (__, last) in enumerate(spans)
        )
        return SQL(
            """(SELECT i.number, m.id, m.company_id, i.last AS date, m.payer_type, m.partner_id, o.user_id,
                       v.model_id, v.brand_id, m.invoice_date_due, i.last - m.invoice_date AS age, i.residual
                  FROM (SELECT e.number, e.last, l.move_id,
                               SUM(l.balance
                                   - COALESCE((SELECT SUM(r.amount) FROM account_partial_reconcile r
                                                WHERE r.debit_move_id = l.id AND r.max_date <= e.last), 0)
                                   + COALESCE((SELECT SUM(r.amount) FROM account_partial_reconcile r
                                                WHERE r.credit_move_id = l.id AND r.max_date <= e.last), 0))
                                   AS residual
                          FROM (%(open)s) w
                          JOIN account_move_line l ON l.id = w.id
                          JOIN account_move m ON m.id = l.move_id
                          JOIN (VALUES %(ends)s) AS e(number, last) ON e.last >= m.date AND e.last < w.until
                         WHERE m.settlement_id IS NOT NULL AND m.state = 'posted'
                           AND m.company_id IN %(companies)s
                         GROUP BY e.number, e.last, l.move_id) i
                  JOIN account_move m ON m.id = i.move_id
                  JOIN dms_settlement s ON s.id = m.settlement_id
                  JOIN sale_order o ON o.id = s.order_id
                  LEFT JOIN fleet_vehicle v ON v.id = o.vehicle_id
                 WHERE ABS(i.residual) > 0.004) f
                CROSS JOIN LATERAL (SELECT f.number) AS span""",
            companies=tuple(companies),
            ends=ends,
            open=self._open_query(
                min(last for __, last in spans), max(last for __, last in spans), companies
            ),
        )

    def _open_query(self, first, last, companies):
        """Receivable lines of invoices open now, or matched after a day, by an index, with the day of their last match.

        Matches of entries of one day, most of all, leave nothing open and are passed over.

        :param first, last: the earliest and the latest day asked for
        """
        return SQL(
            """SELECT w.id, MAX(w.until) AS until
                 FROM (SELECT l.id, 'infinity'::date AS until FROM account_move m
                         JOIN account_move_line l ON l.move_id = m.id
                         JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
                        WHERE m.settlement_id IS NOT NULL AND m.amount_residual != 0
                          AND m.state = 'posted' AND m.company_id IN %(companies)s
                        UNION ALL
                       SELECT r.debit_move_id, r.max_date FROM account_partial_reconcile r
                        WHERE r.max_date > %(first)s AND r.min_date <= %(last)s
                          AND r.min_date < r.max_date AND r.company_id IN %(companies)s
                        UNION ALL
                       SELECT r.credit_move_id, r.max_date FROM account_partial_reconcile r
                        WHERE r.max_date > %(first)s AND r.min_date <= %(last)s
                          AND r.min_date < r.max_date AND r.company_id IN %(companies)s) w
                GROUP BY w.id""",
            first=first,
            last=last,
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
