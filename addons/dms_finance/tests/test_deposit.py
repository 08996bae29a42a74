from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.dms_service.tests.common import DmsServiceCommon


@tagged("post_install", "-at_install", "dms")
class TestDeposit(DmsServiceCommon):
    """Deposits: taken by the cashier, used by the statement, refunded, kept or forfeited."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        journals = cls.env["account.journal"].search([("company_id", "=", cls.company.id)])
        cls.drawer = journals.filtered(lambda journal: journal.tender == "cash")[:1]
        cls.wechat = journals.filtered(lambda journal: journal.tender == "wechat")[:1]
        cls.sessions = cls.env["dms.cash.session"].with_user(cls.cashier)
        cls.session = cls.sessions._open_for_user(journal=cls.drawer.with_user(cls.cashier))
        cls.accountant = new_test_user(
            cls.env,
            login="dms_accountant",
            groups="dms_base.group_dms_accountant",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.numbers = iter(range(1000))

    def _take(self, subject, amount, journal=None, kind="refundable"):
        """The cashier takes a deposit by one tender."""
        journal = journal or self.drawer
        reference = None if journal == self.drawer else f"WX{next(self.numbers)}"
        return (
            self.env["dms.deposit"]
            .with_user(self.cashier)
            ._take(
                subject.with_user(self.cashier),
                [{"journal_id": journal.id, "amount": amount, "reference": reference}],
                kind=kind,
            )
        )

    def _big_order(self, hours=50.0, **vals):
        """Order of one operation: 50 h × 200 = 10 000, tax included."""
        return self._create_order(lines=[self._line(self.labour, hours)], **vals)

    def _finish(self, order):
        self._authorise(order)
        self._issue_parts(order)
        self._finish_work(order)
        return self._settle(order)

    def _pay_rest(self, settlement, amount):
        settlement.with_user(self.cashier)._register_payments(
            [{"journal_id": self.drawer.id, "amount": amount, "reference": None}]
        )

    def _refund_rows(self, deposit, amount):
        payment = deposit.payment_ids.filtered(lambda one: one.payment_type == "inbound")[:1]
        return [
            {"payment_id": payment.id, "amount": amount, "reference": f"TK{next(self.numbers)}"}
        ]

    def test_worked_case(self):
        """Customer output 10 000 = receipts 8 600 + deposits used 1 000 + new credit 400."""
        order = self._big_order()
        deposit = self._take(order, 400.0)
        self._take(order, 600.0, self.wechat)
        self.assertEqual(order.amount_deposit, 1000.0)
        self.assertEqual(deposit.amount_upper, "肆佰元整")
        self.assertEqual(deposit.receipt_ids.kind, "deposit")
        self.assertFalse(order.invoice_ids)
        settlement = self._finish(order)
        self.assertEqual(settlement.amount_deposit, 1000.0)
        self.assertEqual(settlement.amount_to_pay, 9000.0)
        self.assertEqual(settlement.amount_due, 9000.0)
        self._pay_rest(settlement, 8600.0)
        day = self.company._business_date()
        dataset = self.env["dms.report.dataset.sa07"]
        values = dataset._check_values((day, day), self.company)
        found = {code: values[code] for code in values if code.startswith(("K-15", "K-93"))}
        self.assertEqual(
            found,
            {
                "K-15.customer": 10000.0,
                "K-93.receipt": 8600.0,
                "K-93.deposit": 1000.0,
                "K-93.voucher": 0.0,
                "K-93.credit": 400.0,
                "K-93.gap": 0.0,
            },
        )
        codes = ["K-10", "K-90.received", "K-95.received", "K-95.count", "K-95.open", "K-90.old"]
        kpis = self.env["dms.kpi"]._values(codes, day, day, self.company.ids)
        self.assertEqual(
            [kpis[code][None]["value"] or 0 for code in codes], [10000, 9600, 1000, 2, 0, 0]
        )
        rows = dataset._tender_tables((day, day), self.company)[0]["rows"]
        used = [row for row in rows if row["_key"] == "K-93.deposit"]
        self.assertEqual(used[0]["K-90.received"], 1000.0)
        self.assertEqual(deposit.state, "used")
        self.assertEqual(self.session.amount_cash, 9000.0)

    def test_check_line_needs_the_deposit(self):
        """A deposit that was unmatched by hand leaves the output uncovered but for new credit."""
        order = self._big_order()
        self._take(order, 1000.0)
        settlement = self._finish(order)
        settlement._get_deposit_matches().unlink()
        day = self.company._business_date()
        values = self.env["dms.report.dataset.sa07"]._check_values((day, day), self.company)
        self.assertEqual((values["K-93.deposit"], values["K-93.credit"]), (0.0, 10000.0))

    def test_appointment_rest_and_credit(self):
        """1 000 on an appointment pay 560; the rest of 440 stays credit and pays the next repair."""
        booking = self.env["dms.appointment"].create(
            {
                "vehicle_id": self.vehicle.id,
                "slot_start": fields.Datetime.now(),
                "customer_words": "换订购的配件",
                "company_id": self.company.id,
            }
        )
        deposit = self._take(booking, 1000.0, self.wechat)
        self.assertEqual(booking.deposit_ids, deposit)
        order = self._create_order(appointment_id=booking.id)
        self.assertEqual(order.amount_deposit, 1000.0)
        settlement = self._finish(order)
        self.assertEqual(settlement.state, "paid")
        self.assertEqual((settlement.amount_deposit, settlement.amount_to_pay), (560.0, 0.0))
        self.assertEqual(order.repair_stage, "paid")
        self.assertEqual((deposit.state, deposit.amount_open), ("partly", 440.0))
        deposit.with_user(self.cashier).action_keep_credit()
        second = self._big_order(is_add_on=True)
        self.assertEqual(second.amount_deposit, 440.0)
        other = self._finish(second)
        self.assertEqual(other.amount_due, 9560.0)
        self.assertEqual((deposit.state, deposit.amount_used), ("used", 1000.0))
        self.assertFalse(
            self.env["dms.deposit"].search([("is_open", "=", True), ("id", "=", deposit.id)])
        )

    def test_refund(self):
        """Back by the way it came, above 500 approved by somebody else, never twice."""
        order = self._big_order()
        deposit = self._take(order, 800.0, self.wechat)
        own = deposit.with_user(self.cashier)
        with self.assertRaisesRegex(UserError, "500"):
            own._refund(self._refund_rows(deposit, 800.0), "配件到不了")
        own._refund(self._refund_rows(deposit, 300.0), "少订一件")
        with self.assertRaisesRegex(UserError, "500"):
            own._refund(self._refund_rows(deposit, 201.0), "分两次退也要批准")
        with self.assertRaises(UserError):
            own._refund(self._refund_rows(deposit, 150.0) * 4, "同一笔收款退四次")
        with self.assertRaises(AccessError):
            own.action_approve_refund()
        deposit.with_user(self.manager).action_approve_refund()
        slip = own._refund(self._refund_rows(deposit, 500.0), "配件到不了")
        self.assertRegex(slip.name, r"^TK\d{8}-\d{4}$")
        self.assertEqual((slip.kind, slip.amount_upper), ("refund", "伍佰元整"))
        self.assertEqual(slip.payment_ids.journal_id, self.wechat)
        self.assertEqual((deposit.state, deposit.amount_open), ("refunded", 0.0))
        with self.assertRaises(UserError):
            own._refund(self._refund_rows(deposit, 1.0), "再退")
        lines = deposit.payment_ids.move_id.line_ids
        self.assertTrue(
            all(
                line.reconciled
                for line in lines
                if line.account_id.account_type == "asset_receivable"
            )
        )
        day = self.company._business_date()
        values = self.env["dms.kpi"]._values(
            ["K-90.received", "K-90.refunded"], day, day, self.company.ids
        )
        self.assertEqual(values["K-90.received"][None]["value"], 0.0)
        self.assertEqual(values["K-90.refunded"][None]["value"], -800.0)

    def test_used_deposit_is_not_refunded(self):
        order = self._big_order()
        deposit = self._take(order, 300.0)
        self._finish(order)
        with self.assertRaises(UserError):
            deposit.with_user(self.cashier)._refund(self._refund_rows(deposit, 300.0), "退")
        with self.assertRaises(UserError):
            self._take(order, 100.0)

    def test_earnest_money(self):
        """At most 20 % of the estimate; kept when the customer withdraws, and only then."""
        order = self._big_order()
        with self.assertRaisesRegex(UserError, "2000.00"):
            self._take(order, 2000.01, kind="earnest")
        deposit = self._take(order, 1500.0, kind="earnest")
        with self.assertRaises(UserError):
            self._take(order, 500.01, kind="earnest")
        refundable = self._take(order, 100.0)
        boss = deposit.with_user(self.manager)
        with self.assertRaises(UserError):
            boss.action_forfeit()
        order.action_leave_unrepaired("不修了")
        self.assertEqual(deposit.activity_ids.user_id, self.cashier)
        self.assertEqual(refundable.activity_ids.user_id, self.cashier)
        with self.assertRaises(UserError):
            refundable.with_user(self.manager).action_forfeit()
        with self.assertRaises(AccessError):
            deposit.with_user(self.cashier).action_forfeit()
        boss.action_forfeit()
        boss.action_forfeit()
        self.assertEqual((deposit.state, deposit.amount_forfeited), ("forfeited", 1500.0))
        income = deposit.forfeit_move_id.line_ids.filtered("credit")
        self.assertEqual(income.account_id, self.company.deposit_income_account_id)
        self.assertEqual(income.credit, 1500.0)
        self.assertFalse(deposit.activity_ids)

    def test_unsettle_opens_the_deposit(self):
        order = self._big_order()
        deposit = self._take(order, 1000.0)
        settlement = self._finish(order)
        self.assertEqual(deposit.amount_open, 0.0)
        settlement.with_user(self.manager).action_unsettle("结算错误")
        self.assertEqual(settlement.state, "cancelled")
        deposit.invalidate_recordset()
        self.assertEqual((deposit.state, deposit.amount_open), ("open", 1000.0))
        again = self._settle(order)
        self.assertEqual(again.amount_due, 9000.0)

    def test_late_deposit_is_used_by_button(self):
        """Credit kept from elsewhere pays a statement that is not paid yet."""
        first = self._create_order()
        deposit = self._take(first, 100.0)
        settlement = self._finish(first)
        settlement._get_deposit_matches().unlink()
        self.env.invalidate_all()
        self.assertEqual((deposit.amount_open, settlement.amount_due), (100.0, 560.0))
        deposit.with_user(self.cashier).action_use()
        self.assertEqual((deposit.amount_open, settlement.amount_due), (0.0, 460.0))
        with self.assertRaises(UserError):
            self._pay_rest(settlement, 560.0)

    def test_dialog_takes_once(self):
        order = self._big_order()
        dialog = (
            self.env["dms.deposit.register"]
            .with_user(self.cashier)
            .with_context(**order.with_user(self.cashier).action_take_deposit()["context"])
            .create({})
        )
        self.assertEqual(dialog.line_ids[0].journal_id, self.drawer)
        self.assertEqual((dialog.amount_estimate, dialog.partner_id), (10000.0, self.customer))
        with self.assertRaises(UserError):
            dialog.action_pay()
        dialog.line_ids[0].amount = 200.0
        dialog.action_pay()
        dialog.action_pay_and_print()
        self.assertEqual(order.amount_deposit, 200.0)
        deposit = dialog.deposit_id
        refund = (
            self.env["dms.deposit.refund"]
            .with_user(self.cashier)
            .with_context(default_deposit_id=deposit.id)
            .create({"reason": "客户取消订件"})
        )
        refund.action_refund()
        refund.action_refund()
        self.assertEqual(deposit.amount_refunded, 200.0)
        self.assertEqual(len(deposit.receipt_ids), 2)

    def test_papers_and_page(self):
        """Estimate, statement, customer's page and receipt name the deposit."""
        order = self._big_order()
        order.partner_id.lang = "en_US"
        self._take(order, 1000.0)
        page = order._get_portal_deposit()
        self.assertIn("9,000.00", page["left"])
        render = self.env["ir.actions.report"]._render_qweb_html
        text = render("dms_service.report_estimate", order.ids)[0].decode()
        self.assertIn("1000.00", text)
        settlement = self._finish(order)
        text = render("dms_service.report_settlement", settlement.ids)[0].decode()
        self.assertIn("9000.00", text)
        self.assertEqual(order._get_portal_deposit(), {})
        self.assertEqual(settlement._get_print_payments(), "")
        receipt = order.env["dms.payment.receipt"].search([("order_id", "=", order.id)])
        text = render("dms_finance.report_payment_receipt", receipt.ids)[0].decode()
        self.assertIn("壹仟元整", text)
        self.assertIn(order.name, text)

    def test_roles(self):
        """Advisors read, the floor sees nothing, amounts are the buttons' alone, shops are apart."""
        order = self._big_order()
        deposit = self._take(order, 100.0)
        self.assertEqual(deposit.with_user(self.advisor).amount_open, 100.0)
        with self.assertRaises(AccessError):
            self.env["dms.deposit"].with_user(self.advisor)._take(
                order.with_user(self.advisor), [{"journal_id": self.drawer.id, "amount": 1.0}]
            )
        with self.assertRaises(AccessError):
            deposit.with_user(self.technician).read(["amount"])
        for vals in ({"amount": 5.0}, {"is_credit": True}, {"refund_approved": 100.0}):
            with self.assertRaises(AccessError):
                deposit.with_user(self.cashier).write(vals)
        with self.assertRaises(UserError):
            deposit.sudo().unlink()
        other = self.env["res.company"].create({"name": "另一家店"})
        stranger = new_test_user(
            self.env,
            login="dms_other_cashier",
            groups="dms_base.group_dms_cashier",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        theirs = self.env(user=stranger.id, context={"allowed_company_ids": other.ids})
        self.assertFalse(theirs["dms.deposit"].search([("id", "=", deposit.id)]))
