from odoo import api, fields, models


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
    approved_by_id = fields.Many2one("res.users", string="Approved by")
    body = fields.Html(required=True, translate=True, sanitize_style=True)

    _version_uniq = models.UniqueIndex(
        "(code, version, COALESCE(company_id, 0))", "This version of the text exists already."
    )

    @api.depends("code", "name", "version")
    def _compute_display_name(self):
        for text in self:
            text.display_name = f"{text.code} {text.name} V{text.version}"

    @api.model
    def _current(self, code, company=None, day=None):
        """The text in force for a form.

        :param code: code of the form
        :param day: date, today by default
        :return: one record; the company's own text goes before the general one
        """
        company = company or self.env.company
        day = day or fields.Date.context_today(self)
        texts = self.search(
            [
                ("code", "=", code),
                ("company_id", "in", (company.id, False)),
                ("date_from", "<=", day),
            ]
        )
        return (texts.filtered("company_id") or texts)[:1]
