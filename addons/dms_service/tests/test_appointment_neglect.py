from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_reception import ReceptionCommon


@tagged("post_install", "-at_install", "dms")
class TestAppointmentCard(ReceptionCommon):
    """SA-02: neglect reaches the manager once; the card's steps; the drag to another slot."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.board = cls.env.ref("dms_service.dms_board_sa02")
        cls.now = fields.Datetime.now()
        cls.bookings = cls.env["dms.appointment"]

    def _arrive(self, minutes):
        booking = self._create_appointment(slot_start=self.now)
        booking.write({"state": "arrived", "arrived_at": self.now - timedelta(minutes=minutes)})
        return booking

    def _tasks(self, booking):
        booking.invalidate_recordset(["activity_ids"])
        return booking.activity_ids.filtered(lambda one: one.user_id == self.manager)

    def _summary(self):
        data = self.board._board_data_sa_02(self.board, {})
        return {figure["label"]: figure["value"] for figure in data["summary"]}

    def _row(self, booking, **options):
        data = self.board._board_data_sa_02(self.board, options)
        rows = data["rows"] + data["tomorrow"]
        return next(row for row in rows if row["id"] == booking.id)

    def test_waiting_customer_reaches_the_manager_once(self):
        booking = self._arrive(11)
        fine = self._create_appointment("粤B22222", slot_start=self.now + timedelta(hours=3))
        fine.write({"state": "booked"})
        for _run in range(3):
            self.bookings._cron_neglect()
        self.assertEqual(len(self._tasks(booking)), 1)
        self.assertIn("粤B12345", self._tasks(booking).summary)
        self.assertIn(" 11 ", self._tasks(booking).summary, "in the language of the manager")
        self.assertTrue(booking.waiting_told_at)
        self.assertFalse(fine.activity_ids)
        self.env["dms.queue.ticket"]._create_arrivals([booking._prepare_arrival_vals()])
        booking.ticket_ids.with_user(self.advisor)._start_serving()
        self.bookings._cron_neglect()
        self.assertFalse(self._tasks(booking), "received: the task is taken back")

    def test_unprepared_booking_reaches_the_manager_once(self):
        booking = self._create_appointment(slot_start=self.now + timedelta(minutes=20))
        booking.write({"state": "booked"})
        for _run in range(2):
            self.bookings._cron_neglect()
        self.assertEqual(len(self._tasks(booking)), 1)
        booking.action_confirm()
        booking.action_parts_ready()
        self.bookings._cron_neglect()
        self.assertTrue(self._tasks(booking), "the crew is still missing")
        booking.action_crew_ready()
        self.bookings._cron_neglect()
        self.assertFalse(self._tasks(booking))

    def test_received_customer_is_not_violet(self):
        """Reception begins with the ticket, before there is an order."""
        booking = self._arrive(11)
        row = self._row(booking)
        self.assertEqual(row["color"], "violet")
        self.assertIn("11 min", row["reason"])
        self.assertEqual(self._summary()["Kept Waiting"], 1)
        self.assertFalse(self._row(booking, public=True)["reason"])
        self.env["dms.queue.ticket"]._create_arrivals([booking._prepare_arrival_vals()])
        booking.ticket_ids.write({"state": "serving", "served_at": self.now})
        self.assertEqual(self._row(booking)["color"], "green")
        self.assertNotIn("Kept Waiting", self._summary())

    def test_card_has_the_steps_of_the_role(self):
        """The row opens its card with the steps of the desk; the guard has none of them."""
        booking = self._create_appointment()
        booking.action_book()
        action = booking.with_user(self.advisor).action_open_card()
        self.assertEqual((action["target"], action["res_id"]), ("new", booking.id))
        steps = {
            "action_confirm", "action_parts_ready", "action_arrive", "action_reschedule",
            "action_cancel", "action_no_show", "action_receive", "action_dial",
        }  # fmt: skip
        view = action["views"][0][0]
        arch = self.bookings.with_user(self.advisor).get_view(view, "form")["arch"]
        self.assertFalse([step for step in steps if f'name="{step}"' not in arch])
        arch = self.bookings.with_user(self.guard).get_view(view, "form")["arch"]
        self.assertNotIn("action_receive", arch)
        dial = booking.with_user(self.advisor).action_dial()
        self.assertEqual(dial["url"], "tel:13800138000")
        with self.assertRaisesRegex(UserError, "E-107"):
            booking.with_user(self.guard).action_dial()

    def test_drag_reschedules(self):
        """The drop asks for the reason and stays; the old appointment keeps its history."""
        booking = self._create_appointment().with_user(self.advisor)
        booking.action_book()
        target = self._next_slot(days=2, hour=15)
        dropped = fields.Datetime.to_string(target + timedelta(minutes=15))
        context = booking.action_move_to(dropped)["context"]
        self.assertEqual(fields.Datetime.to_datetime(context["default_slot_start"]), target)
        asked = booking.action_move_to(False)["context"]
        self.assertNotIn("default_slot_start", asked, "another day: the time is asked for too")
        self.assertTrue(asked["default_stay"])
        change = self.env["dms.appointment.change"].with_user(self.advisor)
        change = change.with_context(**context).create({"reason": "customer_time"})
        self.assertEqual(change.action_apply()["type"], "ir.actions.act_window_close")
        self.assertEqual(booking.state, "rescheduled")
        self.assertEqual(booking.next_id.slot_start, target)

    def test_drag_refused(self):
        """Past, closed, written over, no reason, another role, finished: one sentence each."""
        booking = self._create_appointment().with_user(self.advisor)
        booking.action_book()
        with self.assertRaisesRegex(UserError, "E-201"):
            booking.action_move_to(self.now - timedelta(hours=2))
        self.company.write({"opening_hour": 8.0, "closing_hour": 18.0})
        with self.assertRaisesRegex(UserError, "E-201"):
            booking.action_move_to(self._next_slot(days=2, hour=22))
        with self.assertRaisesRegex(UserError, "E-206"):
            booking.write({"slot_start": self._next_slot(days=4)})
        with self.assertRaisesRegex(UserError, "E-206"), self.cr.savepoint():
            booking._reschedule(self._next_slot(days=4), False)
        with self.assertRaises(AccessError):
            booking.with_user(self.technician).action_move_to(self._next_slot(days=4))
        booking.sudo().write({"state": "converted"})
        with self.assertRaisesRegex(UserError, "finished"):
            booking.action_move_to(self._next_slot(days=4))

    def test_drag_to_a_full_slot(self):
        """The refusal names the next free slots before anybody types a reason (E-202)."""
        booking = self._create_appointment().with_user(self.advisor)
        booking.action_book()
        slot = self._next_slot(days=3)
        days = self.env["dms.appointment.day"]
        before, number = slot - timedelta(minutes=1), 40000
        while slot in days._get_free_slots(self.company, before, 0.5, self.kind.trade, limit=1):
            number += 1
            self._create_appointment(f"粤B{number}", slot_start=slot).action_book()
        self.assertGreater(number, 40000)
        with self.assertRaisesRegex(UserError, "E-202"):
            booking.action_move_to(slot)
        self.assertEqual(booking.state, "booked")
