from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure


class DmsFactPurchase(models.AbstractModel):
    """One row per purchase order by the day it was confirmed."""

    _name = "dms.fact.purchase"
    _description = "Purchases"
    _inherit = "dms.fact"
    _fact_model = "purchase.order"

    def _fact_query(self, date_from, date_to, companies):
        return SQL(
            """SELECT p.id, p.company_id, p.amount_untaxed / COALESCE(NULLIF(p.currency_rate, 0), 1) AS amount,
                      %(day)s AS date
                 FROM purchase_order p
                WHERE p.company_id IN %(companies)s AND p.state = 'purchase'
                  AND %(within)s""",
            companies=tuple(companies),
            day=self._local_day_sql(SQL("p.date_approve")),
            within=self._within_sql(SQL("p.date_approve"), date_from, date_to),
        )

    def _fact_flush(self):
        self.env["purchase.order"].flush_model()

    def _fact_measures(self):
        return {
            **super()._fact_measures(),
            "count": Measure(SQL("COUNT(*)")),
            "amount": Measure(SQL("SUM(f.amount)")),
        }
