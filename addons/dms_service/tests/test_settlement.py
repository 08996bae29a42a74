from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import DmsServiceCommon


@tagged("post_install", "-at_install", "dms")
class TestSettlement(DmsServiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.paint = cls._create_labour("前保险杠喷漆", 500.0, 2.5, "GS-101", trade="paint")
        cls.bumper = cls._create_part("前保险杠", 1200.0, 700.0, "PJ-101")

    def _create_example(self):
        """The worked example of the statement: customer and insurer on one order."""
        order = self._create_order(
            lines=[
                self._line(self.labour, 0.8, discount=10),
                self._line(self.labour_brake, 1.2, discount=10),
                self._line(self.oil, 4),
                self._line(self.filter, 1),
                self._line(self.pads, 1, discount=5),
                self._line(self.paint, 1, payer_type="insurer"),
                self._line(self.bumper, 1, payer_type="insurer"),
            ],
            insurer_id=self.insurer.id,
            insurance_claim_no="BX-778",
            insurance_approved=1500,
        )
        order._add_adjust_pair("insurer", "customer", 200.0)
        return order

    def _run(self, order):
        self._authorise(order)
        self._issue_parts(order)
        self._finish_work(order)
        return self._settle(order)

    def test_worked_example(self):
        """Customer 1 416, insurer 1 500, exact taxes, one invoice each."""
        order = self._create_example()
        self.assertEqual(order.amount_total, 2916)
        settlement = self._run(order)
        self.assertRecordValues(
            settlement.payer_ids.sorted("payer_type"),
            [
                {
                    "payer_type": "customer",
                    "partner_id": self.customer.id,
                    "amount_untaxed": 1253.10,
                    "amount_tax": 162.90,
                    "amount_total": 1416.0,
                },
                {
                    "payer_type": "insurer",
                    "partner_id": self.insurer.id,
                    "amount_untaxed": 1327.43,
                    "amount_tax": 172.57,
                    "amount_total": 1500.0,
                },
            ],
        )
        self.assertEqual((settlement.amount_labour, settlement.amount_part), (860, 2056))
        self.assertEqual((settlement.amount_adjust, settlement.amount_total), (0, 2916))
        self.assertEqual(len(settlement.move_ids), 2)
        self.assertEqual(sum(settlement.move_ids.mapped("amount_total")), 2916)
        lines = settlement.line_ids
        labour = lines.filtered(lambda line: line.fee_kind == "labour")
        parts = lines.filtered(lambda line: line.fee_kind == "part")
        self.assertAlmostEqual(sum(labour.mapped("amount_discount")), 40)
        self.assertAlmostEqual(sum(parts.mapped("amount_discount")), 24)
        self.assertEqual(
            settlement.payer_ids.filtered(
                lambda one: one.payer_type == "customer"
            ).move_id.amount_residual,
            1416,
        )

    def test_authorised_amount(self):
        """One yuan above the authorised amount is refused (E-603)."""
        order = self._create_example()
        self._authorise(order)
        self.assertEqual(order.authorised_amount, 1416)
        order.authorised_amount = 1415
        self._issue_parts(order)
        self._finish_work(order)
        settlement = order._create_settlements()
        with self.assertRaisesRegex(UserError, "E-603"), self.env.cr.savepoint():
            settlement.action_confirm()
        self.env.invalidate_all()
        self.company.settle_tolerance = 1
        settlement.action_confirm()
        self.assertEqual(settlement.state, "confirmed")

    def test_cent_of_tax_is_no_extra_charge(self):
        """Taxes rounded over the invoice instead of line by line: cents above the signature pass, a yuan not."""
        order = self._create_example()
        self._authorise(order)
        self._issue_parts(order)
        self._finish_work(order)
        settlement = order._create_settlements()
        order.authorised_amount = 1415.94
        with self.assertRaisesRegex(UserError, "E-603"), self.env.cr.savepoint():
            settlement.action_confirm()
        self.env.invalidate_all()
        order.authorised_amount = 1415.99
        settlement.action_confirm()
        self.assertEqual(settlement.state, "confirmed")

    def test_refused_leaves_nothing(self):
        """All or nothing: a refused settlement leaves no invoice."""
        order = self._create_example()
        self._authorise(order)
        order.authorised_amount = 1
        self._issue_parts(order)
        self._finish_work(order)
        settlement = order._create_settlements()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            settlement.action_confirm()
        self.env.invalidate_all()
        self.assertFalse(settlement.move_ids)
        self.assertEqual(settlement.state, "draft")
        self.assertFalse(order.settled_at)

    def test_settled_twice(self):
        """Who presses after the other gets his settlement: no second one, no second invoice."""
        order = self._create_example()
        settlement = self._run(order)
        before = (settlement.date, len(order.invoice_ids), len(order.event_ids))
        again = order._create_settlements()
        again.action_confirm()
        self.assertEqual(again, settlement)
        self.assertEqual(order.settlement_ids, settlement)
        self.assertEqual((settlement.date, len(order.invoice_ids), len(order.event_ids)), before)

    def test_customer_pays_insurer_later(self):
        """The insurer's open invoice does not keep the car inside."""
        order = self._create_example()
        settlement = self._run(order)
        self._pay(settlement)
        self.assertEqual((order.repair_stage, settlement.state), ("paid", "paid"))
        order.action_release()
        self.assertFalse(self.vehicle._gate_exit_blockers("repair"))

    def test_partial_payment_is_not_paid(self):
        order, settlement = self._run_to_settled()
        move = settlement.move_ids
        journal = self.env["account.journal"].search(
            [("type", "in", ("cash", "bank")), ("company_id", "=", self.company.id)], limit=1
        )
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        wizard.create({"journal_id": journal.id, "amount": 60})._create_payments()
        self.assertEqual(settlement.amount_due, move.amount_total - 60)
        self.assertEqual(order.repair_stage, "settled")
        with self.assertRaisesRegex(UserError, "E-701"):
            order.action_release()

    def test_internal_work(self):
        """Internal work: own journal, no VAT, cleared at once, no receivable left."""
        order = self._create_order(
            lines=[
                self._line(self.labour, 1, payer_type="internal"),
                self._line(self.labour_brake, 1, payer_type="goodwill"),
            ]
        )
        settlement = self._run(order)
        self.assertEqual(set(settlement.payer_ids.mapped("payer_type")), {"internal", "goodwill"})
        for move in settlement.move_ids:
            self.assertEqual(move.journal_id, self.company.internal_journal_id)
            self.assertFalse(move.amount_tax)
            self.assertEqual(move.payment_state, "paid")
        accounts = settlement.move_ids.invoice_line_ids.account_id
        self.assertEqual(
            accounts, self.company.internal_account_id | self.company.goodwill_account_id
        )
        self.assertEqual(order.repair_stage, "paid", "the customer owes nothing")

    def test_free_service(self):
        """A statement of ¥0 is still made and needs no payment."""
        order = self._create_order(
            lines=[self._line(self.labour, 0.8, price_unit=0, zero_price_reason="gift")]
        )
        settlement = self._run(order)
        self.assertEqual((settlement.amount_total, order.repair_stage), (0, "paid"))

    def test_rounding_off(self):
        """The clerk may take off 1 yuan, the manager 10 (E-607)."""
        order = self._create_order()
        with self.assertRaisesRegex(UserError, "E-607"):
            order.with_user(self.advisor)._round_off(1.01)
        order.with_user(self.advisor)._round_off(1)
        total = 0.8 * 200 + 4 * 85 + 60 - 1
        self.assertEqual(order.amount_total, total)
        order.with_user(self.manager)._round_off(9)
        self.assertEqual(order.amount_total, total - 8)
        settlement = self._run(order)
        self.assertEqual(settlement.amount_total, total - 8)
        self.assertEqual(settlement.amount_adjust, -9)

    def test_unsettle(self):
        """Taken back before the car left: invoices reversed, number kept, order open again."""
        order, settlement = self._run_to_settled()
        number = settlement.name
        with self.assertRaises(UserError):
            settlement.with_user(self.advisor).action_unsettle("金额错误")
        settlement.with_user(self.manager).action_unsettle("金额错误")
        self.assertEqual((settlement.state, settlement.name), ("cancelled", number))
        self.assertEqual((order.repair_stage, order.locked), ("ready", False))
        self.assertFalse(settlement.line_ids.filtered("is_valid"))
        self.assertFalse(any(order.order_line.mapped("qty_invoiced")))
        again = self._settle(order)
        self.assertNotEqual(again, settlement)
        self.assertEqual(again.amount_total, settlement.amount_total)

    def test_unsettle_needs_the_payment_back(self):
        order, settlement = self._run_to_settled()
        self._pay(settlement)
        with self.assertRaises(UserError):
            settlement.with_user(self.manager).action_unsettle("金额错误")

    def test_unsettle_after_gate(self):
        order, settlement = self._run_to_settled()
        self._pay(settlement)
        self._deliver(order)
        with self.assertRaisesRegex(UserError, "E-605"):
            settlement.with_user(self.manager).action_unsettle("金额错误")

    def test_unsettle_closed_day(self):
        order, settlement = self._run_to_settled()
        self.company.closed_until = settlement.business_date
        with self.assertRaisesRegex(UserError, "E-606"):
            settlement.with_user(self.manager).action_unsettle("金额错误")

    def test_day_after_close(self):
        """Settled after the day close: the next business day."""
        self.company.closed_until = fields.Date.context_today(
            self.company.with_context(tz="Asia/Shanghai")
        )
        _order, settlement = self._run_to_settled()
        self.assertEqual(settlement.business_date, self.company.closed_until + timedelta(days=1))

    def test_cost_at_issue(self):
        """The frozen lines carry the cost of what was issued."""
        _order, settlement = self._run_to_settled()
        oil = settlement.line_ids.filtered(lambda line: line.product_id == self.oil)
        self.assertEqual(oil.amount_cost, 160)

    def test_standard_invoicing_is_refused(self):
        order = self._create_order()
        self._authorise(order)
        with self.assertRaises(UserError):
            order._create_invoices()

    def test_settlement_queries(self):
        """Statement, invoice and posting of seven lines stay within their budget."""

        def finished():
            order = self._create_order(
                is_add_on=True,
                lines=[
                    self._line(self.labour, 1),
                    self._line(self.labour_brake, 1),
                    self._line(self.paint, 1),
                    self._line(self.oil, 4),
                    self._line(self.filter, 1),
                    self._line(self.pads, 1),
                    self._line(self.bumper, 1),
                ],
            )
            self._authorise(order)
            self._issue_parts(order)
            self._finish_work(order)
            return order.with_user(self.advisor)

        finished()._create_settlements().action_confirm()
        order = finished()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(125):
            settlement = order._create_settlements()
            settlement.action_confirm()
            self.env.flush_all()
        self.assertEqual(settlement.state, "confirmed")
