from odoo import api, fields, models
from odoo.exceptions import UserError

WORDING = {"code", "version", "company_id", "date_from", "body"}


class DmsLegalText(models.Model):
    """Clauses printed on a form: versioned, with a date from which they hold and who approved them."""

    _name = "dms.legal.text"
    _description = "Legal Text"
    _order = "code, date_from desc, version desc"

    code = fields.Char(required=True, index=True, help="Code of the form the text is printed on.")
    name = fields.Char(required=True, translate=True)
    version = fields.Integer(default=1, required=True)
    company_id = fields.Many2one("res.company", help="Empty: every company.")
    date_from = fields.Date(string="Valid from", required=True, default=fields.Date.context_today)
    approved_by_id = fields.Many2one("res.users", string="Approved by", readonly=True, copy=False)
    body = fields.Html(required=True, translate=True, sanitize_style=True)

    _version_uniq = models.UniqueIndex(
        "(code, version, COALESCE(company_id, 0))", "This version of the text exists already."
    )

    @api.depends("code", "name", "version")
    def _compute_display_name(self):
        for text in self:
            text.display_name = f"{text.code} {text.name} V{text.version}"

    def write(self, vals):
        """The wording of an approved version stays what customers signed.

        :raises UserError: an approved wording is written by a user
        """
        if not self.env.su and WORDING & vals.keys() and any(self.mapped("approved_by_id")):
            raise UserError(
                self.env._("This version is approved: make a new version to change the wording.")
            )
        return super().write(vals)

    def action_approve(self):
        """Put the version in force from its date on."""
        self.check_access("write")
        for text in self.filtered(lambda item: not item.approved_by_id):
            text.approved_by_id = self.env.user
        return True

    def action_new_version(self):
        """Copy the text with the next version number and open the copy."""
        self.ensure_one()
        last = self.search(
            [("code", "=", self.code), ("company_id", "=", self.company_id.id)],
            order="version desc",
            limit=1,
        )
        fresh = self.copy(
            {"version": last.version + 1, "date_from": fields.Date.context_today(self)}
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": fresh.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    @api.model
    def _current(self, code, company=None, day=None):
        """The text in force for a form: the latest approved one, or the first version until one is approved.

        :param code: code of the form
        :param day: date, today by default
        :return: one record; the company's own text goes before the general one
        """
        company = company or self.env.company
        day = day or fields.Date.context_today(self)
        texts = self._search_together(
            [
                ("code", "=", code),
                ("company_id", "in", (company.id, False)),
                ("date_from", "<=", day),
            ]
        )
        own = texts.filtered("company_id") or texts
        return (own.filtered("approved_by_id") or own[-1:])[:1]
