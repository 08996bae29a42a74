from datetime import timedelta

from odoo import fields
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

    def test_job_sheet_of_each_team(self):
        """SV-14: two teams, two sheets with their own jobs and people; the main one stands apart."""
        car = self._create_vehicle("粤B54321", "LSVAA49J912345678")
        order = self._create_order(
            vehicle_id=car.id,
            lines=[
                self._line(self.labour, 0.8),
                self._line(self.oil, 4),
                self._line(self.labour_brake, 1.2),
                self._line(self.filter, 1),
            ],
        )
        self._authorise(order)
        first, second = order.order_line.filtered(lambda line: line.fee_kind == "labour")
        self.assertNotEqual(first.job_id, second.job_id)
        sheet = order._get_print_sheets()
        self.assertEqual((len(sheet), sheet[0]["page"]), (1, ""))
        self._dispatch(first, team=self.team, employees=self.main | self.assistant)
        self.assertEqual(len(order._get_print_sheets()), 1, "one team, one sheet")
        painters = self.env["dms.team"].create(
            {"name": "钣喷组", "code": "BP1", "company_id": self.company.id}
        )
        painter = self._create_employee("漆工一", "T003", team=False)
        self.env["dms.dispatch"]._create_for_lines(second, team=painters, employees=painter)
        sheets = order._get_print_sheets()
        self.assertEqual(
            [(one["team"], one["jobs"], one["page"]) for one in sheets],
            [("机电一组", first.job_id, "1/2"), ("钣喷组", second.job_id, "2/2")],
        )
        clock = sheets[0]["clocks"][first.job_id.id]
        self.assertEqual((clock["main"], clock["assist"]), ("技师一", "技师二"))
        parts = [order._get_print_sheet_parts(one["jobs"]).product_id for one in sheets]
        self.assertEqual(parts, [self.oil, self.filter])
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("dms_service.action_report_job_sheet", order.ids)[0]
            .decode()
        )
        for text in ("机电一组", "钣喷组", "漆工一", "1/2", "2/2"):
            self.assertIn(text, html)

    def test_technicians_by_trade(self):
        """SM-03 A: two painters and one body repairer more; nobody counts twice."""
        codes = [
            "K-65.mechanical",
            "K-65.electrical",
            "K-65.body",
            "K-65.paint",
            "K-65.technicians",
        ]
        day = self.company._business_date()

        def figures():
            values = self.env["dms.kpi"].sudo()._values(codes, day, day, self.company.ids)
            return [values[code][None]["value"] or 0.0 for code in codes]

        before = figures()
        for number, trade in enumerate(("paint", "paint", "body")):
            self._create_employee(f"钣喷{number}", f"B{number}", trade=trade)
        change = [after - then for after, then in zip(figures(), before, strict=True)]
        self.assertEqual(change, [0.0, 0.0, 1.0, 2.0, 3.0])
        self.assertAlmostEqual(sum(figures()[:4]), figures()[4])

    def test_line_is_dispatched_once(self):
        self._dispatch()
        with self.assertRaises(UserError):
            self._dispatch()

    def test_unsigned_order_is_refused(self):
        order = self._create_order(
            vehicle_id=self._create_vehicle("粤B54321", "LSVAA49J912345678").id
        )
        line = order.order_line.filtered(lambda item: item.fee_kind == "labour")
        with self.assertRaisesRegex(UserError, "E-501"):
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

    def test_desk_shows_a_time_axis(self):
        dispatch = self._dispatch(planned_start=fields.Datetime.now())
        desk = self.env["dms.dispatch"].with_user(self.supervisor).get_dispatch_desk()
        lane = next(lane for lane in desk["lanes"] if lane["id"] == self.main.id)
        block = lane["dispatches"][0]
        self.assertEqual(block["id"], dispatch.id)
        self.assertTrue(0 <= block["left"] < 100 and block["width"] > 0)
        self.assertEqual(len(desk["axis"]["labels"]), desk["axis"]["hours"])
        bay = next(bay for bay in desk["bays"] if bay["id"] == self.bay.id)
        self.assertEqual([item["id"] for item in bay["dispatches"]], dispatch.ids)
        self.order._change_promise(fields.Datetime.now() - timedelta(hours=1), "customer")
        desk = self.env["dms.dispatch"].get_dispatch_desk()
        self.assertEqual(
            [(car["id"], car["late"]) for car in desk["risk"]], [(self.order.id, True)]
        )

    def test_planned_end_follows_the_hours(self):
        """0.8 h by two people within opening hours: 24 minutes after the start."""
        start = fields.Datetime.now().replace(hour=2, minute=0, second=0, microsecond=0)
        dispatch = self._dispatch(planned_start=start, employees=self.main | self.assistant)
        self.assertEqual(dispatch.planned_end, start + timedelta(minutes=24))

    def test_transfer_by_the_dialog(self):
        dispatch = self._dispatch()
        wizard = (
            self.env["dms.dispatch.transfer"]
            .with_user(self.supervisor)
            .with_context(default_dispatch_ids=dispatch.ids)
            .create({"main_employee_id": self.assistant.id, "reason": "技师一请假"})
        )
        wizard.action_confirm()
        self.assertEqual(dispatch.main_employee_id, self.assistant)
        self.assertEqual(dispatch.bay_id, self.bay)
        dispatch._clock_start(self.assistant)
        with self.assertRaises(UserError):
            dispatch._transfer(employees=self.main, reason="再换")

    def test_blocked_bay_is_refused(self):
        self.bay.state = "blocked"
        with self.assertRaisesRegex(UserError, "out of use"):
            self._dispatch()

    def test_reopen_before_the_inspection(self):
        dispatch = self._work(self._dispatch())
        self.assertTrue(self.order.work_done_at)
        with self.assertRaises(UserError):
            dispatch.with_user(self.technician).action_reopen()
        dispatch.with_user(self.supervisor).action_reopen()
        self.assertEqual(dispatch.state, "paused")
        self.assertFalse(self.order.work_done_at)
        dispatch._clock_start(self.main)
        dispatch._finish(self.main)
        self.order._create_inspections()
        with self.assertRaisesRegex(UserError, "inspected already"):
            dispatch.with_user(self.supervisor).action_reopen()
        self.assertEqual(dispatch.state, "done")

    def test_the_dialog_dispatches(self):
        """The supervisor may not open files of people, but names them on the dialog."""
        wizard = (
            self.env["dms.dispatch.create"]
            .with_user(self.supervisor)
            .with_context(default_order_id=self.order.id)
            .create({"main_employee_id": self.main.id, "assistant_id": self.assistant.id})
        )
        wizard.action_dispatch()
        dispatch = self.order.dispatch_ids
        self.assertEqual(dispatch.main_employee_id, self.main)
        self.assertEqual(dispatch.worker_ids.employee_id, self.main | self.assistant)
        self.assertTrue(dispatch.planned_end)
