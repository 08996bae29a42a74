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
        zone = self.env.company._get_zone_name()
        return SQL(
            """SELECT p.id, p.company_id, p.amount_untaxed / COALESCE(NULLIF(p.currency_rate, 0), 1) AS amount,
                      (p.date_approve AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS date
                 FROM purchase_order p
                WHERE p.company_id IN %(companies)s AND p.state = 'purchase'
                  AND p.date_approve >= %(date_from)s::timestamp AT TIME ZONE %(zone)s AT TIME ZONE 'UTC'
                  AND p.date_approve < (%(date_to)s::date + 1)::timestamp AT TIME ZONE %(zone)s
                      AT TIME ZONE 'UTC'""",
            companies=tuple(companies),
            date_from=date_from,
            date_to=date_to,
            zone=zone,
        )

    def _fact_flush(self):
        self.env["purchase.order"].flush_model()

    def _fact_measures(self):
        return {
            **super()._fact_measures(),
            "count": Measure(SQL("COUNT(*)")),
            "amount": Measure(SQL("SUM(f.amount)")),
        }
