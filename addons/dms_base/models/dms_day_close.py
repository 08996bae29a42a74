from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


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
    date = fields.Date(
        string="Business Date",
        required=True,
        default=lambda self: self.env.company._business_date(),
    )
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")],
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

    _day_uniq = models.Constraint("UNIQUE(company_id, date)", "This day has its close already.")

    @api.constrains("date")
    def _check_date(self):
        for close in self:
            if close.date > fields.Date.context_today(self.with_context(tz="Asia/Shanghai")):
                raise ValidationError(self.env._("A day in the future cannot be closed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        if any(close.state == "closed" for close in self):
            raise UserError(self.env._("A closed day cannot be deleted."))

    def _day_close_checks(self):
        """What must hold before the day closes; addons add their lines.

        :return: list of dicts ``{code, name, ok, text, res_model, domain}``
        """
        self.ensure_one()
        return []

    def action_check(self):
        """Run the checks and show them."""
        for close in self.filtered(lambda item: item.state == "open"):
            close.line_ids.unlink()
            self.env["dms.day.close.line"].create(
                [
                    {
                        "close_id": close.id,
                        "code": check["code"],
                        "name": check["name"],
                        "is_ok": check["ok"],
                        "text": check.get("text"),
                        "res_model": check.get("res_model"),
                        "domain": repr(check.get("domain") or []),
                    }
                    for check in close._day_close_checks()
                ]
            )
        return True

    def action_close(self):
        """Close the day when every check holds and no earlier day is open."""
        self.ensure_one()
        self.lock_for_update()
        if self.state == "closed":
            return True
        self.action_check()
        red = self.line_ids.filtered(lambda line: not line.is_ok)
        if red:
            raise UserError(
                self.env._(
                    "The day cannot be closed yet: %(checks)s.",
                    checks=", ".join(red.mapped("name")),
                )
            )
        earlier = self.search_count(
            [
                ("company_id", "=", self.company_id.id),
                ("date", "<", self.date),
                ("state", "=", "open"),
            ],
            limit=1,
        )
        if earlier:
            raise UserError(self.env._("Close the earlier day first."))
        self.write(
            {"state": "closed", "closed_by_id": self.env.uid, "closed_at": fields.Datetime.now()}
        )
        # sudo: whoever may close a day need not be allowed to edit the company
        self.company_id.sudo().closed_until = self.date
        return True

    def _reopen(self, reason):
        """Open the latest closed day again.

        :raises UserError: a later day is closed, or no reason was given
        """
        self.ensure_one()
        if self.company_id.closed_until != self.date:
            raise UserError(self.env._("Only the latest closed day can be reopened."))
        if not (reason or "").strip():
            raise UserError(self.env._("Type the reason for reopening the day."))
        self.write({"state": "open", "reopen_reason": reason, "version": self.version + 1})
        previous = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "closed"),
                ("date", "<", self.date),
            ],
            limit=1,
        )
        # sudo: same reason as for closing
        self.company_id.sudo().closed_until = previous.date
        return True


class DmsDayCloseLine(models.Model):
    """Result of one check of a day close."""

    _name = "dms.day.close.line"
    _description = "Day Close Check"
    _order = "is_ok, id"

    close_id = fields.Many2one("dms.day.close", required=True, ondelete="cascade", index=True)
    code = fields.Char(required=True)
    name = fields.Char(string="Check", required=True)
    is_ok = fields.Boolean(string="Holds")
    text = fields.Char(string="Found")
    res_model = fields.Char()
    domain = fields.Char()
