from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

REFRESH_DAYS = 7
BATCH = 500


class FleetVehicle(models.Model):
    """Projections follow the readings and the calendar by a scheduled action."""

    _inherit = "fleet.vehicle"

    @api.model
    def _cron_project_services(self):
        """Project what changed, refresh what is old, and move the status on with the calendar."""
        self._refresh_service_states()
        limit = fields.Datetime.now() - timedelta(days=REFRESH_DAYS)
        domain = Domain("vehicle_use", "=", "customer") & (
            Domain("projection_stale", "=", True)
            | Domain("projected_at", "=", False)
            | Domain("projected_at", "<", limit)
        )
        cron = self.env["ir.cron"]
        left = cron._commit_progress(remaining=self.search_count(domain))
        while left and (vehicles := self.search(domain, limit=BATCH)):
            vehicles._project_services()
            left = cron._commit_progress(len(vehicles))

    @api.model
    def _refresh_service_states(self, today=None):
        """Move the status of vehicles on with the calendar, one write per status."""
        today = today or fields.Date.context_today(self)
        spans = {
            "not_due": (31, None),
            "soon": (0, 30),
            "due": (-15, -1),
            "overdue": (-90, -16),
            "lost": (None, -91),
        }
        for state, (first, last) in spans.items():
            domain = Domain("next_service_date", "!=", False) & Domain("service_state", "!=", state)
            if first is not None:
                domain &= Domain("next_service_date", ">=", today + timedelta(days=first))
            if last is not None:
                domain &= Domain("next_service_date", "<=", today + timedelta(days=last))
            self.search(domain).with_context(tracking_disable=True).write({"service_state": state})
