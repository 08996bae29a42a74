from odoo import api, fields, models
from odoo.exceptions import UserError


class DmsCashSession(models.Model):
    """A cashier's shift at one drawer: opened with a float, closed with a count.

    Card and mobile payments of the cashier belong to the session too, so that the terminal totals
    can be compared with what was booked.
    """

    _name = "dms.cash.session"
    _description = "Cashier Session"
    _inherit = ["mail.thread", "dms.step.mixin"]
    _order = "opened_at desc, id desc"
    _step_fields = (
        "name",
        "state",
        "opened_at",
        "closed_at",
        "business_date",
        "cash_counted",
        "difference_reason",
    )
    _check_company_auto = True

    name = fields.Char(string="Number", readonly=True, copy=False, default="/")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    journal_id = fields.Many2one(
        "account.journal",
        string="Drawer",
        required=True,
        check_company=True,
        domain="[('tender', '=', 'cash')]",
    )
    user_id = fields.Many2one(
        "res.users", string="Cashier", required=True, default=lambda self: self.env.user
    )
    opened_at = fields.Datetime(string="Opened", default=fields.Datetime.now, readonly=True)
    closed_at = fields.Datetime(string="Closed", readonly=True)
    business_date = fields.Date(readonly=True, index=True)
    opening_float = fields.Monetary(string="Float Counted")
    cash_counted = fields.Monetary(readonly=True)
    difference_reason = fields.Char(string="Reason of Difference", readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")],
        default="open",
        required=True,
        readonly=True,
        index=True,
    )
    payment_ids = fields.One2many(
        "account.payment", "cash_session_id", string="Payments", readonly=True
    )
    payment_count = fields.Integer(compute="_compute_amounts")
    amount_cash = fields.Monetary(string="Cash Taken", compute="_compute_amounts")
    amount_other = fields.Monetary(string="Other Tenders", compute="_compute_amounts")
    cash_expected = fields.Monetary(compute="_compute_amounts")
    difference = fields.Monetary(string="Over or Short", compute="_compute_amounts")

    _drawer_open_uniq = models.UniqueIndex(
        "(journal_id) WHERE state = 'open'", "This drawer is in use: close its session first."
    )
    _cashier_open_uniq = models.UniqueIndex(
        "(user_id, company_id) WHERE state = 'open'", "You already have an open drawer session."
    )

    @api.depends(
        "payment_ids.amount", "payment_ids.state", "opening_float", "cash_counted", "state"
    )
    def _compute_amounts(self):
        """Totals by tender kind; inbound adds, refunds subtract."""
        groups = (
            self.env["account.payment"]
            # sudo: who may see the drawer sees its sums; the payments themselves stay with the cash desk
            .sudo()
            ._read_group(
                [("cash_session_id", "in", self.ids), ("state", "in", ("in_process", "paid"))],
                ["cash_session_id", "journal_id", "payment_type"],
                ["amount:sum", "__count"],
            )
        )
        cash, other, counts = {}, {}, {}
        for session, journal, payment_type, amount, count in groups:
            signed = amount if payment_type == "inbound" else -amount
            target = cash if journal.tender == "cash" else other
            target[session.id] = target.get(session.id, 0.0) + signed
            counts[session.id] = counts.get(session.id, 0) + count
        for session in self:
            session.payment_count = counts.get(session.id, 0)
            session.amount_cash = cash.get(session.id, 0.0)
            session.amount_other = other.get(session.id, 0.0)
            session.cash_expected = session.opening_float + session.amount_cash
            closed = session.state == "closed"
            session.difference = session.cash_counted - session.cash_expected if closed else 0.0

    @api.depends("name", "journal_id")
    def _compute_display_name(self):
        for session in self:
            session.display_name = f"{session.name} {session.journal_id.name or ''}".strip()

    @api.model_create_multi
    def create(self, vals_list):
        """Number the session and fix its business date."""
        sessions = super().create(vals_list)
        for company in sessions.company_id:
            for session in sessions.filtered(lambda s, company=company: s.company_id == company):
                session._step().write(
                    {"name": company._next_number("BC"), "business_date": company._business_date()}
                )
        return sessions

    @api.ondelete(at_uninstall=False)
    def _unlink_except_any(self):
        """A session is part of the books: it is closed, never deleted."""
        raise UserError(self.env._("A cashier session cannot be deleted; close it instead."))

    @api.model
    def _current(self, company=None):
        """The open session of the user in the company, or an empty recordset."""
        company = company or self.env.company
        return self.search(
            [
                ("user_id", "=", self.env.uid),
                ("company_id", "=", company.id),
                ("state", "=", "open"),
            ],
            limit=1,
        )

    @api.model
    def _open_for_user(self, journal=None, opening_float=None):
        """Open the user's session on a free drawer.

        :param journal: cash journal; the first free drawer of the company by default
        :param opening_float: counted change money, company currency; the drawer's float by default
        :raises UserError: no drawer is free
        """
        company = self.env.company
        if not journal:
            busy = self.search([("company_id", "=", company.id), ("state", "=", "open")]).journal_id
            journal = self.env["account.journal"].search(
                [
                    ("company_id", "=", company.id),
                    ("tender", "=", "cash"),
                    ("id", "not in", busy.ids),
                ],
                limit=1,
            )
        if not journal:
            raise UserError(
                self.env._("Every drawer is in use: close a session or add a cash journal.")
            )
        amount = journal.drawer_float if opening_float is None else opening_float
        return self.create(
            {"journal_id": journal.id, "company_id": company.id, "opening_float": amount}
        )

    @api.model
    def action_open_mine(self):
        """Open the user's drawer, or show it when it is open already."""
        session = self._current() or self._open_for_user()
        return session._get_form_action()

    def _get_cashier_card(self):
        """Plain values of the drawer on the cashier's desk, amounts in the company currency."""
        self.ensure_one()
        return {
            "id": self.id,
            "name": self.display_name,
            "float": self.opening_float,
            "cash": self.amount_cash,
            "other": self.amount_other,
            "expected": self.cash_expected,
        }

    def _get_form_action(self):
        """Window action on the session's form."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_count(self):
        """Ask for the counted cash and close."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Count and Close"),
            "res_model": "dms.cash.count",
            "view_mode": "form",
            "target": "new",
            "context": {"default_session_id": self.id},
        }

    def _close(self, cash_counted, reason=None):
        """Close with the counted cash; a difference needs a reason.

        :param cash_counted: amount counted in the drawer, company currency
        :raises UserError: another person's session, or a difference without a reason
        """
        self.ensure_one()
        self.lock_for_update()
        if self.state == "closed":
            return True
        if self.user_id != self.env.user and not self.env.user.has_group(
            "dms_base.group_dms_accountant"
        ):
            raise UserError(
                self.env._(
                    "Only %(cashier)s or an accountant may close this drawer.",
                    cashier=self.user_id.name,
                )
            )
        gap = self.currency_id.round(cash_counted - self.cash_expected)
        if gap and not (reason or "").strip():
            raise UserError(
                self.env._(
                    "The count differs from the books by %(gap)s: type the reason.",
                    gap=self.currency_id.format(gap),
                )
            )
        self._step().write(
            {
                "state": "closed",
                "closed_at": fields.Datetime.now(),
                "cash_counted": cash_counted,
                "difference_reason": reason,
            }
        )
        return True
