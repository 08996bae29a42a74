from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure

DAY_HOURS = 8.0
# Trades whose time is sold; inspectors and others are no base of productivity.
PRODUCTIVE_TRADES = ("mechanical", "electrical", "body", "paint", "beauty")


class DmsFactAttendance(models.AbstractModel):
    """One row per productive technician and day present, with the hours attended.

    Without attendance records the days on which the person clocked count with the hours of the working calendar.
    Trainees count with the coefficient of their grade when it is below one.
    """

    _name = "dms.fact.attendance"
    _description = "Attendance of Technicians"
    _inherit = "dms.fact"
    _fact_model = "hr.employee"

    def _fact_query(self, date_from, date_to, companies):
        return SQL(
            """SELECT e.id, e.id AS employee_id, e.company_id, e.team_id, e.trade, p.date,
                      COALESCE(p.hours, c.hours_per_day, %(day_hours)s) * LEAST(COALESCE(g.coefficient, 1), 1)
                          AS hours
                 FROM (SELECT COALESCE(a.employee_id, w.employee_id) AS employee_id,
                              COALESCE(a.date, w.date) AS date, a.hours
                         FROM (SELECT employee_id, date, SUM(worked_hours) AS hours FROM hr_attendance
                                WHERE date BETWEEN %(date_from)s AND %(date_to)s
                                GROUP BY employee_id, date) a
                         FULL JOIN (SELECT DISTINCT employee_id, %(day)s AS date FROM dms_dispatch_log
                                     WHERE company_id IN %(companies)s AND %(within)s) w
                           ON w.employee_id = a.employee_id AND w.date = a.date) p
                 JOIN hr_employee e ON e.id = p.employee_id
                 LEFT JOIN hr_version v ON v.id = e.current_version_id
                 LEFT JOIN resource_calendar c ON c.id = v.resource_calendar_id
                 LEFT JOIN dms_skill_grade g ON g.id = v.skill_grade_id
                WHERE e.company_id IN %(companies)s AND e.trade IN %(trades)s""",
            companies=tuple(companies),
            date_from=date_from,
            date_to=date_to,
            day=self._local_day_sql(SQL("date_start")),
            within=self._within_sql(SQL("date_start"), date_from, date_to),
            day_hours=DAY_HOURS,
            trades=PRODUCTIVE_TRADES,
        )

    def _fact_dimensions(self):
        return {
            **super()._fact_dimensions(),
            "team": SQL("f.team_id"),
            "employee": SQL("f.employee_id"),
            "trade": SQL("f.trade"),
        }

    def _fact_flush(self):
        self.env["hr.attendance"].flush_model()
        self.env["hr.employee"].flush_model()
        self.env["hr.version"].flush_model()
        self.env["dms.dispatch.log"].flush_model()

    def _fact_measures(self):
        """Denominator of K-60 and K-62, and the technicians present on an average day."""
        return {
            **super()._fact_measures(),
            "hours": Measure(SQL("SUM(f.hours)")),
            "present": Measure(SQL("COUNT(*)"), divisor=SQL("COUNT(DISTINCT f.date)")),
        }
