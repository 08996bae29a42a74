from odoo import fields, models


class FleetVehicle(models.Model):
    """From the due service to its appointment, or to the word that it was done elsewhere."""

    _inherit = "fleet.vehicle"

    def action_book_service(self):
        """Open an appointment prefilled with the due service: type, odometer, last free day before it is due."""
        self.ensure_one()
        code = "FS" if self.next_service_kind == "first" else "PM"
        kind = self.env["dms.service.type"].search([("code", "=", code)], limit=1)
        context = {
            "default_vehicle_id": self.id,
            "default_service_type_id": kind.id,
            "default_odometer": self.estimated_odometer,
            "default_source": "invited",
        }
        if slot := self._get_service_slot(kind.default_hours):
            context["default_slot_start"] = slot
        return {
            "type": "ir.actions.act_window",
            "res_model": "dms.appointment",
            "view_mode": "form",
            "name": self.env._("Service Appointment"),
            "context": context,
        }

    def _get_service_slot(self, hours):
        """Last free slot not after the due day; the next free one when that has passed."""
        company = self.company_id or self.env.company
        days = self.env["dms.appointment.day"]
        now = fields.Datetime.now()
        due = self.next_service_date
        ahead = (due - company._local_date(now)).days if due else 0
        if ahead > 0:
            lead = min(ahead, company.booking_days_ahead or ahead)
            free = days._get_free_slots(company, now, hours, limit=1000, days=lead)
            return free[-1] if free else False
        free = days._get_free_slots(company, now, hours, limit=1)
        return free[0] if free else False

    def action_declare_service(self):
        """Ask for a service that the car had somewhere else."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "dms.service.declare",
            "view_mode": "form",
            "target": "new",
            "name": self.env._("Service Done Elsewhere"),
            "context": {"default_vehicle_id": self.id},
        }
