from odoo import models


class SaleOrder(models.Model):
    """Money taken before the settlement."""

    _inherit = "sale.order"

    def _get_deposit_amount(self):
        """Hook for the addon that takes money: deposits that wait for this order, in its currency."""
        return 0.0

    def _get_portal_deposit(self):
        """Deposit and what is left to pay, for the customer's page: empty without a deposit.

        :return: {"deposit": text, "left": text}
        """
        self.ensure_one()
        if self.settled_at:
            return {}
        amount = self._get_deposit_amount()
        if self.currency_id.is_zero(amount):
            return {}
        left = max(self._get_payer_amounts().get("customer", 0.0) - amount, 0.0)
        return {"deposit": self.currency_id.format(amount), "left": self.currency_id.format(left)}
