from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.dms_service.models import dms_settlement

from .dms_deposit import LIVE


class DmsSettlement(models.Model):
    """Money of a statement given back: paid too much, or a credit note after the payment."""

    _name = "dms.settlement"
    _inherit = ["dms.settlement", "dms.refund.mixin"]
    _step_fields = (
        *dms_settlement.DmsSettlement._step_fields,
        "refund_approved",
        "refund_approved_by_id",
    )

    # As before; the mixin knows no company.
    currency_id = fields.Many2one(related="company_id.currency_id")

    def action_refund(self):
        """Ask how much goes back by which payment.

        :raises UserError: nothing may go back
        """
        self.ensure_one()
        self._check_refundable()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refund of a Payment"),
            "res_model": "dms.settlement.refund",
            "view_mode": "form",
            "target": "new",
            "context": {"default_settlement_id": self.id},
        }

    def action_approve_refund(self):
        """Allow the refund of what no bill uses.

        :raises UserError: nothing may go back
        """
        for settlement in self:
            settlement._check_refundable()
        return super().action_approve_refund()

    def _check_refundable(self):
        """Say why nothing may go back.

        :raises UserError: all the money pays the bill
        """
        self.ensure_one()
        if self.currency_id.compare_amounts(self._get_refund_open(), 0.0) <= 0:
            raise UserError(
                self.env._(
                    "All money of %(name)s pays its bill: nothing goes back before a credit note is made.",
                    name=self.name,
                )
            )

    def _get_refund_moves(self):
        """Posted invoices of the customer's part, with superuser rights."""
        # sudo: who decides on a refund may have no accounting rights; only amounts are shown
        payers = self.sudo().payer_ids.filtered(lambda payer: payer.payer_type == "customer")
        return payers.move_id.filtered(lambda move: move.state == "posted")

    def _get_refund_notes(self):
        """Posted credit notes of these invoices."""
        return self._get_refund_moves().reversal_move_ids.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_refund"
        )

    def _get_refund_own(self):
        """Money taken for this statement, with superuser rights."""
        return (
            self.env["account.payment"]
            # sudo: see above
            .sudo()
            .search(
                [
                    ("settlement_id", "=", self.id),
                    ("payment_type", "=", "inbound"),
                    ("state", "in", LIVE),
                ]
            )
        )

    def _get_refund_credit_lines(self):
        """Open lines in the customer's favour: money not used, and credit notes."""
        notes = self._get_refund_notes().line_ids.filtered(
            lambda line: line.account_type == "asset_receivable" and not line.reconciled
        )
        return self._get_refund_own()._get_deposit_lines() | notes

    def _get_refund_open(self):
        """What is in the customer's favour beyond what he owes, at most what was paid and not given back."""
        credit = -sum(self._get_refund_credit_lines().mapped("amount_residual"))
        credit -= sum(self._get_refund_moves().mapped("amount_residual"))
        paid = sum(self._get_refund_lefts().values())
        return self.currency_id.round(max(0.0, min(credit, paid)))

    def _get_refund_lefts(self):
        """Each payment less what went back of it; of a deposit what pays this statement."""
        own = self._get_refund_own()
        lefts = {payment: payment.amount for payment in own}
        lines = self._get_refund_moves().line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        for partial in lines.matched_credit_ids:
            payment = partial.credit_move_id.payment_id
            if payment and payment not in own:
                lefts[payment] = lefts.get(payment, 0.0) + partial.amount
        given = own._read_group(
            [("settlement_id", "=", self.id), ("refund_of_id", "!=", False), ("state", "in", LIVE)],
            ["refund_of_id"],
            ["amount:sum"],
        )
        for payment, amount in given:
            if payment in lefts:
                lefts[payment] -= amount
        payments = self.env["account.payment"]
        return {payments.browse(one.id): left for one, left in lefts.items() if left > 0}

    def _get_refund_given(self):
        # sudo: see above
        slips = self.sudo().receipt_ids.filtered(lambda one: one.kind == "refund")
        back = slips.payment_ids.filtered(lambda one: one.state in LIVE)
        return sum(back.mapped("amount"))

    def _get_refund_credit(self, payment):
        return self._get_refund_credit_lines().with_env(self.env)

    def _get_refund_takers(self):
        # sudo: see above
        return self.sudo().receipt_ids.user_id.with_env(self.env)

    def _prepare_refund_vals(self, tender, session):
        moves = self._get_refund_moves()
        vals = self._prepare_payment_vals(tender, session, moves)
        return {**vals, "payment_type": "outbound"}

    def _prepare_refund_subject(self):
        return {"settlement_id": self.id}

    def _forget_amounts(self):
        self._forget_due()
