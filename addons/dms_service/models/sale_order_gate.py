from datetime import timedelta

from odoo import fields, models


class SaleOrder(models.Model):
    """Gate passes of released cars and the answer given at the barrier."""

    _inherit = "sale.order"

    def _get_gate_passes(self):
        """Valid passes of these orders."""
        return (
            self.env["dms.gate.pass"]
            # sudo: passes belong to the gate; the desk only issues and cancels its own.
            .sudo()
            .search(
                [
                    ("res_model", "=", "sale.order"),
                    ("res_id", "in", self.ids),
                    ("state", "=", "valid"),
                ]
            )
        )

    def _create_gate_passes(self):
        """One single-use pass per order, valid for the time set on the company."""
        have = set(self._get_gate_passes().mapped("res_id"))
        orders = self.filtered(lambda order: order.id not in have)
        now = fields.Datetime.now()
        vals_list = [
            {
                "vehicle_id": order.vehicle_id.id,
                "company_id": order.company_id.id,
                "res_model": "sale.order",
                "res_id": order.id,
                "reference": order.name,
                "basis": order._get_release_basis(),
                "valid_to": now + timedelta(minutes=order.company_id.gate_pass_minutes),
            }
            for order in orders
            if order.vehicle_id
        ]
        # sudo: passes belong to the gate; the right to release was checked by the step.
        return self.env["dms.gate.pass"].sudo().create(vals_list)

    def _get_release_basis(self):
        """Why the car may leave, printed on the pass."""
        self.ensure_one()
        if self.is_left:
            return self.env._("Left unrepaired")
        return self.env._("Paid") if self.paid_at else self.env._("On account")

    def _cancel_gate_passes(self):
        self._get_gate_passes()._step().write({"state": "cancelled"})

    def action_renew_gate_pass(self):
        """A fresh pass when the old one expired before the customer reached the gate."""
        released = self.filtered(lambda order: order.released_at and not order.delivered_at)
        released._cancel_gate_passes()
        released._create_gate_passes()
        return True

    def _get_gate_reasons(self):
        """Why this order keeps its car inside: [(code, sentence, role)]."""
        self.ensure_one()
        blocked = self._get_release_blockers().get(self, [])
        reasons = [(code, f"{self.name}: {text}", "cashier") for code, text in blocked]
        if reasons:
            return reasons
        now = fields.Datetime.now()
        valid = self._get_gate_passes().filtered(
            lambda item: not item.valid_to or item.valid_to >= now
        )
        if not valid:
            text = self.env._(
                "%(order)s: no valid gate pass. The desk issues a new one.", order=self.name
            )
            return [("E-702", text, "advisor")]
        return []
