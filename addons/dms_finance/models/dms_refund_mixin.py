from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError

APPROVERS = (
    "dms_base.group_dms_accountant",
    "dms_base.group_dms_service_manager",
    "dms_base.group_dms_general_manager",
)


class DmsRefundMixin(models.AbstractModel):
    """Money given back to a customer, of a deposit or of a statement: one way of allowing and booking it.

    The model says what may go back (`_get_refund_open`, `_get_refund_lefts`, `_get_refund_credit`); here is
    who may decide, that nothing goes back twice, and that it goes the way it came.
    """

    _name = "dms.refund.mixin"
    _description = "Money Given Back"

    currency_id = fields.Many2one("res.currency")
    refund_approved = fields.Monetary(
        readonly=True,
        copy=False,
        help="Refunds above the cashier's limit are approved first by somebody else.",
    )
    refund_approved_by_id = fields.Many2one(
        "res.users", string="Approved by", readonly=True, copy=False
    )

    @api.model
    def _lock_rows(self, records):
        """Hold rows against another desk.

        :raises UserError: somebody else works on them at this moment
        """
        try:
            records.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else takes, uses or refunds this money at this moment: wait and open it again."
                )
            ) from error

    def _check_approver(self):
        """Accountant or manager, and not who took the money.

        :raises AccessError: another role
        :raises UserError: the cashier of this money
        """
        user = self.env.user
        if not any(user.has_group(group) for group in APPROVERS):
            raise AccessError(
                self.env._("Only an accountant or a manager decides on money that was taken.")
            )
        if user in self._get_refund_takers():
            raise UserError(self.env._("Who took the money does not decide on it."))

    def action_approve_refund(self):
        """Allow the cashier to refund what is open, above the own limit."""
        self._check_approver()
        self._lock_rows(self)
        for record in self:
            # sudo: managers decide on papers they may only read; the role was checked above
            record.sudo()._step().write(
                {
                    "refund_approved": record._get_refund_open(),
                    "refund_approved_by_id": self.env.uid,
                }
            )
        return True

    def _refund(self, rows, reason):
        """Give money back by the way it came, with a refund slip; all rows or none.

        :param rows: list of ``{"payment_id": id of the receipt's payment, "amount": CNY, "reference": str}``
        :param reason: why, kept with the slip
        :return: dms.payment.receipt of kind refund
        :raises UserError: above what is open, not approved, drawer closed, day closed
        """
        self.ensure_one()
        self._lock_rows(self)
        self._forget_amounts()
        rows = [row for row in rows if row.get("amount")]
        self._check_refund_rows(rows, reason)
        tenders = self._get_refund_tenders(rows)
        self._check_refund(sum(row["amount"] for row in rows))
        payments = self._book_refund(rows, tenders)
        self._forget_amounts()
        left = max(0.0, self.refund_approved - sum(payments.mapped("amount")))
        self._step().write({"refund_approved": left})
        self._after_refund(reason)
        self.message_post(body=self.env._("Refunded: %(reason)s", reason=reason))
        return self._create_refund_receipt(payments.with_env(self.env), reason)

    @api.model
    def _check_refund_rows(self, rows, reason):
        """Refuse nothing at all, amounts below zero, and no reason."""
        if not rows:
            raise UserError(self.env._("Type an amount for at least one payment method."))
        if any(row["amount"] < 0 for row in rows):
            raise UserError(self.env._("An amount cannot be negative."))
        if not (reason or "").strip():
            raise UserError(self.env._("Type why the money is given back."))

    def _get_refund_tenders(self, rows):
        """The same tender back, each within what is open of it; cash out of the cashier's own drawer.

        :raises UserError: a row gives back more than is open of its payment, or other money
        """
        lefts = self._get_refund_lefts()
        session = self.env["dms.cash.session"]._current(self.company_id)
        tenders = []
        for row in rows:
            payment = self.env["account.payment"].browse(row["payment_id"])
            left = lefts.get(payment, 0.0)
            if self.currency_id.compare_amounts(row["amount"], left) > 0:
                raise UserError(
                    self.env._(
                        "At most %(left).2f is left of the money taken by %(tender)s.",
                        left=left,
                        tender=payment.journal_id.name or "",
                    )
                )
            lefts[payment] = left - row["amount"]
            journal = payment.journal_id
            if journal._is_drawer() and session:
                journal = session.journal_id
            tenders.append({**row, "journal_id": journal.id})
        return tenders

    def _check_refund(self, amount):
        """Within what is open; above the cashier's limit, earlier refunds included, somebody else has approved.

        :raises UserError: more than may go back, or not approved
        """
        left = self._get_refund_open()
        if self.currency_id.compare_amounts(amount, left) > 0:
            raise UserError(
                self.env._(
                    "At most %(left).2f may go back: the rest pays a bill.", left=max(left, 0.0)
                )
            )
        cap = self.company_id.deposit_refund_cap
        total = amount + self._get_refund_given()
        if self.currency_id.compare_amounts(total, cap) <= 0:
            return
        if self.currency_id.compare_amounts(amount, self.refund_approved) > 0:
            raise UserError(
                self.env._(
                    "A refund above %(cap).2f is approved first by an accountant or a manager.",
                    cap=cap,
                )
            )

    def _book_refund(self, rows, tenders):
        """Payments back, each matched with the credit it gives back."""
        company = self.company_id
        company._check_day_open(company._business_date())
        session = company._get_cash_session(tenders)
        quiet = {"tracking_disable": True, "skip_analytic_sync": True}
        payments = self.env["account.payment"].with_context(**quiet)
        payments = payments.create(
            [
                {**self._prepare_refund_vals(tender, session), "refund_of_id": tender["payment_id"]}
                for tender in tenders
            ]
        )
        payments.action_post()
        for payment, row in zip(payments, rows, strict=True):
            lines = payment._get_deposit_lines()
            credit = self._get_refund_credit(payments.browse(row["payment_id"]))
            (
                lines | credit.filtered(lambda one, own=lines: one.account_id in own.account_id)
            ).reconcile()
        return payments

    # What the model answers.

    def _get_refund_open(self):
        """Money of the customer that no bill uses."""
        self.ensure_one()
        return 0.0

    def _get_refund_lefts(self):
        """How much may go back the way of each payment: {account.payment: amount}."""
        self.ensure_one()
        return {}

    def _get_refund_given(self):
        """Money given back before."""
        self.ensure_one()
        return 0.0

    def _get_refund_credit(self, payment):
        """Open lines on the customer's account that a refund of this payment is matched with."""
        return payment._get_deposit_lines()

    def _get_refund_takers(self):
        """Users who took the money: they do not approve."""
        return self.env["res.users"]

    def _prepare_refund_vals(self, tender, session):
        """Values of the payment back."""
        raise NotImplementedError

    def _forget_amounts(self):
        """Drop what was computed of the money."""

    def _after_refund(self, reason):
        """The money is given back."""

    def _create_refund_receipt(self, payments, reason):
        """The numbered slip (TK) of money given back."""
        self.ensure_one()
        company = self.company_id
        return self.env["dms.payment.receipt"].create(
            {
                "name": company._next_number("TK", gapless=True),
                "company_id": company.id,
                "kind": "refund",
                "partner_id": payments[:1].partner_id.id,
                "business_date": company._business_date(),
                "amount_total": sum(payments.mapped("amount")),
                "payment_ids": [fields.Command.set(payments.ids)],
                "reason": reason,
                **self._prepare_refund_subject(),
            }
        )

    def _prepare_refund_subject(self):
        """What the slip belongs to."""
        raise NotImplementedError
