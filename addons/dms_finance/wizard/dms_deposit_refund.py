from odoo import fields, models


class DmsDepositRefund(models.TransientModel):
    """Give back what is left of a deposit, by the way it came."""

    _name = "dms.deposit.refund"
    _description = "Refund of a Deposit"
    _inherit = "dms.refund.wizard.mixin"
    _subject_field = "deposit_id"

    deposit_id = fields.Many2one("dms.deposit", required=True, readonly=True)
    currency_id = fields.Many2one(related="deposit_id.currency_id")
    partner_id = fields.Many2one(related="deposit_id.partner_id")
    amount_open = fields.Monetary(related="deposit_id.amount_open")
    refund_approved = fields.Monetary(related="deposit_id.refund_approved")
    line_ids = fields.One2many("dms.deposit.refund.line", "wizard_id", string="Payment Methods")


class DmsDepositRefundLine(models.TransientModel):
    """Money of one payment that goes back."""

    _name = "dms.deposit.refund.line"
    _description = "Refund: Payment Method"
    _inherit = "dms.refund.wizard.line.mixin"

    wizard_id = fields.Many2one("dms.deposit.refund", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="wizard_id.currency_id")
