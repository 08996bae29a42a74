from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.dms_base.tools import phone as phone_tools
from odoo.addons.dms_base.tools import plate as plate_tools
from odoo.addons.dms_base.tools import vin as vin_tools

from .dms_appointment import OPEN_STATES, WAITED_STATES


class DmsAppointment(models.Model):
    """Steps of an appointment; each checks, writes once and may be pressed twice."""

    _inherit = "dms.appointment"

    def action_book(self):
        """Take the place (T01): refused when the slot is past, full or the vehicle booked already.

        :raise UserError: E-101, E-107, E-201, E-202 with the next free slots, E-203
        """
        drafts = self.filtered(lambda booking: booking.state == "draft")
        drafts._check_contact()
        drafts._check_slot()
        drafts._check_duplicate()
        drafts.write({"state": "booked", "booked_at": fields.Datetime.now()})
        return True

    def _check_contact(self):
        for booking in self:
            if not phone_tools.is_valid(booking.phone):
                raise UserError(
                    self.env._(
                        "Phone “%(phone)s” is not correct: 11 digits, or landline with area code. "
                        "(E-107)",
                        phone=booking.phone or "",
                    )
                )
            if not booking.plate:
                raise UserError(self.env._("Enter the plate of the vehicle."))
            named = plate_tools.is_valid(booking.plate) or vin_tools.is_well_formed(booking.plate)
            if not booking.vehicle_id and not named:
                raise UserError(
                    self.env._("“%(plate)s” is not a valid plate. (E-101)", plate=booking.plate)
                )

    def _check_slot(self):
        """Lock the days, then ask whether there is room; the lock makes the answer final."""
        days = self.env["dms.appointment.day"]
        now = fields.Datetime.now()
        for (company, day), group in self.grouped(lambda one: (one.company_id, one.day)).items():
            days._lock(company, day)
            # What other people booked a moment ago must be seen.
            self.env["dms.appointment"].invalidate_model(["state", "slot_start"], flush=True)
            capacity = days._get_capacity(company, day, day)
            for booking in group:
                if booking.slot_start < now:
                    raise UserError(
                        self.env._("The appointment time has passed: choose a later one. (E-201)")
                    )
                booking._check_room(capacity)
                # The next of the same batch meets this one.
                taken = capacity["bookings"].get(day, self.browse())
                capacity["bookings"][day] = taken | booking

    def _check_room(self, capacity, start=None):
        """Refuse a slot without room.

        :param start: slot asked for, default the one of the appointment
        :raise UserError: E-201, E-202 with the next free slots
        """
        self.ensure_one()
        start = start or self.slot_start
        days = self.env["dms.appointment.day"]
        problem = days._get_slot_problem(
            capacity, start, self.planned_hours, self.trade, self.bay_id, skip=self
        )
        if not problem:
            return
        if problem == "closed":
            raise UserError(self.env._("The shop is closed at that time: choose another. (E-201)"))
        if self.overbook_reason and self.env.user.has_group("dms_base.group_dms_service_manager"):
            return
        what = {
            "advisor": self.env._("no advisor is free"),
            "hours": self.env._("the workshop hours are booked out"),
            "bay": self.env._("the bay is taken"),
        }[problem]
        free = days._get_free_slots(self.company_id, start, self.planned_hours, self.trade, limit=3)
        times = [f"{self.company_id._to_local(slot):%m-%d %H:%M}" for slot in free]
        raise UserError(
            self.env._(
                "This slot is full (%(what)s). Next free: %(slots)s. (E-202)",
                what=what,
                slots=", ".join(times) or "—",
            )
        )

    def _check_duplicate(self):
        """One open appointment per vehicle and day (E-203); the index holds against a race."""
        others = self.search(
            [
                ("company_id", "in", self.company_id.ids),
                ("plate_key", "in", self.mapped("plate_key")),
                ("day", "in", self.mapped("day")),
                ("state", "in", OPEN_STATES),
                ("id", "not in", self.ids),
            ]
        )
        taken = {(one.company_id, one.plate_key, one.day): one.name for one in others}
        for booking in self:
            key = (booking.company_id, booking.plate_key, booking.day)
            if key in taken:
                raise UserError(
                    self.env._(
                        "%(plate)s has appointment %(name)s on that day already: change that one. "
                        "(E-203)",
                        plate=booking.plate,
                        name=taken[key],
                    )
                )
            taken[key] = booking.name

    def action_confirm(self):
        """The customer confirmed the day before (T03)."""
        self._confirm(self.env.user.name)
        return True

    def _confirm(self, by):
        """:param by: name of who confirmed, kept with the appointment"""
        bookings = self.filtered(lambda booking: booking.state == "booked")
        bookings.write(
            {"state": "confirmed", "confirmed_at": fields.Datetime.now(), "confirmed_by": by}
        )
        return bookings

    def action_parts_ready(self):
        """Parts lie ready; refused while one is short (E-205)."""
        bookings = self.filtered(
            lambda booking: booking.state in WAITED_STATES and not booking.parts_ready
        )
        short = bookings.line_ids.filtered(lambda line: line.part_state in ("short", "coming"))
        if short:
            raise UserError(
                self.env._(
                    "Parts are not complete: %(part)s is short. Order it or change the item. "
                    "(E-205)",
                    part=short[0].name,
                )
            )
        bookings.write(self._prepare_ready_vals("parts"))
        bookings._set_prepared()
        return True

    def action_crew_ready(self):
        """Technician and bay are arranged."""
        bookings = self.filtered(
            lambda booking: booking.state in WAITED_STATES and not booking.crew_ready
        )
        bookings.write(self._prepare_ready_vals("crew"))
        bookings._set_prepared()
        return True

    def _set_prepared(self):
        """Parts and crew ready, and confirmed: prepared."""
        done = self.filtered(
            lambda booking: booking.parts_ready and booking.crew_ready and booking.confirmed_at
        )
        done.write({"state": "prepared", "prepared_at": fields.Datetime.now()})

    def _mark_arrived(self, at=None):
        """The vehicle came through the gate (T04).

        :param at: moment of arrival, default now
        """
        bookings = self.filtered(lambda booking: booking.state in (*WAITED_STATES, "no_show"))
        bookings.write({"state": "arrived", "arrived_at": at or fields.Datetime.now()})
        return bookings

    def action_arrive(self):
        """The customer stands at the desk without having passed the gate: ticket and advisor too."""
        bookings = self._mark_arrived()
        self.env["dms.queue.ticket"]._create_arrivals(
            [booking._prepare_arrival_vals() for booking in bookings]
        )
        return True

    def _prepare_arrival_vals(self):
        """Values of the queue ticket of this appointment."""
        self.ensure_one()
        return {
            "company_id": self.company_id.id,
            "plate": self.plate,
            "vehicle_id": self.vehicle_id.id,
            "appointment_id": self.id,
            "arrived_at": self.arrived_at or fields.Datetime.now(),
        }

    def action_receive(self):
        """Open the reception screen for this appointment."""
        self.ensure_one()
        if self.state in WAITED_STATES:
            self.action_arrive()
        return self.env["dms.reception"]._open(appointment=self)

    def _mark_converted(self):
        """A repair order was opened from the appointment."""
        bookings = self.filtered(lambda booking: booking.state in OPEN_STATES)
        late = bookings.filtered(lambda booking: not booking.arrived_at)
        late.write({"arrived_at": fields.Datetime.now()})
        bookings.write({"state": "converted"})

    def action_cancel(self):
        """Ask for the reason, then cancel."""
        return self._open_change_wizard("cancel")

    def action_reschedule(self):
        """Ask for the new time and the reason."""
        return self._open_change_wizard("reschedule")

    def _open_change_wizard(self, mode):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reschedule") if mode == "reschedule" else self.env._("Cancel"),
            "res_model": "dms.appointment.change",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_appointment_id": self.id,
                "default_mode": mode,
                "default_stay": bool(self.env.context.get("dms_stay")),
            },
        }

    def _cancel(self, reason, note=None):
        """Give the place back.

        :param reason: key of `cancel_reason`; without it the step is refused (E-206)
        """
        if not reason:
            raise UserError(self.env._("Choose the reason for cancelling or changing. (E-206)"))
        bookings = self.filtered(lambda booking: booking.state in ("draft", *WAITED_STATES))
        bookings.write(
            {
                "state": "cancelled",
                "cancel_reason": reason,
                "cancel_note": note,
                "closed_at": fields.Datetime.now(),
            }
        )
        return bookings

    def _reschedule(self, slot_start, reason, note=None):
        """Move to another time: a new appointment linked to the old one, which keeps its history.

        :param slot_start: UTC datetime
        :return: the new appointment, booked
        """
        self.ensure_one()
        if not reason:
            raise UserError(self.env._("Choose the reason for cancelling or changing. (E-206)"))
        if self.state not in ("draft", *WAITED_STATES, "no_show"):
            raise UserError(
                self.env._("%(name)s is finished and cannot be moved.", name=self.display_name)
            )
        self.write(
            {
                "state": "rescheduled",
                "cancel_reason": reason,
                "cancel_note": note,
                "closed_at": fields.Datetime.now(),
            }
        )
        fresh = self.copy({"slot_start": slot_start, "previous_id": self.id})
        fresh.action_book()
        self.next_id = fresh
        return fresh

    def action_no_show(self):
        """The customer did not come; refused before the limit after the slot (E-207)."""
        now = fields.Datetime.now()
        bookings = self.filtered(lambda booking: booking.state in WAITED_STATES)
        for booking in bookings:
            limit = timedelta(minutes=booking.company_id.no_show_minutes)
            if booking.slot_start + limit > now:
                raise UserError(
                    self.env._(
                        "Too early for a no-show: wait until %(time)s. (E-207)",
                        time=f"{booking.company_id._to_local(booking.slot_start + limit):%H:%M}",
                    )
                )
        bookings.write({"state": "no_show", "closed_at": now})
        return True

    def action_open_order(self):
        """The repair order opened from the appointment."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dms_service.sale_order_action_repair"
        )
        if len(self.order_ids) == 1:
            action.update(views=[(False, "form")], view_mode="form", res_id=self.order_ids.id)
        else:
            action["domain"] = [("appointment_id", "=", self.id)]
        return action
