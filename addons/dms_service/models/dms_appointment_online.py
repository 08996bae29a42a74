import hashlib
import hmac
import secrets
import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.dms_base.tools import phone as phone_tools
from odoo.addons.dms_base.tools import plate as plate_tools
from odoo.addons.dms_base.tools import vin as vin_tools

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

    form_key = fields.Char(
        copy=False,
        groups="dms_base.group_dms_admin",
        help="Page from which an online booking was sent; sent twice it books once.",
    )

    _form_key_uniq = models.UniqueIndex(
        "(form_key) WHERE form_key IS NOT NULL", "This page was sent already."
    )

    @api.model
    def _get_form_stamp(self):
        """Signed time at which the page was opened, different for every page."""
        moment = f"{int(time.time())}-{secrets.token_hex(8)}"
        return f"{moment}.{self._sign(moment)}"

    @api.model
    def _is_human_stamp(self, stamp):
        """Whether the stamp is ours and the page was filled at human speed."""
        moment, _dot, signature = (stamp or "").partition(".")
        seconds = moment.partition("-")[0]
        if not seconds.isdigit() or not hmac.compare_digest(
            signature.encode(), self._sign(moment).encode()
        ):
            return False
        return MIN_FILL_SECONDS <= time.time() - int(seconds) <= MAX_FILL_SECONDS

    @api.model
    def _sign(self, text):
        # sudo: the secret never leaves this method.
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret") or ""
        return hmac.new(
            secret.encode(), f"dms-booking:{text}".encode(), hashlib.sha256
        ).hexdigest()[:32]

    @api.model
    def _get_bookable_days(self, company, kind=None):
        """Open days within the horizon with their free slots: [(date, [slot])].

        :param kind: service asked for; its hours, its trade and its bays must have room
        """
        hours, trade = (kind.default_hours, kind.trade) if kind else (0.5, False)
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
                if slot > limit and not days._get_slot_problem(capacity, slot, hours, trade)
            ]
            if slots:
                result.append((day, slots))
            day += timedelta(days=1)
        return result

    @api.model
    def _book_online(self, company, values, address):
        """Book from the public page.

        :param values: plate, vin, contact_name, phone, slot_start (UTC datetime), service_type_id,
            customer_words, customer_waits, stamp
        :param address: network address of the customer, kept only as a keyed hash
        :return: the appointment
        :raise UserError: one sentence for the customer (E-101 to E-103, E-107, E-201, E-202, E-203,
            too many)
        """
        form_key = self._sign(f"form:{values['stamp']}") if values.get("stamp") else False
        sent = self._find_sent(form_key, values)
        if sent:
            return sent
        origin = self._sign(address or "")
        self._check_online_values(company, values)
        self._check_online_limits(company, values, origin)
        kind = self.env["dms.service.type"].browse(values.get("service_type_id") or [])
        key = plate_tools.normalise(values.get("plate")) or vin_tools.normalise(values.get("vin"))
        vehicle = self.env["fleet.vehicle"]._find_by_plate(key, company)
        # Before the row is written: the same page sent twice meets here, and not on the index.
        day = company._to_local(values["slot_start"]).date()
        self.env["dms.appointment.day"]._lock(company, day)
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
                "form_key": form_key,
                "customer_words": (values.get("customer_words") or "")[:1000],
                "customer_waits": bool(values.get("customer_waits")),
                "origin_key": origin,
            }
        )
        booking.action_book()
        booking._portal_ensure_token()
        return booking

    @api.model
    def _find_sent(self, form_key, values):
        """The appointment that the same page has booked already, when it asks for the same again.

        Of two requests sent at once the second waits for the lock of the day, is run again by the
        server and comes by here a second time.
        """
        if not form_key:
            return self.browse()
        sent = self.search([("form_key", "=", form_key)], limit=1)
        key = plate_tools.normalise(values.get("plate")) or vin_tools.normalise(values.get("vin"))
        if (sent.plate_key, sent.slot_start) == (key, values["slot_start"]):
            return sent
        if sent:
            # The customer went back and asks for something else: that is a booking of its own.
            sent.form_key = False
            sent.flush_recordset(["form_key"])
        return self.browse()

    @api.model
    def _check_online_values(self, company, values):
        """What a person types wrong, in the order of the page, each with one sentence."""
        plate, vin = values.get("plate"), vin_tools.normalise(values.get("vin"))
        if not plate_tools.normalise(plate) and not vin:
            raise UserError(
                self.env._("Please enter the plate, or the VIN of a car without one. (E-101)")
            )
        if plate_tools.normalise(plate) and not plate_tools.is_valid(plate):
            raise UserError(
                self.env._("“%(plate)s” is not a valid plate. (E-101)", plate=plate[:20])
            )
        if vin and not vin_tools.is_well_formed(vin):
            raise UserError(self.env._("A VIN has 17 characters without I, O and Q. (E-102)"))
        if vin.startswith("L") and not vin_tools.check_digit_ok(vin):
            raise UserError(
                self.env._("The check digit of the VIN is wrong: see your driving licence. (E-103)")
            )
        if not (values.get("contact_name") or "").strip():
            raise UserError(self.env._("Please tell us your name."))
        limit = fields.Datetime.now() + timedelta(minutes=company.appointment_min_lead)
        last = company._local_date() + timedelta(days=max(company.booking_days_ahead, 1))
        slot = values["slot_start"]
        day = company._to_local(slot).date()
        if slot < limit or day > last or slot not in self._get_day_slots(company, day):
            raise UserError(self.env._("This time cannot be booked: choose another. (E-201)"))

    @api.model
    def _get_day_slots(self, company, day):
        """Starting times of the slots of one day, as UTC datetimes."""
        return self.env["dms.appointment.day"]._get_slots(company, day)

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
