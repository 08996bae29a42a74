from odoo import api, fields, models


class DmsSettlementRefund(models.TransientModel):
    """Give back what was paid too much, or what a credit note left, by the way it came."""

    _name = "dms.settlement.refund"
    _description = "Refund of a Payment"
    _inherit = "dms.refund.wizard.mixin"
    _subject_field = "settlement_id"

    settlement_id = fields.Many2one("dms.settlement", required=True, readonly=True)
    currency_id = fields.Many2one(related="settlement_id.currency_id")
    partner_id = fields.Many2one(related="settlement_id.partner_id")
    vehicle_id = fields.Many2one(related="settlement_id.vehicle_id")
    amount_open = fields.Monetary(string="May Go Back", compute="_compute_amount_open")
    refund_approved = fields.Monetary(related="settlement_id.refund_approved")
    line_ids = fields.One2many("dms.settlement.refund.line", "wizard_id", string="Payment Methods")

    @api.depends("settlement_id")
    def _compute_amount_open(self):
        for wizard in self:
            settlement = wizard.settlement_id
            wizard.amount_open = settlement._get_refund_open() if settlement else 0.0


class DmsSettlementRefundLine(models.TransientModel):
    """Money of one payment of the statement that goes back."""

    _name = "dms.settlement.refund.line"
    _description = "Refund of a Payment: Payment Method"
    _inherit = "dms.refund.wizard.line.mixin"

    wizard_id = fields.Many2one("dms.settlement.refund", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="wizard_id.currency_id")
