from datetime import datetime

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError, ValidationError
from odoo.http import request
from odoo.tools import consteq

from odoo.addons.dms_base.tools import plate as plate_tools
from odoo.addons.portal.controllers.portal import CustomerPortal

from ..models.dms_appointment import CANCEL_REASONS, WAITED_STATES
from .portal import HIGHEST_ID

# Requests per address and minute, over all workers.
REQUESTS_PER_MINUTE = 40
CUSTOMER_REASONS = [item for item in CANCEL_REASONS if item[0].startswith("customer_")]
FIELDS = (
    "plate",
    "vin",
    "contact_name",
    "phone",
    "customer_words",
    "service_type_id",
    "customer_waits",
)


class BookingController(CustomerPortal):
    """Online booking without a login, and the customer's own appointment page by token."""

    def _get_shops(self):
        # sudo: the public page shows names and opening hours of shops that take bookings.
        return request.env["res.company"].sudo().search([("booking_enabled", "=", True)])

    def _is_flooding(self):
        # sudo: visitors have no rights; the row holds a hash and a time.
        requests = request.env["dms.booking.request"].sudo()
        return requests._is_flooding(request.httprequest.remote_addr, REQUESTS_PER_MINUTE)

    def _refuse(self, status):
        """A page with one sentence and no data.

        :param status: 404 for a link that opens nothing, 410 for one that has ended, 429 for too
            many requests
        """
        response = request.render("dms_service.booking_refused", {"status": status})
        response.status_code = status
        return response

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
        if self._is_flooding():
            return self._refuse(429)
        shops = self._get_shops()
        company = shops.filtered(lambda shop: shop.id == company_id) if company_id else shops[:1]
        if not company:
            return self._refuse(404)
        return self._render_booking(shops, company, post)

    def _render_booking(self, shops, company, post, error=None):
        bookings = self._get_bookings(company)
        kind = self._read_kind(post)
        days = bookings._get_bookable_days(company, kind)
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
        if self._is_flooding():
            return self._refuse(429)
        company = self._get_shops().filtered(lambda shop: shop.id == company_id)
        if not company:
            return self._refuse(404)
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

    def _read_kind(self, post):
        """Service chosen on the page, the first one offered when none is."""
        # sudo: names and hours of public services only
        kinds = request.env["dms.service.type"].sudo()
        number = post.get("service_type_id") or ""
        domain = [("is_bookable", "=", True)]
        if number.isdigit():
            chosen = kinds.search([*domain, ("id", "=", int(number[:9]))])
            if chosen:
                return chosen
        return kinds.search(domain, order="ticket_kind, sequence desc, id", limit=1)

    def _read_values(self, post, slot):
        return {
            "plate": post.get("plate"),
            "vin": post.get("vin"),
            "stamp": post.get("stamp"),
            "contact_name": post.get("contact_name"),
            "phone": post.get("phone"),
            "slot_start": slot,
            "service_type_id": self._read_kind(post).id,
            "customer_words": post.get("customer_words"),
            "customer_waits": post.get("customer_waits"),
        }

    def _get_appointment(self, appointment_id, access_token):
        """The appointment behind a link, or None; never by number alone."""
        if not access_token or appointment_id > HIGHEST_ID:
            return None
        try:
            return self._document_check_access("dms.appointment", appointment_id, access_token)
        except (AccessError, MissingError):
            return None

    @http.route("/dms/appointment/<int:appointment_id>", type="http", auth="public", sitemap=False)
    def appointment_page(self, appointment_id, access_token=None, **kwargs):
        """The customer's own appointment: time, shop, confirm, cancel."""
        if self._is_flooding():
            return self._refuse(429)
        booking = self._get_appointment(appointment_id, access_token)
        if not booking:
            return self._refuse_appointment(appointment_id, access_token)
        return self._render_appointment(booking, access_token)

    def _refuse_appointment(self, appointment_id, access_token):
        if appointment_id > HIGHEST_ID:
            return self._refuse(404)
        # sudo: only the token is compared
        booking = request.env["dms.appointment"].sudo().browse(appointment_id).exists()
        token = booking.access_token
        return self._refuse(410 if token and consteq(token, access_token or "") else 404)

    def _render_appointment(self, booking, access_token, error=None):
        return request.render(
            "dms_service.appointment_page",
            {
                "booking": booking,
                "company": booking.company_id,
                "plate": plate_tools.mask(booking.plate),
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
        if self._is_flooding():
            return self._refuse(429)
        booking = self._get_appointment(appointment_id, access_token)
        if not booking or step not in ("confirm", "cancel"):
            return self._refuse_appointment(appointment_id, access_token)
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
