from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure


class DmsFactShare(models.AbstractModel):
    """One row per technician's final share of flat-rate hours, by the day it was fixed."""

    _name = "dms.fact.share"
    _description = "Flat-Rate Hours Finished"
    _inherit = "dms.fact"
    _fact_model = "dms.dispatch"

    def _fact_query(self, date_from, date_to, companies):
        return SQL(
            """SELECT d.id, d.company_id, w.share_date AS date, w.employee_id, d.team_id, d.trade,
                      w.share_hours AS hours, o.user_id, COALESCE(t.code, '') AS type_code
                 FROM dms_dispatch_worker w
                 JOIN dms_dispatch d ON d.id = w.dispatch_id
                 JOIN sale_order o ON o.id = d.order_id
                 LEFT JOIN dms_service_type t ON t.id = o.service_type_id
                WHERE d.company_id IN %(companies)s
                  AND w.share_date BETWEEN %(date_from)s AND %(date_to)s""",
            companies=tuple(companies),
            date_from=date_from,
            date_to=date_to,
        )

    def _fact_dimensions(self):
        return {
            **super()._fact_dimensions(),
            "team": SQL("f.team_id"),
            "employee": SQL("f.employee_id"),
            "trade": SQL("f.trade"),
            "user": SQL("f.user_id"),
            "type_code": SQL("f.type_code"),
        }

    def _fact_flush(self):
        self.env["dms.dispatch"].flush_model()
        self.env["dms.dispatch.worker"].flush_model()

    def _fact_measures(self):
        """Numerator of K-61 and K-62; rework and redo earn nothing and add nothing."""
        return {
            **super()._fact_measures(),
            "hours": Measure(SQL("SUM(f.hours)")),
            "dispatches": Measure(SQL("COUNT(DISTINCT f.id)")),
        }
