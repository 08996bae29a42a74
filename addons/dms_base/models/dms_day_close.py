import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError, ValidationError

LOCKED = {"company_id", "date", "state", "closed_by_id", "closed_at", "reopen_reason", "version"}


class DmsDayClose(models.Model):
    """One record per company and business day; once closed, nothing lands on that day any more."""

    _name = "dms.day.close"
    _description = "Day Close"
    _inherit = ["mail.thread"]
    _order = "date desc"
    _rec_name = "date"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    date = fields.Date(string="Business Date", required=True, default=lambda self: self._due_day())
    state = fields.Selection(
        [("open", "Not Closed"), ("closed", "Closed")],
        default="open",
        required=True,
        readonly=True,
        tracking=True,
    )
    line_ids = fields.One2many("dms.day.close.line", "close_id", string="Checks", readonly=True)
    closed_by_id = fields.Many2one("res.users", string="Closed by", readonly=True)
    closed_at = fields.Datetime(string="Closed at", readonly=True)
    reopen_reason = fields.Char(string="Reason of Reopening", readonly=True, tracking=True)
    version = fields.Integer(default=1, readonly=True)
    is_latest = fields.Boolean(compute="_compute_is_latest")

    _day_uniq = models.Constraint("UNIQUE(company_id, date)", "This day has its close already.")

    @api.depends("company_id.closed_until", "date")
    def _compute_is_latest(self):
        for close in self:
            close.is_latest = close.date and close.company_id.closed_until == close.date

    @api.constrains("date")
    def _check_date(self):
        for close in self:
            if close.date > close.company_id._local_date():
                raise ValidationError(self.env._("A day in the future cannot be closed."))

    @api.model
    def _due_day(self):
        """The day whose close is due: the one after the last closed day, today at the latest."""
        company = self.env.company
        today, closed = company._local_date(), company._closed_until()
        return min(closed + timedelta(days=1), today) if closed else today

    @api.model_create_multi
    def create(self, vals_list):
        """A close begins open, whoever makes it."""
        for vals in vals_list:
            for name in LOCKED - {"company_id", "date"}:
                vals.pop(name, None)
        return super().create(vals_list)

    def write(self, vals):
        """Day and state change by the buttons only.

        :raises UserError: somebody writes them directly
        """
        if not self.env.su and LOCKED & vals.keys():
            raise UserError(self.env._("Use the buttons to close or reopen a day."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        if any(close.state == "closed" for close in self):
            raise UserError(self.env._("A closed day cannot be deleted."))

    def _day_close_checks(self):
        """What must hold before the day closes; addons add their lines. Called with the rights of the system.

        :return: list of dicts ``{code, name, ok, text, res_model, domain}``
        """
        self.ensure_one()
        return []

    def action_check(self):
        """Run the checks and show them."""
        self.check_access("write")
        # sudo: a check sees every record of the shop, whoever presses
        for close in self.sudo().filtered(lambda item: item.state == "open"):
            close._run_checks()
        return True

    def _run_checks(self):
        """Run the checks of one day and keep their results."""
        shop = self.with_company(self.company_id).with_context(
            allowed_company_ids=self.company_id.ids
        )
        self.line_ids.unlink()
        self.env["dms.day.close.line"].create(
            [
                {
                    "close_id": self.id,
                    "code": check["code"],
                    "name": check["name"],
                    "is_ok": check["ok"],
                    "text": check.get("text"),
                    "res_model": check.get("res_model"),
                    "domain": json.dumps(check.get("domain") or [], default=str),
                }
                for check in shop._day_close_checks()
            ]
        )

    def action_close(self):
        """Close the day when every check holds; days without a close before it are closed with it.

        :raises UserError: an earlier close is open, or a check does not hold
        """
        self.ensure_one()
        self.check_access("write")
        # sudo: whoever may close a day need not be allowed to edit the company; the right was asked above
        close = self.sudo()
        close._lock_books()
        if close.state == "closed":
            return True
        days = close._skipped_days() | close
        days.action_check()
        red = days.line_ids.filtered(lambda line: not line.is_ok)
        if red:
            raise UserError(
                self.env._(
                    "%(day)s cannot be closed yet: %(checks)s.",
                    day=min(red.close_id.mapped("date")),
                    checks=", ".join(red.mapped("name")),
                )
            )
        days.write(
            {"state": "closed", "closed_by_id": self.env.uid, "closed_at": fields.Datetime.now()}
        )
        close.company_id.closed_until = max(close.date, close.company_id.closed_until or close.date)
        return True

    def _lock_books(self):
        """Hold the company's row and the day: bookings of this moment end first, the next ones see the new day."""
        try:
            self.company_id.lock_for_update(allow_referencing=True)
            self.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._("Something is being booked at this moment: press the button again.")
            ) from error

    def _skipped_days(self):
        """Closes of the days between the last closed one and this one; those that nobody opened are made.

        :raises UserError: an earlier close was opened and not finished
        """
        company, closed = self.company_id, self.company_id.closed_until
        earlier = self.search(
            [
                ("company_id", "=", company.id),
                ("date", "<", self.date),
                ("state", "=", "open"),
            ],
            order="date",
            limit=1,
        )
        if earlier:
            raise UserError(self.env._("Close the earlier day first: %(day)s.", day=earlier.date))
        count = (self.date - closed).days - 1 if closed else 0
        return self.create(
            [
                {"company_id": company.id, "date": closed + timedelta(days=number)}
                for number in range(1, count + 1)
            ]
        )

    def _check_reopen_right(self):
        """Accountants reopen yesterday or today, general managers any latest day.

        :raises AccessError: the user may not
        """
        user = self.env.user
        old = any((day.company_id._local_date() - day.date).days > 1 for day in self)
        if user.has_group("dms_base.group_dms_general_manager"):
            return
        if old or not user.has_group("dms_base.group_dms_accountant"):
            raise AccessError(
                self.env._(
                    "This day is reopened by the general manager, or by the accountant a day after."
                )
            )

    def _reopen(self, reason):
        """Open the latest closed day again.

        :raises UserError: a later day is closed, or no reason was given
        """
        self.ensure_one()
        self._check_reopen_right()
        # sudo: general managers read day closes only; the right to reopen was asked above
        close = self.sudo()
        if close.state != "closed" or close.company_id.closed_until != close.date:
            raise UserError(self.env._("Only the latest closed day can be reopened."))
        if not (reason or "").strip():
            raise UserError(self.env._("Type the reason for reopening the day."))
        close._lock_books()
        close.write(
            {
                "state": "open",
                "reopen_reason": reason.strip(),
                "version": close.version + 1,
                "closed_by_id": False,
                "closed_at": False,
            }
        )
        close.company_id.closed_until = close.date - timedelta(days=1)
        return True
