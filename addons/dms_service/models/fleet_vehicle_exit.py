from odoo import models


class FleetVehicle(models.Model):
    """The vehicle release rule: a repaired car leaves paid for and with a valid pass."""

    _inherit = "fleet.vehicle"

    def _gate_exit_blockers(self, exit_type):
        """Reasons why the gate must not open: [(code, sentence, role that can help)].

        A road test, work outside and company trips need no payment: the repair goes on.
        """
        blockers = list(super()._gate_exit_blockers(exit_type) or [])
        if exit_type not in (False, None, "repair", "unrepaired"):
            return blockers
        # sudo: the guard sees no orders; only the answer leaves this method.
        orders = (
            self.env["sale.order"]
            .sudo()
            .search(
                [
                    ("vehicle_id", "in", self.ids),
                    ("is_repair", "=", True),
                    ("received_at", "!=", False),
                    ("delivered_at", "=", False),
                    "|",
                    ("state", "!=", "cancel"),
                    ("is_left", "=", True),
                ]
            )
        )
        for order in orders:
            blockers += order._get_gate_reasons()
        return blockers
