from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure

SETTLE_DAYS = 14


class DmsFactComplaint(models.AbstractModel):
    """One row per customer's case by the shop's day it was written down."""

    _name = "dms.fact.complaint"
    _description = "Complaints"
    _inherit = "dms.fact"
    _fact_model = "dms.complaint"

    def _fact_query(self, date_from, date_to, companies):
        return SQL(
            """SELECT c.id, c.company_id, c.kind, c.closed_at, o.user_id, v.model_id, v.brand_id,
                      %(day)s AS date,
                      c.closed_at <= c.create_date + make_interval(days => %(days)s) AS in_time
                 FROM dms_complaint c
                 LEFT JOIN sale_order o ON o.id = c.order_id
                 LEFT JOIN fleet_vehicle v ON v.id = c.vehicle_id
                WHERE c.company_id IN %(companies)s
                  AND %(within)s""",
            companies=tuple(companies),
            day=self._local_day_sql(SQL("c.create_date")),
            within=self._within_sql(SQL("c.create_date"), date_from, date_to),
            days=SETTLE_DAYS,
        )

    def _fact_dimensions(self):
        return {
            **super()._fact_dimensions(),
            "user": SQL("f.user_id"),
            "model": SQL("f.model_id"),
            "brand": SQL("f.brand_id"),
        }

    def _fact_flush(self):
        self.env["dms.complaint"].flush_model()

    def _fact_measures(self):
        """K-86; dissatisfaction from a call is a case, not a complaint."""
        complaint = SQL("f.kind = 'complaint'")
        return {
            **super()._fact_measures(),
            "received": Measure(SQL("COUNT(*)"), complaint),
            "cases": Measure(SQL("COUNT(*)")),
            "closed": Measure(SQL("COUNT(*)"), SQL("%s AND f.closed_at IS NOT NULL", complaint)),
            "closed_in_time": Measure(SQL("COUNT(*)"), SQL("%s AND f.in_time", complaint)),
        }
