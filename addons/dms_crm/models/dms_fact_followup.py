from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure

LIMIT_HOURS = 72


class DmsFactFollowup(models.AbstractModel):
    """One row per contact after a delivery, by the day the car left."""

    _name = "dms.fact.followup"
    _description = "Follow-ups"
    _inherit = "dms.fact"
    _fact_model = "dms.followup"

    def _fact_query(self, date_from, date_to, companies):
        """Contacts of the cars that left in the period."""
        return SQL(
            """SELECT c.id, o.id AS order_id, o.company_id, o.delivered_date AS date, o.user_id, v.model_id,
                      v.brand_id, c.state, c.is_satisfied, c.score, c.grade_overall,
                      c.done_at <= o.delivered_at + make_interval(hours => %(limit)s) AS in_time
                 FROM sale_order o
                 JOIN dms_followup c ON c.order_id = o.id
                 LEFT JOIN fleet_vehicle v ON v.id = o.vehicle_id
                WHERE o.is_repair IS TRUE AND o.company_id IN %(companies)s
                  AND o.delivered_date BETWEEN %(date_from)s AND %(date_to)s
                  AND o.visit_main_id IS NULL AND c.state != 'cancelled'""",
            companies=tuple(companies),
            date_from=date_from,
            date_to=date_to,
            limit=LIMIT_HOURS,
        )

    def _fact_dimensions(self):
        return {
            **super()._fact_dimensions(),
            "user": SQL("f.user_id"),
            "model": SQL("f.model_id"),
            "brand": SQL("f.brand_id"),
        }

    def _fact_flush(self):
        self.env["dms.followup"].flush_model()
        self.env["sale.order"].flush_model()

    def _fact_measures(self):
        """K-85: visits called back within 72 hours, and satisfied among those reached."""
        visits = SQL("COUNT(DISTINCT f.order_id)")
        reached = SQL("f.state = 'done' AND f.grade_overall IS NOT NULL")
        return {
            **super()._fact_measures(),
            "called": Measure(visits, SQL("f.state IN ('done', 'failed', 'refused')")),
            "in_time": Measure(visits, SQL("f.state = 'done' AND f.in_time")),
            "reached": Measure(visits, reached),
            "satisfied": Measure(
                SQL("COUNT(*)"),
                SQL("%s AND f.is_satisfied", reached),
            ),
            "answers": Measure(SQL("COUNT(*)"), reached),
        }
