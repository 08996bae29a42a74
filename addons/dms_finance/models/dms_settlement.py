from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare


class DmsSettlement(models.Model):
    """The cashier's side of a settlement: tenders, receipts, credit."""

    _inherit = "dms.settlement"

    receipt_ids = fields.One2many(
        "dms.payment.receipt", "settlement_id", string="Receipts", readonly=True
    )
    receipt_count = fields.Integer(compute="_compute_receipt_count")
    credit_approval_ids = fields.One2many(
        "dms.credit.approval", "settlement_id", string="Credit Approvals"
    )

    def _compute_receipt_count(self):
        counts = dict(
            self.env["dms.payment.receipt"]._read_group(
                [("settlement_id", "in", self.ids)], ["settlement_id"], ["__count"]
            )
        )
        for settlement in self:
            settlement.receipt_count = counts.get(settlement, 0)

    def action_register_payment(self):
        """Open the tender dialog for the customer's part."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Take Payment"),
            "res_model": "dms.payment.register",
            "view_mode": "form",
            "target": "new",
            "context": {"default_settlement_id": self.id},
        }

    def action_request_credit(self):
        """Open a credit request for what is still due."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Credit Request"),
            "res_model": "dms.credit.approval",
            "view_mode": "form",
            "target": "new",
            "context": {"default_settlement_id": self.id, "default_amount": self.amount_due},
        }

    def action_view_receipts(self):
        """List the receipts of the settlement."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dms_finance.dms_payment_receipt_action"
        )
        return {**action, "domain": [("settlement_id", "=", self.id)]}

    def _register_payments(self, tenders):
        """Take money for the customer's part, all tenders or none.

        The settlement row is locked first: of two cashiers taking the same money one wins and the
        other is told that nothing is due any more.

        :param tenders: list of ``{"journal_id": id, "amount": CNY, "reference": str|None}``
        :return: the receipt, one for all tenders
        :raises UserError: nothing due, amount above due, drawer closed, proof number missing
        """
        self.ensure_one()
        self._read_together(
            "company_id.currency_id",
            "company_id.partner_id",
            "order_id.partner_id",
            beside=(self.env.user,),
            lock="update",
        )
        self._forget_due()
        tenders = [tender for tender in tenders if tender.get("amount")]
        self._check_tenders(tenders)
        session = self.company_id._get_cash_session(tenders)
        # What is cached here would be looked for again at each change of an invoice.
        self._forget_due()
        payments = self._create_payments(tenders, session)
        return self._create_receipt(payments)

    def _forget_due(self):
        """Drop the computed amounts due: the next reader computes them anew."""
        self.payer_ids.invalidate_recordset(["residual"], flush=False)
        self.invalidate_recordset(["amount_due"], flush=False)
        self.order_id.invalidate_recordset(["settlement_due"], flush=False)

    def _check_tenders(self, tenders):
        """Refuse tenders that do not fit what is due."""
        if not tenders:
            raise UserError(self.env._("Type an amount for at least one payment method."))
        if any(tender["amount"] < 0 for tender in tenders):
            raise UserError(self.env._("An amount cannot be negative; use a refund instead."))
        currency = self.company_id.currency_id
        if currency.is_zero(self.amount_due):
            raise UserError(
                self.env._(
                    "Nothing is due on settlement %(name)s: it is already paid.", name=self.name
                )
            )
        total = sum(tender["amount"] for tender in tenders)
        if float_compare(total, self.amount_due, precision_rounding=currency.rounding) > 0:
            raise UserError(
                self.env._(
                    "The amount %(total)s is above what is due, %(due)s.",
                    total=currency.format(total),
                    due=currency.format(self.amount_due),
                )
            )
        self.company_id._check_day_open(self.company_id._business_date())

    def _get_customer_invoices(self):
        """Posted, unpaid invoices of the customer's part."""
        moves = self.payer_ids.filtered(lambda payer: payer.payer_type == "customer").move_id
        return moves.filtered(lambda move: move.state == "posted" and move.amount_residual)

    def _create_payments(self, tenders, session):
        """Post one payment per tender and match them with the customer's invoices."""
        # tracking_disable: the numbered receipt says who took what; no log note per payment and entry.
        # dms_unmatched: these payments hang on nothing until they are reconciled below.
        quiet = {"tracking_disable": True, "dms_unmatched": True, "skip_analytic_sync": True}
        invoices = self._get_customer_invoices().with_context(**quiet)
        begun = invoices.filtered(lambda move: move.amount_residual != move.amount_total)
        vals_list = [self._prepare_payment_vals(tender, session, invoices) for tender in tenders]
        journals = invoices.journal_id.browse([vals["journal_id"] for vals in vals_list])
        for invoice in invoices:
            invoice._read_children("line_ids")
        accounts = invoices.line_ids.account_id | journals.default_account_id
        # Read together what each payment and each entry asks of its own account.
        accounts.mapped("account_type")
        accounts.mapped("company_ids")
        payments = self.env["account.payment"].with_context(**quiet).create(vals_list)
        payments.action_post()
        receivable = invoices.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable" and not line.reconciled
        )
        counterpart = payments.move_id.line_ids.filtered(
            lambda line: line.account_id in receivable.account_id and not line.reconciled
        )
        (receivable | counterpart).reconcile()
        payments.invoice_ids = invoices
        # Money taken earlier that waits to be matched is paid with the invoice.
        (payments | begun.reconciled_payment_ids)._settle_states()
        return payments.with_env(self.env)

    def _prepare_payment_vals(self, tender, session, invoices):
        """Values of the payment of one tender."""
        journal = self.env["account.journal"].browse(tender["journal_id"])
        company = self.company_id
        return {
            # Before the amount: rounding it asks for the currency.
            "currency_id": (journal.currency_id or company.currency_id).id,
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": invoices[:1].commercial_partner_id.id or self.order_id.partner_id.id,
            "journal_id": journal.id,
            "amount": tender["amount"],
            "date": company._business_date(),
            "memo": self.name,
            "company_id": company.id,
            "settlement_id": self.id,
            "cash_session_id": session.id,
            "tender_reference": (tender.get("reference") or "").strip() or False,
        }

    def _create_receipt(self, payments):
        """One receipt for the payments taken together."""
        return self.env["dms.payment.receipt"].create(
            {
                "name": self.company_id._next_number("SK", gapless=True),
                "company_id": self.company_id.id,
                "settlement_id": self.id,
                "partner_id": payments[:1].partner_id.id,
                "business_date": self.company_id._business_date(),
                "amount_total": sum(payments.mapped("amount")),
                "payment_ids": [(6, 0, payments.ids)],
            }
        )

    @api.model
    def get_cashier_desk(self):
        """What the cashier's first screen shows: cars to settle, money to collect, own drawer.

        :return: dict of plain values; three queries whatever the number of cars
        """
        company = self.env.company
        orders = self.env["sale.order"].search_fetch(
            [
                ("is_repair", "=", True),
                ("repair_stage", "=", "ready"),
                ("company_id", "=", company.id),
            ],
            ["name", "vehicle_id", "partner_id", "amount_total", "promised_date", "user_id"],
            order="promised_date, id",
        )
        settlements = self.search_fetch(
            [("state", "=", "confirmed"), ("company_id", "=", company.id)],
            ["name", "order_id", "amount_due", "date"],
            order="date, id",
        )
        session = self.env["dms.cash.session"]._current(company)
        return {
            "to_settle": [order._get_cashier_card() for order in orders],
            "to_collect": [item._get_cashier_card() for item in settlements if item.amount_due > 0],
            "session": session._get_cashier_card() if session else False,
            "currency": company.currency_id.symbol,
        }

    def _get_cashier_card(self):
        """Plain values of one settlement on the cashier's desk."""
        self.ensure_one()
        order = self.order_id
        return {
            "id": self.id,
            "name": self.name,
            "order": order.name,
            "plate": order.vehicle_id.license_plate or "",
            "customer": order.partner_id.name,
            "amount": self.amount_due,
            "advisor": order.user_id.name or "",
        }
