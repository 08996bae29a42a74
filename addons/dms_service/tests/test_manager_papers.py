from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.dms_base.tools import period as periods

from .common import SIGNATURE, DmsServiceCommon


@tagged("post_install", "-at_install", "dms")
class TestManagerPapers(DmsServiceCommon):
    """SV-20, SV-21, SM-02 as cards, SM-01 with live numbers, SV-09 with points by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls.env["hr.employee"].create(
            {"name": "王静", "user_id": cls.advisor.id, "company_id": cls.company.id}
        )
        cls.boss = cls.env["hr.employee"].create(
            {"name": "李经理", "user_id": cls.manager.id, "company_id": cls.company.id}
        )

    def test_cards(self):
        """The texts of the specification publish as they are."""
        for code, count in (("SV-21", 14), ("SV-20", 11), ("SM-02", 45)):
            card = self.env["dms.card"].search([("code", "=", code)], order="version desc", limit=1)
            self.assertGreaterEqual(len(card.line_ids), count - 2, code)
            card.line_ids._check_due_rule()
            form = self.env["dms.form"].search([("code", "=", code)])
            report, records = form._get_blank_report()
            html = self.env["ir.actions.report"]._render_qweb_html(report, records.ids)[0]
            self.assertIn(code, html.decode())

    def test_headcount(self):
        """Sizing rules by hand: ⌈13 ÷ 12⌉ = 2, ⌈40.5 ÷ (8 × 0.9)⌉ = 6, never below one."""
        line = self.env["dms.card.line"].new({"headcount_rule": "visits", "headcount_base": 12})
        figures = {"visits": 13.0, "hours": 40.5, "technicians": 12}
        self.assertEqual(line._needed(figures), 2)
        line.headcount_rule, line.headcount_base = "hours", 0.9
        self.assertEqual(line._needed(figures), 6)
        line.headcount_rule, line.headcount_base = "technicians", 12
        self.assertEqual(line._needed(figures), 1)
        line.headcount_rule, line.headcount_base = "visits", 40
        self.assertEqual(line._needed({**figures, "visits": 0}), 1)
        line.headcount_rule, line.headcount_base = "fixed", 2
        self.assertEqual(line._needed(figures), 2)
        line.headcount_base = 0
        self.assertEqual(line._needed(figures), 0)

    def test_staff_card_queries(self):
        """The card asks for people and figures once, however many posts it has."""
        lines = self.env["dms.card.line"].search([("card_id.code", "=", "SV-20")])
        names = ["headcount_needed", "headcount_actual", "headcount_short", "certificate_alert"]

        def count(records):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.read(names)
            return self.env.cr.sql_log_count - before

        count(lines)
        one, all_posts = count(lines[:1]), count(lines)
        self.assertLessEqual(all_posts, one + 4, "certificates are asked for once, not per post")
        with self.assertRaises(AccessError):
            lines.with_user(self.advisor).read(["certificate_alert"])
        self.assertFalse(lines.card_id.with_user(self.advisor)._print_alerts())

    def test_live_numbers(self):
        sheet = self.env["dms.checklist.template"]._published("SM-01", self.company)
        sheet = sheet._create_checklists(self.boss, company_id=self.company.id)
        before = sheet._routine_numbers()
        order = self._create_order()
        self._authorise(order)
        supplement = self.env["dms.ro.supplement"].create(
            {
                "order_id": order.id,
                "line_ids": [(0, 0, {"product_id": self.labour_brake.id, "quantity": 1})],
            }
        )
        numbers = sheet._routine_numbers()
        self.assertEqual(numbers["supplements_open"], before["supplements_open"] + 1)
        supplement._approve(line_ids=[], signature=SIGNATURE, signed_by="王建国")
        self.assertEqual(sheet._routine_numbers()["supplements_open"], before["supplements_open"])
        self._issue_parts(order)
        self._finish_work(order)
        self.assertEqual(sheet._routine_numbers()["to_settle"], before["to_settle"] + 1)

    def test_appraisal(self):
        """Opened once a month; no data is n/a; points within their maximum; rank by days at work."""
        today = self.company._local_date()
        sheets = self.env["dms.checklist"]._create_appraisals(self.company, today)
        sheet = sheets.filtered(lambda one: one.employee_id == self.seller)
        start, end = periods.month_bounds(today.replace(day=1) - relativedelta(days=1))
        self.assertEqual((sheet.period_start, sheet.period_end), (start, end))
        self.assertFalse(self.env["dms.checklist"]._create_appraisals(self.company, today))
        bare = sheet.line_ids.filtered(lambda line: line.code in ("102", "104"))
        self.assertEqual(set(bare.mapped("result")), {"na"})
        own = sheet.with_user(self.manager)
        manual = sheet.line_ids.filtered(lambda line: line.kind == "score" and not line.result)
        with self.assertRaisesRegex(UserError, "not filled"):
            own.action_submit()
        first = manual.filtered(lambda line: line.code == "103")
        with self.assertRaisesRegex(UserError, "at most 5"):
            own._fill({first.id: {"value": 6}})
        own._fill(
            {line.id: {"value": 0 if line.code == "601" else line.score_max} for line in manual}
        )
        self.assertEqual(sheet.appraisal_rank, 0, "fewer than ten days at work")
        self.assertEqual(sheet.score, 100.0)
        own._fill({first.id: {"value": 1}})
        self.assertLess(sheet.score, 100.0)
        labels = [label for label, _value in sheet._print_header()]
        self.assertGreaterEqual(len(labels), 6)

    def test_achievement(self):
        """Output of 90 000 against a target of 100 000: 90 %, half way from 80 to 100 %: 5 of 10 points."""
        today = self.company._local_date()
        start = periods.month_bounds(today.replace(day=1) - relativedelta(days=1))[0]
        kpi = self.env["dms.kpi"].search([("code", "=", "K-10")])
        self.env["dms.kpi.target"].create(
            {
                "kpi_id": kpi.id,
                "company_id": self.company.id,
                "month": start,
                "subject": f"hr.employee,{self.seller.id}",
                "value": 100000,
            }
        )
        figures = {"value": 90000.0, "numerator": 90000.0, "denominator": None}
        by_user = {self.advisor.id: figures}
        self.patch(
            type(self.env["dms.kpi"]),
            "_values",
            lambda self, codes, *args, **kwargs: {
                code: by_user if code == "K-10" and kwargs.get("group_by") == "user" else {}
                for code in codes
            },
        )
        sheets = self.env["dms.checklist"]._create_appraisals(self.company, today)
        lines = sheets.filtered(lambda one: one.employee_id == self.seller).line_ids
        output = lines.filtered(lambda line: line.code == "301")
        self.assertAlmostEqual(output.value, 0.9)
        self.assertAlmostEqual(output.score, 5.0)
        bare = lines.filtered(lambda line: line.code in ("302", "303"))
        self.assertEqual(set(bare.mapped("result")), {"na"}, "no target, no points to lose")

    def test_points_of_an_indicator(self):
        """Linear between floor and target: 90 % on time between 85 and 95 % are half of 8 points."""
        item = self.env.ref("dms_service.checklist_item_sv09_201")
        for value, points in ((0.95, 8.0), (0.90, 4.0), (0.85, 0.0), (0.5, 0.0), (1.0, 8.0)):
            self.assertAlmostEqual(item._points(value, item.score_max), points, places=4)
