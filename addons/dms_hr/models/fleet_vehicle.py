from odoo import models

# Exits that the guard may choose for a car of the shop itself.
SHOP_EXITS = ("company", "rescue", "outside", "courtesy", "road_test")
# Exits of a customer's car that go on with its repair.
REPAIR_EXITS = ("repair", "unrepaired", "road_test", "outside")


class FleetVehicle(models.Model):
    _inherit = "fleet.vehicle"

    def _gate_exit_blockers(self, exit_type):
        """Why a vehicle may not pass the gate; addons that know add their reasons.

        :param exit_type: kind of exit, see ``dms.gate.log.exit_type``
        :return: list of (code, sentence, role that can help)
        """
        blockers = []
        for vehicle in self:
            own = vehicle.vehicle_use != "customer"
            if own and exit_type not in SHOP_EXITS:
                text = self.env._(
                    "%(plate)s belongs to the shop: choose company car, rescue or courtesy car.",
                    plate=vehicle.license_plate or "",
                )
                blockers.append(("G-01", text, "guard"))
        return blockers

    def _gate_paths(self, direction):
        """What a passage asks of the car besides the car itself; addons add their own.

        :param direction: ``in`` or ``out``
        """
        return ["model_id.brand_id"] if direction == "in" else []

    def _hold_at_gate(self, direction):
        """Hold the car's row: two guards decide one after the other. What follows is read along.

        :param direction: ``in`` or ``out``
        """
        # sudo: the guard sees no customers; what a passage sets off runs without his rights
        car, company = self.sudo(), self.env.company.sudo()
        paths = car._gate_paths(direction)
        car._read_together(*paths, beside=(self.env.user, company), lock="update")

    def _get_exit_blockers(self, exit_type):
        """Reasons as the gate asks for them: a visitor's exit is no way around an open repair."""
        if exit_type in REPAIR_EXITS or self.vehicle_use != "customer":
            return self._gate_exit_blockers(exit_type)
        reasons = self._gate_exit_blockers("repair")
        if not reasons:
            return self._gate_exit_blockers(exit_type)
        text = self.env._(
            "%(plate)s is in the shop for repair: choose the exit after repair.",
            plate=self.license_plate or "",
        )
        return [("G-02", text, "advisor"), *reasons]

    def _get_gate_odometer(self):
        """Last km the gate compares a reading with, 0 when none is known."""
        self.ensure_one()
        # sudo: guards keep no odometer book; they compare one figure
        return self.sudo().odometer
