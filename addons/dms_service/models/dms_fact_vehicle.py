from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields, models
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
        return SQL("SELECT f.* FROM %s", self._get_rows_sql([(date_from, date_to)], companies))

    def _get_rows_sql(self, spans, companies):
        """Vehicles of the windows that end with each period; visits are read once for all periods."""
        windows = [self._get_windows(last, companies) for __, last in spans]
        ends = SQL(", ").join(
            SQL("(%s, %s::date, %s::date, %s::date, %s::date)", number, last, *window)
            for number, ((__, last), window) in enumerate(zip(spans, windows, strict=True))
        )
        return SQL(
            """(SELECT w.number, w.vehicle_id AS id, w.company_id, w.date, v.model_id, v.brand_id,
                       v.service_status IN %(gone)s AS is_gone, w.in_recent, w.in_earlier, w.in_base, w.visits,
                       w.user_id
                  FROM (SELECT e.number, o.vehicle_id, o.company_id, e.last AS date,
                               BOOL_OR(o.business_date >= e.recent) AS in_recent,
                               BOOL_OR(o.business_date >= e.earlier AND o.business_date < e.recent) AS in_earlier,
                               BOOL_OR(o.business_date >= e.base) AS in_base,
                               COUNT(*) FILTER (WHERE o.business_date >= e.base) AS visits,
                               (MAX(ARRAY[o.business_date - '2000-01-01'::date, o.id, o.user_id]))[3] AS user_id
                          FROM (VALUES %(ends)s) AS e(number, last, recent, earlier, base)
                          JOIN (%(visits)s) o ON o.business_date BETWEEN LEAST(e.earlier, e.base) AND e.last
                         GROUP BY e.number, e.last, o.vehicle_id, o.company_id) w
                  JOIN fleet_vehicle v ON v.id = w.vehicle_id
                 WHERE COALESCE(v.vehicle_use, 'customer') = 'customer') f
                CROSS JOIN LATERAL (SELECT f.number) AS span""",
            ends=ends,
            gone=GONE,
            visits=self._visit_query(
                min(map(min, windows)), max(last for __, last in spans), companies
            ),
        )

    def _get_windows(self, last, companies):
        """First days of the windows that end with a day: recent, earlier, base; all of them whole months."""
        months = self.env["res.company"].browse(companies).mapped("churn_months")
        churn, end = max(months, default=6) or 6, fields.Date.to_date(last) + timedelta(days=1)
        recent = end - relativedelta(months=churn)
        return recent, recent - relativedelta(months=churn), end - relativedelta(months=BASE_MONTHS)

    def _visit_query(self, first, last, companies):
        """Valid visits between two days by index of the business day."""
        # OFFSET 0: they are read once, not for each period.
        return SQL(
            """SELECT o.id, o.vehicle_id, o.company_id, o.user_id, o.business_date
                 FROM sale_order o
                 LEFT JOIN dms_service_type t ON t.id = o.service_type_id
                WHERE o.is_repair IS TRUE AND o.company_id IN %s AND o.business_date BETWEEN %s AND %s
                  AND o.state != 'cancel' AND o.visit_main_id IS NULL
                  AND COALESCE(t.code, '') NOT IN %s OFFSET 0""",
            tuple(companies),
            first,
            last,
            # Rescue in transit is no customer of the shop.
            (*NOT_EFFECTIVE, "RS"),
        )

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
