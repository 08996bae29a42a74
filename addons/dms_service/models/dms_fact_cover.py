from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure


class DmsFactCover(models.AbstractModel):
    """How the statements of a business day were covered by its end, from the reconciliation of their invoices.

    Money of that day, money taken before (deposits), vouchers, and what stayed open: new credit. Entries of
    another kind (write-offs, credit notes) cover nothing, so that they show as a difference of the day.
    """

    _name = "dms.fact.cover"
    _description = "Cover of Statements"
    _inherit = "dms.fact"
    _fact_model = "account.move"

    def _fact_query(self, date_from, date_to, companies):
        """One row per invoice and cover; a match counts when both its entries lie on the day or before."""
        covers = {
            "billed": SQL("SELECT 'billed' AS kind, i.balance AS amount"),
            "credit": SQL(
                """SELECT 'credit' AS kind,
                          i.balance - COALESCE((SELECT SUM(r.amount) FROM account_partial_reconcile r
                                                 WHERE r.debit_move_id = i.line_id AND r.max_date <= i.date), 0)
                                    + COALESCE((SELECT SUM(r.amount) FROM account_partial_reconcile r
                                                 WHERE r.credit_move_id = i.line_id AND r.max_date <= i.date), 0)
                              AS amount"""
            ),
            "match": SQL(
                "%s UNION ALL %s",
                self._match_query(SQL("r.debit_move_id"), SQL("r.credit_move_id"), SQL("r.amount")),
                self._match_query(
                    SQL("r.credit_move_id"), SQL("r.debit_move_id"), SQL("-r.amount")
                ),
            ),
        }
        return SQL(
            """SELECT i.id, i.company_id, i.date, i.payer_type, i.partner_id, i.user_id, x.kind, x.amount
                 FROM (SELECT m.id, m.company_id, s.business_date AS date, m.payer_type, m.partner_id,
                              o.user_id, l.id AS line_id, l.balance
                         FROM dms_settlement s
                         JOIN sale_order o ON o.id = s.order_id
                         JOIN account_move m ON m.settlement_id = s.id AND m.state = 'posted'
                        CROSS JOIN LATERAL (
                               SELECT l.id, l.balance FROM account_move_line l
                                 JOIN account_account a ON a.id = l.account_id
                                      AND a.account_type = 'asset_receivable'
                                WHERE l.move_id = m.id OFFSET 0) l
                        WHERE s.company_id IN %(companies)s AND s.state IN ('confirmed', 'paid')
                          AND s.business_date BETWEEN %(date_from)s AND %(date_to)s) i
                CROSS JOIN LATERAL (%(covers)s) x""",
            companies=tuple(companies),
            date_from=date_from,
            date_to=date_to,
            covers=SQL(" UNION ALL ").join(covers[part] for part in self._fact_parts(*covers)),
        )

    def _match_query(self, own, other, amount):
        """Matches of the invoice's line on one of their two sides."""
        return SQL(
            """SELECT %(kind)s AS kind, %(amount)s AS amount
                 FROM account_partial_reconcile r
                 JOIN account_move_line c ON c.id = %(other)s
                 JOIN account_journal j ON j.id = c.journal_id
                WHERE %(own)s = i.line_id AND r.max_date <= i.date""",
            kind=self._kind_sql(),
            amount=amount,
            own=own,
            other=other,
        )

    def _kind_sql(self):
        """Kind of a cover: receipt, deposit, voucher or other; over the matched entry ``c`` in its journal ``j``."""
        return SQL(
            "CASE WHEN j.type NOT IN ('bank', 'cash', 'credit') THEN 'other' "
            "WHEN c.date < i.date THEN 'deposit' ELSE 'receipt' END"
        )

    def _fact_dimensions(self):
        return {
            **super()._fact_dimensions(),
            "user": SQL("f.user_id"),
            "payer": SQL("f.payer_type"),
            "partner": SQL("f.partner_id"),
        }

    def _fact_flush(self):
        self.env["account.move.line"].flush_model()
        self.env["account.move"].flush_model()
        self.env["account.partial.reconcile"].flush_model()
        self.env["dms.settlement"].flush_model()

    def _fact_measures(self):
        """Sums by kind of cover; those of the customers' own invoices apart."""
        amount = SQL("SUM(f.amount)")
        measures = {}
        for kind in ("billed", "receipt", "deposit", "voucher", "credit", "other"):
            mine, part = SQL("f.kind = %s", kind), kind if kind in ("billed", "credit") else "match"
            measures[kind] = Measure(amount, mine, part=part)
            measures[f"customer_{kind}"] = Measure(
                amount, SQL("%s AND f.payer_type = 'customer'", mine), part=part
            )
        return {**super()._fact_measures(), **measures}
