from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

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

    def _book(self, plate, minutes, **vals):
        booking = self._create_appointment(plate, slot_start=self.now + timedelta(minutes=minutes))
        booking.write({"state": "booked", **vals})
        return booking

    def _rows(self, day=None, **options):
        day = day or self.company._local_date(self.now)
        public = options.get("public", False)
        whole = options.get("whole", False)
        return self.board._get_sa02_rows(self.company, [day], self.now, public, whole)[day]

    def test_order_of_rows(self):
        """Kept waiting, not ready, late, then by time; numbered in that order."""
        rows = [
            ("violet", "11:00"), ("amber", "10:30"), ("orange", "09:00"),
            ("red", "08:00"), ("green", "08:30"), ("blue", "12:00"),
        ]  # fmt: skip
        day = self.company._local_date(self.now)
        for number, (_color, slot) in enumerate(reversed(rows)):
            hour, minute = map(int, slot.split(":"))
            booking = self._create_appointment(
                f"粤B7{number:04d}", slot_start=self.company._to_utc(day, hour + minute / 60)
            )
            booking.write({"state": "booked"})
        colors = dict((slot, color) for color, slot in rows)
        with patch.object(
            type(self.board),
            "_get_sa02_color",
            lambda board, booking, order, company, now, neglect: colors[
                f"{company._to_local(booking.slot_start):%H:%M}"
            ],
        ):
            shown = self._rows()
        self.assertEqual([(row["color"], row["slot"]) for row in shown], rows)
        self.assertEqual([row["number"] for row in shown], [1, 2, 3, 4, 5, 6])

    def test_bay_and_team(self):
        """The column tells bay and team; without a bay the team of the technician asked for."""
        team, other = self.env["dms.team"].create(
            [
                {"name": name, "code": name, "company_id": self.company.id}
                for name in ("Team One", "Team Two")
            ]
        )
        bay = self.env["dms.bay"].create(
            {"code": "B7", "name": "Lift 7", "team_id": team.id, "company_id": self.company.id}
        )
        person = self.env["hr.employee"].create(
            {"name": "Li", "team_id": other.id, "company_id": self.company.id}
        )
        booking = self._book("粤B71000", 0, bay_id=bay.id, technician_id=person.id)
        self.assertEqual(self.board._get_sa02_place(booking), "B7 / Team One")
        booking.bay_id = False
        self.assertEqual(self.board._get_sa02_place(booking), "Team Two")

    def test_times_to_drag_to(self):
        """Slots still to come by opening hours, a full one marked; none at the entrance."""
        self.company.write(
            {"opening_hour": 8.0, "closing_hour": 10.0, "appointment_slot_minutes": 30}
        )
        days = self.env["dms.appointment.day"]
        today = self.company._local_date(self.now)
        span = (today, today + timedelta(days=1))
        begin = self.company._to_utc(today, 8.75)
        free = days._get_capacity(self.company, *span)
        shown = self.board._get_sa02_slots(free, span, begin)
        self.assertEqual([slot["label"] for slot in shown[0]], ["09:00", "09:30"])
        self.assertEqual(len(shown[1]), 4)
        nine = self.company._to_utc(today, 9.0)
        self.assertEqual(shown[0][0]["start"], fields.Datetime.to_string(nine))
        places = 0
        while not self.board._get_sa02_slots(free, span, begin)[0][0]["full"]:
            places += 1
            self._create_appointment(f"粤B72{places:03d}", slot_start=nine).write(
                {"state": "booked"}
            )
            free = days._get_capacity(self.company, *span)
        self.assertGreater(places, 0)
        self.assertEqual(self.board._get_sa02_slots(free, span, begin)[0][0]["taken"], places)
        days.create({"company_id": self.company.id, "date": span[1], "is_closed": True})
        free = days._get_capacity(self.company, *span)
        self.assertEqual(self.board._get_sa02_slots(free, span, begin)[1], [], "closed")
        self.assertFalse(self.board._board_data_sa_02(self.board, {"public": True})["slots"])
        self.assertEqual(len(self.board._board_data_sa_02(self.board, {})["slots"]), 2)

    def test_rows_that_move(self):
        """Who is expected or did not come gets another time; nobody moves anything at the entrance."""
        self._book("粤B73000", 0)
        self._book("粤B73001", 0, state="no_show")
        self._book("粤B73002", 0, state="arrived", arrived_at=self.now)
        moving = {row["plate"]: row["movable"] for row in self._rows()}
        self.assertEqual(moving, {"粤B73000": True, "粤B73001": True, "粤B73002": False})
        self.assertFalse(any(row["movable"] for row in self._rows(public=True)))

    def test_paper_of_the_day(self):
        """Printed by whoever stands at the desk: all of the day, the state in words."""
        old = self.now - timedelta(hours=3)
        self._book("粤B74000", 0, state="cancelled", closed_at=old)
        self._book("粤B74001", 0, state="no_show", closed_at=self.now)
        self.assertEqual([row["plate"] for row in self._rows()], ["粤B74001"])
        today = self.company._local_date(self.now)
        tomorrow = today + timedelta(days=1)
        days = self.env["dms.appointment.day"]
        days.search([("company_id", "=", self.company.id)]).unlink()
        board = self.board.with_user(self.advisor).with_company(self.company)
        for later, day in ((False, today), (True, tomorrow), (True, tomorrow)):
            action = board.action_print_sa02(later)
            sheet = days.browse(action["context"]["active_ids"])
            self.assertEqual((sheet.date, sheet.company_id), (day, self.company))
        report = self.env["ir.actions.report"].with_user(self.advisor)
        sheet = days._get_day(self.company, today)
        html = report._render_qweb_html("dms_service.report_board_sa02", sheet.ids)[0].decode()
        for text in ("粤B74000", "粤B74001", "× No-show", "— Cancelled", "SA-02"):
            self.assertIn(text, html)
        words = self.board._get_sa02_words()
        self.assertEqual(len(set(words.values())), len(words), "told apart without colours")
        empty = days._get_day(self.company, tomorrow)
        html = report._render_qweb_html("dms_service.report_board_sa02", empty.ids)[0].decode()
        self.assertIn("No appointments on this day", html)

    def test_list_looks_ahead_or_back(self):
        """Today and later: the next first. All: the latest first."""
        dates = [self.now + timedelta(days=day) for day in (-40, 1, 3)]
        bookings = self.env["dms.appointment"].concat(
            *[
                self._create_appointment(f"粤B7500{number}", slot_start=date)
                for number, date in enumerate(dates)
            ]
        )
        action = self.env.ref("dms_service.dms_appointment_action")
        model = self.env["dms.appointment"].with_context(**safe_eval(action.context))

        def plates(**context):
            answer = model.with_context(**context).web_search_read(
                [("id", "in", bookings.ids)], {"plate": {}}, order=""
            )
            return [row["plate"] for row in answer["records"]]

        self.assertEqual(plates(), ["粤B75002", "粤B75001", "粤B75000"])
        self.assertEqual(plates(dms_coming=1), ["粤B75000", "粤B75001", "粤B75002"])

    def test_appointment_from_the_car(self):
        """The button on the car opens an empty appointment with its owner, not a list."""
        owner = self.env["res.partner"].create({"name": "王志强"})
        car = self._create_vehicle("粤B76000", owner_id=owner.id)
        action = car.with_user(self.advisor).action_new_appointment()
        self.assertEqual(action["views"], [(False, "form")])
        form = Form(
            self.env["dms.appointment"].with_user(self.advisor).with_context(**action["context"])
        )
        self.assertEqual(form.plate, car.license_plate)
        self.assertEqual(form.partner_id, owner)

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
