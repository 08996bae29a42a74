from odoo import models
from odoo.exceptions import UserError


class DmsDeposit(models.Model):
    """What is left of a deposit: refunded, kept as credit, or forfeited."""

    _inherit = "dms.deposit"

    def action_approve_refund(self):
        """Only what is open is approved."""
        return super(DmsDeposit, self.filtered("is_open")).action_approve_refund()

    def _get_refund_open(self):
        self.ensure_one()
        return self.amount_open

    def _get_refund_lefts(self):
        self.ensure_one()
        residuals = self.payment_ids._get_deposit_residuals()
        return {payment: left for payment, left in residuals.items() if left > 0}

    def _get_refund_given(self):
        self.ensure_one()
        return self.amount_refunded

    def _get_refund_takers(self):
        return self.user_id

    def _prepare_refund_vals(self, tender, session):
        return self._prepare_payment_vals(tender, session, "outbound")

    def _prepare_refund_subject(self):
        return {"deposit_id": self.id, "partner_id": self.partner_id.id}

    def _after_refund(self, reason):
        """Nothing is left to decide once nothing is open."""
        if not self.is_open:
            self._close_activities()

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
