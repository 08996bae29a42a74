from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import DmsHrCommon


@tagged("post_install", "-at_install", "dms")
class TestGate(DmsHrCommon):
    def test_in_and_out(self):
        """Plate in, pass out: two rows, hours on site, pass used, plates however written."""
        log = self.gate._vehicle_in("粤b·12345")
        self.assertEqual(log.vehicle_id, self.vehicle)
        self.assertEqual(log.state, "open")
        log.sudo().date_in = fields.Datetime.now() - timedelta(hours=2)
        gate_pass = self._create_pass()
        out = self.gate._vehicle_out(gate_pass.token)
        self.assertRecordValues(
            out,
            [
                {
                    "direction": "out",
                    "exit_type": "repair",
                    "pass_id": gate_pass.id,
                    "reference": gate_pass.reference,
                    "state": "closed",
                }
            ],
        )
        self.assertEqual(out.hours_on_site, 2)
        self.assertEqual(log.state, "closed")
        self.assertEqual(gate_pass.state, "used")

    def test_pressed_twice(self):
        """Each button acts once, by plate and by pass."""
        first = self.gate._vehicle_in("粤B12345")
        self.assertEqual(self.gate._vehicle_in("粤B12345"), first)
        gate_pass = self._create_pass()
        out = self.gate._vehicle_out(gate_pass.token)
        self.assertEqual(self.gate._vehicle_out(gate_pass.token), out)
        self.assertEqual(self.gate._vehicle_out("粤B12345"), out)
        again = self.gate._vehicle_in("粤B12345")
        self.assertNotEqual(again, first)

    def test_pass_is_single_use(self):
        """A used, expired or cancelled pass opens no gate."""
        used = self._create_pass()
        self.gate._vehicle_in("粤B12345")
        self.gate._vehicle_out(used.name)
        self.gate._vehicle_in("粤B12345")
        expired = self._create_pass(valid_to=fields.Datetime.now() - timedelta(minutes=1))
        cancelled = self._create_pass()
        cancelled.action_cancel()
        for gate_pass in (used, expired, cancelled):
            with self.assertRaises(UserError):
                self.gate._vehicle_out(gate_pass.token)
        self.assertTrue(expired.is_expired)

    def test_blocked(self):
        """A car that may not leave stays, the guard reads why, and no other exit is a way around."""
        self._set_blockers(self, ["工单未结算"])
        self._create_pass()
        self.gate._vehicle_in("粤B12345")
        for exit_type in (None, "repair", "visitor", "company"):
            with self.assertRaisesRegex(UserError, "工单未结算"):
                self.gate._vehicle_out("粤B12345", exit_type, vals={"person": "王"})

    def test_road_test(self):
        """A road test needs a driver, stays open, and the return closes it."""
        self._set_blockers(self, ["工单未结算"])
        inside = self.gate._vehicle_in("粤B12345")
        with self.assertRaises(UserError):
            self.gate._vehicle_out("粤B12345", "road_test")
        out = self.gate._vehicle_out("粤B12345", "road_test", vals={"person": "孙志强"})
        self.assertEqual(out.state, "open")
        self.assertTrue(out.expected_back)
        back = self.gate._vehicle_in("粤B12345")
        self.assertEqual(back, out)
        self.assertEqual(out.state, "closed")
        self.assertEqual(self.gate._vehicle_in("粤B12345"), inside)

    def test_company_car(self):
        """A car of the shop leaves with a driver as what it is, and not as a repair."""
        self._create_vehicle("粤B00001", vehicle_use="company")
        with self.assertRaises(UserError):
            self.gate._vehicle_out("粤B00001", "repair")
        with self.assertRaises(UserError):
            self.gate._vehicle_out("粤B00001")
        out = self.gate._vehicle_out("粤B00001", vals={"person": "王"})
        self.assertEqual(out.exit_type, "company")
        self._create_vehicle("粤B00002", vehicle_use="rescue")
        out = self.gate._vehicle_out("粤B00002", vals={"person": "王"})
        self.assertEqual(out.exit_type, "rescue")

    def test_unknown_car(self):
        """A plate nobody knows passes as a visitor's."""
        self.gate._vehicle_in("粤A88888")
        out = self.gate._vehicle_out("粤A88888")
        self.assertEqual(out.exit_type, "visitor")
        with self.assertRaises(UserError):
            self.gate._vehicle_in(" ")
        with self.assertRaises(UserError):
            self.gate._vehicle_out("")

    def test_odometer(self):
        """A reading below the last or far above it is read again, unless there is a remark."""
        self.vehicle.odometer = 50000
        self._create_pass()
        for km in (49000, 60000):
            with self.assertRaises(UserError):
                self.gate._vehicle_out("粤B12345", odometer=km)
        out = self.gate._vehicle_out("粤B12345", odometer=60000, vals={"purpose": "换表"})
        self.assertEqual(out.odometer, 60000)

    def test_emergency(self):
        """Only a manager, only with a reason, and the row shows it."""
        self._set_blockers(self, ["工单未结算"])
        self.gate._vehicle_in("粤B12345")
        with self.assertRaises(AccessError):
            self.gate._emergency_out("粤B12345", "火警")
        manager = self.env["dms.gate.log"].with_user(self.service_manager)
        with self.assertRaises(UserError):
            manager._emergency_out("粤B12345", " ")
        wizard = (
            self.env["dms.gate.emergency"]
            .with_user(self.service_manager)
            .create({"plate": "粤B12345", "reason": "火警"})
        )
        out = self.env["dms.gate.log"].browse(wizard.action_release()["res_id"])
        self.assertTrue(out.is_emergency)
        self.assertEqual(out.approved_by_id, self.service_manager)
        self.assertEqual(manager._emergency_out("粤B12345", "火警"), out)

    def test_void_not_delete(self):
        """Rows are struck out with a reason; never deleted."""
        log = self.gate._vehicle_in("粤B12345")
        with self.assertRaises(UserError):
            log.sudo().unlink()
        wizard = self.env["dms.gate.void"].with_user(self.guard)
        wizard.create({"log_ids": log.ids, "reason": "车牌录错"}).action_void()
        self.assertEqual(log.state, "void")
        self.assertNotEqual(self.gate._vehicle_in("粤B12345"), log)
        with self.assertRaises(UserError):
            self._create_pass().sudo().unlink()

    def test_closed_day(self):
        """A row of a closed day stays as it was, and none is written back to it."""
        log = self.gate._vehicle_in("粤B12345")
        self.company.closed_until = log.business_date
        with self.assertRaises(UserError):
            log.plate = "粤B54321"
        with self.assertRaises(UserError):
            log._void("录错")
        moment = fields.Datetime.now() - timedelta(days=2)
        with self.assertRaises(UserError):
            self.gate.create({"plate": "粤B9", "direction": "in", "date_in": moment})
        after = self.gate._vehicle_in("粤B77777")
        self.assertGreater(after.business_date, self.company.closed_until)

    def test_batch_api(self):
        """A camera may report several plates; twice changes nothing."""
        ids = self.gate.action_vehicle_in(["粤B12345", "粤A88888"])
        self.assertEqual(self.gate.action_vehicle_in(["粤B12345", "粤A88888"]), ids)
        self._create_pass()
        out = self.gate.action_vehicle_out("粤B12345")
        self.assertEqual(self.gate.action_vehicle_out("粤B12345"), out)
        with self.assertRaises(AccessError):
            self.env["dms.gate.log"].with_user(self.technician).action_vehicle_in("粤B12345")

    def test_queries(self):
        """One passage stays within its budget, whatever other desks do after it."""
        self.patch(type(self.gate), "_after_vehicle_in", lambda logs: None)
        self.gate._vehicle_in("粤B00009")
        self.env.flush_all()
        with self.assertQueryCount(5):
            self.gate._vehicle_in("粤B12345")
            self.env.flush_all()
