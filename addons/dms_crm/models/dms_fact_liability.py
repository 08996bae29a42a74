from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure


class DmsFactLiability(models.AbstractModel):
    """One row per complaint the shop answers for, by the shop's day it closed, and by who answers."""

    _name = "dms.fact.liability"
    _description = "Complaints Answered for"
    _inherit = "dms.fact"
    _fact_model = "dms.complaint"

    def _fact_query(self, date_from, date_to, companies):
        return SQL(
            """SELECT c.id, c.company_id, c.liable_id AS employee_id, e.user_id,
                      %(day)s AS date
                 FROM dms_complaint c
                 LEFT JOIN hr_employee e ON e.id = c.liable_id
                WHERE c.company_id IN %(companies)s AND c.kind = 'complaint'
                  AND c.liability IN ('company', 'partial')
                  AND %(within)s""",
            companies=tuple(companies),
            day=self._local_day_sql(SQL("c.closed_at")),
            within=self._within_sql(SQL("c.closed_at"), date_from, date_to),
        )

    def _fact_dimensions(self):
        return {
            **super()._fact_dimensions(),
            "user": SQL("f.user_id"),
            "employee": SQL("f.employee_id"),
        }

    def _fact_flush(self):
        for name in ("dms.complaint", "hr.employee"):
            self.env[name].flush_model()

    def _fact_measures(self):
        """K-86.liable."""
        return {**super()._fact_measures(), "complaints": Measure(SQL("COUNT(*)"))}
