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

    def test_manager_signs_the_day(self):
        """One sheet a day with its figures by hand; late calls are answered first; a signature is one."""
        now = fields.Datetime.now()
        past = now - timedelta(minutes=20)
        earlier = self.env["dms.call.log"].search([("day", "=", self.company._local_date(now))])
        earlier.write({"state": "open"})
        earlier.unlink()
        booking = self._create_appointment()
        calls = self._create_call(result="周六可以")  # answered at once
        late = self._create_call(called_at=now, outcome="callback", call_type="progress")
        calls |= late
        calls |= self._create_call(
            called_at=now,
            outcome="appointment",
            appointment_id=booking.id,
            result="已约",
            state="done",
        )
        calls[-1].done_at = now
        late.deadline = past
        sheet = calls._get_sheets()
        self.assertEqual(len(sheet), 1)
        self.assertEqual(sheet.day, self.company._local_date(now))
        signed = sheet.with_user(self.manager)
        self.assertEqual(
            (signed.call_count, signed.open_count, signed.late_count, signed.callback_rate),
            (3, 1, 1, 0.5),
        )
        self.assertEqual(signed.booked_rate, 0.5, "one of the two about an appointment")
        with self.assertRaisesRegex(UserError, "1 late call"):
            signed.action_sign()
        late.write({"result": "已回电"})
        late.action_close()
        with self.assertRaises(AccessError):
            sheet.with_user(self.advisor).action_sign()
        signed.action_sign()
        signed.action_sign()
        self.assertEqual((sheet.state, sheet.signed_by_id), ("signed", self.manager))
        self.assertEqual(len(sheet.signoff_ids), 1)
        html = self._render_sheet(late)
        self.assertIn(self.manager.name, html)

    def test_signature_covers_what_stands_there(self):
        """A call entered or rewritten after signing takes the signature back; its result does not."""
        call = self._create_call(outcome="callback")
        sheet = call._get_sheets().with_user(self.manager)
        sheet.note = "周一复查"
        sheet.action_sign()
        call.result = "已回电"
        call.action_close()
        self.assertEqual(sheet.state, "signed")
        call.content = "想预约钣金"
        self.assertEqual((sheet.state, sheet.signed_by_id.id), ("open", False))
        self.assertEqual(sheet.signoff_ids.decision, "withdrawn")
        sheet.action_sign()
        self._create_call()
        self.assertEqual(sheet.sudo().signoff_ids.mapped("decision"), ["withdrawn"] * 2)
        with self.assertRaisesRegex(UserError, "signed by its button"):
            sheet.write({"state": "signed"})
        with self.assertRaises(AccessError):
            sheet.with_user(self.advisor).write({"note": "好"})

    def test_sheet_of_a_shop(self):
        """Another shop's calls stand on another sheet, which its people alone see."""
        other = self.env["res.company"].create({"name": "二店"})
        self._create_call()
        mine = self._create_call()._get_sheets()
        theirs = self.env["dms.call.log"].create(
            {"phone": "13800138000", "content": "想预约保养", "company_id": other.id}
        )
        theirs = theirs._get_sheets()
        self.assertNotEqual(mine, theirs)
        seen = self.env["dms.call.sheet"].with_user(self.manager).search([])
        self.assertIn(mine, seen)
        self.assertNotIn(theirs, seen)

    def test_indicators_of_calls(self):
        """K-46 to K-48 by who took the call agree with the sheet."""
        today = self.company._local_date()
        kpis = self.env["dms.kpi"]
        self.env["dms.call.log"].search([("day", "=", today)]).write({"user_id": self.manager.id})
        self._create_call(outcome="callback", result="已回电").action_close()
        self._create_call(outcome="callback", call_type="progress", direction="out")
        codes = ["K-46", "K-46.incoming", "K-47", "K-48"]
        values = kpis._values(
            codes, today, today, self.company.ids, filters={"user": self.advisor.id}
        )
        found = [values[code][None]["value"] for code in codes]
        self.assertEqual(found, [2, 1, 0.5, 0.0])

    def _render_sheet(self, calls):
        report = self.env["ir.actions.report"]
        return report._render_qweb_html("dms_service.report_call_log", calls.ids)[0].decode()

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
