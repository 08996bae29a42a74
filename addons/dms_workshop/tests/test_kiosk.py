from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import DmsWorkshopCommon


@tagged("post_install", "-at_install", "dms")
class TestTechnicianKiosk(DmsWorkshopCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kiosk = cls.env["dms.kiosk"].create(
            {"name": "车间终端", "app_codes": "technician", "company_id": cls.company.id}
        )
        cls.dispatch = cls._dispatch()

    def test_badge_pin_and_jobs(self):
        session = self.kiosk._login("T001", "1234")
        data = self.kiosk._call(session["key"], "technician", "jobs", {})
        self.assertEqual([job["id"] for job in data["result"]["jobs"]], self.dispatch.ids)
        data = self.kiosk._call(
            session["key"], "technician", "start", {"dispatch_id": self.dispatch.id}
        )
        self.assertTrue(data["result"]["jobs"][0]["running"])
        self.kiosk._call(session["key"], "technician", "finish", {"dispatch_id": self.dispatch.id})
        self.assertEqual(self.dispatch.state, "done")

    def test_wrong_pin_locks_the_badge(self):
        for _try in range(5):
            self.assertIn("error", self.kiosk._login("T001", "0000"))
        with self.assertRaises(UserError):
            self.kiosk._login("T001", "1234")

    def test_job_of_another_team_is_refused(self):
        other_team = self.env["dms.team"].create(
            {"name": "钣喷组", "code": "BP", "company_id": self.company.id}
        )
        stranger = self._create_employee("钣金工", "T100", team=False, team_id=other_team.id)
        with self.assertRaises(UserError):
            self.kiosk._kiosk_technician_start(stranger, self.dispatch.id)

    def test_finding_becomes_a_supplement(self):
        answer = self.kiosk._kiosk_technician_finding(
            self.main, self.dispatch.id, "前制动片磨损到限"
        )
        supplement = self.order.supplement_ids
        self.assertEqual(supplement.name, answer["number"])
        self.assertEqual(supplement.finding, "前制动片磨损到限")
        self.assertEqual(supplement.employee_id, self.main)

    def test_app_the_kiosk_lacks_is_refused(self):
        session = self.kiosk._login("T001", "1234")
        with self.assertRaises(UserError):
            self.kiosk._call(session["key"], "gate", "jobs", {})

    def test_technician_asks_for_the_parts(self):
        """The slip goes to the top of the counter with the technician as receiver; T13 once."""
        rows = self.kiosk._kiosk_technician_parts(self.main, self.dispatch.id)["rows"]
        names = [row["name"] for row in rows]
        self.assertEqual(sorted(names), sorted([self.oil.name, self.filter.name]))
        answer = self.kiosk._kiosk_technician_ask_parts(self.main, self.dispatch.id)
        slip = self.order.picking_ids
        self.assertIn(slip.name, answer["text"])
        self.assertTrue(self.order.parts_requested_at)
        desk = self.env["stock.picking"].with_user(self.storekeeper).get_issue_desk()
        card = desk["slips"][0]
        self.assertEqual((card["id"], card["urgent"]), (slip.id, True))
        self.assertEqual((card["place"], card["receiver_id"]), (self.bay.name, self.main.id))
        slip.with_user(self.storekeeper).issue_from_desk()
        self.assertEqual((slip.state, slip.receiver_id), ("done", self.main))
        with self.assertRaises(UserError):
            self.kiosk._kiosk_technician_ask_parts(self.main, self.dispatch.id)

    def test_stranger_at_the_counter(self):
        other_team = self.env["dms.team"].create(
            {"name": "钣喷组", "code": "BP", "company_id": self.company.id}
        )
        stranger = self._create_employee("钣金工", "T100", team=False, team_id=other_team.id)
        slip = self.order.picking_ids.with_user(self.storekeeper)
        self.assertIn("钣金工", slip.issue_from_desk(stranger.id))

    def test_counter_wants_a_name(self):
        self.dispatch._cancel("改期")
        slip = self.order.picking_ids.with_user(self.storekeeper)
        with self.assertRaisesRegex(UserError, "who takes"):
            slip.issue_from_desk()
        self.assertNotEqual(slip.state, "done")
