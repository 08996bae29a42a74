from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.dms_checklist_routine import moment
from .checklist_common import ChecklistCommon


@tagged("post_install", "-at_install", "dms")
class TestRoutine(ChecklistCommon):
    """A manager's day: opened once, ticked with proof, by live numbers, closed at night."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["dms.checklist.template"].search([("kind", "=", "routine")]).action_retire()
        cls.company = cls.env.company
        cls.company.resource_calendar_id.attendance_ids.unlink()
        cls.day = cls.company._local_date()
        cls.template = cls._template(
            [
                cls._section(
                    "Tasks",
                    [
                        cls._item("Round", code="01", time_due=0.25, evidence="photo"),
                        cls._item("Briefing", code="02", time_due=0.25, evidence="note"),
                        cls._item(
                            "Nobody waits",
                            code="03",
                            time_due=0.01,
                            evidence="number",
                            counter="open_sheets",
                            counter_max=0,
                        ),
                        cls._item("Later", code="04", time_due=23.9),
                    ],
                )
            ],
            kind="routine",
            frequency="daily",
            result_rule="none",
            code="TR-01",
            filler_group_ids=[(6, 0, cls.env.ref("dms_base.group_dms_service_manager").ids)],
        )
        cls.env.ref("dms_base.group_dms_service_manager").user_ids = cls.users["service_manager"]

    def _number(self, value):
        """Let the live number be `value` while this test runs."""
        model = type(self.env["dms.checklist"])
        self.patch(model, "_routine_numbers", lambda sheet: {"open_sheets": value})

    def _open(self):
        return self.env["dms.checklist"]._open_routines(self.company, self.day)

    def test_opened_once(self):
        sheet = self._open()
        self.assertEqual(sheet.employee_id, self.people["service_manager"])
        self.assertEqual(len(sheet.line_ids), 4)
        self.assertFalse(self._open())

    def test_proof(self):
        self._number(3)
        sheet = self._open().with_user(self.users["service_manager"])
        for code, text in (("01", "photo"), ("02", "note"), ("03", "still shows 3")):
            with self.assertRaisesRegex(UserError, text):
                self._fill(sheet, **{f"{code}": "pass"})
        self._fill(sheet, **{"02": {"result": "pass", "remark": "14 people"}})
        self._fill(sheet, **{"03": {"result": "pass", "remark": "Two are on their way"}})
        line = self._line(sheet, "02")
        self.assertEqual(line.done_by_id, self.users["service_manager"])
        due = moment(self.company, self.day, 0.25)
        late = max(0, int((line.done_at - due).total_seconds() // 60))
        self.assertAlmostEqual(line.delay_minutes, late, delta=1)

    def test_ticks_itself(self):
        self._number(1)
        sheet = self._open()
        sheet._tick_routine()
        self.assertFalse(self._line(sheet, "03").result)
        self._number(0)
        sheet._tick_routine()
        line = self._line(sheet, "03")
        self.assertEqual((line.result, line.remark), ("pass", "0"))

    def test_closed_at_night(self):
        self._number(9)
        sheet = self._open()
        sheet.sudo().date = self.day - timedelta(days=1)
        self._fill(sheet, **{"04": "pass"})
        self.env["dms.checklist"]._cron_routines()
        self.assertEqual(sheet.state, "done")
        self.assertEqual(
            sheet.line_ids.filtered(lambda one: one.result == "fail").mapped("code"),
            ["01", "02", "03"],
        )
        late = self._line(sheet, "04").delay_minutes
        self.assertEqual(sheet.completion_rate, 25.0 if late <= 60 else 0.0)

    def test_home(self):
        """The home shows the tasks with their numbers, without a write."""
        self._number(2)
        self._open()
        cockpit = self.env["dms.cockpit"].with_user(self.users["service_manager"])
        routine = cockpit._get_routine(self.company)
        self.assertEqual(len(routine["rows"]), 4)
        self.assertEqual(routine["rows"][2]["number"], "2")
        self.assertEqual(routine["rows"][3]["time"], "23:54")
        self.assertIsNone(
            self.env["dms.cockpit"].with_user(self.users["cashier"])._get_routine(self.company)
        )

    def test_print(self):
        """The day sheet and its blank show the time of each task."""
        report, sheet = self.env["ir.actions.report"], self._open()
        for name, records in (
            ("dms_base.report_checklist", sheet),
            ("dms_base.report_checklist_blank", self.template),
        ):
            html = report._render_qweb_html(name, records.ids)[0].decode()
            self.assertIn("23:54", html)
            self.assertIn("Briefing", html)

    def test_holiday(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.company.resource_calendar_id.id,
                "date_from": moment(self.company, self.day, 0),
                "date_to": moment(self.company, self.day, 23.9),
            }
        )
        self.assertFalse(self._open())
