from odoo import api, fields, models

from ..models.ro_const import PAYER_TYPES


class DmsRoShare(models.TransientModel):
    """Shift an amount between payers (excess, assessment difference) by a pair of lines."""

    _name = "dms.ro.share"
    _description = "Share between Payers"

    order_id = fields.Many2one("sale.order", required=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    payer_from = fields.Selection(
        PAYER_TYPES, string="Payer Relieved", default="insurer", required=True
    )
    payer_to = fields.Selection(
        PAYER_TYPES, string="Payer Charged", default="customer", required=True
    )
    amount = fields.Monetary(
        compute="_compute_amount", store=True, precompute=True, readonly=False, required=True
    )

    @api.depends("order_id", "payer_from")
    def _compute_amount(self):
        """What the insurer was asked for beyond the sum he approved is proposed as the excess."""
        for wizard in self:
            order = wizard.order_id
            asked = order._get_payer_amounts().get("insurer", 0.0) if order else 0.0
            is_excess = wizard.payer_from == "insurer" and order.insurance_approved
            if is_excess and asked > order.insurance_approved:
                wizard.amount = asked - order.insurance_approved
            else:
                wizard.amount = wizard.amount or 0.0

    def action_confirm(self):
        """Create the pair; the order total stays what it is."""
        self.ensure_one()
        order = self.order_id
        order._add_adjust_pair(self.payer_from, self.payer_to, self.amount)
        order.settlement_ids.filtered(
            lambda one: one.state in ("draft", "checked")
        ).action_refresh()
        return {"type": "ir.actions.act_window_close"}
