from odoo.tests import tagged

from .common import DmsHrCommon


@tagged("post_install", "-at_install", "dms")
class TestRights(DmsHrCommon):
    def test_access_rows(self):
        """Who may write what of people and gate."""
        expected = {
            "dms.team": {"technician": "r", "guard": "r", "hr_officer": "rwc"},
            "dms.skill.grade": {"technician": "r", "hr_officer": "rwc"},
            "dms.labour.credit": {"technician": "r", "hr_officer": "r", "general_manager": "r"},
            "dms.pay.entry": {"technician": "r", "advisor": "r", "hr_officer": "rwc"},
            "dms.gate.log": {"technician": "r", "advisor": "r", "guard": "rwc"},
            "dms.gate.pass": {"technician": "r", "advisor": "rwc", "guard": "rw"},
        }
        letters = {"r": "read", "w": "write", "c": "create", "d": "unlink"}
        for model, roles in expected.items():
            for role, rights in roles.items():
                records = self.env[model].with_user(getattr(self, role))
                for letter, operation in letters.items():
                    self.assertEqual(
                        records.has_access(operation), letter in rights, (model, role, operation)
                    )

    def test_own_pay_only(self):
        """Everybody reads the own ledger rows and nobody else's; HR reads all."""
        mine = self._create_employee("甲", user_id=self.technician.id)
        yours = self._create_employee("乙", user_id=self.advisor.id)
        for person in (mine, yours):
            self.env["dms.labour.credit"].create(
                {"employee_id": person.id, "date": "2025-03-16", "hours": 2}
            )
            person._propose_pay_entry("BONUS", 100, "全勤", None)
        for model in ("dms.labour.credit", "dms.pay.entry"):
            rows = self.env[model].with_user(self.technician).search([])
            self.assertEqual(rows.sudo().employee_id, mine)
            rows = self.env[model].with_user(self.hr_officer).search([])
            self.assertEqual(rows.employee_id, mine | yours)

    def test_other_company(self):
        """A guard sees the gate of the own shop only."""
        other = self.env["res.company"].create({"name": "另一家"})
        log = self.env["dms.gate.log"].with_company(other).sudo()._vehicle_in("粤D55555")
        self.assertEqual(log.company_id, other)
        self.assertFalse(self.gate.search([("id", "=", log.id)]))
