from odoo import api, models
from odoo.exceptions import UserError

# Earnest money is at most this share of the contract (Civil Code, article 586).
EARNEST_SHARE = 0.20
CLOSED_APPOINTMENTS = ("converted", "rescheduled", "cancelled", "no_show")


class DmsDeposit(models.Model):
    """Taking deposits and using them on a statement."""

    _inherit = "dms.deposit"

    @api.model
    def _take(self, subject, tenders, kind="refundable"):
        """Take a deposit for a repair order or an appointment, all tenders or none.

        :param subject: sale.order or dms.appointment
        :param tenders: list of ``{"journal_id": id, "amount": CNY, "reference": str|None}``
        :param kind: ``refundable`` (订金) or ``earnest`` (定金)
        :return: dms.deposit, its receipt made
        :raises UserError: order closed, drawer closed, proof number missing, earnest money above 20 %
        """
        subject.ensure_one()
        company = subject.company_id
        self._lock_rows(subject)
        tenders = [tender for tender in tenders if tender.get("amount")]
        self._check_tenders(tenders)
        self._check_subject(subject)
        total = sum(tender["amount"] for tender in tenders)
        if kind == "earnest":
            self._check_earnest(subject, total)
        company._check_day_open(company._business_date())
        session = company._get_cash_session(tenders)
        deposit = self._step().create(self._prepare_deposit_vals(subject, kind, total))
        deposit = deposit.with_env(self.env)
        deposit._create_payments(tenders, session)
        deposit._create_receipt("deposit", deposit.payment_ids)
        return deposit

    @api.model
    def _check_tenders(self, tenders):
        """Refuse nothing at all and amounts below zero."""
        if not tenders:
            raise UserError(self.env._("Type an amount for at least one payment method."))
        if any(tender["amount"] < 0 for tender in tenders):
            raise UserError(self.env._("An amount cannot be negative; use a refund instead."))

    @api.model
    def _check_subject(self, subject):
        """A deposit is taken while the order or the appointment is still open, from a known customer."""
        if subject._name == "sale.order":
            if not subject.is_repair or subject.state == "cancel":
                raise UserError(
                    self.env._("%(order)s is cancelled: no deposit is taken.", order=subject.name)
                )
            if subject.settled_at:
                raise UserError(
                    self.env._(
                        "%(order)s is settled: take the payment of its statement.",
                        order=subject.name,
                    )
                )
            return
        if subject.state in CLOSED_APPOINTMENTS:
            raise UserError(
                self.env._(
                    "Appointment %(name)s is closed: take the deposit on its repair order.",
                    name=subject.name,
                )
            )
        if not subject.partner_id:
            raise UserError(
                self.env._("Choose the vehicle or the customer of the appointment first.")
            )

    @api.model
    def _check_earnest(self, subject, amount):
        """Earnest money, earlier ones included, stays within 20 % of the estimate.

        :raises UserError: above, or there is no estimate yet
        """
        # sudo: the limit is a sum of the estimate; prices stay closed to who may not see them
        order = subject.sudo()
        estimate = order.amount_total if order._name == "sale.order" else order.planned_amount
        given = self._find_for(subject).filtered(lambda one: one.kind == "earnest")
        total = amount + sum(given.mapped("amount_open"))
        limit = subject.currency_id.round(estimate * EARNEST_SHARE)
        if subject.currency_id.compare_amounts(total, limit) > 0:
            raise UserError(
                self.env._(
                    "The earnest money is above 20 %% of the contract: at most %(limit).2f of %(estimate).2f; "
                    "take the rest as a refundable deposit.",
                    limit=limit,
                    estimate=estimate,
                )
            )

    @api.model
    def _prepare_deposit_vals(self, subject, kind, amount):
        """Values of a deposit."""
        company = subject.company_id
        is_order = subject._name == "sale.order"
        return {
            "company_id": company.id,
            "name": company._next_number("DJ", gapless=True),
            "kind": kind,
            "amount": amount,
            "partner_id": subject.partner_id.commercial_partner_id.id,
            "order_id": subject.id if is_order else False,
            "appointment_id": False if is_order else subject.id,
            "business_date": company._business_date(),
        }

    def _create_payments(self, tenders, session):
        """One payment per tender, posted, left open on the customer's account."""
        self.ensure_one()
        quiet = {"tracking_disable": True, "skip_analytic_sync": True}
        payments = self.env["account.payment"].with_context(**quiet)
        payments = payments.create(
            [self._prepare_payment_vals(tender, session) for tender in tenders]
        )
        payments.action_post()
        return payments

    def _prepare_payment_vals(self, tender, session, payment_type="inbound"):
        """Values of the payment of one tender."""
        journal = self.env["account.journal"].browse(tender["journal_id"])
        company = self.company_id
        return {
            # Before the amount: rounding it asks for the currency.
            "currency_id": (journal.currency_id or company.currency_id).id,
            "payment_type": payment_type,
            "partner_type": "customer",
            "partner_id": self.partner_id.id,
            "journal_id": journal.id,
            "amount": tender["amount"],
            "date": company._business_date(),
            "memo": self.name,
            "company_id": company.id,
            "deposit_id": self.id,
            "cash_session_id": session.id,
            "tender_reference": (tender.get("reference") or "").strip() or False,
        }

    def _create_receipt(self, kind, payments):
        """The numbered paper for money taken (SK)."""
        self.ensure_one()
        company = self.company_id
        number = company._next_number("SK", gapless=True)
        return self.env["dms.payment.receipt"].create(
            {
                "name": number,
                "company_id": company.id,
                "kind": kind,
                "deposit_id": self.id,
                "partner_id": self.partner_id.id,
                "business_date": company._business_date(),
                "amount_total": sum(payments.mapped("amount")),
                "payment_ids": [(6, 0, payments.ids)],
            }
        )

    @api.model
    def _find_for(self, subject):
        """Open deposits that may pay an order or appointment: its own first, then the customer's credit.

        :param subject: one sale.order or dms.appointment
        """
        # sudo: the desk settles without rights on the cashier's papers
        deposits = self.sudo()
        if subject._name == "dms.appointment":
            return deposits.search(
                [("appointment_id", "=", subject.id), ("is_open", "=", True)], order="id"
            )
        return deposits._find_for_orders(subject)[subject]

    def _find_for_orders(self, orders):
        """Open deposits of several orders, one query when there are none: {order: deposits}."""
        payers = {
            order: (order.partner_invoice_id or order.partner_id).commercial_partner_id
            for order in orders
        }
        partners = [partner.id for partner in payers.values()]
        # sudo: the desk settles without rights on the cashier's papers
        found = self.sudo().search(
            [
                ("company_id", "in", orders.company_id.ids),
                "|",
                "|",
                ("order_id", "in", orders.ids),
                ("appointment_id", "in", orders.appointment_id.ids),
                "&",
                ("is_credit", "=", True),
                ("partner_id", "in", partners),
            ],
            order="id",
        )
        found = found.filtered("is_open").sorted("is_credit")
        return {order: found._filter_pays(order, payers[order]) for order in orders}

    def _filter_pays(self, order, partner):
        """Those of these deposits that may pay an order of a customer."""
        return self.filtered(lambda one: one._pays(order, partner))

    def _pays(self, order, partner):
        """Whether this deposit may pay an order of a customer."""
        self.ensure_one()
        if self.company_id != order.company_id:
            return False
        if self.order_id == order or (
            self.appointment_id and self.appointment_id == order.appointment_id
        ):
            return True
        return self.is_credit and self.partner_id == partner

    def _use_on(self, settlement):
        """Match open deposits with the customer's invoices of a statement; acts once, row by row.

        :param settlement: confirmed dms.settlement
        :return: whether anything was matched
        """
        invoices = settlement._get_customer_invoices()
        if not self or not invoices:
            return False
        self._lock_rows(self)
        self._forget_amounts()
        # sudo: as below
        debit = invoices.sudo().line_ids.filtered(
            lambda line: line.account_type == "asset_receivable" and not line.reconciled
        )
        # sudo: the advisor settles without accounting rights; deposits and invoices are those of the order
        credit = self.sudo().payment_ids._get_deposit_lines()
        if not debit or not credit:
            return False
        (debit | credit).with_context(tracking_disable=True, dms_quiet=True).reconcile()
        self._forget_amounts()
        settlement._forget_due()
        return True

    def _forget_amounts(self):
        """Drop what was computed of the money: the next reader computes it anew."""
        names = ["amount_open", "amount_used", "amount_refunded", "amount_forfeited"]
        self.invalidate_recordset([*names, "is_open", "state"], flush=False)

    def action_use(self):
        """Use the deposit on the statement of its order that is not paid yet."""
        self.ensure_one()
        orders = self.order_id or self.appointment_id.order_ids
        todo = orders.settlement_ids.filtered(
            lambda one: one.state == "confirmed" and one.amount_due > 0
        )
        if not todo:
            raise UserError(
                self.env._(
                    "There is no unpaid statement of this order: the deposit is used when it is settled."
                )
            )
        for settlement in todo:
            self._use_on(settlement)
        return True
