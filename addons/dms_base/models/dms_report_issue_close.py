from odoo import api, models


class DmsReportIssue(models.Model):
    """Closing a report: its days are closed first, and what was written to it is frozen with the figures."""

    _inherit = "dms.report.issue"

    @api.model
    def issue(self, code, params, texts=None, reason=None):
        """Refuses a report whose days are not closed yet (E-802)."""
        report = self.env["dms.report"]._get_report(code)
        if report._may_issue():
            company, __, __, date_to = report._read_params(params)
            report._check_days_closed(company, date_to)
        return super().issue(code, params, texts, reason)

    @api.model
    def _issue(
        self, report, date_from, date_to, company, kind=None, options=None, texts=None, **how
    ):
        """Takes the texts from the report's note where none are given, and closes the note."""
        note = report._get_note(date_from, date_to, company, options)
        texts = {**(note.texts or {}), **(texts or {})}
        issue = super()._issue(report, date_from, date_to, company, kind, options, texts, **how)
        note._close(issue)
        return issue
