from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..tools import advised_work
from .common import SIGNATURE, DmsServiceCommon


@tagged("post_install", "-at_install", "dms")
class TestDiagnosis(DmsServiceCommon):
    """Recommended work of SV-11 becomes the estimate; the inspector answers for heavy repairs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls._person(cls.advisor)
        cls.package = cls.env["dms.repair.package"].create(
            {
                "name": "前制动片套餐",
                "code": "TC-QZD",
                "line_ids": [
                    Command.create({"product_id": cls.labour_brake.id, "quantity": 1.2}),
                    Command.create({"product_id": cls.pads.id, "quantity": 1}),
                ],
            }
        )

    @classmethod
    def _person(cls, user):
        return cls.env["hr.employee"].create(
            {"name": user.name, "user_id": user.id, "company_id": cls.company.id}
        )

    def _diagnosed(self, *rows, **vals):
        """Order without lines whose walk-around is signed and whose table G02 has these rows."""
        order = self._create_order(lines=[], **vals)
        order.action_start_inspection()
        sheet = order._create_arrival_inspection()
        keys = sheet.line_ids.filtered(lambda line: line.code == "E06")
        sheet._fill({keys.id: {"value": 2}})
        sheet._pass_all()
        sheet.action_submit()
        sheet.action_sign("customer", name="王建国", signature=SIGNATURE)
        sheet.action_sign("advisor", employee=self.person)
        lines = {line.code: line for line in sheet.line_ids}
        urgencies = lines["G02"]._columns()[2].options
        table = [[code, name, urgencies[level], *rest] for code, name, level, *rest in rows]
        sheet._fill({lines["G02"].id: {"rows": table}, lines["G01"].id: {"text": "制动片磨损"}})
        return order, sheet.with_user(self.advisor)

    def test_urgent_rows_become_jobs_once(self):
        """Operation, package and parts by code; a second press adds nothing, a new row is added."""
        order, sheet = self._diagnosed(
            ["GS-001", "换机油", 0, "2", "PJ-001×4、机油滤芯"],
            ["tc-qzd", "换前片", 0, "", "PJ-003，PJ-002"],
            ["GS-002", "换后片", 1, "1.5", ""],
            ["", "查异响", 2, "", "衬套"],
        )
        action = sheet.action_make_estimate()
        self.assertEqual(action["params"]["type"], "success")
        self.assertEqual(action["params"]["next"]["res_id"], order.id)
        oil, pads = order.job_ids.sorted(lambda job: bool(job.package_id))
        figures = [(line.product_id, line.product_uom_qty) for line in oil.line_ids]
        self.assertEqual(figures, [(self.labour, 0.8), (self.oil, 4)], "norm hours, not estimated")
        self.assertEqual(oil.line_ids[0].price_unit, self.labour.list_price)
        self.assertEqual((oil.name, oil.cause), ("换机油", "制动片磨损"))
        self.assertIn("机油滤芯", oil.note)
        self.assertEqual(pads.line_ids.product_id, self.labour_brake + self.pads + self.filter)
        self.assertEqual(sum(pads.line_ids.mapped("product_uom_qty")), 3.2, "pads once")
        self.assertFalse(pads.note)
        advice = {one.name: one for one in order.recommendation_ids}
        self.assertEqual(set(advice), {"换后片", "查异响"})
        soon = advice["换后片"]
        self.assertEqual((soon.urgency, soon.product_id), ("soon", self.labour_brake))
        self.assertIn("衬套", advice["查异响"].reason)
        again = order.with_user(self.advisor).action_estimate_diagnosis()
        self.assertEqual(again["params"]["type"], "success")
        self.assertEqual((len(order.job_ids), len(order.order_line)), (2, 5))
        self.assertEqual(len(order.recommendation_ids), 2)
        line = sheet.line_ids.filtered(lambda one: one.code == "G02")
        urgent = line._columns()[2].options[0]
        sheet._fill({line.id: {"rows": [*line.rows, ["GS-002", "加做", urgent, "", ""]]}})
        sheet.action_make_estimate()
        self.assertEqual((len(order.job_ids), len(order.order_line)), (3, 6))
        order.with_user(self.advisor).action_quote()
        self.assertEqual(order.state, "sent", "the estimate can be shown as it was made")

    def test_unknown_code(self):
        """General labour by the hours of the row; without it, or without hours, a recommendation."""
        order, sheet = self._diagnosed(["NO-1", "拆检仪表台", 0, "2.5 h", ""])
        action = sheet.action_make_estimate()
        self.assertEqual(action["params"]["type"], "warning")
        self.assertIn("拆检仪表台", action["params"]["message"])
        self.assertFalse(order.job_ids or order.order_line)
        self.assertEqual(order.recommendation_ids.urgency, "now")
        self.company.general_labour_id = self._create_labour("工时", 180.0, 0.0)
        order, sheet = self._diagnosed(
            ["NO-1", "拆检仪表台", 0, "2.5 h", ""], ["", "查线", 0, "", ""], is_add_on=True
        )
        action = sheet.action_make_estimate()
        self.assertIn("查线", action["params"]["message"])
        line = order.order_line
        self.assertEqual(
            (line.product_uom_qty, line.flat_rate_hours, line.price_unit), (2.5, 2.5, 180)
        )
        self.assertEqual((line.name, line.job_id.name), ("拆检仪表台", "拆检仪表台"))

    def test_refusals(self):
        """Advisors only, after the customer's signature, before the estimate is shown."""
        order, sheet = self._diagnosed(["GS-001", "换机油", 0, "", ""])
        for user in (self.technician, self.storekeeper):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                sheet.with_user(user).action_make_estimate()
        line = sheet.line_ids.filtered(lambda one: one.code == "G02")
        rows = line.rows
        for bad, text in (([["GS-001", "", rows[0][2], "", ""]], "row 1"), ([], "part G")):
            sheet._fill({line.id: {"rows": bad}})
            with self.assertRaisesRegex(UserError, text), self.env.cr.savepoint():
                sheet.action_make_estimate()
        sheet._fill({line.id: {"rows": rows}})
        self.assertTrue(sheet.is_estimate_offered)
        order.order_line = [self._line(self.labour, 0.8)]
        order.action_quote()
        with self.assertRaisesRegex(UserError, "supplement"), self.env.cr.savepoint():
            sheet.action_make_estimate()
        self._authorise(order)
        with self.assertRaisesRegex(UserError, "supplement"), self.env.cr.savepoint():
            order.with_user(self.advisor).action_estimate_diagnosis()
        sheet.invalidate_recordset()
        self.assertFalse(sheet.is_estimate_offered)
        self.assertEqual(len(order.order_line), 1)
        fresh = self._create_order(is_add_on=True)
        with self.assertRaisesRegex(UserError, "no arrival inspection"):
            fresh.with_user(self.advisor).action_estimate_diagnosis()
        with self.assertRaisesRegex(UserError, "signs the walk-around first"):
            fresh._create_arrival_inspection().with_user(self.advisor).action_make_estimate()

    def test_inspector_signs_heavy_repairs(self):
        """Level 2, assembly and whole repairs wait for the inspector, others do not (L8)."""
        heavy = self._create_labour("发动机大修", 200.0, 30.0, "FD-900", repair_class="assembly")
        order, sheet = self._diagnosed(["FD-900", "发动机大修", 0, "", ""])
        sheet.action_make_estimate()
        self.assertEqual((order.repair_class, order.order_line.product_id), ("assembly", heavy))
        sheet.sudo().action_submit()
        self.assertEqual((sheet.state, sheet.next_role_id.code), ("to_sign", "inspector"))
        with self.assertRaises(UserError), self.env.cr.savepoint():
            sheet.action_sign("inspector")
        inspector = self.env["res.users"].create(
            {
                "name": "检验员",
                "login": "dms_inspector",
                "group_ids": [Command.set(self.env.ref("dms_base.group_dms_inspector").ids)],
                "company_id": self.company.id,
                "company_ids": [Command.set(self.company.ids)],
            }
        )
        self._person(inspector)
        sheet.with_user(inspector).action_sign("inspector")
        self.assertEqual(sheet.state, "done")
        order, sheet = self._diagnosed(["GS-001", "换机油", 0, "", ""], is_add_on=True)
        sheet.action_make_estimate()
        sheet.sudo().action_submit()
        self.assertEqual(sheet.state, "done", "optional for minor repairs")

    def test_rows_as_typed(self):
        """Hours and parts in the ways people write them."""
        texts = ("1.5", "1,5", "1.5 h", "约2小时", "", "两")
        self.assertEqual([advised_work.number(one) for one in texts], [1.5, 1.5, 1.5, 2, 0, 0])
        (work,) = advised_work.read([], [["a-1 ", "x", "", "", "P-1*2, AX2；P-3 x 4、P-4"]])
        parts = [(part.code, part.quantity) for part in work.parts]
        self.assertEqual(parts, [("P-1", 2), ("AX2", 1), ("P-3", 4), ("P-4", 1)])
        self.assertEqual((work.code, work.urgency, work.key), ("A-1", "advice", ("a-1", "x")))
