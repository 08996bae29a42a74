from odoo import models
from odoo.tools import format_date

from .sale_order_walkaround import WALK_AROUND

# Sections of short answers, and items of them that take whole sentences.
PAIRED = ("B", "D", "E")
SENTENCES = ("B01", "E08")
LONG = 18


class DmsChecklist(models.Model):
    """Part A of SV-11: who brought which car, when, how and with what in the tank."""

    _inherit = "dms.checklist"

    def _print_header(self):
        head = super()._print_header()
        if self.template_id.code == WALK_AROUND:
            # sudo: facts of the reception that the sheet repeats; telephone and ID are masked
            head += self.sudo()._print_arrival()
        return head

    def _print_sections(self):
        """Short answers stand by two, so that the sheet stays on both sides of one paper."""
        sections = super()._print_sections()
        if self.template_id.code == WALK_AROUND:
            for section in sections:
                if section["lines"].section_id[:1].code in PAIRED:
                    section["pairs"] = self._print_pairs(section["rows"])
        return sections

    def _print_pairs(self, rows):
        """Rows by two; a long answer or one without a neighbour has the row for itself."""
        pairs = []
        for row in rows:
            words = "".join([*(cell["text"] for cell in row["cells"]), *row["remarks"]])
            alone = row["code"] in SENTENCES or len(words) > LONG or len(row["cells"]) > 1
            if alone or not pairs or len(pairs[-1]) == 2 or pairs[-1][0]["alone"]:
                pairs.append([{**row, "alone": alone}])
            else:
                pairs[-1].append(row)
        return pairs

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
