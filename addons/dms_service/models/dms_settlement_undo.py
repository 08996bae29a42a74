from odoo import fields, models
from odoo.exceptions import UserError


class DmsSettlement(models.Model):
    """Taking a settlement back (反结算) and signing it."""

    _inherit = "dms.settlement"

    def action_unsettle(self, reason=None):
        """Reverse the invoices and reopen the order; only before the car left and on an open day.

        :param reason: why, kept with the settlement
        :raise UserError: car has left (E-605), day closed (E-606), payments not yet taken back
        """
        if not reason:
            return self._open_reason_wizard()
        self._lock_orders()
        todo = self.filtered(lambda one: one.state in ("confirmed", "paid"))
        for settlement in todo:
            settlement._check_unsettle()
        moves = todo.move_ids
        # sudo: the manager decides here without accounting rights; the reversal is bookkeeping.
        moves.sudo().with_context(tracking_disable=True, dms_quiet=True)._reverse_moves(
            [{"ref": reason, "invoice_date": fields.Date.context_today(self)} for _move in moves],
            cancel=True,
        )
        todo._finish_unsettle(reason)
        return True

    def _check_unsettle(self):
        self.ensure_one()
        if not self.env.user.has_group("dms_base.group_dms_service_manager"):
            raise UserError(self.env._("Only the service manager may take a settlement back."))
        order, company = self.order_id, self.company_id
        if order.delivered_at:
            raise UserError(self.env._("The car has left: only a credit note is possible. (E-605)"))
        closed = company._closed_until()
        if closed and self.business_date <= closed:
            raise UserError(
                self.env._("%(day)s is closed: make a credit note. (E-606)", day=self.business_date)
            )
        paid = self.payer_ids.filtered(
            lambda payer: (
                payer.payer_type == "customer"
                and payer.currency_id.compare_amounts(payer.residual, payer.amount_total) < 0
            )
        )
        if paid:
            raise UserError(self.env._("The cashier must take the customer's payment back first."))

    def _finish_unsettle(self, reason):
        quiet = self._step().with_context(tracking_disable=True)
        quiet.write({"state": "cancelled", "cancel_reason": reason})
        # sudo: the frozen copy is only marked, so that reports leave it out.
        self.line_ids.sudo().write({"is_valid": False})
        orders = self.order_id
        orders.with_context(tracking_disable=True).write({"locked": False})
        orders._withdraw_event(["T23", "T24", "T25"], reason)
        orders._cancel_gate_passes()

    def _open_reason_wizard(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Take the Settlement Back"),
            "res_model": "dms.ro.cancel",
            "view_mode": "form",
            "target": "new",
            "context": {"default_settlement_id": self[:1].id, "default_kind": "unsettle"},
        }

    def _sign(self, signature=None, signed_by=None):
        """The customer signs the statement at the desk or online."""
        for settlement in self.filtered(lambda one: not one.signed_on):
            settlement.with_context(tracking_disable=True).write(
                {
                    "signature": signature,
                    "signed_by": signed_by or settlement.order_id.sender_name,
                    "signed_on": fields.Datetime.now(),
                }
            )
        return True

    def action_sign(self):
        """Button: the customer has signed the statement shown here."""
        for settlement in self:
            settlement._sign(settlement.signature, settlement.signed_by)
        return True

    def action_release(self):
        """Hand over the car of this settlement."""
        return self.order_id.action_release_and_print()

    def action_discount(self):
        """Discount dialog of the order; the open statement follows."""
        return self.order_id.action_discount()

    def action_share(self):
        """Payer share dialog of the order; the open statement follows."""
        return self.order_id.action_share()
