from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure


class DmsFactCapacity(models.AbstractModel):
    """One row per opening hour of an open day: the workshop hours appointments may take in it."""

    _name = "dms.fact.capacity"
    _description = "Bookable Hours"
    _inherit = "dms.fact"
    _fact_model = "dms.appointment.day"
    _fact_dates_in_sql = False

    def _fact_query(self, date_from, date_to, companies):
        """Hours of a day (technicians × hours × efficiency × booking share, plus those of its row) spread over
        its opening hours; a shop whose hours are not limited has no capacity.
        """
        shops = [self._get_shop_row(company, date_from, date_to) for company in companies]
        rows = SQL(" UNION ALL ").join(
            SQL(
                """SELECT s.id, s.day, s.hours, h AS hour, %(count)s AS count
                     FROM (SELECT %(company)s AS id, unnest(%(days)s::date[]) AS day,
                                  %(hours)s::float AS hours) s
                    CROSS JOIN generate_series(%(first)s, %(last)s) h""",
                **shop,
            )
            for shop in shops
        )
        return SQL(
            """SELECT a.id, r.id AS company_id, r.day AS date, r.hour,
                      CASE WHEN a.is_closed THEN 0
                           ELSE GREATEST(r.hours + COALESCE(a.extra_hours, 0), 0) / r.count END AS hours
                 FROM (%s) r
                 LEFT JOIN dms_appointment_day a ON a.company_id = r.id AND a.date = r.day""",
            rows,
        )

    def _get_shop_row(self, company_id, date_from, date_to):
        """Open days, their hours and the opening hours of a shop."""
        company = self.env["res.company"].browse(company_id)
        holidays = company._get_holidays(date_from, date_to)
        span = [
            date_from + timedelta(days=count) for count in range((date_to - date_from).days + 1)
        ]
        first = int(company.opening_hour)
        last = max(int(company.closing_hour + 0.99) - 1, first)
        hours = self.env["dms.appointment.day"]._get_day_hours(company)
        return {
            "company": company_id,
            "days": [day for day in span if company._is_open_day(day) and day not in holidays],
            "hours": hours.get(None, 0.0),
            "first": first,
            "last": last,
            "count": last - first + 1,
        }

    def _fact_dimensions(self):
        return {**super()._fact_dimensions(), "hour": SQL("f.hour")}

    def _fact_flush(self):
        self.env["dms.appointment.day"].flush_model()

    def _fact_measures(self):
        return {**super()._fact_measures(), "hours": Measure(SQL("SUM(f.hours)"))}
