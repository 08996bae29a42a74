from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.dms_base.tools.rights import SEE_PHONE

from .dms_appointment import WAITED_STATES


class DmsAppointment(models.Model):
    """SA-02: the card that a row of the board opens, and the drag to another slot."""

    _inherit = "dms.appointment"

    def write(self, vals):
        """A booked place is moved by its steps, with a reason; nobody writes another time over it."""
        if vals.get("slot_start") and not self.env.su:
            start = fields.Datetime.to_datetime(vals["slot_start"])
            moved = self.filtered(lambda one: one.state != "draft" and one.slot_start != start)
            if moved and not self.env.user.has_group("dms_base.group_dms_admin"):
                raise UserError(
                    self.env._(
                        "%(name)s is booked: reschedule it with its reason. (E-206)",
                        name=moved[0].display_name,
                    )
                )
        return super().write(vals)

    def action_open_card(self):
        """The row of the board was touched: its card, above the board."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(self.env.ref("dms_service.dms_appointment_view_card").id, "form")],
            "target": "new",
            "context": {"dms_stay": True, "dialog_size": "large"},
        }

    def action_open_whole(self):
        """The whole appointment instead of its card."""
        self.ensure_one()
        return self._get_records_action(name=self.display_name, context={})

    def action_dial(self):
        """Call the customer with the phone of the desk.

        :raise UserError: no number on file, E-107
        """
        self.ensure_one()
        if not self.env.user.has_group(SEE_PHONE) or not self.phone:
            raise UserError(self.env._("There is no phone number you can call. (E-107)"))
        return {"type": "ir.actions.act_url", "url": f"tel:{self.phone}", "target": "self"}

    @api.model
    def _round_to_slot(self, company, moment):
        """Beginning of the slot a moment lies in.

        :param moment: UTC datetime
        """
        local = company._to_local(moment)
        step = company.appointment_slot_minutes or 30
        over = (local.hour * 60 + local.minute - round(company.opening_hour * 60)) % step
        return moment - timedelta(minutes=over, seconds=local.second)

    def action_move_to(self, slot_start):
        """The card was dragged to another time: ask for the reason, unless there is no room.

        :param slot_start: UTC datetime, or its text; False when the time is chosen with the reason
        :return: action of the wizard that moves the appointment
        :raise UserError: finished already, E-201, E-202 with the next free slots
        """
        self.ensure_one()
        self.check_access("write")
        if self.state not in (*WAITED_STATES, "no_show"):
            raise UserError(
                self.env._("%(name)s is finished and cannot be moved.", name=self.display_name)
            )
        action = self.with_context(dms_stay=True).action_reschedule()
        if not slot_start:
            return action
        company = self.company_id
        start = self._round_to_slot(company, fields.Datetime.to_datetime(slot_start))
        if start < fields.Datetime.now():
            raise UserError(
                self.env._("The appointment time has passed: choose a later one. (E-201)")
            )
        day = company._to_local(start).date()
        self._check_room(self.env["dms.appointment.day"]._get_capacity(company, day, day), start)
        action["context"]["default_slot_start"] = fields.Datetime.to_string(start)
        return action
