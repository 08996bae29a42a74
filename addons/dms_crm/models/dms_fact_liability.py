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
        zone = self.env.company._get_zone_name()
        return SQL(
            """SELECT c.id, c.company_id, c.liable_id AS employee_id, e.user_id,
                      (c.closed_at AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS date
                 FROM dms_complaint c
                 LEFT JOIN hr_employee e ON e.id = c.liable_id
                WHERE c.company_id IN %(companies)s AND c.kind = 'complaint'
                  AND c.liability IN ('company', 'partial')
                  AND c.closed_at >= %(date_from)s::timestamp AT TIME ZONE %(zone)s AT TIME ZONE 'UTC'
                  AND c.closed_at < (%(date_to)s::date + 1)::timestamp AT TIME ZONE %(zone)s
                      AT TIME ZONE 'UTC'""",
            companies=tuple(companies),
            date_from=date_from,
            date_to=date_to,
            zone=zone,
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
