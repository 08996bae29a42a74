from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common_reception import ReceptionCommon


@tagged("post_install", "-at_install", "dms")
class TestAppointment(ReceptionCommon):
    def test_whole_path(self):
        """Draft to converted, each step once, pressed twice without harm."""
        vehicle = self._create_vehicle(owner_id=self._create_owner().id)
        booking = self._create_appointment(vehicle_id=vehicle.id).with_user(self.advisor)
        self.assertRegex(booking.name, r"^YY\d{8}-\d{4}$")
        for _again in range(2):
            booking.action_book()
            booking.action_confirm()
            booking.action_parts_ready()
            booking.action_crew_ready()
        self.assertEqual(booking.state, "prepared")
        self.assertTrue(booking.booked_at and booking.confirmed_at and booking.prepared_at)
        booking.action_arrive()
        booking.action_arrive()
        self.assertEqual(booking.state, "arrived")
        self.assertEqual(len(booking.ticket_ids), 1)
        self.assertEqual(booking.punctuality, "early")

    def test_past_slot(self):
        booking = self._create_appointment(slot_start=fields.Datetime.now() - timedelta(hours=1))
        with self.assertRaisesRegex(UserError, "E-201"):
            booking.action_book()

    def test_closed_shop(self):
        self.company.write({"opening_hour": 8.5, "closing_hour": 17.5})
        booking = self._create_appointment(slot_start=self._next_slot(hour=20))
        with self.assertRaisesRegex(UserError, "E-201"):
            booking.action_book()
        day = self._next_slot(2)
        self.env["dms.appointment.day"].create(
            {"date": self.company._to_local(day).date(), "is_closed": True}
        )
        with self.assertRaisesRegex(UserError, "E-201"):
            self._create_appointment(slot_start=day).action_book()

    def test_reception_capacity(self):
        """Two advisors receive 2 × (30 ÷ 20) = 3 cars in a slot; the fourth gets the next slots."""
        for number in range(3):
            self._create_appointment(f"粤B1000{number}").action_book()
        fourth = self._create_appointment("粤B10009")
        with self.assertRaisesRegex(UserError, "E-202") as caught:
            fourth.action_book()
        self.assertIn("10:30", str(caught.exception))
        fourth.slot_start += timedelta(minutes=30)
        fourth.action_book()
        self.assertEqual(fourth.state, "booked")

    def test_manager_overbooks_with_a_reason(self):
        for number in range(3):
            self._create_appointment(f"粤B1000{number}").action_book()
        fourth = self._create_appointment("粤B10009", overbook_reason="regular customer")
        with self.assertRaisesRegex(UserError, "E-202"):
            fourth.with_user(self.advisor).action_book()
        fourth.with_user(self.manager).action_book()
        self.assertEqual(fourth.state, "booked")

    def test_workshop_hours(self):
        """One bay of 8 h × 75 % = 6 h a day open to booking."""
        self.company.write({"appointment_share": 75.0, "workshop_efficiency": 100.0})
        self.company.resource_calendar_id.hours_per_day = 8.0
        self.env["dms.bay"].create({"code": "G1", "name": "Lift 1", "productive": True})
        self._create_appointment("粤B20001", planned_hours=4.0).action_book()
        with self.assertRaisesRegex(UserError, "E-202"):
            self._create_appointment(
                "粤B20002", planned_hours=2.5, slot_start=self._next_slot(hour=14)
            ).action_book()
        self._create_appointment(
            "粤B20003", planned_hours=2.0, slot_start=self._next_slot(hour=14)
        ).action_book()

    def test_bay_is_taken(self):
        bay = self.env["dms.bay"].create({"code": "G1", "name": "Lift 1", "productive": False})
        self._create_appointment("粤B20001", planned_hours=2.0, bay_id=bay.id).action_book()
        late = self._next_slot(hour=11)
        with self.assertRaisesRegex(UserError, "E-202"):
            self._create_appointment("粤B20002", bay_id=bay.id, slot_start=late).action_book()

    def test_one_a_day(self):
        """Refused by the check, and by the database when two people book at once."""
        first = self._create_appointment()
        first.action_book()
        second = self._create_appointment("粤B·12345", slot_start=self._next_slot(hour=15))
        with self.assertRaisesRegex(UserError, "E-203"):
            second.action_book()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            second.state = "booked"
            second.flush_recordset()

    def test_bad_phone(self):
        with self.assertRaisesRegex(UserError, "E-107"):
            self._create_appointment(phone="12345").action_book()

    def test_cancel_needs_a_reason(self):
        booking = self._create_appointment()
        booking.action_book()
        wizard = self.env["dms.appointment.change"].create({"appointment_id": booking.id})
        with self.assertRaisesRegex(UserError, "E-206"):
            wizard.action_apply()
        wizard.reason = "customer_time"
        wizard.action_apply()
        self.assertEqual(booking.state, "cancelled")

    def test_reschedule_links_both(self):
        booking = self._create_appointment()
        booking.action_book()
        wizard = self.env["dms.appointment.change"].create(
            {
                "appointment_id": booking.id,
                "mode": "reschedule",
                "reason": "customer_time",
                "slot_start": self._next_slot(days=2),
            }
        )
        wizard.action_apply()
        self.assertEqual(booking.state, "rescheduled")
        self.assertEqual(booking.next_id.state, "booked")
        self.assertEqual(booking.next_id.previous_id, booking)

    def test_no_show_limit(self):
        booking = self._create_appointment(slot_start=self._next_slot())
        booking.action_book()
        with self.assertRaisesRegex(UserError, "E-207"):
            booking.action_no_show()
        booking.slot_start = fields.Datetime.now() - timedelta(hours=3)
        self.env["dms.appointment"]._cron_no_show()
        self.assertEqual(booking.state, "no_show")

    def test_parts_short(self):
        part = self.env["product.product"].create(
            {"name": "Oil filter", "type": "consu", "is_storable": True}
        )
        booking = self._create_appointment(
            line_ids=[(0, 0, {"product_id": part.id, "quantity": 2})]
        )
        booking.action_book()
        self.assertEqual(booking.line_ids.part_state, "short")
        with self.assertRaisesRegex(UserError, "E-205"):
            booking.action_parts_ready()
        day = self.company._local_date() + timedelta(days=3)
        places = self.env["stock.location"]
        move = self.env["stock.move"].create(
            {
                "product_id": part.id,
                "product_uom_qty": 2,
                "product_uom": part.uom_id.id,
                "location_id": places.search([("usage", "=", "supplier")], limit=1).id,
                "location_dest_id": places.search(
                    [("usage", "=", "internal"), ("company_id", "=", self.company.id)], limit=1
                ).id,
                "company_id": self.company.id,
                "date": self.company._to_utc(day, 10),
            }
        )
        move._action_confirm()
        line = booking.line_ids
        line.invalidate_recordset()
        self.assertEqual((line.part_state, line.part_eta), ("coming", day))
        with self.assertRaisesRegex(UserError, "E-205"):
            booking.action_parts_ready()
        line.product_id = False
        booking.with_user(self.advisor).action_parts_ready()
        self.assertEqual(booking.parts_ready_by, self.advisor.name)
        self.assertTrue(booking.parts_ready_at)
        line.product_id = part
        self.assertEqual(line.part_state, "reserved", "the storekeeper has set them aside")

    def test_to_know(self):
        """At the telephone: papers that end, work not done, guarantee; how the customer is addressed."""
        clerk = new_test_user(self.env, "care_one", groups="dms_base.group_dms_care_agent")
        owner = self._create_owner(honorific="ms")
        today = self.company._local_date()
        vehicle = self._create_vehicle(
            owner_id=owner.id, inspection_expiry=today + timedelta(days=20), warranty_end=today
        )
        self._add_reading(vehicle, 20000, days_ago=100)
        order = self.env["sale.order"].create(
            {"is_repair": True, "partner_id": owner.id, "vehicle_id": vehicle.id}
        )
        self.env["dms.ro.recommendation"].create(
            {"order_id": order.id, "vehicle_id": vehicle.id, "name": "前制动片更换"}
        )
        booking = self._create_appointment(vehicle_id=vehicle.id)
        self.assertEqual(booking.honorific, "ms")
        seen = booking.with_user(clerk)
        self.assertIn("前制动片更换", seen.hints)
        self.assertIn(str(today + timedelta(days=20)), seen.hints)
        self.assertIn(str(today), seen.hints)
        self.assertGreaterEqual(seen.estimated_odometer, 20000)
        self.assertEqual(seen.vin_sn, vehicle.vin_sn)
        self.assertFalse(self._create_appointment(plate="粤B77777").hints)

    def test_reminders_go_out_once(self):
        booking = self._create_appointment(slot_start=fields.Datetime.now() + timedelta(minutes=90))
        booking.action_book()
        before = len(booking.message_ids)
        for _again in range(2):
            booking._send_reminder()
        self.assertEqual(len(booking.message_ids), before + 1)
        self.assertTrue(booking.reminded_hour_at)
        self.assertIn("/dms/appointment/", booking.message_ids[0].body)

    def test_quiet_hours(self):
        """A reminder that falls into the night goes out in the morning."""
        self.company.write({"message_from": 8.5, "message_until": 20.5})
        day = self.company._local_date() + timedelta(days=1)
        at = self.company._to_utc
        self.assertFalse(self.company._may_send_messages(at(day, 8.25)))
        self.assertTrue(self.company._may_send_messages(at(day, 8.5)))
        self.assertTrue(self.company._may_send_messages(at(day, 20.25)))
        self.assertFalse(self.company._may_send_messages(at(day, 20.5)))
        booking = self._create_appointment(slot_start=at(day, 9.0))
        booking.action_book()
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 1.0)
        for hour, told in ((7.5, False), (8.5, True)):
            with freeze_time(at(day, hour)):
                self.env["dms.appointment"]._cron_remind()
            self.assertEqual(bool(booking.reminded_hour_at), told)

    def test_creates_order_with_items(self):
        vehicle = self._create_vehicle(owner_id=self._create_owner().id)
        booking = self._create_appointment(vehicle_id=vehicle.id)
        order = self.env["sale.order"]._create_from_appointment(booking)
        self.assertEqual(order.vehicle_id, vehicle)
        self.assertEqual(order.partner_id, vehicle.owner_id)
        self.assertEqual(order.customer_complaint, "保养")

    def test_rights(self):
        booking = self._create_appointment()
        with self.assertRaises(AccessError):
            booking.with_user(self.guard).write({"note": "x"})
        with self.assertRaises(AccessError):
            booking.with_user(self.technician).action_book()
        booking.action_book()
        with self.assertRaises(UserError):
            booking.with_user(self.advisor).unlink()
