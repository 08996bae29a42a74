from odoo import Command, api, fields, models


class DmsDepositRefund(models.TransientModel):
    """Give back what is left of a deposit, by the way it came."""

    _name = "dms.deposit.refund"
    _description = "Refund of a Deposit"

    deposit_id = fields.Many2one("dms.deposit", required=True, readonly=True)
    receipt_id = fields.Many2one("dms.payment.receipt", readonly=True)
    currency_id = fields.Many2one(related="deposit_id.currency_id")
    partner_id = fields.Many2one(related="deposit_id.partner_id")
    amount_open = fields.Monetary(related="deposit_id.amount_open")
    refund_approved = fields.Monetary(related="deposit_id.refund_approved")
    reason = fields.Char(required=True)
    line_ids = fields.One2many("dms.deposit.refund.line", "wizard_id", string="Payment Methods")
    amount_total = fields.Monetary(string="Refund", compute="_compute_amount_total")

    @api.model
    def default_get(self, fields_list):
        """One line per payment of the deposit that has something left."""
        res = super().default_get(fields_list)
        deposit = self.env["dms.deposit"].browse(res.get("deposit_id"))
        if deposit and "line_ids" in fields_list:
            res["line_ids"] = [
                Command.create({"payment_id": payment.id, "amount_open": amount, "amount": amount})
                for payment, amount in deposit.payment_ids._get_deposit_residuals().items()
                if amount > 0
            ]
        return res

    @api.depends("line_ids.amount")
    def _compute_amount_total(self):
        for wizard in self:
            wizard.amount_total = sum(wizard.line_ids.mapped("amount"))

    def action_refund(self):
        """Book the refund once and print its slip."""
        self.ensure_one()
        self.env["dms.deposit"]._lock_rows(self)
        if not self.receipt_id:
            rows = [
                {
                    "payment_id": line.payment_id.id,
                    "amount": line.amount,
                    "reference": line.reference,
                }
                for line in self.line_ids
            ]
            self.receipt_id = self.deposit_id._refund(rows, self.reason)
        return {**self.receipt_id.action_print(), "close_on_report_download": True}


class DmsDepositRefundLine(models.TransientModel):
    """Money of one payment that goes back."""

    _name = "dms.deposit.refund.line"
    _description = "Refund: Payment Method"

    wizard_id = fields.Many2one("dms.deposit.refund", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    payment_id = fields.Many2one("account.payment", required=True, readonly=True)
    journal_id = fields.Many2one(related="payment_id.journal_id", string="Payment Method")
    reference_required = fields.Boolean(related="payment_id.journal_id.reference_required")
    amount_open = fields.Monetary(string="Unused Amount", readonly=True)
    amount = fields.Monetary(string="Refund")
    reference = fields.Char(string="Proof Number")
