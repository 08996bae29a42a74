from odoo import api, fields, models

from odoo.addons.dms_base.tools.rights import SEE_PRICE

# Kind of service (body and paint) and share of the car's value from which an estimate may be a total loss.
BODY_CODE = "BP"
LOSS_SHARE = 0.8


class SaleOrder(models.Model):
    """SV-13: a body repair that costs nearly what the car is worth is spoken over with the insurer first."""

    _inherit = "sale.order"

    total_loss_hint = fields.Char(
        compute="_compute_total_loss_hint", compute_sudo=True, groups=SEE_PRICE
    )

    @api.depends("amount_total", "vehicle_id.value_today", "service_type_id", "settled_at")
    def _compute_total_loss_hint(self):
        """For the desk alone: neither the estimate on paper nor the customer's page shows it."""
        for order in self:
            order.total_loss_hint = False
            if order.service_type_id.code != BODY_CODE or order.settled_at:
                continue
            value = order.vehicle_id.value_today
            if value and order.amount_total > LOSS_SHARE * value:
                order.total_loss_hint = order._get_total_loss_text(value)

    def _get_total_loss_text(self, value):
        """Sentence of the hint.

        :param value: value of the car today
        """
        self.ensure_one()
        return self.env._(
            "The estimate is %(share).0f %% of the car's value of %(value)s: it may be a total loss, "
            "agree with the insurer before you promise the repair.",
            share=self.amount_total / value * 100,
            value=self.currency_id.format(value),
        )
