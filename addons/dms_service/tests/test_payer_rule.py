from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import DmsServiceCommon


@tagged("post_install", "-at_install", "dms")
class TestPayerRule(DmsServiceCommon):
    """Warranty and goodwill line by line: the rule, its dates and kilometres, or a manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["dms.payer.rule"].search([]).active = False
        cls.company.payer_rules_required = True
        cls.today = cls.company._local_date()
        cls.pump = cls._create_part("水泵", 600.0, 300.0, "PJ-100")
        cls.rule = cls.env["dms.payer.rule"].create(
            {
                "name": "整车三包",
                "payer_type": "warranty",
                "basis": "sale",
                "months": 36,
                "km": 60000,
                "product_ids": [(6, 0, cls.pump.ids)],
                "company_id": cls.company.id,
            }
        )
        cls.vehicle.sale_date = cls.today - relativedelta(months=20)

    def _order(self, **vals):
        lines = [self._line(self.labour, 0.8), self._line(self.pump, 1), self._line(self.oil, 1)]
        claim = {"warranty_partner_id": self.maker.id, "warranty_claim_no": "SP-1"}
        return self._create_order(lines=vals.pop("lines", lines), **{**claim, **vals})

    def _line_of(self, order, product):
        return order.order_line.filtered(lambda line: line.product_id == product)

    def test_the_rule_decides_its_part(self):
        """20 of 36 months, 12 000 of 60 000 km: the pump is the maker's, the oil the customer's."""
        order = self._order()
        order.with_user(self.advisor).action_decide_payers()
        pump = self._line_of(order, self.pump)
        self.assertEqual((pump.payer_type, pump.payer_id), ("warranty", self.maker))
        self.assertEqual(pump.payer_rule_id, self.rule)
        until = self.vehicle.sale_date + relativedelta(months=36)
        for word in ("整车三包", str(self.vehicle.sale_date), str(until), "12000", "60000"):
            self.assertIn(word, pump.payer_basis)
        self.assertEqual(self._line_of(order, self.oil).payer_type, "customer")
        order.action_quote()
        pump.payer_type = "customer"
        self.assertFalse(pump.payer_rule_id or pump.payer_basis)

    def test_too_late_or_too_far(self):
        for vals in ({"months": 19}, {"km": 11999}, {"private_only": True}):
            before = {name: self.rule[name] for name in vals}
            self.rule.write(vals)
            if "private_only" in vals:
                self.vehicle.usage = "ride_hailing"
            order = self._order()
            order.action_decide_payers()
            self.assertEqual(self._line_of(order, self.pump).payer_type, "customer", vals)
            order.action_void("测试")
            self.rule.write(before)
        self.vehicle.usage = "private"
        self.rule.excluded_product_ids = self.pump
        order = self._order()
        order.action_decide_payers()
        self.assertEqual(self._line_of(order, self.pump).payer_type, "customer")

    def test_young_car_pays_its_own_oil(self):
        """A rule without parts tells why a line is the maker's; it takes none off the customer."""
        self.rule.product_ids = False
        order = self._order()
        order.action_decide_payers()
        self.assertEqual(set(order.order_line.mapped("payer_type")), {"customer"})
        pump = self._line_of(order, self.pump)
        pump.payer_type = "warranty"
        order.action_decide_payers()
        self.assertEqual(pump.payer_rule_id, self.rule)

    def test_part_fitted_before(self):
        """12 months and 20 000 km from the day the same part left the shop."""
        rule = {"basis": "part", "months": 12, "km": 20000}
        self.rule.write(rule)
        first = self._order()
        first.action_decide_payers()
        self.assertEqual(self._line_of(first, self.pump).payer_type, "customer")
        self._authorise(first)
        self._issue_parts(first)
        self._finish_work(first)
        self._pay(self._settle(first))
        first.odometer_out = 12003
        self._deliver(first)
        again = self._order(odometer=32003)
        again.action_decide_payers()
        line = self._line_of(again, self.pump)
        self.assertEqual(line.payer_rule_id, self.rule)
        self.assertIn("12003", line.payer_basis)
        again.odometer = 32004
        line.payer_type = "customer"
        again.action_decide_payers()
        self.assertEqual(line.payer_type, "customer")

    def test_without_a_rule(self):
        """No rule, no manager: refused (E-310); goodwill beyond the manager's cap goes up (E-311)."""
        order = self._order()
        desk = order.with_user(self.advisor)
        pump = self._line_of(order, self.pump)
        pump.payer_type = "goodwill"
        with self.assertRaisesRegex(UserError, "E-310"), self.env.cr.savepoint():
            desk.action_quote()
        self.env.invalidate_all()
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            desk.action_approve_payers()
        boss = order.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "E-310"), self.env.cr.savepoint():
            boss.action_approve_payers()
        self.env.invalidate_all()
        pump.payer_basis = "投诉补偿"
        self.company.manager_goodwill_cap = 100
        with self.assertRaisesRegex(UserError, "E-311"), self.env.cr.savepoint():
            boss.action_approve_payers()
        self.env.invalidate_all()
        self.company.manager_goodwill_cap = 2000
        boss.action_approve_payers()
        self.assertEqual(pump.payer_decided_by_id, self.manager)
        desk.action_quote()
        self.assertEqual(order.state, "sent")

    def test_not_after_the_signature(self):
        order = self._order()
        self._authorise(order)
        with self.assertRaises(UserError):
            order.action_decide_payers()

    def test_rights(self):
        with self.assertRaises(AccessError):
            self.rule.with_user(self.advisor).write({"months": 120})
        self.rule.with_user(self.manager).write({"months": 24})

    def test_excess_is_proposed(self):
        """Asked 600, approved 450: the customer's share of 150 is proposed."""
        order = self._order(
            insurer_id=self.insurer.id,
            insurance_claim_no="BA-1",
            insurance_approved=450,
            lines=[self._line(self.pump, 1, payer_type="insurer"), self._line(self.oil, 1)],
        )
        wizard = self.env["dms.ro.share"].create({"order_id": order.id})
        self.assertAlmostEqual(wizard.amount, 150)
        wizard.action_confirm()
        amounts = order._get_payer_amounts()
        self.assertAlmostEqual(amounts["insurer"], 450)
        self.assertAlmostEqual(amounts["customer"], 85 + 150)

    def test_legal_warranty(self):
        """6 days 4 hours from the order to its completion; printed with the sum and the repeats."""
        self.vehicle.write(
            {
                "usage": "private",
                "warranty_start": self.vehicle.sale_date,
                "warranty_end": self.vehicle.sale_date + relativedelta(months=36),
                "warranty_km": 60000,
            }
        )
        order = self._order(lines=[self._line(self.labour, 0.8, payer_type="warranty")])
        order.action_decide_payers()
        order.order_line.payer_basis = "三包"
        order.with_user(self.manager).action_approve_payers()
        self._authorise(order)
        now = fields.Datetime.now()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET authorised_at = %s, qc_passed_at = %s WHERE id = %s",
            (now - timedelta(hours=149), now - timedelta(hours=1), order.id),
        )
        self.env.invalidate_all()
        counters = order._get_legal_warranty()
        self.assertAlmostEqual(counters["hours"], 148, places=2)
        self.assertEqual((counters["visits"], counters["repeats"]), (1, 1))
        self.assertIn("6", order._get_print_legal_warranty()["time"])
        self.assertTrue(order.legal_warranty_notice)
        order.transport_help = "loaner"
        self.assertFalse(order.legal_warranty_notice)
        settlement = self.env["dms.settlement"]._create_for_orders(order)
        paper = (
            self.env["ir.actions.report"]
            ._render_qweb_html("dms_service.report_settlement", settlement.ids)[0]
            .decode()
        )
        self.assertIn("三包", paper)
        self.vehicle.usage = "ride_hailing"
        self.assertEqual(order._get_print_legal_warranty(), {})
