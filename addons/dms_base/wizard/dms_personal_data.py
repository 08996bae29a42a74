import base64
import io
import json

import xlsxwriter

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class DmsPersonalData(models.TransientModel):
    """Answers a person who asks what the shop keeps about them, or wants it erased."""

    _name = "dms.personal.data"
    _description = "Personal Data of a Customer"

    partner_id = fields.Many2one("res.partner", string="Person", required=True)
    reason = fields.Char(
        string="Request", required=True, help="Who asked, how, and how the person was identified."
    )
    blockers = fields.Text(string="Must Be Kept", compute="_compute_blockers")
    is_erased = fields.Boolean(readonly=True)
    json_file = fields.Binary(string="Data (JSON)", readonly=True, attachment=False)
    json_name = fields.Char(readonly=True)
    xlsx_file = fields.Binary(string="Spreadsheet", readonly=True, attachment=False)
    xlsx_name = fields.Char(readonly=True)

    @api.depends("partner_id")
    def _compute_blockers(self):
        for wizard in self:
            partner = wizard.partner_id
            wizard.blockers = "\n".join(partner._get_erase_blockers()) if partner else False

    def _check_role(self):
        """Only those who answer for customers' data.

        :raises AccessError: neither service manager nor administrator
        """
        if not self.env.user.has_group("dms_base.group_dms_service_manager"):
            raise AccessError(
                self.env._("Only the service manager exports or erases personal data.")
            )
        self.partner_id.check_access("write")

    def action_export(self):
        """Put everything kept about the person into two files; the export is written down."""
        self.ensure_one()
        self._check_role()
        sections = self.partner_id._get_personal_data()
        self.env["dms.reveal.log"]._log("export", self.partner_id, note=self.reason)
        data = dict(sections)
        name = f"personal-data-{self.partner_id.id}"
        text = json.dumps(data, ensure_ascii=False, indent=2)
        self.write(
            {
                "json_file": base64.b64encode(text.encode()),
                "json_name": f"{name}.json",
                "xlsx_file": base64.b64encode(self._get_spreadsheet(sections)),
                "xlsx_name": f"{name}.xlsx",
            }
        )
        return self._reopen()

    def action_erase(self):
        """Make the person unknown, where no law asks to keep the record; done twice it acts once.

        :raises UserError: the record must be kept, with the reason
        """
        self.ensure_one()
        self._check_role()
        if self.is_erased:
            return self._reopen()
        # sudo: the role is checked above; the data lies in records of many desks
        partner = self.partner_id.sudo()
        partner.lock_for_update()
        if blockers := partner._get_erase_blockers():
            raise UserError("\n".join(blockers))
        self.env["dms.reveal.log"]._log("erase", self.partner_id, note=self.reason)
        partner._erase_personal_data()
        self.write({"is_erased": True, "json_file": False, "xlsx_file": False})
        return self._reopen()

    def _get_spreadsheet(self, sections):
        """One sheet per kind of record, a row per record.

        :return: bytes
        """
        stream = io.BytesIO()
        book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
        bold = book.add_format({"bold": True})
        for number, (title, rows) in enumerate(sections, start=1):
            sheet = book.add_worksheet(f"{number} {title}"[:31])
            labels = list(dict.fromkeys(label for row in rows for label in row))
            sheet.write_row(0, 0, labels, bold)
            for line, row in enumerate(rows, start=1):
                sheet.write_row(line, 0, [row.get(label, "") for label in labels])
        book.close()
        return stream.getvalue()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Personal Data"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
