from odoo import models


class FleetVehicle(models.Model):
    """The gate asks for the trip of the rescue van."""

    _inherit = "fleet.vehicle"

    def _gate_exit_blockers(self, exit_type):
        """A trip that waits for its approval keeps the van inside."""
        blockers = list(super()._gate_exit_blockers(exit_type) or [])
        if exit_type != "rescue":
            return blockers
        # sudo: the guard keeps no register of trips; only the sentence leaves this method
        trips = self.env["dms.rescue.trip"].sudo()
        trips = trips.search([("vehicle_id", "in", self.ids), ("state", "in", ("draft", "out"))])
        out = trips.filtered(lambda one: one.state == "out").vehicle_id
        for trip in trips.filtered(lambda one: one.state == "draft" and one.vehicle_id not in out):
            text = self.env._("Trip %(trip)s is not approved yet.", trip=trip.name)
            blockers.append(("G-03", text, "supervisor"))
        return blockers
