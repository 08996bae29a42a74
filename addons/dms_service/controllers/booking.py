import time
from collections import defaultdict, deque
from datetime import datetime

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError, ValidationError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..models.dms_appointment import CANCEL_REASONS, WAITED_STATES

# Requests per address and minute, per worker: a first brake before the limits in the database.
REQUESTS_PER_MINUTE = 40
_recent = defaultdict(deque)
CUSTOMER_REASONS = [item for item in CANCEL_REASONS if item[0].startswith("customer_")]
FIELDS = ("plate", "contact_name", "phone", "customer_words", "service_type_id", "customer_waits")


def _is_flooding(address):
    """Whether an address asks more often than a person would."""
    now = time.monotonic()
    if len(_recent) > 5000:
        _recent.clear()
    times = _recent[address]
    while times and times[0] < now - 60:
        times.popleft()
    times.append(now)
    return len(times) > REQUESTS_PER_MINUTE


class BookingController(CustomerPortal):
    """Online booking without a login, and the customer's own appointment page by token."""

    def _get_shops(self):
        # sudo: the public page shows names and opening hours of shops that take bookings.
        return request.env["res.company"].sudo().search([("booking_enabled", "=", True)])

    def _get_bookings(self, company):
        # sudo: customers have no login; every value is checked in dms.appointment.
        return request.env["dms.appointment"].sudo().with_company(company)

    @http.route(
        ["/dms/booking", "/dms/booking/<int:company_id>"],
        type="http",
        auth="public",
        methods=["GET", "POST"],
        sitemap=False,
    )
    def booking_page(self, company_id=None, **post):
        """The page: shop, day, time, vehicle, words. Choosing a day keeps what was typed."""
        if _is_flooding(request.httprequest.remote_addr):
            return request.make_response("", status=429)
        shops = self._get_shops()
        company = shops.filtered(lambda shop: shop.id == company_id) if company_id else shops[:1]
        if not company:
            raise request.not_found()
        return self._render_booking(shops, company, post)

    def _render_booking(self, shops, company, post, error=None):
        bookings = self._get_bookings(company)
        days = bookings._get_bookable_days(company)
        chosen = next((item for item in days if str(item[0]) == post.get("day")), None)
        chosen = chosen or (days[0] if days else None)
        kinds = request.env["dms.service.type"].sudo()  # sudo: names of public services only
        values = {
            "company": company,
            "shops": shops,
            "days": days,
            "chosen": chosen and chosen[0],
            "slots": [(slot, company._to_local(slot)) for slot in (chosen[1] if chosen else [])],
            "kinds": kinds.search(
                [("is_bookable", "=", True)], order="ticket_kind, sequence desc, id"
            ),
            "values": {name: post.get(name, "") for name in FIELDS},
            "slot": post.get("slot"),
            "error": error,
            "stamp": post.get("stamp") or bookings._get_form_stamp(),
            "opening": request.env["dms.board"].sudo()._format_hours(company),  # sudo: text only
        }
        return request.render("dms_service.booking_page", values)

    @http.route(
        "/dms/booking/<int:company_id>/submit",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def booking_submit(self, company_id, **post):
        """Book; on a refusal the page comes back with one sentence and everything typed."""
        address = request.httprequest.remote_addr
        if _is_flooding(address):
            return request.make_response("", status=429)
        company = self._get_shops().filtered(lambda shop: shop.id == company_id)
        if not company:
            raise request.not_found()
        bookings = self._get_bookings(company)
        if post.get("website") or not bookings._is_human_stamp(post.get("stamp")):
            # A program filled the page: it gets a polite answer and nothing happens.
            return request.render("dms_service.booking_thanks", {"company": company})
        try:
            slot = datetime.strptime(post.get("slot") or "", "%Y-%m-%d %H:%M:%S")
        except ValueError:
            return self._render_booking(
                self._get_shops(), company, post, request.env._("Please choose a time.")
            )
        try:
            with request.env.cr.savepoint():
                booking = bookings._book_online(company, self._read_values(post, slot), address)
        except (UserError, ValidationError) as error:
            return self._render_booking(self._get_shops(), company, post, error.args[0])
        return request.redirect(booking.get_portal_url())

    def _read_values(self, post, slot):
        kind = post.get("service_type_id") or ""
        return {
            "plate": post.get("plate"),
            "contact_name": post.get("contact_name"),
            "phone": post.get("phone"),
            "slot_start": slot,
            "service_type_id": int(kind) if kind.isdigit() else False,
            "customer_words": post.get("customer_words"),
            "customer_waits": post.get("customer_waits"),
        }

    def _get_appointment(self, appointment_id, access_token):
        """The appointment behind a link, or None; never by number alone."""
        if not access_token:
            return None
        try:
            return self._document_check_access("dms.appointment", appointment_id, access_token)
        except (AccessError, MissingError):
            return None

    @http.route("/dms/appointment/<int:appointment_id>", type="http", auth="public", sitemap=False)
    def appointment_page(self, appointment_id, access_token=None, **kwargs):
        """The customer's own appointment: time, shop, confirm, cancel."""
        booking = self._get_appointment(appointment_id, access_token)
        if not booking:
            raise request.not_found()
        return self._render_appointment(booking, access_token)

    def _render_appointment(self, booking, access_token, error=None):
        return request.render(
            "dms_service.appointment_page",
            {
                "booking": booking,
                "company": booking.company_id,
                "start": booking.company_id._to_local(booking.slot_start),
                "token": access_token,
                "is_open": booking.state in WAITED_STATES,
                "reasons": [
                    (key, label)
                    for key, label in booking._fields["cancel_reason"]._description_selection(
                        request.env
                    )
                    if key.startswith("customer_")
                ],
                "error": error,
            },
        )

    @http.route(
        "/dms/appointment/<int:appointment_id>/<string:step>",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def appointment_step(self, appointment_id, step, access_token=None, reason=None, **kwargs):
        """Confirm or cancel by the customer."""
        booking = self._get_appointment(appointment_id, access_token)
        if not booking or step not in ("confirm", "cancel"):
            raise request.not_found()
        if step == "confirm":
            booking._confirm(booking.contact_name)
        else:
            keys = [key for key, _label in CUSTOMER_REASONS]
            if reason not in keys:
                return self._render_appointment(
                    booking, access_token, request.env._("Please choose a reason.")
                )
            booking._cancel(reason)
        return request.redirect(booking.get_portal_url())
