from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..tools import service_plan
from ..tools.service_plan import Step
from .common import SIGNATURE, DmsServiceCommon


@tagged("post_install", "-at_install", "dms")
class TestInspection(DmsServiceCommon):
    """Safety check SV-10, its findings on the way to money, teardown SV-12, service sheet SA-03."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vehicle.fuel_type = "gasoline"
        cls.person = cls.env["hr.employee"].create(
            {"name": "陈小龙", "user_id": cls.technician.id, "company_id": cls.company.id}
        )
        cls.package = cls.env["dms.repair.package"].create(
            {
                "name": "更换前制动片",
                "model_ids": [Command.set(cls.vehicle.model_id.ids)],
                "line_ids": [
                    Command.create({"product_id": cls.labour_brake.id, "quantity": 1.2}),
                    Command.create({"product_id": cls.pads.id, "quantity": 1}),
                ],
            }
        )
        cls.rule = cls.env["dms.finding.rule"].create(
            {
                "template_code": "SV-10",
                "item_code": "201",
                "package_ids": [Command.set(cls.package.ids)],
            }
        )
        cls.photo = cls.env["ir.attachment"].create(
            {"name": "pad.png", "datas": SIGNATURE, "res_model": "dms.checklist", "res_id": 0}
        )

    def _sheet(self, subject, code="SV-10"):
        template = self.env["dms.checklist.template"]._published(code, self.company)
        return template._create_checklists(subject)

    def _of(self, sheet, code, position=None):
        return sheet.line_ids.filtered(
            lambda line: line.code == code and (not position or line.position == position)
        )

    def _measure(self, sheet, **special):
        """Values in order for everything measured; `c201_LF=2.1` for others."""
        values = {}
        good = {"101": 6.0, "201": 8.0, "203": 1.0, "301": 10, "701": 12.6}
        for line in sheet.line_ids:
            if line.kind == "measure" and line.required and line.code in good:
                values[line.id] = {"value": good[line.code]}
        for key, value in special.items():
            code, _, position = key[1:].partition("_")
            line = self._of(sheet, code, position)
            values[line.id] = value if isinstance(value, dict) else {"value": value}
        sheet._fill(values)

    def _finish(self, sheet):
        sheet._pass_all()
        sheet._complete(signatures=[{"role": "technician", "employee": self.person}])
        self.assertEqual(sheet.state, "done")

    def test_green_car(self):
        """Nothing found: rated good, nothing proposed; electric points are not on a petrol car."""
        sheet = self._sheet(self.vehicle)
        self.assertFalse(sheet.line_ids.filtered(lambda line: line.code.startswith("B")))
        self.assertEqual(len(self._of(sheet, "101")), 5)
        self._measure(sheet)
        self._finish(sheet)
        self.assertEqual((sheet.result, sheet.safety_rating), ("green", "good"))
        self.assertFalse(self.vehicle.recommendation_ids)

    def test_electric_car(self):
        self.vehicle.fuel_type = "electric"
        sheet = self._sheet(self.vehicle)
        self.assertEqual(len(sheet.line_ids.filtered(lambda line: line.code.startswith("B"))), 6)
        self.assertFalse(self._of(sheet, "601"), "no engine oil")

    def test_refusals(self):
        """What cannot be measured is refused; red needs a photo; nobody closes it unsigned."""
        sheet = self._sheet(self.vehicle)
        for code, value in (("101", 15.1), ("201", 25.5), ("701", 60.5), ("701", -1)):
            with self.assertRaisesRegex(UserError, "not plausible"):
                sheet._fill({self._of(sheet, code)[0].id: {"value": value}})
        self._measure(sheet, c201_LF=2.9)
        sheet._pass_all()
        with self.assertRaisesRegex(UserError, "photo"):
            sheet.action_submit()
        sheet._fill({self._of(sheet, "201", "LF").id: {"photo_ids": [(4, self.photo.id)]}})
        sheet.action_submit()
        self.assertEqual(sheet.state, "to_sign")
        self.assertFalse(sheet.safety_rating)

    def test_limits(self):
        """Bounds of the specification, on both sides."""
        sheet = self._sheet(self.vehicle)
        cases = {
            "101": [(3.5, "ok"), (3.4, "attention"), (1.6, "attention"), (1.5, "urgent")],
            "203": [(1.9, "ok"), (2.0, "attention"), (2.9, "attention"), (3.0, "urgent")],
            "301": [(15, "ok"), (15.5, "urgent")],
            "701": [(12.5, "ok"), (12.4, "attention"), (12.1, "urgent")],
            "703": [(13.5, "ok"), (14.8, "ok"), (15.0, "attention")],
            "104": [(5, "ok"), (8, "attention"), (9, "urgent")],
        }
        for code, rows in cases.items():
            line = self._of(sheet, code)[:1]
            for value, result in rows:
                sheet._fill({line.id: {"value": value}})
                self.assertEqual(line.result, result, f"{code}: {value}")

    def test_pressure_from_the_model(self):
        """Without data of the model the verdict is chosen; with it ±10 % and 70 % decide."""
        line = self._of(self._sheet(self.vehicle), "102", "LF")
        self.assertEqual(line._limit_text(), "")
        self.vehicle.model_id.tyre_pressure_kpa = 240
        sheet = self._sheet(self.vehicle)
        line = self._of(sheet, "102", "LF")
        self.assertEqual((line.tol_min, line.tol_max, line.urgent_min), ("216", "264", "168"))
        for value, result in ((216, "ok"), (270, "attention"), (160, "urgent")):
            sheet._fill({line.id: {"value": value}})
            self.assertEqual(line.result, result)

    def test_rating(self):
        """Red in a safety section, red elsewhere, amber."""
        red = {"value": 12.0, "photo_ids": [(4, self.photo.id)]}
        pad = {"value": 2.0, "photo_ids": [(4, self.photo.id)]}
        for values, rating in (
            ({"c701": 12.3}, "watch"),
            ({"c701": red}, "repair"),
            ({"c201_RF": pad}, "unfit"),
        ):
            sheet = self._sheet(self.vehicle)
            self._measure(sheet, **values)
            self._finish(sheet)
            self.assertEqual(sheet.safety_rating, rating)

    def test_wear(self):
        """8.0 mm at 12 000 km, 6.0 mm at 22 000 km: 3.0 mm to the limit are 15 000 km."""
        first = self._sheet(self.vehicle)
        first.odometer = 12000
        self._measure(first)
        self._finish(first)
        self.assertEqual(self._of(first, "201", "LF").wear_left_km, 0)
        second = self._sheet(self.vehicle)
        second.odometer = 22000
        self._measure(second, c201_LF=6.0, c101_LF=4.0)
        self._finish(second)
        self.assertEqual(self._of(second, "201", "LF").wear_left_km, 15000)
        self.assertEqual(self._of(second, "101", "LF").wear_left_km, 12000)
        self.assertEqual(self._of(second, "201", "RF").wear_left_km, 0, "nothing wore off")

    def test_estimate_in_one_press(self):
        """A finding before the signature becomes job, labour and part; a second press adds nothing."""
        order = self._create_order()
        sheet = self._sheet(order)
        self.assertEqual((sheet.odometer, sheet.vehicle_id), (12000, self.vehicle))
        red = {"value": 2.0, "photo_ids": [(4, self.photo.id)]}
        self._measure(sheet, c201_LF=red, c201_RF=4.0)
        sheet._fill({self._of(sheet, "501").id: {"result": "attention", "remark": "老化"}})
        self._finish(sheet)
        self.assertEqual(len(order.recommendation_ids), 3)
        self.assertFalse(order.supplement_ids, "not signed yet")
        lines, jobs = len(order.order_line), len(order.job_ids)
        answer = order.with_user(self.advisor).action_estimate_findings()
        self.assertEqual(answer["tag"], "display_notification", "no package for wiper blades")
        self.assertEqual(len(order.order_line), lines + 2)
        self.assertEqual(len(order.job_ids), jobs + 1)
        planned = order.recommendation_ids.filtered("job_id")
        self.assertEqual(len(planned), 2, "both wheels by one package")
        self.assertEqual(planned.job_id.line_ids.mapped("price_total"), [240.0, 480.0])
        order.action_estimate_findings()
        self.assertEqual(len(order.order_line), lines + 2)
        # Taken off again: offered again.
        planned.job_id.line_ids.unlink()
        planned.job_id.unlink()
        order.invalidate_recordset()
        self.assertEqual(len(order.open_work_ids), 3)

    def test_red_finding_after_the_signature(self):
        """Red proposes a priced supplement, once; declined it stays, and comes back next time."""
        order = self._create_order()
        self._authorise(order)
        sheet = self._sheet(order)
        red = {"value": 2.0, "photo_ids": [(4, self.photo.id)], "remark": "已到极限"}
        self._measure(sheet, c201_LF=red, c701=12.3)
        sheet._pass_all()
        sheet.with_user(self.technician)._complete(
            signatures=[{"role": "technician", "employee": self.person}]
        )
        supplement = order.supplement_ids
        self.assertEqual(len(supplement), 1)
        self.assertEqual(supplement.amount_total, 720.0)
        self.assertEqual(supplement.photo_ids, self.photo)
        self.assertIn("2 mm 已到极限", supplement.finding)
        self.assertEqual(len(order.recommendation_ids), 2, "amber is only recommended")
        sheet._propose_work()
        self.assertEqual(len(order.supplement_ids), 1)
        supplement._approve(line_ids=[], signature=SIGNATURE, signed_by="王建国")
        kept = order.recommendation_ids
        self.assertEqual(len(kept), 2, "not written a second time")
        pad = kept.filtered(lambda item: item.urgency == "now")
        self.assertEqual((pad.state, pad.amount, pad.risk_signed_by), ("open", 720.0, "王建国"))
        self._issue_parts(order)
        self._finish_work(order)
        self._pay(self._settle(order))
        self._deliver(order)
        again = self._create_order(odometer=13000)
        self.assertIn(pad, again.open_work_ids)
        again.action_estimate_findings()
        self.assertEqual(pad.job_id.order_id, again)
        self._authorise(again)
        self._issue_parts(again)
        self._finish_work(again)
        self._pay(self._settle(again))
        self._deliver(again)
        self.assertEqual((pad.state, pad.done_order_id), ("done", again))

    def test_declined_lines_come_back_as_one_job(self):
        """Labour and part declined on a supplement without a package."""
        order = self._create_order()
        self._authorise(order)
        supplement = self.env["dms.ro.supplement"].create(
            {
                "order_id": order.id,
                "line_ids": [
                    Command.create({"product_id": self.labour_brake.id, "quantity": 1.2}),
                    Command.create({"product_id": self.pads.id, "quantity": 2}),
                ],
            }
        )
        supplement._approve(line_ids=[], signature=SIGNATURE, signed_by="王建国")
        items = order.recommendation_ids
        self.assertEqual(items.mapped("quantity"), [1.2, 2.0])
        other = self._create_order(receive=False, odometer=13000)
        items._apply_to(other)
        self.assertEqual(len(items.job_id), 1)
        self.assertEqual(sorted(items.job_id.line_ids.mapped("product_uom_qty")), [1.2, 2.0])

    def test_rule_rights(self):
        with self.assertRaises(AccessError):
            self.rule.with_user(self.advisor).write({"item_code": "202"})
        self.rule.with_user(self.manager).write({"only_urgent": True})
        self.assertEqual(self.rule.name, "Brake pad thickness")

    # -- SV-12 ---------------------------------------------------------------

    def _teardown(self, order, **vals):
        return self.env["dms.teardown"].create(
            {
                "order_id": order.id,
                "job_id": order.job_ids[0].id,
                "assembly": "制动系统",
                "reason": "异响",
                "employee_id": self.person.id,
                "line_ids": [
                    Command.create(
                        {
                            "name": "前制动片",
                            "part_number": "06A-698",
                            "verdict": "replace",
                            "damage": "wear",
                            "standard": "≥ 3",
                            "measured": "1.8",
                            "uom": "mm",
                            "photo_ids": [Command.set(self.photo.ids)],
                        }
                    ),
                    Command.create({"name": "制动盘", "verdict": "ok"}),
                ],
                **vals,
            }
        )

    def _conclude(self, report):
        report.write(
            {
                "fees_agreed": True,
                "root_cause": "制动片磨损到极限",
                "liability": "正常磨损，车主承担",
                "variant_ids": [
                    Command.create(
                        {
                            "name": "A",
                            "days": 0.5,
                            "line_ids": [
                                Command.create({"product_id": self.labour_brake.id}),
                                Command.create({"product_id": self.pads.id}),
                            ],
                        }
                    )
                ],
            }
        )

    def test_teardown_needs_a_signature(self):
        order = self._create_order()
        order.action_quote()
        with self.assertRaisesRegex(UserError, "E-501"):
            self._teardown(order)

    def test_teardown(self):
        order = self._create_order()
        self._authorise(order)
        report = self._teardown(order)
        self.assertRegex(report.name, r"^CJ\d{8}-\d{4}$")
        self.assertEqual((report.replace_count, report.repair_count), (1, 0))
        self.assertEqual(report.teardown_fee, sum(order.job_ids[0].line_ids.mapped("price_total")))
        with self.assertRaisesRegex(UserError, "E-501"):
            report.action_submit()
        self._conclude(report)
        self.assertEqual(report.variant_ids.amount_total, 720.0)
        self.assertEqual(report.variant_ids.amount_labour, 240.0)
        report.line_ids[0].photo_ids = False
        with self.assertRaisesRegex(UserError, "photo"):
            report.action_submit()
        report.line_ids[0].write({"photo_ids": self.photo.ids, "part_number": False})
        with self.assertRaisesRegex(UserError, "number"):
            report.action_submit()
        report.line_ids[0].part_number = "06A-698"
        report.with_user(self.technician).action_submit()
        with self.assertRaises(AccessError):
            report.with_user(self.technician).action_review()
        report.with_user(self.supervisor).action_review()
        self.assertEqual((report.state, report.reviewer_id), ("decision", self.supervisor))
        report.write({"decision": "agree", "variant_id": report.variant_ids.id})
        with self.assertRaisesRegex(UserError, "E-307"):
            report.action_confirm()
        report.write({"signature": SIGNATURE, "signed_by": "王建国"})
        report.with_user(self.advisor).action_confirm()
        supplement = report.supplement_id
        self.assertEqual((report.state, supplement.amount_total), ("confirmed", 720.0))
        self.assertEqual(supplement.delay_minutes, 720)
        report.action_confirm()
        self.assertEqual(order.supplement_ids, supplement, "pressed twice, one supplement")

    def test_teardown_insurer_and_no_repair(self):
        order = self._create_order()
        self._authorise(order)
        report = self._teardown(order)
        self._conclude(report)
        report.line_ids[0].responsibility = "insurer"
        report.action_submit()
        report.with_user(self.supervisor).action_review()
        report.write({"decision": "reassemble", "signature": SIGNATURE, "signed_by": "王建国"})
        with self.assertRaisesRegex(UserError, "adjuster"):
            report.action_confirm()
        report.write({"adjuster_name": "李定损", "adjuster_at": fields.Datetime.now()})
        report.action_confirm()
        self.assertFalse(report.supplement_id)
        self.assertEqual(order.recommendation_ids.mapped("name"), ["制动系统 前制动片"])
        self.assertEqual(order.recommendation_ids.urgency, "now")

    def test_nobody_reviews_his_own_teardown(self):
        order = self._create_order()
        self._authorise(order)
        boss = self.env["hr.employee"].create({"name": "主管", "user_id": self.supervisor.id})
        report = self._teardown(order, employee_id=boss.id)
        self._conclude(report)
        report.action_submit()
        with self.assertRaisesRegex(UserError, "Somebody else"):
            report.with_user(self.supervisor).action_review()

    # -- SA-03 ---------------------------------------------------------------

    def _plan(self):
        """Plan of the model: first service at 5 000 km, then every 10 000 km or 6 months."""
        self.vehicle.service_plan_id = self.env["dms.service.plan"].create(
            {
                "name": "速腾",
                "model_id": self.vehicle.model_id.id,
                "company_id": self.company.id,
            }
        )

    def _last_service(self, day, km, step):
        self.vehicle.write(
            {"last_service_date": day, "last_service_km": km, "last_service_step": step}
        )

    def test_plan_notation(self):
        self.assertEqual(
            service_plan.parse("I; R 40k/24m"), [("inspect", 0, 0), ("replace", 40000, 24)]
        )
        self.assertEqual(service_plan.parse("L 12m"), [("lubricate", 0, 12)])
        for text in ("X", "R 40", "I, R 20k"):
            with self.assertRaises(ValueError):
                service_plan.parse(text)
        cases = (
            ("I; R 20k", 10000, 20000, "replace"),
            ("I; R 20k", 20000, 30000, "inspect"),
            ("R 20k", 15000, 22500, "replace"),
            ("R 40k", 10000, 20000, None),
            ("R 40k/24m", 10000, 20000, None),
        )
        for text, before, now, work in cases:
            self.assertEqual(service_plan.due_work(text, Step(before), Step(now)), work, text)
        self.assertEqual(
            service_plan.due_work("R 40k/24m", Step(10000, 18), Step(20000, 24)), "replace"
        )
        with self.assertRaises(ValidationError):
            self.env["dms.checklist.template"].create(
                {
                    "name": "T",
                    "code": "SA-03-T",
                    "section_ids": [
                        Command.create(
                            {
                                "name": "S",
                                "item_ids": [Command.create({"name": "I", "service_plan": "Q 9"})],
                            }
                        )
                    ],
                }
            )

    def test_step(self):
        """Nearest step by km or months since the last service; first service of a new car."""
        day = fields.Date.to_date("2026-06-01")
        self._plan()
        car = self.vehicle
        car.sale_date = day - timedelta(days=120)
        self.assertEqual(car._get_service_steps(4800, day)[0], 1)
        self.assertEqual(car._get_service_steps(4800, day)[2], Step(5000, 6))
        self._last_service(day - timedelta(days=180), 20500, 2)
        number, before, now = car._get_service_steps(31000, day)
        self.assertEqual((number, before, now), (3, Step(20000, 12), Step(30000, 18)))
        self.assertEqual(car._get_service_steps(41000, day)[0], 4, "one service was left out")

    def test_service_sheet(self):
        """Only what is due is on it; it is not finished before all is done; delivery resets."""
        self._plan()
        self._last_service(fields.Date.today() - timedelta(days=170), 10000, 1)
        self.oil.is_engine_oil = True
        order = self._create_order(odometer=20100)
        self._authorise(order)
        action = order.with_user(self.advisor).action_service_sheet()
        sheet = self.env["dms.checklist"].browse(action["res_id"])
        self.assertEqual((sheet.service_step, sheet.service_level), (2, "medium"))
        self.assertIn("generic", sheet.remark)
        self.assertEqual(self._of(sheet, "OIL").text, "机油 1L × 4")
        self.assertEqual(self._of(sheet, "102").work, "replace", "air filter every 20 000 km")
        self.assertEqual(self._of(sheet, "107").work, "inspect")
        self.assertFalse(self._of(sheet, "103"), "spark plugs at 40 000 km")
        self.assertFalse(self._of(sheet, "602"), "not electric")
        self.assertEqual(order.action_service_sheet()["res_id"], sheet.id)
        with self.assertRaisesRegex(UserError, "Maintenance item 1 is not done"):
            sheet.action_submit()
        good = {"301": 8, "309": 6, "402": 6, "403": 12.7, "TRQ": 30}
        sheet._fill(
            {
                line.id: {"value": good[line.code]}
                for line in sheet.line_ids
                if line.kind == "measure"
            }
        )
        sheet._fill({self._of(sheet, "302").id: {"result": "attention", "remark": "客户暂不更换"}})
        second = self.env["hr.employee"].create({"name": "复检"})
        sheet._complete(
            signatures=[
                {"role": "technician", "employee": self.person},
                {"role": "second", "employee": second},
            ]
        )
        self.assertEqual(sheet.state, "done")
        self.assertEqual(order.recommendation_ids.name, "Brake fluid")
        self.assertTrue(any(order.job_ids.mapped("resets_maintenance")))
        self._issue_parts(order)
        self._finish_work(order)
        order.odometer_out = 20112
        self._pay(self._settle(order))
        self._deliver(order)
        car = self.vehicle
        self.assertEqual((car.last_service_km, car.last_service_step), (20112, 2))
        self.assertEqual(car.last_service_date, order.delivered_date)

    def test_own_sheet_of_the_model(self):
        generic = self.env["dms.checklist.template"]._published("SA-03", self.company)
        own = generic.copy({"code": "SA-03-ST", "name": "速腾保养单"})
        own.action_publish()
        self.vehicle.model_id.service_template_id = own
        order = self._create_order()
        sheet = order._create_service_sheet()
        self.assertEqual(sheet.template_id, own)
        self.assertFalse(sheet.remark)

    def test_electric_service_has_no_oil(self):
        self.vehicle.fuel_type = "electric"
        order = self._create_order()
        sheet = order._create_service_sheet()
        self.assertFalse(sheet.line_ids.filtered(lambda line: line.code in ("101", "TRQ", "OIL")))
        self.assertTrue(self._of(sheet, "602"))

    def test_prints(self):
        """One page each, filled and blank; letters stand beside the colours."""
        order = self._create_order()
        self._authorise(order)
        sheet = self._sheet(order)
        self._measure(sheet, c201_LF={"value": 2.0, "photo_ids": [(4, self.photo.id)]})
        self._finish(sheet)
        report = self.env["ir.actions.report"]
        html = report._render_qweb_html("dms_base.report_checklist", sheet.ids)[0].decode()
        self.assertIn('class="dms-light dms-light-R"', html)
        self.assertIn("粤B12345", html)
        service = order._create_service_sheet()
        html = report._render_qweb_html("dms_base.report_checklist", service.ids)[0].decode()
        self.assertIn("dms-sa03-now", html)
        templates = sheet.template_id | service.template_id
        html = report._render_qweb_html("dms_base.report_checklist_blank", templates.ids)[0]
        self.assertIn("G / Y / R", html.decode())
        teardown = self._teardown(order)
        html = report._render_qweb_html("dms_service.report_teardown", teardown.ids)[0].decode()
        self.assertIn("06A-698", html)
