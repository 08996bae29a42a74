from odoo import fields, models


class DmsAppointment(models.Model):
    """An appointment that began with a phone call closes that call."""

    _inherit = "dms.appointment"

    call_id = fields.Many2one(
        "dms.call.log", string="Phone Call", copy=False, index="btree_not_null"
    )

    def action_book(self):
        res = super().action_book()
        for appointment in self.filtered("call_id"):
            appointment.call_id._set_appointment(appointment)
        return res
