from odoo import models


class FleetVehicle(models.Model):
    _inherit = "fleet.vehicle"

    def _gate_exit_blockers(self, exit_type):
        """Why a vehicle may not pass the gate; addons that know add their reasons.

        :param exit_type: kind of exit, see ``dms.gate.log.exit_type``
        :return: list of (code, sentence, role that can help)
        """
        return []
