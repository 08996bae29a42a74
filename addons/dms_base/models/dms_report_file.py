import json

from odoo import models


class DmsReport(models.Model):
    """A report as a file: PDF and spreadsheet."""

    _inherit = "dms.report"

    def _get_filename(self, data):
        """Name of a file without its ending."""
        return f"{data['report']['form_code']} {data['report']['name']} {data['label']}"

    def _render_pdf(self, data, number=None, signoffs=None, revision=None):
        """The report on paper.

        :param data: as `_run` returns it
        :return: bytes
        """
        self.ensure_one()
        payload = {"data": data, "number": number, "signoffs": signoffs, "revision": revision}
        renderer = self.env["ir.actions.report"].with_context(
            landscape=True if data["landscape"] else None
        )
        return renderer._render_qweb_pdf(
            "dms_base.action_report_dms_report", res_ids=self.ids, data={"payload": payload}
        )[0]

    def _render_xlsx(self, data):
        """The report as a spreadsheet with the same rows.

        :return: bytes
        """
        self.ensure_one()
        writer = self.env["report.dms_base.report_xlsx"].with_context(active_model=self._name)
        return writer.create_xlsx_report(self.ids, {"payload": json.loads(json.dumps(data))})[0]
