from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import DmsFinanceCommon


@tagged("post_install", "-at_install", "dms")
class TestRefund(DmsFinanceCommon):
    """Money of a settled and paid order goes back: never more than is the customer's, once, and traced."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.session = cls._open_drawer()
        cls.due = cls.settlement.amount_due
        cls.accountant = new_test_user(
            cls.env,
            login="dms_accountant_refund",
            groups="dms_base.group_dms_accountant",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.receipt = cls._take((cls.wechat, 300.0, "WX-1"), (cls.drawer, cls.due - 300.0, None))
        cls.by_wechat = cls.receipt.payment_ids.filtered(lambda one: one.journal_id == cls.wechat)
        cls.by_cash = cls.receipt.payment_ids - cls.by_wechat
        cls.own = cls.settlement.with_user(cls.cashier)

    def _credit_note(self, amount):
        """The accountant credits an amount of the customer's invoice."""
        move = self.settlement.payer_ids.filtered(lambda one: one.payer_type == "customer").move_id
        note = move._reverse_moves([{"ref": "多收"}])
        keep = note.invoice_line_ids.filtered(lambda line: line.display_type == "product")[:1]
        (note.invoice_line_ids - keep).unlink()
        keep.write(
            {"quantity": 1.0, "price_unit": amount, "discount": 0.0, "tax_ids": [Command.clear()]}
        )
        note.action_post()
        self.assertEqual(note.amount_total, amount)
        return note

    def _row(self, payment, amount, reference="TK-1"):
        return {"payment_id": payment.id, "amount": amount, "reference": reference}

    def test_nothing_goes_back_of_a_paid_bill(self):
        self.assertEqual(self.settlement._get_refund_open(), 0.0)
        with self.assertRaisesRegex(UserError, "nothing goes back"):
            self.own.action_refund()
        with self.assertRaisesRegex(UserError, "nothing goes back"):
            self.settlement.with_user(self.accountant).action_approve_refund()
        with self.assertRaisesRegex(UserError, "At most 0.00 may go back"):
            self.own._refund([self._row(self.by_wechat, 10.0)], "试试")

    def test_credit_note(self):
        """100 credited: 100 back by WeChat, matched with the note; 101 and a second time are refused."""
        note = self._credit_note(100.0)
        self.assertEqual((note.amount_residual, self.settlement._get_refund_open()), (100.0, 100.0))
        with self.assertRaisesRegex(UserError, "At most 100.00 may go back"):
            self.own._refund([self._row(self.by_wechat, 101.0)], "多收")
        with self.assertRaisesRegex(UserError, "At most 300.00 is left"):
            self.own._refund([self._row(self.by_wechat, 301.0)], "多收")
        with self.assertRaisesRegex(UserError, "why"):
            self.own._refund([self._row(self.by_wechat, 100.0)], " ")
        with self.assertRaisesRegex(UserError, "proof number"):
            self.own._refund([self._row(self.by_wechat, 100.0, None)], "多收")
        before = self.session.amount_cash
        slip = self.own._refund([self._row(self.by_wechat, 100.0)], "机油按活动价多收")
        self.assertRegex(slip.name, r"^TK\d{8}-\d{4}$")
        self.assertEqual((slip.kind, slip.amount_upper), ("refund", "壹佰元整"))
        self.assertEqual((slip.settlement_id, slip.order_id), (self.settlement, self.order))
        back = slip.payment_ids
        self.assertEqual((back.payment_type, back.refund_of_id), ("outbound", self.by_wechat))
        self.assertEqual((back.journal_id, note.amount_residual), (self.wechat, 0.0))
        self.assertEqual((self.settlement.state, self.settlement.amount_due), ("paid", 0.0))
        self.assertEqual(self.session.amount_cash, before, "WeChat money does not touch the drawer")
        self.assertEqual(self.settlement._get_refund_lefts()[self.by_wechat], 200.0)
        with self.assertRaisesRegex(UserError, "may go back"):
            self.own._refund([self._row(self.by_wechat, 1.0, "TK-2")], "再退")
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("dms_finance.action_report_payment_receipt", slip.ids)[0]
            .decode()
        )
        for text in (slip.name, self.receipt.name, "机油按活动价多收", "壹佰元整"):
            self.assertIn(text, html)

    def test_day_close_and_figures(self):
        """The check line of SA-07 holds; the refund is a row of its own and lowers what was received."""
        self._credit_note(80.0)
        self.own._refund([self._row(self.by_cash, 80.0, None)], "多收")
        day = self.company._business_date()
        values = self.env["dms.kpi"]._values(
            ["K-90.received", "K-90.refunded"], day, day, self.company.ids
        )
        figures = {code: groups[None]["value"] for code, groups in values.items()}
        self.assertAlmostEqual(figures["K-90.refunded"], -80.0)
        self.assertAlmostEqual(figures["K-90.received"], self.due - 80.0)
        check = self.env["dms.report.dataset.sa07"]._check_values((day, day), self.company)
        self.assertAlmostEqual(check["K-93.gap"], 0.0)
        self.assertAlmostEqual(self.session.amount_cash, self.due - 300.0 - 80.0)

    def test_paid_too_much(self):
        """A payment no bill uses goes back; what is still owed is kept first."""
        self.by_wechat.move_id.line_ids.remove_move_reconcile()
        self.assertEqual(self.settlement._get_refund_open(), 0.0, "the bill is open again")
        note = self._credit_note(300.0)
        self.assertEqual(note.amount_residual, 0.0, "the note pays what is open of the bill")
        self.assertEqual(self.settlement._get_refund_open(), 300.0)
        self.own._refund([self._row(self.by_wechat, 300.0)], "重复支付")
        self.assertEqual(self.settlement._get_refund_open(), 0.0)
        self.assertFalse(self.by_wechat._get_deposit_lines())

    def test_above_the_limit(self):
        """Above the cashier's limit somebody else approves, in sum with earlier refunds."""
        self.company.deposit_refund_cap = 150.0
        self._credit_note(200.0)
        self.own._refund([self._row(self.by_wechat, 100.0)], "多收")
        with self.assertRaisesRegex(UserError, "approved first"):
            self.own._refund([self._row(self.by_wechat, 100.0, "TK-2")], "多收")
        with self.assertRaises(AccessError):
            self.own.action_approve_refund()
        with self.assertRaises(AccessError):
            self.settlement.with_user(self.advisor).refund_approved = 100.0
        self.settlement.with_user(self.accountant).action_approve_refund()
        self.assertEqual(self.settlement.refund_approved, 100.0)
        self.own._refund([self._row(self.by_wechat, 100.0, "TK-2")], "多收")
        self.assertEqual(self.settlement.refund_approved, 0.0, "used up")

    def test_dialog(self):
        """The dialog proposes what may go back, once; other roles do not give money."""
        self._credit_note(320.0)
        self.assertEqual(self.own.action_refund()["res_model"], "dms.settlement.refund")
        self.assertEqual(self.receipt.with_user(self.cashier).action_refund()["target"], "new")
        dialog = self.env["dms.settlement.refund"].with_user(self.cashier)
        dialog = dialog.with_context(default_settlement_id=self.settlement.id)
        dialog = dialog.create({"reason": "多收"})
        self.assertEqual((dialog.amount_open, dialog.amount_total), (320.0, 320.0))
        dialog.line_ids.filtered(lambda line: line.payment_id == self.by_wechat).reference = "TK-9"
        dialog.action_refund()
        dialog.action_refund()
        slips = self.settlement.receipt_ids.filtered(lambda one: one.kind == "refund")
        self.assertEqual((len(slips), slips.amount_total), (1, 320.0))
        with self.assertRaises(AccessError):
            self.settlement.with_user(self.advisor)._refund(
                [self._row(self.by_cash, 10.0, None)], "顾问退款"
            )
