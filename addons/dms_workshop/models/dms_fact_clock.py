from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure

PRODUCTIVE = ("work", "redo", "rework")


class DmsFactClock(models.AbstractModel):
    """One row per stretch of clocked time, by the shop's day it began."""

    _name = "dms.fact.clock"
    _description = "Clocked Time"
    _inherit = "dms.fact"
    _fact_model = "dms.dispatch.log"

    def _fact_query(self, date_from, date_to, companies):
        return SQL(
            """SELECT l.id, l.company_id, l.employee_id, l.kind, l.net_hours, l.bay_id,
                      COALESCE(d.team_id, e.team_id) AS team_id,
                      %(day)s AS date
                 FROM dms_dispatch_log l
                 JOIN hr_employee e ON e.id = l.employee_id
                 LEFT JOIN dms_dispatch d ON d.id = l.dispatch_id
                WHERE l.company_id IN %(companies)s
                  AND %(within)s""",
            companies=tuple(companies),
            day=self._local_day_sql(SQL("l.date_start")),
            within=self._within_sql(SQL("l.date_start"), date_from, date_to),
        )

    def _fact_dimensions(self):
        return {
            **super()._fact_dimensions(),
            "team": SQL("f.team_id"),
            "employee": SQL("f.employee_id"),
        }

    def _fact_flush(self):
        self.env["dms.dispatch.log"].flush_model()
        self.env["hr.employee"].flush_model(["team_id"])

    def _fact_measures(self):
        """Hours of K-60 and K-61; holds stop the clock, rework stays in."""
        hours = SQL("SUM(f.net_hours)")
        return {
            **super()._fact_measures(),
            "productive": Measure(hours, SQL("f.kind IN %s", PRODUCTIVE)),
            "indirect": Measure(hours, SQL("f.kind = 'indirect'")),
            "rework": Measure(hours, SQL("f.kind IN ('redo', 'rework')")),
        }
