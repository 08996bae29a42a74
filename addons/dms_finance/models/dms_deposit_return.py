from odoo import models
from odoo.exceptions import AccessError, UserError

APPROVERS = (
    "dms_base.group_dms_accountant",
    "dms_base.group_dms_service_manager",
    "dms_base.group_dms_general_manager",
)


class DmsDeposit(models.Model):
    """What is left of a deposit: refunded, kept as credit, or forfeited."""

    _inherit = "dms.deposit"

    def _check_approver(self):
        """Accountant or manager, and not who took the money.

        :raises AccessError: another role
        :raises UserError: the cashier of this deposit
        """
        user = self.env.user
        if not any(user.has_group(group) for group in APPROVERS):
            raise AccessError(
                self.env._("Only an accountant or a manager decides on money that was taken.")
            )
        if user in self.user_id:
            raise UserError(self.env._("Who took the deposit does not decide on it."))

    def action_approve_refund(self):
        """Allow the cashier to refund what is open, above the own limit."""
        self._check_approver()
        self._lock_rows(self)
        for deposit in self.filtered("is_open"):
            deposit._step().write(
                {"refund_approved": deposit.amount_open, "refund_approved_by_id": self.env.uid}
            )
        return True

    def _refund(self, rows, reason):
        """Give money back by the way it came, with a refund slip; all rows or none.

        :param rows: list of ``{"payment_id": id of the receipt's payment, "amount": CNY, "reference": str}``
        :param reason: why, kept with the deposit
        :return: dms.payment.receipt of kind refund
        :raises UserError: above what is open, not approved, drawer closed, day closed
        """
        self.ensure_one()
        self._lock_rows(self)
        self._forget_amounts()
        rows = [row for row in rows if row.get("amount")]
        self._check_tenders(rows)
        if not (reason or "").strip():
            raise UserError(self.env._("Type why the deposit is given back."))
        tenders = self._get_refund_tenders(rows)
        self._check_refund(sum(row["amount"] for row in rows))
        payments = self._book_refund(rows, tenders)
        self._forget_amounts()
        left = max(0.0, self.refund_approved - sum(payments.mapped("amount")))
        self._step().write({"refund_approved": left})
        if not self.is_open:
            self._close_activities()
        self.message_post(body=self.env._("Refunded: %(reason)s", reason=reason))
        return self._create_receipt("refund", payments.with_env(self.env))

    def _book_refund(self, rows, tenders):
        """Payments back, each matched with the payment it gives back."""
        company = self.company_id
        company._check_day_open(company._business_date())
        session = company._get_cash_session(tenders)
        quiet = {"tracking_disable": True, "skip_analytic_sync": True}
        payments = self.env["account.payment"].with_context(**quiet)
        payments = payments.create(
            [self._prepare_payment_vals(tender, session, "outbound") for tender in tenders]
        )
        payments.action_post()
        for payment, row in zip(payments, rows, strict=True):
            origin = payments.browse(row["payment_id"])
            (payment._get_deposit_lines() | origin._get_deposit_lines()).reconcile()
        return payments

    def _get_refund_tenders(self, rows):
        """The same tender back, each within what is open of it; cash out of the cashier's own drawer.

        :raises UserError: a row gives back more than is open of its payment, or another deposit's money
        """
        residuals = self.payment_ids._get_deposit_residuals()
        session = self.env["dms.cash.session"]._current(self.company_id)
        tenders = []
        for row in rows:
            payment = self.env["account.payment"].browse(row["payment_id"])
            left = residuals.get(payment, 0.0)
            if self.currency_id.compare_amounts(row["amount"], left) > 0:
                raise UserError(
                    self.env._(
                        "At most %(left).2f is left of the money taken by %(tender)s.",
                        left=left,
                        tender=payment.journal_id.name or "",
                    )
                )
            residuals[payment] = left - row["amount"]
            journal = payment.journal_id
            if journal._is_drawer() and session:
                journal = session.journal_id
            tenders.append({**row, "journal_id": journal.id})
        return tenders

    def _check_refund(self, amount):
        """Above the cashier's limit, earlier refunds included, somebody else has approved."""
        cap = self.company_id.deposit_refund_cap
        total = amount + self.amount_refunded
        if self.currency_id.compare_amounts(total, cap) <= 0:
            return
        if self.currency_id.compare_amounts(amount, self.refund_approved) > 0:
            raise UserError(
                self.env._(
                    "A refund above %(cap).2f is approved first by an accountant or a manager.",
                    cap=cap,
                )
            )

    def action_keep_credit(self):
        """What is left stays the customer's credit and pays the next repair."""
        self._lock_rows(self)
        todo = self.filtered(lambda one: one.is_open and not one.is_credit)
        for deposit in todo:
            if not deposit._is_subject_closed():
                raise UserError(
                    self.env._("The order is still open: its deposit is used when it is settled.")
                )
        todo._step().write({"is_credit": True})
        for deposit in todo:
            deposit.message_post(
                body=self.env._("%(amount).2f kept as credit.", amount=deposit.amount_open)
            )
        todo._close_activities()
        return True

    def _is_subject_closed(self):
        """Whether order and appointment of the deposit are settled or cancelled."""
        self.ensure_one()
        orders = self.order_id or self.appointment_id.order_ids
        if orders:
            return all(order.settled_at or order.state == "cancel" for order in orders)
        return self.appointment_id.state in ("cancelled", "no_show")

    def _is_subject_cancelled(self):
        """Whether the customer withdrew."""
        self.ensure_one()
        orders = self.order_id or self.appointment_id.order_ids
        if orders:
            return all(order.state == "cancel" for order in orders)
        return self.appointment_id.state in ("cancelled", "no_show")

    def action_forfeit(self):
        """The customer withdrew: the earnest money is the shop's, booked as other income.

        :raises UserError: refundable deposit, order not cancelled, account missing
        """
        self._check_approver()
        self._lock_rows(self)
        self._forget_amounts()
        for deposit in self.filtered("is_open"):
            if deposit.kind != "earnest":
                raise UserError(
                    self.env._("This deposit is refundable: refund it or keep it as credit.")
                )
            if not deposit._is_subject_cancelled():
                raise UserError(
                    self.env._(
                        "Earnest money is kept only when the customer withdrew: the order is not cancelled."
                    )
                )
            deposit._post_forfeit()
        return True

    def _post_forfeit(self):
        """Entry Dr receivable, which takes the open credit, Cr other income."""
        company = self.company_id
        account = company.deposit_income_account_id
        if not account:
            raise UserError(
                self.env._("Set the account of forfeited earnest money on the company first.")
            )
        company._check_day_open(company._business_date())
        # sudo: the manager decides without accounting rights; the entry is bookkeeping
        lines = self.sudo().payment_ids._get_deposit_lines()
        moves = self.env["account.move"].sudo().with_company(company)
        move = moves.with_context(tracking_disable=True).create(
            self._prepare_forfeit_vals(lines, account)
        )
        move._post(soft=False)
        taken = move.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        (lines | taken).reconcile()
        self._step().write({"forfeit_move_id": move.id})
        self._forget_amounts()
        self._close_activities()

    def _prepare_forfeit_vals(self, lines, account):
        """Entry that takes the open lines of the deposit to an income account."""
        balance = -sum(lines.mapped("amount_residual"))
        common = {"name": self.name, "partner_id": self.partner_id.id}
        receivable = {**common, "account_id": lines[:1].account_id.id, "balance": balance}
        income = {**common, "account_id": account.id, "balance": -balance}
        return {
            "move_type": "entry",
            "company_id": self.company_id.id,
            "date": self.company_id._business_date(),
            "ref": self.env._("Earnest money forfeited %(name)s", name=self.name),
            "line_ids": [(0, 0, receivable), (0, 0, income)],
        }

    def _close_activities(self):
        """What to do with the money is decided."""
        # sudo: the activity is the cashier's, the decision may be a manager's
        self.sudo().activity_ids.action_done()

    def _tell_cashier(self, reason):
        """An activity for the cashier who took the money: the customer withdrew, decide what happens with it."""
        for deposit in self:
            user = deposit.user_id
            deposit.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id if user.active else self.env.uid,
                summary=self.env._("Cancelled with an open deposit"),
                note=self.env._(
                    "%(subject)s is cancelled (%(reason)s) and %(amount).2f of the deposit is still here: "
                    "refund it, or keep it as the customer's credit.",
                    subject=deposit.order_id.name or deposit.appointment_id.name,
                    reason=reason or "",
                    amount=deposit.amount_open,
                ),
            )
