from odoo.tests import tagged

from .common import DmsFinanceCommon


@tagged("post_install", "-at_install", "dms")
class TestPaymentBooks(DmsFinanceCommon):
    """What the cashier's way books."""

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
