from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import DmsFinanceCommon


@tagged("post_install", "-at_install", "dms")
class TestPayment(DmsFinanceCommon):
    def test_two_tenders_pay_the_settlement(self):
        """160 labour + 340 oil + 60 filter = 560: 200 in cash, the rest by WeChat; one receipt."""
        self.assertAlmostEqual(self.settlement.amount_due, 560.0)
        self._open_drawer()
        receipt = self._take((self.drawer, 200.0, None), (self.wechat, 360.0, "WX1001"))
        self.assertAlmostEqual(receipt.amount_total, 560.0)
        self.assertEqual(receipt.amount_upper, "伍佰陆拾元整")
        self.assertEqual(len(receipt.payment_ids), 2)
        self.assertEqual(self.settlement.state, "paid")
        self.assertEqual(self.order.repair_stage, "paid")
        self.assertEqual(set(self.settlement.move_ids.mapped("payment_state")), {"paid"})

    def test_second_payment_finds_nothing_due(self):
        self._open_drawer()
        self._take((self.drawer, 560.0, None))
        with self.assertRaises(UserError):
            self._take((self.drawer, 560.0, None))
        self.assertEqual(len(self.settlement.receipt_ids), 1)

    def test_amount_above_due_is_refused(self):
        self._open_drawer()
        with self.assertRaises(UserError):
            self._take((self.drawer, 560.01, None))

    def test_cash_needs_an_open_drawer(self):
        with self.assertRaises(UserError):
            self._take((self.drawer, 560.0, None))

    def test_proof_number_is_required(self):
        with self.assertRaises(UserError):
            self._take((self.wechat, 560.0, None))

    def test_closed_day_refuses_money(self):
        self._open_drawer()
        self.company.closed_until = self.company._local_date()
        receipt = self._take((self.drawer, 560.0, None))
        self.assertGreater(receipt.business_date, self.company.closed_until)

    def test_credit_releases_the_car(self):
        self.assertFalse(self.order._is_credit_approved())
        approval = (
            self.env["dms.credit.approval"]
            .with_user(self.advisor)
            .create({"settlement_id": self.settlement.id, "amount": 560.0, "reason": "月结客户"})
        )
        with self.assertRaises(AccessError):
            approval.action_approve()
        approval.with_user(self.manager).action_approve()
        self.assertTrue(self.order._is_credit_approved())

    def test_nobody_approves_the_own_request(self):
        approval = (
            self.env["dms.credit.approval"]
            .with_user(self.manager)
            .create({"settlement_id": self.settlement.id, "amount": 560.0, "reason": "月结客户"})
        )
        with self.assertRaises(UserError):
            approval.action_approve()

    def test_wizard_offers_own_drawer_first(self):
        self._open_drawer()
        wizard = (
            self.env["dms.payment.register"]
            .with_user(self.cashier)
            .with_context(default_settlement_id=self.settlement.id)
            .create({})
        )
        self.assertEqual(wizard.line_ids[0].journal_id, self.drawer)
        self.assertAlmostEqual(wizard.line_ids[0].amount, 560.0)
        wizard.action_pay()
        self.assertEqual(self.settlement.state, "paid")

    def test_credit_blocked(self):
        """A blocked customer, or one over the limit, orders nothing on account (E-313)."""
        car = self._create_vehicle(plate="粤B54321", vin="LSVAA49J912345678")
        order = self._create_order(vehicle_id=car.id, payment_way="credit")
        partner = order.partner_id.with_company(self.company)
        self.assertFalse(order._is_credit_blocked())
        partner.credit_blocked = True
        with self.assertRaisesRegex(UserError, "E-313"), self.env.cr.savepoint():
            self._authorise(order)
        self.env.invalidate_all()
        self.assertFalse(order.authorised_at)
        partner.credit_blocked = False
        self.company.account_use_credit_limit = True
        partner.write({"use_partner_credit_limit": True, "credit_limit": 100.0})
        self.assertTrue(order._is_credit_blocked())
        partner.credit_limit = 100000.0
        self._authorise(order)
        self.assertTrue(order.authorised_at)
