import hashlib
import hmac
import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.dms_base.tools import phone as phone_tools
from odoo.addons.dms_base.tools import plate as plate_tools

from .dms_appointment import OPEN_STATES

# Limits of the public page: bookings per address and hour, open bookings per phone.
BOOKINGS_PER_ADDRESS = 5
OPEN_PER_PHONE = 3
# A person needs longer than this (seconds) to fill the page; the stamp is good for a day.
MIN_FILL_SECONDS = 3
MAX_FILL_SECONDS = 24 * 3600


class DmsAppointment(models.Model):
    """Bookings that customers make themselves, without a login.

    All methods run as superuser for the public page: they check everything and create text only;
    nobody can attach himself to somebody else's vehicle or read what is on file about it.
    """

    _inherit = "dms.appointment"

    @api.model
    def _get_form_stamp(self):
        """Signed time at which the page was opened."""
        moment = str(int(time.time()))
        return f"{moment}.{self._sign(moment)}"

    @api.model
    def _is_human_stamp(self, stamp):
        """Whether the stamp is ours and the page was filled at human speed."""
        moment, _dot, signature = (stamp or "").partition(".")
        if not moment.isdigit() or not hmac.compare_digest(signature, self._sign(moment)):
            return False
        return MIN_FILL_SECONDS <= time.time() - int(moment) <= MAX_FILL_SECONDS

    @api.model
    def _sign(self, text):
        # sudo: the secret never leaves this method.
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret") or ""
        return hmac.new(
            secret.encode(), f"dms-booking:{text}".encode(), hashlib.sha256
        ).hexdigest()[:32]

    @api.model
    def _get_bookable_days(self, company):
        """Open days within the horizon with the number of free slots: [(date, count)]."""
        days = self.env["dms.appointment.day"]
        now = fields.Datetime.now()
        first = company._local_date(now)
        last = first + timedelta(days=max(company.booking_days_ahead, 1))
        capacity = days._get_capacity(company, first, last)
        limit = now + timedelta(minutes=company.appointment_min_lead)
        result = []
        day = first
        while day <= last:
            slots = [
                slot
                for slot in days._get_slots(company, day)
                if slot > limit and not days._get_slot_problem(capacity, slot, 0.5)
            ]
            if slots:
                result.append((day, slots))
            day += timedelta(days=1)
        return result

    @api.model
    def _book_online(self, company, values, address):
        """Book from the public page.

        :param values: plate, contact_name, phone, slot_start (UTC datetime), service_type_id,
            customer_words, customer_waits
        :param address: network address of the customer, kept only as a keyed hash
        :return: the appointment
        :raise UserError: one sentence for the customer (E-101, E-107, E-201, E-202, E-203, too many)
        """
        origin = self._sign(address or "")
        self._check_online_limits(company, values, origin)
        kind = self.env["dms.service.type"].browse(values.get("service_type_id") or [])
        key = plate_tools.normalise(values.get("plate"))
        vehicle = self.env["fleet.vehicle"]._find_by_plate(key, company)
        # Only the owner's own phone links the booking to the vehicle on file.
        mine = vehicle.owner_id.phone_key == phone_tools.key(values.get("phone"))
        booking = self.create(
            {
                "company_id": company.id,
                "source": "online",
                "vehicle_id": vehicle.id if vehicle and mine else False,
                "plate": key,
                "contact_name": (values.get("contact_name") or "")[:64],
                "phone": phone_tools.key(values.get("phone")),
                "slot_start": values["slot_start"],
                "service_type_id": kind.id if kind.exists() and kind.is_bookable else False,
                "customer_words": (values.get("customer_words") or "")[:1000],
                "customer_waits": bool(values.get("customer_waits")),
                "origin_key": origin,
            }
        )
        booking.action_book()
        booking._portal_ensure_token()
        return booking

    @api.model
    def _check_online_limits(self, company, values, origin):
        if not company.booking_enabled:
            raise UserError(self.env._("Online booking is closed: please call us."))
        digits = phone_tools.key(values.get("phone"))
        if not phone_tools.is_valid(digits):
            raise UserError(
                self.env._("Please enter a phone number at which we can reach you. (E-107)")
            )
        since = fields.Datetime.now() - timedelta(hours=1)
        recent = self.search_count(
            [("origin_key", "=", origin), ("create_date", ">=", since)], limit=BOOKINGS_PER_ADDRESS
        )
        mine = self.search_count(
            [("phone", "=", digits), ("source", "=", "online"), ("state", "in", OPEN_STATES)],
            limit=OPEN_PER_PHONE,
        )
        if recent >= BOOKINGS_PER_ADDRESS or mine >= OPEN_PER_PHONE:
            raise UserError(
                self.env._("You have several bookings already: please call us for another one.")
            )
