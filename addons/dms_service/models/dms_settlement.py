from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.fields import Command

from odoo.addons.dms_base.tools import amount as amount_tools

from .ro_const import FEE_KINDS

# Taxes of an invoice are rounded once for the whole, those of an estimate line by line (E-603, E-609).
ROUNDING_GAP = 0.05


class DmsSettlement(models.Model):
    """Statement of one repair order: what was done, what it costs, who pays how much."""

    _name = "dms.settlement"
    _description = "Settlement"
    _inherit = ["mail.thread", "dms.step.mixin"]
    _order = "id desc"
    _step_fields = (
        "state",
        "date",
        "business_date",
        "user_id",
        "payer_ids",
        "amount_labour",
        "amount_part",
        "amount_sublet",
        "amount_diagnosis",
        "amount_test",
        "amount_other",
        "amount_adjust",
        "amount_untaxed",
        "amount_tax",
        "amount_total",
    )
    _check_company_auto = True

    name = fields.Char(string="Number", required=True, readonly=True, copy=False, index="trigram")
    order_id = fields.Many2one(
        "sale.order", string="Repair Order", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(related="order_id.partner_id")
    vehicle_id = fields.Many2one(related="order_id.vehicle_id")
    round = fields.Integer(default=1, readonly=True)
    date = fields.Datetime(readonly=True, copy=False)
    business_date = fields.Date(readonly=True, copy=False)
    user_id = fields.Many2one("res.users", string="Settled by", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("checked", "Checked"),
            ("confirmed", "Settled"),
            ("paid", "Paid"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    payer_ids = fields.One2many("dms.settlement.payer", "settlement_id", readonly=True)
    line_ids = fields.One2many("dms.settlement.line", "settlement_id", readonly=True)
    move_ids = fields.One2many("account.move", "settlement_id", readonly=True)
    amount_labour = fields.Monetary(readonly=True)
    amount_part = fields.Monetary(string="Parts", readonly=True)
    amount_sublet = fields.Monetary(readonly=True)
    amount_diagnosis = fields.Monetary(readonly=True)
    amount_test = fields.Monetary(readonly=True)
    amount_other = fields.Monetary(readonly=True)
    amount_adjust = fields.Monetary(readonly=True)
    amount_untaxed = fields.Monetary(readonly=True)
    amount_tax = fields.Monetary(readonly=True)
    amount_total = fields.Monetary(string="Total", readonly=True)
    amount_due = fields.Monetary(
        string="Customer Owes", compute="_compute_amount_due", compute_sudo=True
    )
    amount_upper = fields.Char(compute="_compute_amount_upper")
    signature = fields.Image(copy=False, attachment=True, max_width=1024, max_height=1024)
    signed_by = fields.Char(copy=False)
    signed_on = fields.Datetime(copy=False, readonly=True)
    cancel_reason = fields.Char(copy=False, readonly=True)

    _number_uniq = models.UniqueIndex("(company_id, name)", "This settlement number is used.")
    _one_open = models.UniqueIndex(
        "(order_id) WHERE state IN ('draft', 'checked')",
        "The order has an open settlement already.",
    )
    _period_idx = models.Index("(company_id, business_date) WHERE business_date IS NOT NULL")

    @api.depends("payer_ids.residual", "payer_ids.payer_type")
    def _compute_amount_due(self):
        # Read whole: rounding the amounts would fetch the company's currency alone.
        self._read_together("company_id.currency_id")
        # All at once: the filtered ones below would be computed settlement by settlement.
        self._read_children("payer_ids", "move_id").mapped("residual")
        for settlement in self:
            payers = settlement.payer_ids.filtered(lambda payer: payer.payer_type == "customer")
            settlement.amount_due = sum(payers.mapped("residual"))

    @api.depends("amount_total")
    def _compute_amount_upper(self):
        for settlement in self:
            settlement.amount_upper = amount_tools.to_cn_upper(settlement.amount_total)

    def _get_open_action(self):
        """Action that opens this settlement, or the list of these when there is not just one."""
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_service.dms_settlement_action")
        action["context"] = {}  # these, not those of the desk
        if len(self) == 1:
            action.update(res_id=self.id, views=[(False, "form")], view_mode="form")
        else:
            action["domain"] = [("id", "in", self.ids)]
        return action

    @api.model
    def _create_for_orders(self, orders):
        """Draft settlements of orders, amounts still those of the order lines."""
        vals_list = []
        for order in orders:
            rounds = len(order.settlement_ids.filtered(lambda one: one.state != "cancelled"))
            vals_list.append(
                {
                    # Before the amounts: rounding them asks for the currency.
                    "company_id": order.company_id.id,
                    **order._prepare_settlement_amounts(),
                    "name": order.company_id._next_number("JS", gapless=True),
                    "order_id": order.id,
                    "round": rounds + 1,
                    "payer_ids": [
                        Command.create(row) for row in order._prepare_settlement_payers()
                    ],
                }
            )
        # tracking_disable: the number, the invoices and the event log are the trace.
        settlements = self._step().with_context(tracking_disable=True).create(vals_list)
        return settlements.with_env(self.env)

    def action_refresh(self):
        """Take the amounts from the order again while the statement is still open."""
        for settlement in self.filtered(lambda one: one.state in ("draft", "checked")):
            order = settlement.order_id
            settlement._step().write(
                {
                    **order._prepare_settlement_amounts(),
                    "state": "draft",
                    "payer_ids": [Command.clear()]
                    + [Command.create(row) for row in order._prepare_settlement_payers()],
                }
            )
        return True

    def action_check(self):
        """The advisor went through the list with the customer."""
        self.filtered(lambda one: one.state == "draft")._step().write({"state": "checked"})
        return True

    def action_confirm(self):
        """Post one invoice per payer, all or none; a second press or a second person acts once.

        :raise UserError: not ready, parts open, amount above the authorised one, day closed (E-6xx),
            or somebody else settles the order at this moment
        """
        self._lock_orders()
        self.order_id._read_offer("company_id.partner_id")
        self.order_id._read_lines("product_uom_id")
        todo = self.filtered(lambda one: one.state in ("draft", "checked"))
        if not todo:
            return True
        orders = todo.order_id
        orders._raise_blockers(orders._get_settlement_blockers())
        orders._read_for_invoices()
        moves = todo._create_payer_moves()
        todo._check_confirm(moves)
        # sudo: the advisor settles without accounting rights; the vouchers come from the order.
        moves.sudo().with_context(**self._quiet_context())._post(soft=False)
        todo._finish_confirm(moves)
        return True

    def _lock_orders(self):
        """Hold the order rows, so that two people settling at once cannot both invoice."""
        try:
            self.order_id.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is settling this order at this moment: wait and open it again."
                )
            ) from error

    @api.model
    def _quiet_context(self):
        """Context in which the invoices of a settlement are made and posted.

        The settlement is their trace (``tracking_disable``, ``dms_quiet``), no payment hangs on them yet
        (``dms_unmatched``), and what is only being made has no analytic entries to replace
        (``skip_analytic_sync``); posting makes those as ever.
        """
        return {
            "tracking_disable": True,
            "dms_quiet": True,
            "dms_unmatched": True,
            "skip_analytic_sync": True,
        }

    def _create_payer_moves(self):
        """Draft invoices of all payers of all settlements in one `create`."""
        vals_list = []
        for settlement in self:
            vals_list += settlement.order_id._prepare_payer_invoices(settlement)
        if not vals_list:
            return self.env["account.move"]
        orders = self.order_id.with_context(**self._quiet_context())
        return orders._create_account_invoices(vals_list, final=True)

    def _check_confirm(self, moves):
        """Sums, authority and day, on the real invoices (E-603, E-606, E-609)."""
        for settlement in self:
            order = settlement.order_id
            mine = moves.filtered(lambda move, one=settlement: move.settlement_id == one)
            billed = sum(mine.mapped("amount_total"))
            lines = sum(order._get_unbilled_lines().mapped("price_total"))
            if abs(billed - lines) > ROUNDING_GAP + 0.001:
                raise UserError(
                    self.env._(
                        "The payers add up to %(billed).2f, the lines to %(lines).2f: check unissued "
                        "parts and unaccepted work. (E-609)",
                        billed=billed,
                        lines=lines,
                    )
                )
            customer = sum(
                mine.filtered(lambda move: move.payer_type == "customer").mapped("amount_total")
            )
            settlement._check_authorised(customer)

    def _check_authorised(self, customer_amount):
        """The customer pays no more than he agreed to, tolerance of the company included (E-603).

        Cents by which the taxes of an invoice are rounded otherwise than those of the signed estimate are no
        extra charge: they are tolerated once per invoice of the customer.
        """
        self.ensure_one()
        order = self.order_id
        earlier = order.settlement_ids.filtered(lambda one: one.state in ("confirmed", "paid"))
        total = customer_amount + sum(
            earlier.payer_ids.filtered(lambda payer: payer.payer_type == "customer").mapped(
                "amount_total"
            )
        )
        limit = order.authorised_amount * (1 + self.company_id.settle_tolerance / 100)
        bills = len(earlier.payer_ids.filtered(lambda payer: payer.payer_type == "customer")) + 1
        if (
            order.authorise_channel == "internal"
            or self.currency_id.compare_amounts(total, limit + ROUNDING_GAP * bills) <= 0
        ):
            return
        raise UserError(
            self.env._(
                "The settlement of %(total).2f exceeds the authorised %(limit).2f: have a supplement "
                "signed. (E-603)",
                total=total,
                limit=limit,
            )
        )

    def _finish_confirm(self, moves):
        """Freeze the lines, write amounts and time point T23, lock the order."""
        now = fields.Datetime.now()
        rows = []
        for settlement in self:
            day = settlement.company_id._business_date(now)
            mine = moves.filtered(lambda move, one=settlement: move.settlement_id == one)
            settlement._step().with_context(tracking_disable=True).write(
                {
                    **settlement._prepare_confirmed_vals(mine),
                    "state": "confirmed",
                    "date": now,
                    "business_date": day,
                    "user_id": self.env.uid,
                }
            )
            rows += settlement._prepare_line_rows(mine, day)
        # sudo: frozen copy of the statement; nobody edits it afterwards.
        self.env["dms.settlement.line"].sudo().create(rows)
        self.order_id._stamp_event("T23", at=now, vals={"locked": True})
        self._after_confirm()

    def _after_confirm(self):
        """Hook and automatic payment of statements the customer owes nothing on."""
        self.order_id._after_settled(self)
        free = self.filtered(
            lambda one: one.state == "confirmed" and one.currency_id.is_zero(one.amount_due)
        )
        free._mark_paid()

    def _mark_paid(self):
        """The customer's share is paid (T24)."""
        todo = self.filtered(lambda one: one.state == "confirmed")
        if not todo:
            return
        # sudo: the payment may be taken by a cashier without rights on the repair order.
        todo = todo.sudo().with_context(tracking_disable=True)
        todo.write({"state": "paid"})
        orders = todo.order_id.filtered(
            lambda order: all(one.state in ("paid", "cancelled") for one in order.settlement_ids)
        )
        orders._stamp_event("T24", source="auto")
        orders._after_paid()

    def _fee_fields(self):
        """Amount column of each fee kind."""
        return {kind: f"amount_{kind}" for kind, _label in FEE_KINDS}
