from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import DmsHrCommon


@tagged("post_install", "-at_install", "dms")
class TestGateDesk(DmsHrCommon):
    def test_state(self):
        """Who is inside, who may leave, who is out, who visits."""
        self.gate.gate_desk("car_in", {"text": "粤B12345"})
        self._create_pass()
        self._create_vehicle("粤B00001", vehicle_use="company")
        self.gate.gate_desk("car_out", {"text": "粤B00001", "person": "王"})
        state = self.gate.gate_desk("visitor_in", {"person": "李四", "purpose": "找服务经理"})
        self.assertEqual([row["plate"] for row in state["inside"]], ["粤B12345"])
        self.assertEqual([row["plate"] for row in state["released"]], ["粤B12345"])
        self.assertEqual([row["plate"] for row in state["outside"]], ["粤B00001"])
        self.assertEqual([row["person"] for row in state["visitors"]], ["李四"])
        state = self.gate.gate_desk("visitor_out", {"log_id": state["visitors"][0]["id"]})
        self.assertFalse(state["visitors"])
        state = self.gate.gate_desk("car_out", {"text": "粤B12345"})
        self.assertFalse(state["inside"])
        self.assertFalse(state["released"])
        self.assertIn("粤B12345", state["message"])

    def test_visitor_without_name(self):
        """A visitor has a name."""
        with self.assertRaises(UserError):
            self.gate.gate_desk("visitor_in", {"person": " "})

    def test_rights(self):
        """Only guards and managers; only the steps of the screen."""
        self.env["dms.gate.log"].with_user(self.service_manager).gate_desk("state")
        for user in (self.technician, self.advisor):
            with self.assertRaises(AccessError):
                self.env["dms.gate.log"].with_user(user).gate_desk("state")
        with self.assertRaises(AccessError):
            self.gate.gate_desk("sudo")

    def test_kiosk(self):
        """At the shared screen a marked guard works the gate by badge; others do not."""
        kiosk = self.env["dms.kiosk"].create(
            {"name": "门卫终端", "app_codes": "gate", "company_id": self.company.id}
        )
        guard = self._create_employee("门卫甲", barcode="880001", pin="1234", is_gate_guard=True)
        other = self._create_employee("技师乙", barcode="880002", pin="1234")
        key = kiosk._login("880001", "1234")["key"]
        state = kiosk._call(key, "gate", "car_in", {"text": "粤B12345"})["result"]
        self.assertEqual([row["plate"] for row in state["inside"]], ["粤B12345"])
        log = self.env["dms.gate.log"].search([("plate", "=", "粤B12345")])
        self.assertEqual(log.guard_employee_id, guard)
        gate_pass = self._create_pass()
        kiosk._call(key, "gate", "car_out", {"text": gate_pass.token})
        self.assertEqual(gate_pass.state, "used")
        key = kiosk._login("880002", "1234")["key"]
        with self.assertRaises(AccessError):
            kiosk._call(key, "gate", "state", {})
        self.assertFalse(other._may_guard_gate())

    def test_queries(self):
        """The screen costs the same with thirty cars inside as with three."""

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.gate.gate_desk("state")
            return self.env.cr.sql_log_count - before

        for number in range(3):
            self._create_vehicle(f"粤C1000{number}")
            self.gate._vehicle_in(f"粤C1000{number}")
        self._create_pass()
        count()
        few = count()
        for number in range(10, 40):
            self._create_pass(self._create_vehicle(f"粤C100{number}"))
            self.gate._vehicle_in(f"粤C100{number}")
        self.assertLessEqual(count(), few)
