import re
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from odoo.addons.dms_service.controllers import booking as booking_controller

from .common_reception import ReceptionCommon


@tagged("post_install", "-at_install", "dms")
class TestBooking(HttpCase, ReceptionCommon):
    def setUp(self):
        super().setUp()
        booking_controller._recent.clear()
        self.patch(type(self.env["dms.appointment"]), "_is_human_stamp", lambda *args: True)

    def _page(self):
        html = self.url_open(f"/dms/booking/{self.company.id}").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', html).group(1)
        slots = re.findall(r'name="slot"[^>]*value="([^"]+)"', html)
        return token, slots

    def _submit(self, **vals):
        token, slots = self._page()
        data = {
            "csrf_token": token,
            "plate": "粤b·66666",
            "contact_name": "韩梅梅",
            "phone": "139-0013-9001",
            "slot": slots[0],
            "service_type_id": self.kind.id,
            "customer_words": "空调不凉",
            **vals,
        }
        return self.url_open(
            f"/dms/booking/{self.company.id}/submit", data=data, allow_redirects=True
        )

    def _bookings(self):
        return self.env["dms.appointment"].search([("plate_key", "=", "粤B66666")])

    def test_book_confirm_cancel(self):
        """A customer without login books, confirms, cancels."""
        page = self._submit()
        self.assertEqual(page.status_code, 200)
        booking = self._bookings()
        self.assertEqual(booking.state, "booked")
        self.assertEqual(booking.source, "online")
        self.assertEqual(booking.phone, "13900139001")
        self.assertIn(booking.name, page.text)
        token, _slots = self._page()
        data = {"csrf_token": token, "access_token": booking.access_token}
        self.url_open(f"/dms/appointment/{booking.id}/confirm", data=data)
        booking.invalidate_recordset()
        self.assertEqual(booking.state, "confirmed")
        self.url_open(f"/dms/appointment/{booking.id}/cancel", data=data)
        booking.invalidate_recordset()
        self.assertEqual(booking.state, "confirmed", "no reason, no cancelling")
        data["reason"] = "customer_time"
        self.url_open(f"/dms/appointment/{booking.id}/cancel", data=data)
        booking.invalidate_recordset()
        self.assertEqual(booking.state, "cancelled")

    def test_token_is_needed(self):
        self._submit()
        booking = self._bookings()
        for token in ("", "wrong"):
            page = self.url_open(f"/dms/appointment/{booking.id}?access_token={token}")
            self.assertEqual(page.status_code, 404)

    def test_honeypot(self):
        page = self._submit(website="http://spam.example")
        self.assertEqual(page.status_code, 200)
        self.assertFalse(self._bookings())

    def test_too_fast(self):
        self.patch(type(self.env["dms.appointment"]), "_is_human_stamp", lambda *args: False)
        self._submit()
        self.assertFalse(self._bookings())

    def test_refusal_keeps_what_was_typed(self):
        page = self._submit(phone="123")
        self.assertIn("E-107", page.text)
        self.assertIn("韩梅梅", page.text)
        self.assertFalse(self._bookings())

    def test_twice_the_same_day(self):
        self._submit()
        page = self._submit()
        self.assertIn("E-203", page.text)

    def test_stranger_is_not_attached_to_a_vehicle(self):
        """Somebody else's plate: the booking stands, the vehicle on file is not linked."""
        vehicle = self._create_vehicle("粤B66666", owner_id=self._create_owner().id)
        self._submit()
        self.assertFalse(self._bookings().vehicle_id)
        self._bookings()._cancel("customer_other")
        self._submit(phone="13800138000")
        self.assertEqual(
            self._bookings().filtered(lambda one: one.state == "booked").vehicle_id, vehicle
        )

    def test_rate_limit(self):
        with patch.object(booking_controller, "REQUESTS_PER_MINUTE", 2):
            codes = [self.url_open("/dms/booking").status_code for _request in range(4)]
        self.assertEqual(codes[-1], 429)

    def test_phone_limit(self):
        for number in range(3):
            self._submit(plate=f"粤B6666{number + 1}")
        page = self._submit(plate="粤B66669")
        self.assertFalse(self.env["dms.appointment"].search([("plate_key", "=", "粤B66669")]))
        self.assertEqual(page.status_code, 200)
