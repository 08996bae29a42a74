from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure


class DmsFactRecommendation(models.AbstractModel):
    """One row per recommended work that was not done, by the day the car was received."""

    _name = "dms.fact.recommendation"
    _description = "Work Not Done"
    _inherit = "dms.fact"
    _fact_model = "dms.ro.recommendation"

    def _fact_query(self, date_from, date_to, companies):
        return SQL(
            """SELECT r.id, o.company_id, o.business_date AS date, o.user_id, r.amount, r.state
                 FROM sale_order o
                 JOIN dms_ro_recommendation r ON r.order_id = o.id
                WHERE o.is_repair IS TRUE AND o.company_id IN %(companies)s
                  AND o.business_date BETWEEN %(date_from)s AND %(date_to)s""",
            companies=tuple(companies),
            date_from=date_from,
            date_to=date_to,
        )

    def _fact_dimensions(self):
        return {**super()._fact_dimensions(), "user": SQL("f.user_id")}

    def _fact_flush(self):
        self.env["dms.ro.recommendation"].flush_model()
        self.env["sale.order"].flush_model(["business_date", "user_id"])

    def _fact_measures(self):
        return {
            **super()._fact_measures(),
            "count": Measure(SQL("COUNT(*)")),
            "amount": Measure(SQL("SUM(f.amount)")),
        }
