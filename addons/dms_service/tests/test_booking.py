import re
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.dms_service.controllers import booking as booking_controller

from .common_reception import ReceptionCommon


@tagged("post_install", "-at_install", "dms")
class TestBooking(HttpCase, ReceptionCommon):
    def setUp(self):
        super().setUp()
        self.env["dms.booking.request"].search([]).unlink()
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
            self.assertNotIn("韩梅梅", page.text)
            self.assertNotIn(booking.name, page.text)
        days = self.company.portal_link_days + 1
        self.env.cr.execute(
            "UPDATE dms_appointment SET slot_start = %s WHERE id = %s",
            (fields.Datetime.now() - timedelta(days=days), booking.id),
        )
        booking.invalidate_recordset()
        page = self.url_open(booking.get_portal_url())
        self.assertEqual(page.status_code, 410)
        self.assertIn("o_dms_sentence", page.text)
        self.assertNotIn(booking.name, page.text)

    def test_sent_twice(self):
        """The same page sent again shows the appointment it made; it never makes a second one."""
        token, slots = self._page()
        stamp = self.env["dms.appointment"]._get_form_stamp()
        vals = {"csrf_token": token, "slot": slots[0], "stamp": stamp}
        pages = [self._submit(**vals) for _again in range(2)]
        booking = self._bookings()
        self.assertEqual(len(booking), 1)
        for page in pages:
            self.assertIn(booking.name, page.text)
        # Back in the browser for another car: a booking of its own.
        self._submit(**vals, plate="粤B77777")
        other = self.env["dms.appointment"].search([("plate_key", "=", "粤B77777")])
        self.assertEqual(other.state, "booked")

    def test_stamps_differ(self):
        """A page opened by somebody else in the same second is another page; none can be made up."""
        bookings = self.env["dms.appointment"]
        stamps = {bookings._get_form_stamp() for _page in range(3)}
        self.assertEqual(len(stamps), 3)

    def test_bad_input(self):
        """One sentence for each mistake, and nothing that was typed is lost."""
        yesterday = fields.Datetime.now() - timedelta(days=1)
        cases = [
            ({"plate": "12345"}, "E-101"),
            ({"plate": ""}, "E-101"),
            ({"plate": "", "vin": "LFV2A21K4B312345O"}, "E-102"),
            ({"plate": "", "vin": "LFV2A21K4B3123457"}, "E-103"),
            ({"phone": "1380013800x"}, "E-107"),
            ({"phone": "'; DROP TABLE"}, "E-107"),
            ({"contact_name": "  "}, ""),
            ({"slot": str(yesterday.replace(microsecond=0))}, "E-201"),
            ({"slot": "2999-01-01 02:00:00"}, "E-201"),
            ({"slot": "tomorrow"}, ""),
        ]
        for vals, sentence in cases:
            page = self._submit(**vals)
            self.assertEqual(page.status_code, 200)
            alert = re.search(r'<div class="alert alert-danger"[^>]*>(.*?)</div>', page.text, re.S)
            self.assertTrue(alert, vals)
            self.assertTrue(alert.group(1).strip(), vals)
            self.assertIn(sentence, alert.group(1), vals)
            self.assertNotIn("Traceback", page.text)
            self.assertIn("空调不凉", page.text)
            if "contact_name" not in vals:
                self.assertIn("韩梅梅", page.text)
        self.assertFalse(self.env["dms.appointment"].search([("contact_name", "=", "韩梅梅")]))

    def test_car_without_plate(self):
        self._submit(plate="", vin="LFV2A21K4B3123456")
        booking = self.env["dms.appointment"].search([("contact_name", "=", "韩梅梅")])
        self.assertEqual((booking.plate, booking.state), ("LFV2A21K4B3123456", "booked"))

    def test_words_are_text(self):
        attack = "<script>alert(1)</script>"
        page = self._submit(contact_name=attack, phone="1", customer_words=attack)
        self.assertNotIn("<script>alert(1)", page.text)
        self._submit(contact_name=attack, customer_words=attack)
        booking = self._bookings()
        self.assertEqual(booking.customer_words, attack)
        page = self.url_open(booking.get_portal_url())
        self.assertNotIn("<script>alert(1)", page.text)
        self.assertNotIn("粤B66666", page.text)

    def test_capacity_of_trade_and_bay(self):
        """Body work is offered only while a body bay and a body technician have room."""
        body = self.env.ref("dms_service.service_type_bp")
        body.write({"trade": "body", "default_hours": 2.0, "is_bookable": True})
        self.env["dms.bay"].create(
            {"code": "BJ1", "name": "钣金一位", "kind": "body", "company_id": self.company.id}
        )
        slot = self._next_slot()
        bookings = self.env["dms.appointment"]

        def offered(kind):
            return slot in sum(
                (item[1] for item in bookings._get_bookable_days(self.company, kind)), []
            )

        self.assertTrue(offered(body))
        first = self._create_appointment("粤B10001", service_type_id=body.id)
        self.assertEqual(first.trade, "body")
        first.action_book()
        self.assertFalse(offered(body), "the only body bay is taken")
        self.assertTrue(offered(self.kind), "other work has room")
        second = self._create_appointment("粤B10002", service_type_id=body.id)
        with self.assertRaisesRegex(UserError, "E-202"):
            second.action_book()
        second.slot_start += timedelta(hours=2)
        second.action_book()
        # One body technician: 8 h × 75 % = 6 h a day, of which 4 are taken.
        self.env["hr.employee"].create(
            {"name": "钣金工", "trade": "body", "company_id": self.company.id}
        )
        third = self._create_appointment("粤B10003", service_type_id=body.id)
        third.slot_start += timedelta(hours=5)
        third.planned_hours = 3.0
        with self.assertRaisesRegex(UserError, "E-202"):
            third.action_book()

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
        """Counted in the database: whichever worker answers, the third request is one too many."""
        with patch.object(booking_controller, "REQUESTS_PER_MINUTE", 2):
            answers = [self.url_open("/dms/booking") for _request in range(4)]
        self.assertEqual([answer.status_code for answer in answers], [200, 200, 429, 429])
        self.assertIn("o_dms_sentence", answers[-1].text)
        rows = self.env["dms.booking.request"].search([])
        self.assertEqual(len(rows), 2)
        self.assertNotIn("127.0.0.1", rows.mapped("origin_key"))
        rows.write({"date": fields.Datetime.now() - timedelta(hours=2)})
        self.assertEqual(self.url_open("/dms/booking").status_code, 200)
        rows._gc_requests()
        self.assertFalse(rows.exists())

    def test_phone_limit(self):
        for number in range(3):
            self._submit(plate=f"粤B6666{number + 1}")
        page = self._submit(plate="粤B66669")
        self.assertFalse(self.env["dms.appointment"].search([("plate_key", "=", "粤B66669")]))
        self.assertEqual(page.status_code, 200)
