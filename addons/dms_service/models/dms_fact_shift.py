from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure


class DmsFactShift(models.AbstractModel):
    """One row per attendance of a person with a login, by the shop's day on which it began."""

    _name = "dms.fact.shift"
    _description = "Attended Hours"
    _inherit = "dms.fact"
    _fact_model = "hr.attendance"

    def _fact_query(self, date_from, date_to, companies):
        return SQL(
            """SELECT a.id, e.company_id, e.user_id, a.worked_hours,
                      %(day)s AS date
                 FROM hr_attendance a
                 JOIN hr_employee e ON e.id = a.employee_id
                WHERE e.company_id IN %(companies)s AND e.user_id IS NOT NULL
                  AND %(within)s""",
            companies=tuple(companies),
            day=self._local_day_sql(SQL("a.check_in")),
            within=self._within_sql(SQL("a.check_in"), date_from, date_to),
        )

    def _fact_dimensions(self):
        return {**super()._fact_dimensions(), "user": SQL("f.user_id")}

    def _fact_flush(self):
        self.env["hr.attendance"].flush_model()

    def _fact_measures(self):
        """K-66.hours."""
        return {**super()._fact_measures(), "hours": Measure(SQL("SUM(f.worked_hours)"))}
