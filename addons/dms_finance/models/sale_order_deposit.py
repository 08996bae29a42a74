from odoo import fields, models

from odoo.addons.dms_base.tools.rights import SEE_PRICE


class SaleOrder(models.Model):
    """Deposits of a repair order."""

    _inherit = "sale.order"

    amount_deposit = fields.Monetary(
        string="Deposit Received",
        compute="_compute_amount_deposit",
        compute_sudo=True,
        groups=SEE_PRICE,
    )

    def _compute_amount_deposit(self):
        deposits = self.env["dms.deposit"]._find_for_orders(self.filtered("is_repair"))
        for order in self:
            order.amount_deposit = (
                sum(deposits[order].mapped("amount_open")) if order in deposits else 0.0
            )

    def _get_deposits(self):
        """Open deposits that will pay this order."""
        self.ensure_one()
        return self.env["dms.deposit"]._find_for(self)

    def _get_deposit_amount(self):
        self.ensure_one()
        return super()._get_deposit_amount() + sum(self._get_deposits().mapped("amount_open"))

    def action_take_deposit(self):
        """The tender dialog for a deposit on this order."""
        self.ensure_one()
        return self.env["dms.deposit.register"]._open_for(self)

    def action_view_deposits(self):
        """Deposits of the order and of its appointment."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_finance.dms_deposit_action")
        domain = [("order_id", "=", self.id)]
        if self.appointment_id:
            domain = ["|", *domain, ("appointment_id", "=", self.appointment_id.id)]
        return {**action, "domain": domain, "context": {}}

    def _cancel_repair(self, reason, left):
        """The customer withdrew: what was paid before is decided on by the cashier."""
        res = super()._cancel_repair(reason, left)
        for order in self:
            order._get_deposits().filtered(lambda one: not one.is_credit)._tell_cashier(reason)
        return res
