from odoo import fields, models

# What is never changed unseen once a payment is booked; its way from booked to paid is no change.
TRACED = {"amount", "date", "partner_id", "journal_id", "payment_type", "state"}


class AccountPayment(models.Model):
    """Money taken at the desk: which settlement, which drawer session, which proof number."""

    _inherit = "account.payment"

    settlement_id = fields.Many2one(
        "dms.settlement", index="btree_not_null", readonly=True, check_company=True
    )
    cash_session_id = fields.Many2one(
        "dms.cash.session",
        string="Cashier Session",
        index="btree_not_null",
        readonly=True,
        check_company=True,
    )
    deposit_id = fields.Many2one(
        "dms.deposit",
        index="btree_not_null",
        readonly=True,
        check_company=True,
        help="Money taken before the settlement, or given back of it; never income by itself.",
    )
    receipt_id = fields.Many2one("dms.payment.receipt", index="btree_not_null", readonly=True)
    refund_of_id = fields.Many2one(
        "account.payment",
        string="Refund of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The payment whose money goes back.",
    )
    tender_reference = fields.Char(
        string="Proof Number",
        help="Merchant order number, terminal reference or bank serial number.",
    )

    _repair_day_idx = models.Index("(company_id, date) WHERE settlement_id IS NOT NULL")
    _deposit_day_idx = models.Index("(company_id, date) WHERE deposit_id IS NOT NULL")
    _tender_reference_uniq = models.UniqueIndex(
        "(journal_id, tender_reference) WHERE tender_reference IS NOT NULL AND state != 'canceled'",
        "This proof number is already registered on another payment.",
    )

    def _generate_move_vals(self, write_off_line_vals=None, force_balance=None, line_ids=None):
        """The entry of money taken at the desk is in its journal's currency by itself."""
        vals = super()._generate_move_vals(write_off_line_vals, force_balance, line_ids)
        own = self.journal_id.currency_id or self.company_id.currency_id
        if (self.settlement_id or self.deposit_id) and self.currency_id == own:
            # A currency that is given is compared with that of each line once more.
            vals.pop("currency_id")
        return vals

    def _prepare_move_line_default_vals(self, write_off_line_vals=None, force_balance=None):
        """Currency before the amounts: rounding them asks for it."""
        vals_list = super()._prepare_move_line_default_vals(write_off_line_vals, force_balance)
        return [{"currency_id": vals.get("currency_id"), **vals} for vals in vals_list]

    def _get_deposit_lines(self):
        """Lines of the entries of these payments that are open on the customer's account."""
        return self.move_id.line_ids.filtered(
            lambda line: (
                line.account_type == "asset_receivable"
                and line.parent_state == "posted"
                and not line.reconciled
            )
        )

    def _get_deposit_residuals(self):
        """What is still open of money taken: {payment: amount above zero}."""
        residuals = {}
        for line in self._get_deposit_lines():
            payment = line.payment_id
            residuals[payment] = residuals.get(payment, 0.0) - line.amount_residual
        return residuals

    def _settle_states(self):
        """Payments whose invoices are all paid by now are paid themselves.

        Called after the reconciliation of payments made with the context `dms_unmatched`, under which the
        payment state of their invoices has not called for it.
        """
        pending = self.filtered(lambda payment: payment.state == "in_process")
        self.env.add_to_compute(self._fields["state"], pending)

    def write(self, vals):
        """Money that was booked and is changed, or taken back, leaves a trace of who did it."""
        names = TRACED & vals.keys()
        booked = self.filtered(lambda payment: payment.state != "draft") if names else self.browse()
        before = booked._remember(sorted(names))
        res = super().write(vals)
        booked._keep_changes(before)
        return res

    def unlink(self):
        """Nothing is left of a deleted payment but this trace."""
        # Odoo deletes "no payments" whenever a line of an entry is written.
        if self:
            self._keep_deleted(self._remember(["amount", "partner_id", "journal_id", "date"]))
        return super().unlink()
