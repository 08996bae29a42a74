from odoo import fields, models
from odoo.fields import Domain

from .ro_const import OWN_PAYERS, PAYER_TYPES


class AccountMove(models.Model):
    """Invoice of one payer of a settlement."""

    _inherit = "account.move"

    settlement_id = fields.Many2one(
        "dms.settlement", readonly=True, copy=False, index="btree_not_null"
    )
    payer_type = fields.Selection(PAYER_TYPES, readonly=True, copy=False)
    vehicle_id = fields.Many2one("fleet.vehicle", readonly=True, index="btree_not_null")

    # What is owed now, however many invoices were paid before.
    _repair_open_idx = models.Index(
        "(company_id) WHERE settlement_id IS NOT NULL AND amount_residual != 0"
    )

    def _search_reconciled_payment_ids(self, operator, value):
        """No invoice hangs on a payment that is only being made, see `account.payment`."""
        if self.env.context.get("dms_unmatched"):
            return Domain.FALSE
        return super()._search_reconciled_payment_ids(operator, value)

    def _invoice_paid_hook(self):
        """The customer's invoice is paid: the settlement and the order follow (T24)."""
        mine = self.filtered("settlement_id")
        # dms_quiet: the time point says it; no chatter note per payment on repair orders.
        res = super(AccountMove, self - mine)._invoice_paid_hook()
        if mine:
            super(AccountMove, mine.with_context(dms_quiet=True))._invoice_paid_hook()
            self._settle_paid(mine)
        return res

    def _settle_paid(self, moves):
        settlements = moves.filtered(lambda move: move.payer_type == "customer").settlement_id
        settlements.filtered(
            lambda one: one.state == "confirmed" and one.currency_id.is_zero(one.amount_due)
        )._mark_paid()

    def _post(self, soft=True):
        """Work the shop pays itself is cleared at once: department or goodwill expense."""
        posted = super()._post(soft)
        own = posted.filtered(
            lambda move: move.payer_type in OWN_PAYERS and move.move_type == "out_invoice"
        )
        if own:
            own._clear_own_payer()
        return posted

    def _clear_own_payer(self):
        """Entry Dr expense / Cr internal receivable, reconciled with the invoice."""
        vals_list, invoices = [], []
        for move in self:
            account = move._get_own_expense_account()
            lines = move.line_ids.filtered(
                lambda line: (
                    line.account_id.account_type == "asset_receivable" and not line.reconciled
                )
            )
            if not account or not lines:
                continue
            vals_list.append(move._prepare_clearing_vals(account, lines))
            invoices.append((move, lines))
        if not vals_list:
            return self.browse()
        entries = self.with_context(tracking_disable=True).create(vals_list)
        entries._post(soft=False)
        for entry, (_move, lines) in zip(entries, invoices, strict=True):
            counterpart = entry.line_ids.filtered(
                lambda line: line.account_id.account_type == "asset_receivable"
            )
            (lines + counterpart).reconcile()
        return entries

    def _get_own_expense_account(self):
        self.ensure_one()
        company = self.company_id
        if self.payer_type == "goodwill":
            return company.goodwill_expense_account_id
        return company.internal_expense_account_id

    def _prepare_clearing_vals(self, account, lines):
        """Values of the clearing entry of one internal invoice."""
        self.ensure_one()
        balance = sum(lines.mapped("balance"))
        shares = self._get_centre_shares(balance)
        label = self.env._("Clearing of %(invoice)s", invoice=self.name)
        common = {"name": label, "partner_id": self.commercial_partner_id.id}
        return {
            "move_type": "entry",
            "journal_id": self.company_id.internal_clearing_journal_id.id,
            "date": self.date,
            "ref": label,
            "line_ids": [
                *[
                    (
                        0,
                        0,
                        {**common, "account_id": account.id, **self._prepare_centre_vals(*share)},
                    )
                    for share in shares.items()
                ],
                (0, 0, {**common, "account_id": lines[:1].account_id.id, "balance": -balance}),
            ],
        }

    def _get_centre_shares(self, balance):
        """How the departments share an internal invoice: {analytic account: amount}, adding up to the balance."""
        self.ensure_one()
        lines = self.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        shares = {}
        for line in lines:
            centre = line.sale_line_ids[:1].cost_centre_id
            shares[centre] = shares.get(centre, 0.0) + line.price_total
        if not shares:
            return {self.env["account.analytic.account"]: balance}
        currency = self.company_id.currency_id
        shares = {centre: currency.round(amount) for centre, amount in shares.items()}
        largest = max(shares, key=lambda centre: abs(shares[centre]))
        shares[largest] = currency.round(shares[largest] + balance - sum(shares.values()))
        return {centre: amount for centre, amount in shares.items() if amount}

    def _prepare_centre_vals(self, centre, amount):
        """Amount and analytic account of one department's expense."""
        distribution = {str(centre.id): 100.0} if centre else False
        return {"balance": amount, "analytic_distribution": distribution}
