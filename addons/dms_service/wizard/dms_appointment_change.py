from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.dms_appointment import CANCEL_REASONS


class DmsAppointmentChange(models.TransientModel):
    """Cancel or move an appointment; both need a reason, moving needs a free slot."""

    _name = "dms.appointment.change"
    _description = "Change an Appointment"

    appointment_id = fields.Many2one("dms.appointment", required=True)
    company_id = fields.Many2one(related="appointment_id.company_id")
    mode = fields.Selection(
        [("cancel", "Cancel"), ("reschedule", "Reschedule")], required=True, default="cancel"
    )
    reason = fields.Selection(CANCEL_REASONS)
    note = fields.Char()
    slot_start = fields.Datetime(string="New Time")
    stay = fields.Boolean(help="Stay on the board or calendar instead of opening the new one.")
    free_slots = fields.Char(compute="_compute_free_slots", string="Next Free")

    @api.depends("appointment_id", "mode")
    def _compute_free_slots(self):
        days = self.env["dms.appointment.day"]
        for change in self:
            if change.mode != "reschedule" or not change.appointment_id:
                change.free_slots = False
                continue
            booking = change.appointment_id
            slots = days._get_free_slots(
                booking.company_id,
                max(fields.Datetime.now(), booking.slot_start),
                booking.planned_hours,
                booking.trade,
                limit=5,
            )
            local = booking.company_id._to_local
            change.free_slots = ", ".join(f"{local(slot):%m-%d %H:%M}" for slot in slots)

    def action_apply(self):
        """Do it; without a reason it is refused (E-206)."""
        self.ensure_one()
        booking = self.appointment_id
        if self.mode == "cancel":
            booking._cancel(self.reason, self.note)
            return True
        if not self.slot_start:
            raise UserError(self.env._("Choose the new time."))
        fresh = booking._reschedule(self.slot_start, self.reason, self.note)
        if self.stay:
            return {"type": "ir.actions.act_window_close"}
        return fresh._get_records_action(name=fresh.display_name, context={})
