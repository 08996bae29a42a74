from odoo import models


class FleetVehicle(models.Model):
    _inherit = "fleet.vehicle"

    def _gate_exit_blockers(self, exit_type):
        """A car with work in progress leaves only for a road test or outside work."""
        blockers = list(super()._gate_exit_blockers(exit_type) or [])
        if exit_type not in (False, None, "repair"):
            return blockers
        open_ones = (
            self.env["dms.dispatch"]
            # sudo: the guard sees no dispatch orders; only the answer leaves this method
            .sudo()
            .search(
                [("order_id.vehicle_id", "in", self.ids), ("state", "not in", ("done", "cancel"))],
                limit=1,
            )
        )
        if open_ones:
            text = self.env._(
                "%(order)s: work is still open at the workshop.", order=open_ones.order_id.name
            )
            blockers.append(("E-506", text, "workshop_supervisor"))
        return blockers
