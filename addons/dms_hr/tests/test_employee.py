from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import DmsHrCommon


@tagged("post_install", "-at_install", "dms")
class TestEmployee(DmsHrCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team = cls.env["dms.team"].create({"name": "机电一组", "code": "JD1"})
        cls.grade = cls.env.ref("dms_hr.dms_skill_grade_senior")
        cls.worker = cls._create_employee(
            team_id=cls.team.id, trade="mechanical", skill_grade_id=cls.grade.id
        )

    def test_colleagues_see_what_work_needs(self):
        """Number, team, trade and grade are open to everybody, the rest of the file is not."""
        self.env.flush_all()
        person = self.env["hr.employee"].with_user(self.technician).browse(self.worker.id)
        self.assertEqual(person.name, "孙志强")
        public = self.env["hr.employee.public"].with_user(self.technician).browse(self.worker.id)
        self.assertEqual(public.team_id, self.team)
        self.assertEqual(public.skill_grade_id, self.grade)
        self.assertTrue(public.employee_no.startswith("GH"))

    def test_grade_by_month(self):
        """A new grade counts from its day on; the month before keeps the old one."""
        tomorrow = fields.Date.today() + timedelta(days=1)
        master = self.env.ref("dms_hr.dms_skill_grade_master")
        self.worker.create_version({"date_version": tomorrow, "skill_grade_id": master.id})
        self.assertEqual(self.worker._get_version(fields.Date.today()).skill_grade_id, self.grade)
        self.assertEqual(self.worker._get_version(tomorrow).skill_grade_id, master)

    def test_grades(self):
        """The seeded coefficients."""
        grades = self.env["dms.skill.grade"].search([], order="sequence")
        self.assertEqual(
            [round(value, 2) for value in grades.mapped("coefficient")],
            [0.5, 0.7, 0.85, 1.0, 1.15, 1.3],
        )

    def test_certificate(self):
        """Valid on a day means begun and not ended."""
        kind = self.env["hr.skill.type"].create(
            {
                "name": "从业资格",
                "is_certification": True,
                "skill_level_ids": [
                    (0, 0, {"name": "有效", "level_progress": 100, "default_level": True})
                ],
                "skill_ids": [(0, 0, {"name": "低压电工"})],
            }
        )
        skill = kind.skill_ids
        day = date(2025, 6, 1)
        self.assertFalse(self.worker._has_valid_certificate(skill, day))
        self.env["hr.employee.skill"].create(
            {
                "employee_id": self.worker.id,
                "skill_type_id": kind.id,
                "skill_id": skill.id,
                "skill_level_id": kind.skill_level_ids.id,
                "valid_from": date(2025, 1, 1),
                "valid_to": date(2025, 12, 31),
            }
        )
        self.assertTrue(self.worker._has_valid_certificate(skill, day))
        for other in (date(2024, 12, 31), date(2026, 1, 1)):
            self.assertFalse(self.worker._has_valid_certificate(skill, other), other)

    def test_absence(self):
        """Approved leave makes a person absent; one query answers for everybody."""
        today = self.company._local_date()
        # A Wednesday: leave on a day nobody works is refused.
        day = today + timedelta(days=(2 - today.weekday()) % 7)
        kind = self.env["hr.leave.type"].create(
            {
                "name": "事假",
                "requires_allocation": False,
                "leave_validation_type": "no_validation",
                "company_id": self.company.id,
            }
        )
        self.assertFalse(self.worker._is_absent(day))
        leave = self.env["hr.leave"].create(
            {
                "employee_id": self.worker.id,
                "holiday_status_id": kind.id,
                "request_date_from": day,
                "request_date_to": day,
            }
        )
        self.assertEqual(leave.state, "validate")
        self.assertTrue(self.worker._is_absent(day))
        self.assertFalse(self.worker._is_absent(day + timedelta(days=1)))
        others = self._create_employee("甲") | self._create_employee("乙")
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.assertEqual((others | self.worker)._absent_all_day(day), self.worker)
        self.assertEqual((others | self.worker)._absent_on(leave.date_from), self.worker)

    def test_pay_entry(self):
        """Whoever finds the cause proposes; HR confirms; what is confirmed is not deleted."""
        entry = self.worker.with_user(self.advisor)._propose_pay_entry(
            "TOOL", -50, "遗失扳手", self.vehicle
        )
        self.assertRecordValues(
            entry, [{"amount": -50, "state": "draft", "res_model": "fleet.vehicle"}]
        )
        entry.with_user(self.hr_officer).action_confirm()
        self.assertEqual(entry.state, "confirmed")
        with self.assertRaises(UserError):
            entry.unlink()
        entry.with_user(self.hr_officer).action_reverse()
        self.assertEqual(entry.state, "reversed")
