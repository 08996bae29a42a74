from odoo.tests import tagged

from .common import DmsFinanceCommon

# What differs between two payments by its nature: identity, numbers and the shop's own links.
OWN = {
    "account.payment": {
        "cash_session_id",
        "memo",
        "move_id",
        "name",
        "receipt_id",
        "settlement_id",
        "tender_reference",
    },
    # invoice_date_due: no due date at all, only today by the clock of the person behind the dialog
    "account.move": {"invoice_date_due", "name", "origin_payment_id", "ref", "sequence_number"},
    "account.move.line": {
        "full_reconcile_id",
        "matching_number",
        "move_id",
        "move_name",
        "name",
        "payment_id",
        "ref",
    },
}
LOG = {"id", "create_date", "create_uid", "write_date", "write_uid"}


@tagged("post_install", "-at_install", "dms")
class TestPaymentBooks(DmsFinanceCommon):
    """The cashier's short way books exactly what core's payment dialog books, with fewer queries."""

    def _values(self, records):
        """Stored values that two payments of the same amount must share."""
        names = [
            name
            for name, field in records._fields.items()
            if field.store
            and field.type not in ("one2many", "many2many", "properties")
            and name not in LOG | OWN[records._name]
        ]
        records.flush_recordset()
        records.invalidate_recordset()
        return [
            {name: record[name] for name in names if record[name] or record[name] == 0.0}
            for record in records.sorted("id")
        ]

    def _pay_by_core(self, settlement, amount):
        """Pay with Odoo's own dialog."""
        wizard = (
            self.env["account.payment.register"]
            .with_context(
                active_model="account.move",
                active_ids=settlement.move_ids.ids,
                tz=settlement.company_id._get_zone_name(),
            )
            .create({"journal_id": self.wechat.id, "amount": amount})
        )
        return wizard._create_payments()

    def _compare(self, amount):
        """Pay one settlement each way and compare the books."""
        _order, other = self._run_to_settled(is_add_on=True)
        mine = self._take((self.wechat, amount, "WX-1")).payment_ids.sudo()
        theirs = self._pay_by_core(other, amount)
        self.assertEqual(mine.reconciled_invoice_ids, self.settlement.move_ids)
        self.assertEqual(mine.invoice_ids, self.settlement.move_ids)
        self.env.flush_all()
        self.env.invalidate_all()
        for ours, core in (
            (mine.with_user(self.env.user), theirs),
            (mine.move_id.with_user(self.env.user), theirs.move_id),
            (mine.move_id.line_ids.with_user(self.env.user), theirs.move_id.line_ids),
        ):
            self.assertEqual(self._values(ours), self._values(core), ours._name)
        self.assertEqual(
            self.settlement.move_ids.mapped("payment_state"), other.move_ids.mapped("payment_state")
        )
        self.assertEqual(
            self.settlement.move_ids.mapped("amount_residual"),
            other.move_ids.mapped("amount_residual"),
        )
        for lines in (mine.move_id.line_ids, theirs.move_id.line_ids):
            receivable = lines.filtered(lambda line: line.account_type == "asset_receivable")
            self.assertTrue(receivable.reconciled)
            self.assertTrue(receivable.matching_number)
        return mine, theirs

    def test_whole_amount(self):
        mine, theirs = self._compare(560.0)
        self.assertEqual((mine.state, theirs.state), ("paid", "paid"))
        self.assertEqual(self.settlement.amount_due, 0.0)
        self.assertTrue(mine.move_id.line_ids.full_reconcile_id)

    def test_part_of_the_amount(self):
        mine, theirs = self._compare(100.0)
        self.assertEqual(mine.state, theirs.state)
        self.assertEqual(self.settlement.amount_due, 460.0)
        self.assertEqual(self.settlement.move_ids.mapped("payment_state"), ["partial"])

    def test_clearing_account(self):
        """Money that waits on a clearing account is in process until the invoice is paid by other money."""
        clearing = self.wechat.default_account_id.copy(
            {"account_type": "asset_current", "reconcile": True}
        )
        self.wechat.inbound_payment_method_line_ids.payment_account_id = clearing
        mine, theirs = self._compare(560.0)
        self.assertEqual(mine.state, theirs.state)

    def test_earlier_money_is_paid_with_the_invoice(self):
        """100 on a clearing account wait, until 460 more pay the invoice: then both are paid."""
        lines = self.wechat.inbound_payment_method_line_ids
        lines.payment_account_id = self.wechat.default_account_id.copy(
            {"account_type": "asset_current", "reconcile": True}
        )
        first = self._take((self.wechat, 100.0, "WX-1")).payment_ids.sudo()
        self.assertEqual(first.state, "in_process")
        second = self._take((self.wechat, 460.0, "WX-2")).payment_ids.sudo()
        self.assertEqual(self.settlement.state, "paid")
        self.assertEqual((first | second).mapped("state"), ["paid", "paid"])

    def test_payment_queries(self):
        """Taking the whole amount by one tender stays within its budget."""
        _order, other = self._run_to_settled(is_add_on=True)
        self._take((self.wechat, 560.0, "WX-1"))
        settlement = other.with_user(self.cashier)
        tenders = [{"journal_id": self.wechat.id, "amount": 560.0, "reference": "WX-2"}]
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(101):
            settlement._register_payments(tenders)
            self.env.flush_all()
        self.assertEqual(other.state, "paid")
