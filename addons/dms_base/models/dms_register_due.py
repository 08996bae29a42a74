from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import period
from .res_company import TIMEZONE

KINDS = {"daily": "day", "weekly": "week", "monthly": "month", "yearly": "year"}


class DmsRegisterDue(models.Model):
    """A form that had to be filled for a day, week, month or order: filled or not."""

    _name = "dms.register.due"
    _description = "Form Due"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_to desc, register_id"
    _check_company_auto = True

    register_id = fields.Many2one(
        "dms.register", string="Form", required=True, readonly=True, index=True, ondelete="cascade"
    )
    chapter_id = fields.Many2one(related="register_id.chapter_id", store=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="To", required=True, readonly=True)
    res_model = fields.Char(string="Document Kind", readonly=True)
    res_id = fields.Many2oneReference(string="Document", model_field="res_model", readonly=True)
    subject = fields.Char(readonly=True)
    responsible = fields.Char(compute="_compute_responsible")
    state = fields.Selection(
        [("open", "Not Filled"), ("filled", "Filled"), ("dropped", "Dropped")],
        default="open",
        required=True,
        readonly=True,
        index=True,
    )

    _due_uniq = models.UniqueIndex(
        "(register_id, company_id, date_from, COALESCE(res_model, ''), COALESCE(res_id, 0))",
        "This form is due already.",
    )

    @api.depends("register_id", "date_from", "date_to")
    def _compute_display_name(self):
        for due in self:
            days = (
                f"{due.date_from}"
                if due.date_from == due.date_to
                else f"{due.date_from} – {due.date_to}"
            )
            due.display_name = f"{due.register_id.display_name} {due.subject or days}"

    def _compute_responsible(self):
        for due in self:
            # sudo: names of those who should have filled the form
            due.responsible = "、".join(due.register_id.sudo().responsible_ids.mapped("name"))

    def action_fill(self):
        """Fill the form that is missing."""
        self.ensure_one()
        return self.register_id.action_new_entry()

    @api.model
    def _cron_open(self):
        """Open what is due at this hour and remind those responsible; called every hour."""
        registers = self.env["dms.register"].search([("state", "=", "published")])
        companies = self.env["res.company"].search([("active", "=", True)])
        for register in registers.filtered(lambda one: one.frequency in (*KINDS, "order")):
            for company in register.company_id or companies:
                self._open_due(register, company)
        return True

    @api.model
    def _open_due(self, register, company, moment=None):
        """Open the dues of one form whose hour has come.

        :param moment: UTC datetime, now by default
        :return: new dms.register.due
        """
        zone = pytz.timezone(company.partner_id.tz or TIMEZONE)
        local = pytz.utc.localize(moment or fields.Datetime.now()).astimezone(zone)
        hour = local.hour + local.minute / 60
        # A day whose hour passed while nobody ran the scheduler is still opened on the next one.
        day = local.date() if hour >= register.remind_hour else local.date() - timedelta(days=1)
        published = register.template_id.published_on
        if published and published.date() > day:
            return self
        if register.frequency == "order":
            return self._open_orders(register, company, day)
        date_from, date_to = period.bounds(KINDS[register.frequency], day)
        if date_to != day:
            return self
        return self._make([self._prepare_vals(register, company, date_from, date_to)])

    @api.model
    def _open_orders(self, register, company, day):
        subjects = self._due_subjects(register, company, day)
        return self._make(
            [
                {
                    **self._prepare_vals(register, company, day, day),
                    "res_model": subject._name,
                    "res_id": subject.id,
                    "subject": subject.display_name,
                }
                for subject in subjects or ()
            ]
        )

    @api.model
    def _due_subjects(self, register, company, day):
        """Hook: orders of a day that each need the form; addons with orders give them.

        :return: recordset, or nothing
        """
        return ()

    @api.model
    def _prepare_vals(self, register, company, date_from, date_to):
        return {
            "register_id": register.id,
            "company_id": company.id,
            "date_from": date_from,
            "date_to": date_to,
        }

    @api.model
    def _make(self, vals_list):
        """Keep what is not there yet, see what is filled, remind of the rest."""
        if not vals_list:
            return self
        first = min(vals["date_from"] for vals in vals_list)
        known = self.search(
            [("register_id", "=", vals_list[0]["register_id"]), ("date_from", ">=", first)]
        )
        keys = {
            (one.company_id.id, one.date_from, one.res_model or False, one.res_id or False)
            for one in known
        }
        dues = self.create(
            [
                vals
                for vals in vals_list
                if (
                    vals["company_id"],
                    vals["date_from"],
                    vals.get("res_model", False),
                    vals.get("res_id", False),
                )
                not in keys
            ]
        )
        dues._refresh()
        dues.filtered(lambda one: one.state == "open")._remind()
        return dues

    def _refresh(self):
        """Judge anew which dues are filled, with one query per form."""
        for register in self.register_id:
            dues = self.filtered(lambda one, form=register: one.register_id == form)
            days = dues._filled_days(register)
            for due in dues.filtered(lambda one: one.state != "dropped"):
                filled = any(
                    company == due.company_id.id
                    and due.date_from <= day <= due.date_to
                    and (not due.res_id or (model, res_id) == (due.res_model, due.res_id))
                    for company, day, model, res_id in days
                )
                state = "filled" if filled else "open"
                if due.state != state:
                    due.state = state
                    if filled:
                        due.activity_ids.unlink()

    def _filled_days(self, register):
        """(company id, day, subject model, subject id) of the entries and sheets within the dues."""
        span = Domain("date", ">=", min(self.mapped("date_from"))) & Domain(
            "date", "<=", max(self.mapped("date_to"))
        )
        mine = Domain("template_id", "in", register.template_ids.ids) & span
        entries = self.env["dms.register.entry"].search_fetch(
            mine & Domain("state", "!=", "void") & Domain("is_test", "=", False),
            ["company_id", "date"],
        )
        sheets = self.env["dms.checklist"].search_fetch(
            mine & Domain("state", "in", ("to_sign", "done")),
            ["company_id", "date", "res_model", "res_id"],
        )
        days = {(one.company_id.id, one.date, *one._due_subject()) for one in entries}
        return days | {(one.company_id.id, one.date, one.res_model, one.res_id) for one in sheets}

    def _remind(self):
        """An activity for each responsible person, or the superior of one without a login."""
        for due in self:
            users = self.env["res.users"]
            for employee in due.register_id.responsible_ids:
                users |= employee.user_id or employee.parent_id.user_id
            for user in users:
                due.with_context(mail_activity_quick_update=True).activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=user.id,
                    summary=self.env._("Not filled: %(form)s", form=due.register_id.display_name),
                )


