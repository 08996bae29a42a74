from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _is_credit_approved(self):
        """A repair order may leave unpaid when its open amount is covered by an approved credit."""
        self.ensure_one()
        if super()._is_credit_approved():
            return True
        settlements = self.settlement_ids.filtered(lambda item: item.state == "confirmed")
        return bool(settlements) and all(
            item.company_id.currency_id.compare_amounts(
                item.amount_due,
                sum(
                    item.credit_approval_ids.filtered(lambda a: a.state == "approved").mapped(
                        "amount"
                    )
                ),
            )
            <= 0
            for item in settlements
        )

    def _is_credit_blocked(self):
        """Blocked by the accountant, or over the credit limit with this order (E-313)."""
        self.ensure_one()
        # sudo: the desk may not read receivables; only yes or no leaves this method
        partner = (self.partner_invoice_id or self.partner_id).commercial_partner_id.sudo()
        partner = partner.with_company(self.company_id)
        if partner.credit_blocked or super()._is_credit_blocked():
            return True
        if not partner.use_partner_credit_limit:
            return False
        own = self._get_payer_amounts().get("customer", 0.0)
        return partner.credit + own > partner.credit_limit

    def _after_credit_approved(self):
        """Approved credit stands for the payment: T24, the car may be released."""
        covered = self.filtered(lambda order: order._is_credit_approved())
        # sudo: the manager decides on credit; the order's time point follows
        covered.sudo()._stamp_event("T24", note=self.env._("On account"))

    def action_settle_and_collect(self):
        """Settle a ready car and open the tender dialog: the cashier's one click."""
        self.ensure_one()
        settlement = self.settlement_ids.filtered(lambda item: item.state != "cancelled")[:1]
        if not settlement:
            self.action_create_settlement()
            settlement = self.settlement_ids.filtered(lambda item: item.state != "cancelled")[:1]
        if settlement.state in ("draft", "checked"):
            settlement.action_confirm()
        if settlement.amount_due > 0:
            return settlement.action_register_payment()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _get_cashier_card(self):
        """Plain values of one ready car on the cashier's desk."""
        self.ensure_one()
        return {
            "id": self.id,
            "name": self.name,
            "plate": self.vehicle_id.license_plate or "",
            "customer": self.partner_id.name,
            "amount": self.amount_total,
            "advisor": self.user_id.name or "",
        }
