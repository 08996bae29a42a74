from odoo import fields, models


class DmsGateEmergency(models.TransientModel):
    """A manager lets a car out against the rules and signs for it with a reason."""

    _name = "dms.gate.emergency"
    _description = "Emergency Release"

    plate = fields.Char(required=True)
    reason = fields.Char(string="Reason of Emergency Release", required=True)

    def action_release(self):
        """Let the car out; the row is flagged for finance."""
        self.ensure_one()
        log = self.env["dms.gate.log"]._emergency_out(self.plate, self.reason)
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_hr.dms_gate_log_action")
        return {**action, "res_id": log.id, "views": [(False, "form")]}
