from odoo import models


class Base(models.AbstractModel):
    """Helpers of personal-data requests, for any model that keeps data of a person."""

    _inherit = "base"

    def _export_personal(self, names):
        """Readable values of some fields: ``[{label: text}]``, in the language of the user."""
        labels = self.fields_get(names, ["string"])
        rows = []
        for record in self:
            texts = {
                labels[name]["string"]: self._fields[name].convert_to_export(record[name], record)
                for name in names
            }
            rows.append({label: str(text) for label, text in texts.items() if text})
        return rows

    def _erase_traces(self):
        """Drop messages, attachments and old values of records whose person is no longer known."""
        domain = [("model", "=", self._name), ("res_id", "in", self.ids)]
        # sudo: the wizard has decided; nobody else may delete messages and attachments of others
        self.env["mail.message"].sudo().search(domain).unlink()
        files = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        files += ["|", ("res_field", "=", False), ("res_field", "!=", False)]
        # sudo: as above
        self.env["ir.attachment"].sudo().search(files).unlink()
        # sudo: the wizard has decided; traces are closed to everybody else
        lines = self.env["auditlog.log.line"].sudo()
        traces = lines.search(
            [("log_id.model_id.model", "=", self._name), ("log_id.res_id", "in", self.ids)]
        )
        blank = {"old_value": False, "new_value": False}
        traces.write({**blank, "old_value_text": False, "new_value_text": False})
        # sudo: as above
        logs = self.env["auditlog.log"].sudo()
        found = logs.search([("model_id.model", "=", self._name), ("res_id", "in", self.ids)])
        for number, rows in found.grouped("res_id").items():
            rows.write({"name": f"{self._name} {number}"})
