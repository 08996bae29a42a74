from datetime import timedelta

from odoo import models


class SaleOrder(models.Model):
    """What an answered supplement changes on its order."""

    _inherit = "sale.order"

    def _after_supplement(self, supplement, lines):
        """Authorised amount and promise follow; a car already checked goes back to the workshop.

        Upper addons extend it to queue the new work.
        """
        self.ensure_one()
        amount = sum(
            lines.filtered(lambda line: line.payer_type == "customer").mapped("price_total")
        )
        vals = {"authorised_amount": self.authorised_amount + amount}
        if supplement.channel == "phone":
            vals["verbal_amount"] = self.verbal_amount + amount
        if lines and supplement.delay_minutes and self.promised_date:
            # promise_kpi given: the customer agreed to the later time together with the work.
            later = self.promised_date + timedelta(minutes=supplement.delay_minutes)
            vals.update(promised_date=later, promise_kpi=later)
        self.with_context(tracking_disable=True).write(vals)
        if lines.filtered(lambda line: line.fee_kind != "part" or line.product_id) and (
            self.qc_started_at or self.ready_at
        ):
            reason = self.env._("Supplement %(name)s approved", name=supplement.name)
            self._withdraw_event(["T17", "T18", "T19", "T20", "T21", "T22"], reason)

    def action_new_supplement(self):
        """Open an empty supplement of this order."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Supplement"),
            "res_model": "dms.ro.supplement",
            "view_mode": "form",
            "context": {"default_order_id": self.id},
        }
