from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import DmsWorkshopCommon


@tagged("post_install", "-at_install", "dms")
class TestInspection(DmsWorkshopCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dispatch = cls._work(cls._dispatch())

    def test_pass_accepts_lines_and_credits_hours(self):
        self._inspect(self.order)
        self.assertTrue(self.order.qc_passed_at)
        self.assertTrue(self.order.first_pass)
        self.assertAlmostEqual(self.line.qty_delivered, 0.8)
        credit = self.env["dms.labour.credit"].search([("employee_id", "=", self.main.id)])
        self.assertAlmostEqual(credit.hours, 0.8)
        self.assertTrue(self.dispatch.share_frozen)

    def test_worker_may_not_inspect(self):
        sheet = self.order._create_inspections()[:1]
        now = fields.Datetime.now()
        self.env["dms.dispatch.log"].create(
            {
                "dispatch_id": self.dispatch.id,
                "employee_id": self.inspector.id,
                "company_id": self.company.id,
                "date_start": now - timedelta(minutes=20),
                "date_end": now - timedelta(minutes=5),
            }
        )
        with self.assertRaisesRegex(UserError, "E-505"), self.env.cr.savepoint():
            sheet._complete(signatures=[{"role": "final", "employee": self.inspector}])
        self.env.invalidate_all()
        self.assertFalse(sheet.signoff_ids)

    def test_inspection_waits_for_the_work(self):
        order = self._create_order(
            vehicle_id=self._create_vehicle("粤B54321", "LSVAA49J912345678").id
        )
        self._authorise(order)
        with self.assertRaises(UserError):
            order.action_start_final_inspection()

    def test_failed_operation_goes_back(self):
        """A bad line writes a defect and reopens its dispatch; the second attempt passes, but not at first."""
        sheet = self.order._create_inspections()[:1]
        bad = sheet.line_ids.filtered(lambda line: line.source_id == self.line.id)
        values = {bad.id: {"result": "fail", "remark": "机油渗漏"}}
        sheet._complete(values=values, signatures=[{"role": "final", "employee": self.inspector}])
        self.assertEqual(sheet.result, "fail")
        self.assertEqual(self.order.defect_ids.name, "机油渗漏")
        self.assertEqual(self.dispatch.state, "queue")
        self.assertEqual(self.dispatch.redo_count, 1)
        self.assertFalse(self.order.work_done_at)
        log = self.dispatch._clock_start(self.main)
        self.assertEqual(log.kind, "redo")
        self.dispatch._finish(self.main)
        self._inspect(self.order)
        self.assertTrue(self.order.qc_passed_at)
        self.assertFalse(self.order.first_pass)
        self.assertEqual(self.order.defect_ids.state, "closed")

    def test_ready_only_after_the_pre_delivery_check(self):
        with self.assertRaises(UserError):
            self.order.action_pre_delivery()
        self._inspect(self.order)
        sheet = self.order._get_pre_delivery_sheet()
        sheet.with_user(self.advisor)._complete(signatures=[{"role": "advisor"}])
        self.assertEqual(self.order.repair_stage, "ready")

    def test_open_dispatch_keeps_the_car(self):
        order = self._create_order(
            vehicle_id=self._create_vehicle("粤B54321", "LSVAA49J912345678").id
        )
        self._authorise(order)
        line = order.order_line.filtered(lambda item: item.fee_kind == "labour")
        self._dispatch(line)
        with self.assertRaisesRegex(UserError, "E-504"):
            order.action_mark_ready()
        codes = [code for code, _text, _role in order.vehicle_id._gate_exit_blockers("repair")]
        self.assertIn("E-506", codes)
        self.assertNotIn(
            "E-506", [one[0] for one in order.vehicle_id._gate_exit_blockers("road_test")]
        )
