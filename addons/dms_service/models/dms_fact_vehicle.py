from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure

from .dms_fact_visit import NOT_EFFECTIVE

BASE_MONTHS = 12
GONE = ("scrapped", "transferred")


class DmsFactVehicle(models.AbstractModel):
    """One row per customer's vehicle with a valid visit in the months before the end of a period: a level.

    Recent are the last c calendar months (`res.company.churn_months`), earlier the c months before them.
    """

    _name = "dms.fact.vehicle"
    _description = "Customer Base"
    _inherit = "dms.fact"
    _fact_model = "fleet.vehicle"

    def _fact_query(self, date_from, date_to, companies):
        """Valid visits of the longest window by index of the business day, grouped by vehicle."""
        model = self.env["res.company"].browse(companies)
        churn = max(model.mapped("churn_months"), default=6) or 6
        day = SQL("%s::date", date_to)
        recent = self._months_before(SQL("%s + 1", day), churn)
        # OFFSET 0: the windows are reckoned once, not for each visit.
        return SQL(
            """SELECT w.vehicle_id AS id, w.company_id, w.date, v.model_id, v.brand_id,
                      v.service_status IN %(gone)s AS is_gone, w.in_recent, w.in_earlier, w.in_base, w.visits,
                      w.user_id
                 FROM (SELECT o.vehicle_id, o.company_id, e.last AS date,
                              BOOL_OR(o.business_date >= e.recent) AS in_recent,
                              BOOL_OR(o.business_date >= e.earlier AND o.business_date < e.recent) AS in_earlier,
                              BOOL_OR(o.business_date >= e.base) AS in_base,
                              COUNT(*) FILTER (WHERE o.business_date >= e.base) AS visits,
                              (ARRAY_AGG(o.user_id ORDER BY o.business_date DESC, o.id DESC))[1] AS user_id
                         FROM (SELECT %(date_to)s AS last, %(recent)s AS recent, %(earlier)s AS earlier,
                                      %(base)s AS base OFFSET 0) e
                         JOIN sale_order o ON o.business_date >= LEAST(e.earlier, e.base)
                              AND o.business_date <= e.last
                         LEFT JOIN dms_service_type t ON t.id = o.service_type_id
                        WHERE o.is_repair IS TRUE AND o.company_id IN %(companies)s
                          AND o.state != 'cancel' AND o.visit_main_id IS NULL
                          AND COALESCE(t.code, '') NOT IN %(excluded)s
                        GROUP BY o.vehicle_id, o.company_id, e.last) w
                 JOIN fleet_vehicle v ON v.id = w.vehicle_id
                WHERE COALESCE(v.vehicle_use, 'customer') = 'customer'""",
            companies=tuple(companies),
            date_to=day,
            recent=recent,
            earlier=self._months_before(recent, churn),
            base=self._months_before(SQL("%s + 1", day), BASE_MONTHS),
            gone=GONE,
            # Rescue in transit is no customer of the shop.
            excluded=(*NOT_EFFECTIVE, "RS"),
        )

    def _months_before(self, day, months):
        """The same day some months earlier, or the last one of a shorter month."""
        return SQL("(%s - make_interval(months => %s))::date", day, months)

    def _fact_dimensions(self):
        return {
            **super()._fact_dimensions(),
            "user": SQL("f.user_id"),
            "model": SQL("f.model_id"),
            "brand": SQL("f.brand_id"),
        }

    def _fact_flush(self):
        self.env["sale.order"].flush_model()
        self.env["fleet.vehicle"].flush_model(["service_status", "model_id", "vehicle_use"])

    def _fact_measures(self):
        """K-80 and K-81."""
        earlier = SQL("f.in_earlier AND NOT f.is_gone")
        count = SQL("COUNT(*)")
        return {
            **super()._fact_measures(),
            "churn_base": Measure(count, earlier),
            "lost": Measure(count, SQL("%s AND NOT f.in_recent", earlier)),
            "base": Measure(count, SQL("f.in_base")),
            "base_visits": Measure(SQL("SUM(f.visits)"), SQL("f.in_base")),
        }
