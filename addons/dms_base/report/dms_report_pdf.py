from odoo import api, models

from ..tools import svg_chart


class ReportDmsReport(models.AbstractModel):
    """Values of the printed report."""

    _name = "report.dms_base.report_dms_report"
    _description = "Printed Report"

    @api.model
    def _get_report_values(self, docids, data=None):
        report = self.env["dms.report"].browse(docids)
        payload = (data or {}).get("payload")
        if not payload:
            company, kind, date_from, date_to = report._read_params({})
            payload = {"data": report._run(date_from, date_to, company, None, kind)}
        shown = payload["data"]
        return {
            "docs": report,
            "company": self.env["res.company"].browse(shown["company"][0]),
            "data": shown,
            "number": payload.get("number"),
            "revision": payload.get("revision"),
            "signatures": payload.get("signoffs")
            or [{"label": label} for label in shown["signatures"]],
            "chart_svg": svg_chart.to_data_uri(svg_chart.draw(shown.get("chart"))),
        }