class DmsRegisterEntry(models.Model):
    """Filling a form settles what was due."""

    _inherit = "dms.register.entry"

    def _due_subject(self):
        """Document the entry is about, for forms that are due for each: (model, id)."""
        return (False, False)

    def _refresh_dues(self):
        """Judge anew the dues of the forms and days of these entries."""
        filled = self.filtered(lambda one: not one.is_test)
        if not filled:
            return
        dues = (
            self.env["dms.register.due"]
            # sudo: whether a form is due is nobody's own record
            .sudo()
            .search(
                [
                    ("register_id", "in", filled.register_id.ids),
                    ("date_from", "<=", max(filled.mapped("date"))),
                    ("date_to", ">=", min(filled.mapped("date"))),
                    ("state", "!=", "dropped"),
                ]
            )
        )
        dues._refresh()


class DmsChecklist(models.Model):
    """A check sheet of the builder settles its due when it is handed in."""

    _inherit = "dms.checklist"

    def _submit(self):
        """Judge the dues of the form once the sheet is complete."""
        result = super()._submit()
        if self.template_id.register_id:
            dues = (
                self.env["dms.register.due"]
                # sudo: whether a form is due is nobody's own record
                .sudo()
                .search(
                    [
                        ("register_id", "=", self.template_id.register_id.id),
                        ("date_from", "<=", self.date),
                        ("date_to", ">=", self.date),
                    ]
                )
            )
            dues._refresh()
        return result


class DmsRegister(models.Model):
    """A retired form is not due any more."""

    _inherit = "dms.register"

    def _close_dues(self):
        """Drop what is still open; what was filled stays."""
        dues = self.env["dms.register.due"].search(
            [("register_id", "in", self.ids), ("state", "=", "open")]
        )
        dues.activity_ids.unlink()
        dues.write({"state": "dropped"})
