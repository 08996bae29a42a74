from odoo import fields, models

from ..models.dms_gate_log import EXIT_TYPES


class DmsGateMove(models.TransientModel):
    """The guard's desk: plate or pass, in or out."""

    _name = "dms.gate.move"
    _description = "Gate Desk"

    text = fields.Char(string="Plate or Pass")
    exit_type = fields.Selection(EXIT_TYPES, string="Exit Type")
    odometer = fields.Integer(string="Odometer (km)")
    reason = fields.Char(string="Reason of Emergency Release")
    message = fields.Char(readonly=True)

    def _again(self, message):
        """Stay on the desk, ready for the next car."""
        desk = self.create({"message": message})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Gate Desk"),
            "res_model": self._name,
            "res_id": desk.id,
            "view_mode": "form",
            "target": "current",
        }

    def action_in(self):
        """The car drives in."""
        self.ensure_one()
        log = self.env["dms.gate.log"]._vehicle_in(self.text)
        return self._again(self.env._("%(plate)s is in.", plate=log.plate))

    def action_out(self):
        """The car drives out."""
        self.ensure_one()
        log = self.env["dms.gate.log"]._vehicle_out(
            self.text, self.exit_type or None, odometer=self.odometer
        )
        return self._again(self.env._("%(plate)s may leave.", plate=log.plate))

    def action_emergency(self):
        """Let the car out in an emergency."""
        self.ensure_one()
        log = self.env["dms.gate.log"]._emergency_out(self.text, self.reason)
        return self._again(self.env._("%(plate)s was released in an emergency.", plate=log.plate))
