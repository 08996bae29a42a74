from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure

LAST_OPEN_DAY = {"all": 7, "mon_sat": 6, "mon_fri": 5}


class DmsFactBay(models.AbstractModel):
    """One row per productive bay and open day: hours open, hours occupied, visits.

    Occupied is the union of the clocked stretches in the bay: two people on one car occupy it once.
    """

    _name = "dms.fact.bay"
    _description = "Use of Bays"
    _inherit = "dms.fact"
    _fact_model = "dms.bay"

    def _fact_query(self, date_from, date_to, companies):
        last = SQL(
            "CASE c.open_days WHEN 'mon_sat' THEN %s WHEN 'mon_fri' THEN %s ELSE %s END",
            LAST_OPEN_DAY["mon_sat"],
            LAST_OPEN_DAY["mon_fri"],
            LAST_OPEN_DAY["all"],
        )
        return SQL(
            """SELECT b.id, b.company_id, b.team_id, b.kind, y.day::date AS date, b.capacity,
                      CASE WHEN EXTRACT(ISODOW FROM y.day) <= %(last)s
                           THEN (c.closing_hour - c.opening_hour) * b.capacity ELSE 0 END AS open_hours,
                      COALESCE(u.hours, 0) AS occupied, COALESCE(u.visits, 0) AS visits
                 FROM dms_bay b
                 JOIN res_company c ON c.id = b.company_id
                CROSS JOIN generate_series(%(date_from)s::timestamp, %(date_to)s::timestamp, '1 day') y(day)
                 LEFT JOIN (%(used)s) u ON u.bay_id = b.id AND u.date = y.day::date
                WHERE b.company_id IN %(companies)s AND b.productive AND b.active""",
            last=last,
            date_from=date_from,
            date_to=date_to,
            companies=tuple(companies),
            used=self._used_query(date_from, date_to, companies),
        )

    def _used_query(self, date_from, date_to, companies):
        """Hours occupied and visits by bay and day."""
        return SQL(
            """SELECT s.bay_id, s.date, MAX(s.visits) AS visits,
                      SUM(EXTRACT(EPOCH FROM upper(r.span) - lower(r.span)) / 3600) AS hours
                 FROM (SELECT l.bay_id, %(day)s AS date,
                              range_agg(tsrange(l.date_start,
                                                COALESCE(l.date_end, NOW() AT TIME ZONE 'UTC'))) AS spans,
                              COUNT(DISTINCT COALESCE(o.visit_main_id, o.id)) AS visits
                         FROM dms_dispatch_log l
                         JOIN dms_dispatch d ON d.id = l.dispatch_id
                         JOIN sale_order o ON o.id = d.order_id
                        WHERE l.company_id IN %(companies)s AND l.bay_id IS NOT NULL
                          AND %(within)s
                          AND (l.date_end IS NOT NULL OR l.date_start <= NOW() AT TIME ZONE 'UTC')
                        GROUP BY 1, 2) s
                CROSS JOIN LATERAL unnest(s.spans) r(span)
                GROUP BY s.bay_id, s.date""",
            companies=tuple(companies),
            day=self._local_day_sql(SQL("l.date_start")),
            within=self._within_sql(SQL("l.date_start"), date_from, date_to),
        )

    def _fact_dimensions(self):
        return {
            **super()._fact_dimensions(),
            "team": SQL("f.team_id"),
            "bay": SQL("f.id"),
            "bay_kind": SQL("f.kind"),
        }

    def _fact_flush(self):
        self.env["dms.bay"].flush_model()
        self.env["dms.dispatch.log"].flush_model()
        self.env["dms.dispatch"].flush_model(["order_id"])

    def _fact_measures(self):
        """K-63 and K-64."""
        return {
            **super()._fact_measures(),
            "open_hours": Measure(SQL("SUM(f.open_hours)")),
            "occupied": Measure(SQL("SUM(f.occupied)")),
            "visits": Measure(SQL("SUM(f.visits)")),
            "bays": Measure(SQL("COUNT(DISTINCT f.id)")),
        }
