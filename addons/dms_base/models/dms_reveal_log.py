from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.http import request


class DmsRevealLog(models.Model):
    """Who looked at personal data that is hidden, exported it or erased it; rows are never changed."""

    _name = "dms.reveal.log"
    _description = "Look at Personal Data"
    _order = "id desc"

    user_id = fields.Many2one("res.users", required=True, readonly=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    kind = fields.Selection(
        [("reveal", "Shown"), ("export", "Exported"), ("erase", "Erased")],
        required=True,
        readonly=True,
        default="reveal",
    )
    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", required=True, readonly=True
    )
    name = fields.Char(string="Of", compute="_compute_name", compute_sudo=True)
    field_name = fields.Char(string="Field", readonly=True)
    note = fields.Char(string="Reason", readonly=True)
    ip = fields.Char(string="From Address", readonly=True)

    @api.depends("res_model", "res_id")
    def _compute_name(self):
        """Name of the record as it is today: what was erased is not kept here."""
        for model, rows in self.grouped("res_model").items():
            records = self.env[model].browse(rows.mapped("res_id")) if model in self.env else ()
            names = {one.id: one.display_name for one in (records.exists() if records else ())}
            for row in rows:
                row.name = names.get(row.res_id, f"{model} {row.res_id}")

    @api.model
    def _reveal(self, record, name):
        """Value of a hidden field; the look is kept before it is given out.

        The caller has checked that the user may look.

        :param record: one record
        :param name: name of its field
        """
        self._log("reveal", record, field_name=name)
        # sudo: the field is closed to everybody; this is the one way to it
        return record.sudo()[name] or ""

    @api.model
    def _log(self, kind, record, field_name=False, note=False):
        """Keep one row about this user and a record."""
        record.ensure_one()
        # sudo: the log is kept of records its reader may hardly see
        company = "company_id" in record and record.sudo().company_id
        # sudo: nobody may write the log but the program itself
        return self.sudo().create(
            {
                "kind": kind,
                "user_id": self.env.uid,
                "company_id": (company or self.env.company).id,
                "res_model": record._name,
                "res_id": record.id,
                "field_name": field_name,
                "note": note,
                "ip": request.httprequest.remote_addr if request else False,
            }
        )

    def write(self, vals):
        """The log is a record of what happened.

        :raises UserError: a value would change
        """
        if vals:
            raise UserError(self.env._("The log of looks at personal data is never changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("The log of looks at personal data is never deleted."))
