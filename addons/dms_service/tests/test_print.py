from odoo.tests import tagged

from .common import SIGNATURE, DmsServiceCommon

ORDER_REPORTS = ("estimate", "work_order", "work_order_copies", "job_sheet")


@tagged("post_install", "-at_install", "dms")
class TestPrint(DmsServiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._create_order(
            lines=[
                cls._line(cls.labour, 0.8, discount=10),
                cls._line(cls.oil, 4),
                cls._line(cls.pads, 1, payer_type="insurer"),
            ],
            insurer_id=cls.insurer.id,
            insurance_claim_no="BX-778",
        )

    def _render(self, name, records):
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            f"dms_service.action_report_{name}", records.ids
        )
        return html.decode()

    def test_order_papers(self):
        """Every paper shows plate, number, its own lines and both fee tables."""
        self.order.action_quote()
        for name in ORDER_REPORTS:
            html = self._render(name, self.order)
            for text in ("粤B12345", self.order.name, "更换机油机滤", "机油 1L"):
                self.assertIn(text, html, name)
        self.assertNotIn(
            "200.00", self._render("job_sheet", self.order), "no prices for the workshop"
        )

    def test_signed_order(self):
        self._authorise(self.order)
        supplement = self.env["dms.ro.supplement"].create(
            {
                "order_id": self.order.id,
                "line_ids": [(0, 0, {"product_id": self.filter.id, "quantity": 1})],
            }
        )
        supplement._approve(signature=SIGNATURE, signed_by="王建国")
        self.order.write({"old_part_choice": "take", "old_part_place": "trunk"})
        html = self._render("work_order", self.order)
        self.assertIn(supplement.name, html)
        places = dict(self.order._fields["old_part_place"]._description_selection(self.env))
        self.assertIn(places["trunk"], html)
        agreed = self.order._get_print_agreed(supplement)
        self.assertEqual(agreed, {supplement.id: self.order.amount_total})
        self.assertEqual(self.order.amount_total, 964.0 + 60.0)
        labour = self.order.order_line.filtered(lambda line: line.product_id == self.labour)
        self.assertEqual(self.order._get_print_gross(labour), 160.0)
        self.assertIn("王建国", html)

    def test_statement(self):
        """Draft prints a preview; the settled one shows the amount in words and each payer."""
        self.order.partner_id.phone = "13812345678"
        self._authorise(self.order)
        self._issue_parts(self.order)
        self._finish_work(self.order)
        settlement = self.order._create_settlements()
        self.assertIn("dms-watermark", self._render("settlement", settlement))
        settlement.action_confirm()
        html = self._render("settlement", settlement)
        self.assertNotIn("dms-watermark", html)
        for paper in (html, self._render("work_order", self.order)):
            self.assertIn("138****5678", paper)
            self.assertNotIn("13812345678", paper, "copies leave the shop")
        self.assertIn(settlement.amount_upper, html)
        self.assertIn("964.00", html)
        insurer = settlement.payer_ids.filtered(lambda payer: payer.payer_type == "insurer")
        own = self._render("settlement_payer", insurer)
        self.assertIn("前制动片", own)
        self.assertNotIn("机油 1L", own, "a payer receives only his own lines")
        self.assertIn("肆佰捌拾元整", own, "and only his own total: pads 480")
        for foreign in ("964.00", "484.00", settlement.amount_upper):
            self.assertNotIn(foreign, own)
        mine = settlement.payer_ids - insurer
        self.assertEqual(mine.amount_total, 484.0, "0.8 h × 200 − 10 % + 4 × 85")
        own = self._render("settlement_payer", mine)
        self.assertIn("484.00", own)
        self.assertNotIn("前制动片", own)
        self.assertEqual(settlement._get_print_rates(), "200.00")
        self.assertIn(insurer.move_id.name, settlement._get_print_invoices(insurer))
        summary = {row["kind"]: row for row in settlement._get_print_summary(mine)}
        self.assertEqual(summary["labour"]["payers"], [144.0])
        self.assertEqual(summary["part"]["net"], 340.0)

    def test_blanks(self):
        """Blank forms print without a record."""
        for name in ("estimate", "work_order", "job_sheet", "settlement"):
            html = self._render(f"{name}_blank", self.env["sale.order"])
            self.assertIn("dms-grid", html)

    def test_batch(self):
        orders = self.order | self._create_order(is_add_on=True)
        html = self._render("work_order", orders)
        for order in orders:
            self.assertIn(order.name, html)
