from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common_reception import ReceptionCommon


@tagged("post_install", "-at_install", "dms")
class TestAppointmentBoard(ReceptionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.board = cls.env.ref("dms_service.dms_board_sa02")
        cls.now = fields.Datetime.now()

    def _color(self, minutes, **vals):
        booking = self._create_appointment(slot_start=self.now + timedelta(minutes=minutes))
        booking.write({"state": "booked", **vals})
        neglect = booking._get_neglect(self.now)
        order = self.env["sale.order"]
        return self.board._get_sa02_color(booking, order, self.company, self.now, neglect)

    def test_colours(self):
        """Each colour of the paper model."""
        self.assertEqual(self._color(120), "grey")
        self.assertEqual(self._color(120, state="cancelled", closed_at=self.now), "cancelled")
        old = self.now - timedelta(hours=2)
        self.assertIsNone(self._color(120, state="cancelled", closed_at=old))
        self.assertEqual(self._color(-90, state="no_show"), "red")

    def test_colours_by_time(self):
        self.assertEqual(self._color(120, state="confirmed", confirmed_at=self.now), "blue")

    def test_colours_at_the_door(self):
        self.assertEqual(self._color(20), "amber")

    def test_reason_of_a_late_customer(self):
        """The desk reads how late he is; the entrance does not."""
        booking = self._create_appointment(slot_start=self.now - timedelta(minutes=20))
        booking.write({"state": "booked"})
        for public, text in ((False, "20 min late"), (True, "")):
            data = self.board._board_data_sa_02(self.board, {"public": public})
            rows = data["rows"] + data["tomorrow"]
            shown = next((row for row in rows if row["id"] == booking.id), None)
            self.assertEqual(shown["reason"] if shown else text, text)

    def test_colours_late(self):
        self.assertEqual(self._color(-20), "orange")

    def test_colours_arrived(self):
        self.assertEqual(self._color(0, state="arrived", arrived_at=self.now), "green")

    def test_colours_neglected(self):
        past = self.now - timedelta(minutes=11)
        self.assertEqual(self._color(0, state="arrived", arrived_at=past), "violet")

    def test_public_screen_is_masked(self):
        booking = self._create_appointment(
            slot_start=self.now + timedelta(minutes=1), note="owes money"
        )
        booking.write({"state": "booked"})
        data = self.board._board_data_sa_02(self.board, {"public": True})
        row = next(row for row in data["rows"] + data["tomorrow"] if row["id"] == booking.id)
        self.assertNotIn("12345", row["plate"])
        self.assertNotIn("志强", row["customer"])
        self.assertEqual((row["phone"], row["note"]), ("", ""))

    def test_strip(self):
        """The desk sees the share of appointments and what is left of each trade; the entrance does not."""
        for trade in ("mechanical", "paint"):
            self.env["hr.employee"].create(
                {"name": trade, "trade": trade, "company_id": self.company.id}
            )
        self.company.write({"appointment_share": 100, "workshop_efficiency": 100})
        hours = self.env["dms.appointment.day"]._get_day_hours(self.company)
        booking = self._create_appointment(slot_start=self.now, trade="paint", planned_hours=3.0)
        booking.write({"state": "booked", "planned_hours": 3.0, "trade": "paint"})
        summary = self.board._board_data_sa_02(self.board, {})["summary"]
        values = {figure["label"]: figure["value"] for figure in summary}
        self.assertEqual(values["Share of Appointments"], "—", "no visit yet")
        left = [value for label, value in values.items() if label.startswith("Hours Left")]
        self.assertEqual(sorted(left), sorted([hours["mechanical"], hours["paint"] - 3.0]))
        public = self.board._board_data_sa_02(self.board, {"public": True})["summary"]
        self.assertEqual(len(public), 3)

    def test_queries_do_not_grow(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            self.board._board_data_sa_02(self.board, {})
            return self.cr.sql_log_count - start

        self._create_appointment("粤B50000", slot_start=self.now).write({"state": "booked"})
        count()
        few = count()
        for number in range(1, 15):
            self._create_appointment(f"粤B5{number:04d}", slot_start=self.now).write(
                {"state": "booked"}
            )
        self.assertLessEqual(count(), few + 2)
