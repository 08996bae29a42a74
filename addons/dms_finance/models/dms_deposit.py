from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.dms_base.tools import amount as amount_tools

LIVE = ("in_process", "paid")


class DmsDeposit(models.Model):
    """Money taken before the repair is settled: 订金, refundable, or 定金, earnest money.

    The money itself is in payments that stay open on the customer's account, without an invoice. What is
    used, refunded or still open is read from these payments, so that it never differs from the books.
    """

    _name = "dms.deposit"
    _description = "Deposit"
    _inherit = ["mail.thread", "mail.activity.mixin", "dms.step.mixin", "dms.refund.mixin"]
    _order = "id desc"
    _step_fields = (
        "name",
        "kind",
        "partner_id",
        "order_id",
        "appointment_id",
        "date",
        "business_date",
        "user_id",
        "amount",
        "is_credit",
        "refund_approved",
        "refund_approved_by_id",
        "forfeit_move_id",
        "forfeit_reason",
    )
    _check_company_auto = True

    name = fields.Char(string="Number", required=True, readonly=True, copy=False, index="trigram")
    kind = fields.Selection(
        [("refundable", "Deposit (refundable)"), ("earnest", "Earnest Money (forfeitable)")],
        default="refundable",
        required=True,
        readonly=True,
        help="Earnest money may be kept when the customer withdraws; it is at most 20 % of the estimate.",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, index=True
    )
    order_id = fields.Many2one(
        "sale.order",
        string="Repair Order",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    appointment_id = fields.Many2one(
        "dms.appointment",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    vehicle_id = fields.Many2one(
        "fleet.vehicle", compute="_compute_vehicle_id", store=True, precompute=True
    )
    date = fields.Datetime(default=fields.Datetime.now, readonly=True)
    business_date = fields.Date(readonly=True, index=True)
    user_id = fields.Many2one(
        "res.users", string="Cashier", readonly=True, default=lambda self: self.env.user
    )
    amount = fields.Monetary(string="Amount Received", readonly=True)
    amount_upper = fields.Char(string="Amount in Words", compute="_compute_amount_upper")
    payment_ids = fields.One2many("account.payment", "deposit_id", string="Payments", readonly=True)
    receipt_ids = fields.One2many(
        "dms.payment.receipt", "deposit_id", string="Receipts", readonly=True
    )
    amount_used = fields.Monetary(string="Used", compute="_compute_amounts", compute_sudo=True)
    amount_refunded = fields.Monetary(
        string="Refunded", compute="_compute_amounts", compute_sudo=True
    )
    amount_forfeited = fields.Monetary(
        string="Forfeited", compute="_compute_amounts", compute_sudo=True
    )
    amount_open = fields.Monetary(
        string="Unused Amount", compute="_compute_amounts", compute_sudo=True
    )
    is_open = fields.Boolean(
        string="Money Left", compute="_compute_amounts", compute_sudo=True, search="_search_is_open"
    )
    state = fields.Selection(
        [
            ("open", "Not Used Yet"),
            ("partly", "Partly Used"),
            ("used", "Used"),
            ("refunded", "Refunded"),
            ("forfeited", "Forfeited"),
            ("cancelled", "Cancelled"),
        ],
        compute="_compute_amounts",
        compute_sudo=True,
    )
    is_credit = fields.Boolean(
        string="Kept as Credit",
        readonly=True,
        help="What is left stays the customer's and pays the next repair.",
    )
    forfeit_move_id = fields.Many2one("account.move", string="Entry of the Forfeit", readonly=True)
    forfeit_reason = fields.Char(string="Reason of the Forfeit", readonly=True)

    _name_uniq = models.Constraint("UNIQUE(company_id, name)", "This deposit number is taken.")
    _subject_given = models.Constraint(
        "CHECK(order_id IS NOT NULL OR appointment_id IS NOT NULL)",
        "A deposit belongs to a repair order or to an appointment.",
    )
    _amount_positive = models.Constraint("CHECK(amount > 0)", "A deposit is above zero.")

    @api.depends("order_id.vehicle_id", "appointment_id.vehicle_id")
    def _compute_vehicle_id(self):
        for deposit in self:
            deposit.vehicle_id = deposit.order_id.vehicle_id or deposit.appointment_id.vehicle_id

    @api.depends("amount")
    def _compute_amount_upper(self):
        for deposit in self:
            deposit.amount_upper = amount_tools.to_cn_upper(deposit.amount)

    @api.depends("payment_ids.state", "payment_ids.amount", "forfeit_move_id")
    def _compute_amounts(self):
        """What became of the money, from the matches of its payments; few queries for all deposits."""
        payments = self.payment_ids.filtered(lambda one: one.state in LIVE)
        residuals = payments._get_deposit_residuals()
        for deposit in self:
            mine = payments.filtered(lambda one, row=deposit: one.deposit_id == row)
            taken = mine.filtered(lambda one: one.payment_type == "inbound")
            total = sum(taken.mapped("amount"))
            left = sum(residuals.get(one, 0.0) for one in taken)
            refunded = sum((mine - taken).mapped("amount"))
            forfeited = sum(
                deposit.forfeit_move_id.line_ids.filtered(
                    lambda line: line.account_type == "asset_receivable"
                ).mapped("balance")
            )
            currency = deposit.currency_id
            deposit.amount_open = currency.round(left)
            deposit.amount_refunded = refunded
            deposit.amount_forfeited = forfeited
            deposit.amount_used = currency.round(total - left - refunded - forfeited)
            deposit.is_open = currency.compare_amounts(left, 0.0) > 0
            deposit.state = deposit._get_state(total)

    def _get_state(self, total):
        """State by the amounts.

        :param total: money taken and not cancelled
        """
        self.ensure_one()
        if not total:
            return "cancelled"
        if self.is_open:
            return "open" if self.amount_open >= total else "partly"
        if self.amount_forfeited:
            return "forfeited"
        return "used" if self.amount_used > 0 else "refunded"

    def _search_is_open(self, operator, value):
        """Deposits with money that is not matched yet."""
        if operator != "in":
            return NotImplemented
        lines = (
            self.env["account.move.line"]
            # sudo: whether a deposit is open is no secret; the deposits found obey their own rules
            .sudo()
            .search(
                [
                    ("payment_id.deposit_id", "!=", False),
                    ("payment_id.payment_type", "=", "inbound"),
                    ("account_type", "=", "asset_receivable"),
                    ("parent_state", "=", "posted"),
                    ("reconciled", "=", False),
                ]
            )
        )
        found = lines.payment_id.deposit_id.ids
        return [("id", "in" if True in value else "not in", found)]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_any(self):
        """A deposit is part of the books."""
        raise UserError(self.env._("A deposit cannot be deleted; refund it instead."))

    def action_view_receipts(self):
        """List the receipts and refund slips of the deposit."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dms_finance.dms_payment_receipt_action"
        )
        return {**action, "domain": [("deposit_id", "=", self.id)]}

    def action_print(self):
        """Print the receipt of the money taken."""
        self.ensure_one()
        return self.receipt_ids.filtered(lambda one: one.kind == "deposit")[:1].action_print()

    def action_refund(self):
        """Ask how much goes back by which payment."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refund of a Deposit"),
            "res_model": "dms.deposit.refund",
            "view_mode": "form",
            "target": "new",
            "context": {"default_deposit_id": self.id},
        }
