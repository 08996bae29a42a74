from odoo import models
from odoo.tools import format_date

from .sale_order_walkaround import WALK_AROUND


class DmsChecklist(models.Model):
    """Part A of SV-11: who brought which car, when, how and with what in the tank."""

    _inherit = "dms.checklist"

    def _print_header(self):
        head = super()._print_header()
        if self.template_id.code == WALK_AROUND:
            # sudo: facts of the reception that the sheet repeats; telephone and ID are masked
            head += self.sudo()._print_arrival()
        return head

    def _print_arrival(self):
        """Facts of the reception as (label, value); values are empty on the blank form."""
        self.ensure_one()
        order, vehicle = self.order_id, self.vehicle_id
        first = vehicle.first_registration_date
        sender = (order.sender_name, order._print_sender_phone(), order._print_sender_id())
        return [
            (self.env._("Received at"), order._print_time(order.received_at)),
            (self.env._("Owner"), vehicle.owner_id.name or order.partner_id.name or ""),
            (self.env._("Sender"), " ".join(part for part in sender if part)),
            (self.env._("Engine No."), vehicle.engine_no or ""),
            (self.env._("Colour"), vehicle.color or ""),
            (self.env._("First Registration"), format_date(self.env, first) if first else ""),
            (self.env._("Fuel Level"), self._print_choices(order, "fuel_level")),
            (self.env._("Arrival"), self._print_choices(order, "arrival_mode")),
            (self.env._("Service Type"), order.service_type_id.name or ""),
            (self.env._("Service Advisor"), order.user_id.name or ""),
        ]

    def _print_choices(self, order, name):
        """What was chosen; on the blank form all choices, to be ticked by hand."""
        if order:
            return order._print_label(name)
        choices = order._fields[name]._description_selection(self.env)
        return " ".join(f"□{label}" for _key, label in choices)
