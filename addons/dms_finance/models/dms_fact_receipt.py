from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure

ELECTRONIC = ("card", "wechat", "alipay", "transfer")


class DmsFactReceipt(models.AbstractModel):
    """One row per payment of a customer for a repair or a deposit, by its accounting day; refunds are negative."""

    _name = "dms.fact.receipt"
    _description = "Money Received"
    _inherit = "dms.fact"
    _fact_model = "account.payment"

    def _fact_query(self, date_from, date_to, companies):
        """Payments of the period; ``is_current`` when their statement is of the same period."""
        return SQL(
            """SELECT p.id, p.company_id, p.date, j.tender, o.user_id, v.model_id, v.brand_id,
                      CASE WHEN p.payment_type = 'inbound' THEN p.amount ELSE -p.amount END AS amount,
                      p.business_date BETWEEN %(date_from)s AND %(date_to)s AS is_current,
                      p.payment_type = 'outbound' AS is_refund, p.is_deposit
                 FROM (%(statements)s UNION ALL %(deposits)s) p
                 JOIN account_journal j ON j.id = p.journal_id
                 LEFT JOIN sale_order o ON o.id = p.order_id
                 LEFT JOIN fleet_vehicle v ON v.id = p.vehicle_id""",
            date_from=date_from,
            date_to=date_to,
            statements=self._payment_query(
                SQL("s.order_id, so.vehicle_id, s.business_date, FALSE AS is_deposit"),
                SQL(
                    "JOIN dms_settlement s ON s.id = q.settlement_id JOIN sale_order so ON so.id = s.order_id"
                ),
                SQL("q.settlement_id IS NOT NULL"),
                (date_from, date_to, companies),
            ),
            deposits=self._payment_query(
                SQL("d.order_id, d.vehicle_id, NULL::date, TRUE"),
                SQL("JOIN dms_deposit d ON d.id = q.deposit_id"),
                SQL("q.deposit_id IS NOT NULL"),
                (date_from, date_to, companies),
            ),
        )

    def _payment_query(self, columns, joins, which, span):
        """Payments of one kind; each kind has an index by company and day."""
        date_from, date_to, companies = span
        return SQL(
            """SELECT q.id, q.company_id, q.date, q.journal_id, q.payment_type, q.amount, %(columns)s
                 FROM account_payment q %(joins)s
                WHERE q.company_id IN %(companies)s AND %(which)s
                  AND q.date BETWEEN %(date_from)s AND %(date_to)s
                  AND q.state IN ('in_process', 'paid')""",
            columns=columns,
            joins=joins,
            which=which,
            companies=tuple(companies),
            date_from=date_from,
            date_to=date_to,
        )

    def _fact_dimensions(self):
        return {
            **super()._fact_dimensions(),
            "user": SQL("f.user_id"),
            "tender": SQL("f.tender"),
            "model": SQL("f.model_id"),
            "brand": SQL("f.brand_id"),
        }

    def _fact_flush(self):
        self.env["account.payment"].flush_model()
        self.env["dms.settlement"].flush_model(["business_date"])
        self.env["dms.deposit"].flush_model()

    def _fact_measures(self):
        """Numerator of K-90 and the tenders of the day."""
        amount = SQL("SUM(f.amount)")
        current = SQL("f.is_current")
        return {
            **super()._fact_measures(),
            "count": Measure(SQL("COUNT(*)")),
            "amount": Measure(amount),
            "cash": Measure(amount, SQL("f.tender = 'cash'")),
            "electronic": Measure(amount, SQL("f.tender IN %s", ELECTRONIC)),
            "current": Measure(amount, current),
            "old": Measure(
                amount, SQL("f.is_current IS NOT TRUE AND NOT f.is_refund AND NOT f.is_deposit")
            ),
            "deposit": Measure(amount, SQL("f.is_deposit AND NOT f.is_refund")),
            "deposit_count": Measure(SQL("COUNT(*)"), SQL("f.is_deposit AND NOT f.is_refund")),
            "refunded": Measure(amount, SQL("f.is_refund")),
        }
