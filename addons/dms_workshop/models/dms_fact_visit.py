from odoo import models
from odoo.tools import SQL


class DmsFactVisit(models.AbstractModel):
    """Visits by the team of their first dispatch."""

    _inherit = "dms.fact.visit"

    def _fact_dimensions(self):
        team = SQL(
            "(SELECT d.team_id FROM dms_dispatch d WHERE d.order_id = f.id AND d.state != 'cancel' "
            "ORDER BY d.id LIMIT 1)"
        )
        return {**super()._fact_dimensions(), "team": team}

    def _fact_flush(self):
        self.env["dms.dispatch"].flush_model(["team_id", "state", "order_id"])
        return super()._fact_flush()
