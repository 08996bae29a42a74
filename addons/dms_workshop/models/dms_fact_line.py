from odoo import models
from odoo.tools import SQL


class DmsFactLine(models.AbstractModel):
    """Money by the team that did the work: the line's dispatch, else the job's, else the order's first one."""

    _inherit = "dms.fact.line"

    def _fact_dimensions(self):
        return {**super()._fact_dimensions(), "team": self._team_sql()}

    def _fact_flush(self):
        self.env["dms.dispatch"].flush_model(["team_id", "state", "order_id"])
        return super()._fact_flush()

    def _team_sql(self):
        return SQL(
            """COALESCE(
                (SELECT d.team_id FROM dms_dispatch_line dl JOIN dms_dispatch d ON d.id = dl.dispatch_id
                  WHERE dl.sale_line_id = f.sale_line_id AND d.state != 'cancel' ORDER BY d.id LIMIT 1),
                (SELECT d.team_id FROM sale_order_line jl
                   JOIN dms_dispatch_line dl ON dl.sale_line_id = jl.id
                   JOIN dms_dispatch d ON d.id = dl.dispatch_id
                  WHERE jl.job_id = f.job_id AND d.state != 'cancel' ORDER BY d.id LIMIT 1),
                (SELECT d.team_id FROM dms_dispatch d
                  WHERE d.order_id = f.order_id AND d.state != 'cancel' ORDER BY d.id LIMIT 1))"""
        )
