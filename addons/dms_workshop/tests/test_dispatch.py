from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import DmsWorkshopCommon


@tagged("post_install", "-at_install", "dms")
class TestDispatch(DmsWorkshopCommon):
    def test_dispatch_writes_time_point(self):
        dispatch = self._dispatch()
        self.assertTrue(dispatch.name.startswith("PG"))
        self.assertEqual(dispatch.state, "queue")
        self.assertAlmostEqual(dispatch.flat_hours, 0.8)
        self.assertTrue(self.order.dispatched_at)
        self.assertEqual(self.order.repair_stage, "dispatched")
        self.assertEqual(self.order.workshop_state, "queue")

    def test_line_is_dispatched_once(self):
        self._dispatch()
        with self.assertRaises(UserError):
            self._dispatch()

    def test_unsigned_order_is_refused(self):
        order = self._create_order(
            vehicle_id=self._create_vehicle("粤B54321", "LSVAA49J912345678").id
        )
        line = order.order_line.filtered(lambda item: item.fee_kind == "labour")
        with self.assertRaises(UserError):
            self._dispatch(line)

    def test_nobody_named_is_refused(self):
        with self.assertRaises(UserError):
            self._dispatch(employees=self.env["hr.employee"])

    def test_missing_certificate_is_refused(self):
        skill_type = self.env["hr.skill.type"].create(
            {
                "name": "特种作业证",
                "is_certification": True,
                "skill_level_ids": [
                    (0, 0, {"name": "有效", "level_progress": 100, "default_level": True})
                ],
                "skill_ids": [(0, 0, {"name": "高压电工证"})],
            }
        )
        self.labour.required_skill_ids = skill_type.skill_ids
        with self.assertRaises(UserError):
            self._dispatch()

    def test_cancelled_dispatch_frees_its_line(self):
        dispatch = self._dispatch()
        with self.assertRaises(UserError):
            dispatch._cancel("")
        dispatch._cancel("改派其他班组")
        self.assertEqual(dispatch.state, "cancel")
        self.assertTrue(self._dispatch())

    def test_desk_drag_is_for_supervisors(self):
        with self.assertRaises(AccessError):
            self.env["dms.dispatch"].with_user(self.technician).dispatch_lines(
                self.line.ids, self.main.id
            )
        ids = (
            self.env["dms.dispatch"]
            .with_user(self.supervisor)
            .dispatch_lines(self.line.ids, self.main.id)
        )
        self.assertEqual(self.env["dms.dispatch"].browse(ids).main_employee_id, self.main)

    def test_desk_lists_jobs_and_lanes(self):
        desk = self.env["dms.dispatch"].with_user(self.supervisor).get_dispatch_desk()
        self.assertIn(self.line.id, [job["id"] for job in desk["jobs"]])
        self.assertEqual(
            {lane["name"] for lane in desk["lanes"]} & {"技师一", "技师二"}, {"技师一", "技师二"}
        )
