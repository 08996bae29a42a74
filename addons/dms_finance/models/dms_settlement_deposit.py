from odoo import api, fields, models


class DmsSettlement(models.Model):
    """Deposits on the statement: shown before it is settled, used when it is."""

    _inherit = "dms.settlement"

    amount_deposit = fields.Monetary(
        string="− Deposit", compute="_compute_amount_deposit", compute_sudo=True
    )
    amount_to_pay = fields.Monetary(
        string="To Pay Now", compute="_compute_amount_deposit", compute_sudo=True
    )

    @api.depends("state", "payer_ids.amount_total", "payer_ids.residual")
    def _compute_amount_deposit(self):
        """Customer's total − deposits = to pay now (本次应付)."""
        for settlement in self:
            settlement.amount_deposit = settlement._get_deposit_amount()
            total = settlement._get_customer_total()
            settlement.amount_to_pay = settlement.currency_id.round(
                total - settlement.amount_deposit
            )

    def _forget_due(self):
        res = super()._forget_due()
        self.invalidate_recordset(["amount_deposit", "amount_to_pay"], flush=False)
        return res

    def _get_deposit_amount(self):
        """Deposits used on the customer's invoices; before the confirmation those that will be used."""
        self.ensure_one()
        amount = super()._get_deposit_amount()
        if self.state in ("draft", "checked"):
            mine = self.order_id._get_deposit_amount()
            return min(amount + mine, max(self._get_customer_total(), 0.0))
        return amount + sum(self._get_deposit_matches().mapped("amount"))

    def _get_deposit_matches(self):
        """Matches of the customer's invoices with deposits."""
        # sudo: the advisor reads sums of the own statement without accounting rights
        moves = self.sudo().move_ids.filtered(
            lambda move: (
                move.payer_type == "customer"
                and move.state == "posted"
                and move.move_type == "out_invoice"
            )
        )
        lines = moves.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        return lines.matched_credit_ids.filtered(
            lambda match: match.credit_move_id.payment_id.deposit_id
        )

    def _get_print_paid(self):
        """Deposits have a row of their own on the statement."""
        return super()._get_print_paid().filtered(lambda payment: not payment.deposit_id)

    def _after_confirm(self):
        """Money taken before pays first."""
        deposits = self.env["dms.deposit"]._find_for_orders(self.order_id)
        for settlement in self:
            deposits[settlement.order_id]._use_on(settlement)
        return super()._after_confirm()

    def _check_unsettle(self):
        """Deposits used on the statement are open again."""
        matches = self._get_deposit_matches()
        deposits = matches.credit_move_id.payment_id.deposit_id
        if deposits:
            deposits._lock_rows(deposits)
            matches.unlink()
            deposits._forget_amounts()
            self._forget_due()
        return super()._check_unsettle()
