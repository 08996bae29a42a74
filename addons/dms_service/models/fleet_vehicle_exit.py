from odoo import models


class FleetVehicle(models.Model):
    """The vehicle release rule: a repaired car leaves paid for and with a valid pass."""

    _inherit = "fleet.vehicle"

    def _gate_paths(self, direction):
        """Whose car it is, and who receives him."""
        host = ["advisor_id.partner_id"] if direction == "in" else []
        return [*super()._gate_paths(direction), "owner_id", *host]

    def _gate_exit_blockers(self, exit_type):
        """Reasons why the gate must not open: [(code, sentence, role that can help)].

        A road test, work outside and company trips need no payment: the repair goes on.
        """
        blockers = list(super()._gate_exit_blockers(exit_type) or [])
        if exit_type not in (False, None, "repair", "unrepaired"):
            return blockers
        orders = (
            self.env["sale.order"]
            # sudo: the guard sees no orders; only the answer leaves this method.
            .sudo()
            ._search_together(
                [
                    ("vehicle_id", "in", self.ids),
                    ("is_repair", "=", True),
                    ("received_at", "!=", False),
                    ("delivered_at", "=", False),
                    "|",
                    ("state", "!=", "cancel"),
                    ("is_left", "=", True),
                ],
                "service_type_id",
            )
        )
        for order in orders:
            blockers += order._get_gate_reasons()
        return blockers
