import json

from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

MIME = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class DmsReportController(http.Controller):
    @http.route(
        "/dms/report/<string:ending>",
        type="http",
        auth="user",
        methods=["GET", "POST"],
        readonly=True,
    )
    def download(self, ending, code, params="{}", **kw):
        """A report of a period as PDF or spreadsheet.

        :param ending: pdf or xlsx
        :param code: code of the report
        :param params: JSON, as for `dms.report.get_report`
        """
        if ending not in MIME:
            raise request.not_found()
        try:
            asked = json.loads(params)
        except ValueError as error:
            raise UserError(
                request.env._("The address of the report is damaged: open the report again.")
            ) from error
        company_ids = asked.get("company_ids")
        report_model = request.env["dms.report"]
        if company_ids:
            report_model = report_model.with_context(allowed_company_ids=company_ids)
        report = report_model._get_report(code)
        company, kind, date_from, date_to = report._read_params(asked)
        data = report._run(date_from, date_to, company, asked.get("options"), kind)
        content = report._render_pdf(data) if ending == "pdf" else report._render_xlsx(data)
        headers = [
            ("Content-Type", MIME[ending]),
            ("Content-Length", len(content)),
            ("Content-Disposition", content_disposition(f"{report._get_filename(data)}.{ending}")),
        ]
        return request.make_response(content, headers)
