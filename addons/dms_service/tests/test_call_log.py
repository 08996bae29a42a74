from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_reception import ReceptionCommon


@tagged("post_install", "-at_install", "dms")
class TestCallLog(ReceptionCommon):
    def _create_call(self, **vals):
        return (
            self.env["dms.call.log"]
            .with_user(self.advisor)
            .create({"phone": "13800138000", "content": "想预约保养", **vals})
        )

    def test_known_number_fills_the_form(self):
        """Owner, car, plate and the end of the VIN come from the number alone."""
        owner = self._create_owner()
        car = self._create_vehicle(owner_id=owner.id)
        with Form(self.env["dms.call.log"].with_user(self.advisor)) as form:
            form.phone = "138-0013-8000"
            form.content = "想预约保养"
        call = form.record
        self.assertRecordValues(
            call,
            [
                {
                    "partner_id": owner.id,
                    "vehicle_id": car.id,
                    "caller": "王志强",
                    "plate": "粤B12345",
                    "vin_tail": "123456",
                    "masked_phone": "138****8000",
                }
            ],
        )

    def test_unknown_number_creates_no_customer(self):
        count = self.env["res.partner"].search_count([])
        call = self._create_call(phone="13900139000", caller="李女士")
        self.assertFalse(call.partner_id)
        self.assertEqual(self.env["res.partner"].search_count([]), count)

    def test_told_odometer_waits(self):
        """A reading told by phone is suspect until the instrument was seen."""
        car = self._create_vehicle()
        self._add_reading(car, 20000, days_ago=100)
        self._create_call(vehicle_id=car.id, odometer=25000)
        self.assertEqual(car.last_odometer, 20000)
        self.assertEqual(
            car.reading_ids.filtered(lambda one: one.source == "phone").state, "suspect"
        )

    def test_deadline(self):
        """A call back within 15 minutes, a complaint within 30; an answer at once has none."""
        now = fields.Datetime.now()
        call = self._create_call(called_at=now, outcome="callback")
        self.assertEqual(call.deadline, now + timedelta(minutes=15))
        call.outcome = "complaint"
        self.assertEqual(call.deadline, now + timedelta(minutes=30))
        call.outcome = "answered"
        self.assertFalse(call.deadline)

    def test_late_call_reaches_the_manager_once(self):
        past = fields.Datetime.now() - timedelta(minutes=20)
        call = self._create_call(called_at=past, outcome="callback")
        self.assertTrue(call.is_late)
        self.assertIn(call, self.env["dms.call.log"].search([("is_late", "=", True)]))
        for _run in range(2):
            self.env["dms.call.log"]._cron_escalate()
        self.assertEqual(len(call.activity_ids), 1)
        self.assertTrue(call.activity_ids.user_id.has_group("dms_base.group_dms_service_manager"))

    def test_close(self):
        """No closing without a result, none of a booking without its appointment."""
        call = self._create_call(outcome="callback")
        with self.assertRaisesRegex(UserError, "result"):
            call.action_close()
        call.result = "已回电"
        call.action_close()
        call.action_close()
        self.assertEqual(call.state, "done")
        self.assertTrue(call.done_at)
        with self.assertRaisesRegex(UserError, "stay in the register"):
            call.sudo().unlink()
        booking = self._create_call(outcome="appointment", result="要预约")
        with self.assertRaisesRegex(UserError, "Book the appointment"):
            booking.action_close()

    def test_call_becomes_an_appointment(self):
        call = self._create_call(caller="王志强", plate="粤B12345", outcome="appointment")
        context = call.action_handle()["context"]
        self.assertEqual(context["default_plate"], "粤B12345")
        booking = self._create_appointment(call_id=call.id)
        booking.action_book()
        self.assertRecordValues(
            call, [{"state": "done", "is_booked": True, "appointment_id": booking.id}]
        )
        self.assertIn(booking.name, call.result)

    def test_reopen_needs_a_note(self):
        call = self._create_call(outcome="callback", result="已回电")
        call.action_close()
        with self.assertRaisesRegex(UserError, "Say why"):
            call._reopen(" ")
        wizard = self.env["dms.call.reopen"].with_user(self.advisor)
        wizard.create({"call_id": call.id, "note": "客户又来电"}).action_confirm()
        self.assertEqual(call.state, "doing")

    def test_bad_input(self):
        with self.assertRaisesRegex(UserError, "E-107"), self.cr.savepoint():
            self._create_call(phone="12345")
        with self.assertRaisesRegex(UserError, "4 characters"), self.cr.savepoint():
            self._create_call(content="喂")
        now = fields.Datetime.now()
        with self.assertRaisesRegex(UserError, "future"), self.cr.savepoint():
            self._create_call(called_at=now + timedelta(hours=1))
        with self.assertRaisesRegex(UserError, "24 hours"), self.cr.savepoint():
            self._create_call(called_at=now - timedelta(hours=25))

    def test_rights(self):
        with self.assertRaises(AccessError):
            self.env["dms.call.log"].with_user(self.technician).search([])

    def test_print(self):
        """The day sheet in HTML: masked number, escaped words of the caller."""
        call = self._create_call(content="<b>异响</b>，踩刹车")
        report = self.env["ir.actions.report"]
        html, _kind = report._render_qweb_html("dms_service.report_call_log", call.ids)
        text = html.decode()
        self.assertIn("138****8000", text)
        self.assertNotIn("<b>异响</b>", text)

    def test_instrument_replaced_at_reception(self):
        """A lower reading of a new instrument needs reason and photo, and then goes on counting."""
        car = self._create_vehicle(owner_id=self._create_owner().id)
        self._add_reading(car, 86000, days_ago=30)
        pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
        reception = self.env["dms.reception"].create(
            {
                "plate": car.license_plate,
                "vehicle_id": car.id,
                "odometer": 100,
                "customer_complaint": "仪表已更换",
                "instrument_replaced": True,
                "odometer_reason": "更换仪表",
                "sender_is_owner": True,
                "service_type_id": self.kind.id,
            }
        )
        with self.assertRaisesRegex(UserError, "photo"), self.cr.savepoint():
            reception.action_open_order()
        reception.odometer_photo = pixel
        reception.action_open_order()
        self.assertEqual(car.last_odometer, 100)
        self.assertEqual(car._get_cumulative_readings()[car.id][-1].km, 86100 - 100)
