from odoo import api, fields, models

from .ro_const import PAYER_TYPES


class DmsSettlementPayer(models.Model):
    """Share of one payer in a settlement, with its invoice."""

    _name = "dms.settlement.payer"
    _description = "Payer of a Settlement"
    _order = "settlement_id.id desc, id"
    _rec_name = "partner_id"

    settlement_id = fields.Many2one("dms.settlement", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="settlement_id.company_id", store=True, precompute=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    payer_type = fields.Selection(PAYER_TYPES, required=True)
    partner_id = fields.Many2one("res.partner", required=True)
    amount_untaxed = fields.Monetary()
    amount_tax = fields.Monetary()
    amount_total = fields.Monetary()
    move_id = fields.Many2one("account.move", index="btree_not_null")
    residual = fields.Monetary(string="Unpaid", compute="_compute_residual", compute_sudo=True)

    @api.depends("amount_total", "move_id.amount_residual", "move_id.state")
    def _compute_residual(self):
        for payer in self:
            posted = payer.move_id.state == "posted"
            payer.residual = payer.move_id.amount_residual if posted else payer.amount_total
