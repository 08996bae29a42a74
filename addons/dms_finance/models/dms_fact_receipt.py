from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure

ELECTRONIC = ("card", "wechat", "alipay", "transfer")


class DmsFactReceipt(models.AbstractModel):
    """One row per payment of a customer for a repair, by its accounting day; refunds are negative."""

    _name = "dms.fact.receipt"
    _description = "Money Received"
    _inherit = "dms.fact"
    _fact_model = "account.payment"

    def _fact_query(self, date_from, date_to, companies):
        """Payments of the period; ``is_current`` when their statement is of the same period."""
        return SQL(
            """SELECT p.id, p.company_id, p.date, j.tender, o.user_id, v.model_id, v.brand_id,
                      CASE WHEN p.payment_type = 'inbound' THEN p.amount ELSE -p.amount END AS amount,
                      s.business_date BETWEEN %(date_from)s AND %(date_to)s AS is_current,
                      p.payment_type = 'outbound' AS is_refund
                 FROM account_payment p
                 JOIN account_journal j ON j.id = p.journal_id
                 JOIN dms_settlement s ON s.id = p.settlement_id
                 JOIN sale_order o ON o.id = s.order_id
                 LEFT JOIN fleet_vehicle v ON v.id = o.vehicle_id
                WHERE p.company_id IN %(companies)s AND p.settlement_id IS NOT NULL
                  AND p.date BETWEEN %(date_from)s AND %(date_to)s
                  AND p.state IN ('in_process', 'paid')""",
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
            "old": Measure(amount, SQL("f.is_current IS NOT TRUE AND NOT f.is_refund")),
            "refunded": Measure(amount, SQL("f.is_refund")),
        }
