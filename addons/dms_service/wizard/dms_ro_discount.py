from odoo import api, fields, models

from ..models.ro_const import SUPPLEMENT_SWITCH


class DmsRoDiscount(models.TransientModel):
    """Spread a discount over labour and parts lines, so that both stay separable."""

    _name = "dms.ro.discount"
    _description = "Discount on a Repair Order"

    order_id = fields.Many2one("sale.order", required=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    labour_discount = fields.Float(string="Labour Discount (%)")
    part_discount = fields.Float(string="Parts Discount (%)")
    round_off = fields.Monetary()
    amount_after = fields.Monetary(compute="_compute_amount_after")

    @api.depends("order_id", "labour_discount", "part_discount", "round_off")
    def _compute_amount_after(self):
        for wizard in self:
            total = 0.0
            for line in wizard.order_id.order_line:
                if line.display_type or line.adjust_kind == "rounding":
                    continue
                rate = wizard._get_rate(line)
                gross = line.price_total / (1 - (line.discount or 0.0) / 100 or 1)
                total += gross * (1 - rate / 100) if rate is not None else line.price_total
            wizard.amount_after = total - wizard.round_off

    def _get_rate(self, line):
        """Discount of a line by this wizard, None when the line is not concerned."""
        if line.payer_type != "customer" or line.fee_kind == "adjust":
            return None
        if line.fee_kind == "part":
            return self.part_discount
        return self.labour_discount if line.fee_kind == "labour" else None

    def action_confirm(self):
        """Write the discounts, check the authority (E-311), then round off (E-607)."""
        self.ensure_one()
        order = self.order_id
        groups = {}
        for line in order.order_line.filtered(lambda line: not line.display_type):
            rate = self._get_rate(line)
            if rate is not None and line.discount != rate:
                groups.setdefault(rate, []).append(line.id)
        for rate, ids in groups.items():
            # dms_supplement_ok: taking a discount back is covered by the authorised amount (E-603).
            order.order_line.browse(ids).with_context(dms_supplement_ok=SUPPLEMENT_SWITCH).write(
                {"discount": rate}
            )
        order._raise_blockers({order: order._check_discounts()})
        if approval := order._prepare_discount_approval():
            order.write(approval)
        order._round_off(self.round_off)
        order.settlement_ids.filtered(
            lambda one: one.state in ("draft", "checked")
        ).action_refresh()
        return {"type": "ir.actions.act_window_close"}
