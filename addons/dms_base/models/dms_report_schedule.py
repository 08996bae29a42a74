import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import LockError

from ..tools import period as periods

_logger = logging.getLogger(__name__)
CATCH_UP = 31  # periods issued at most per report, company and run after a standstill


class DmsReport(models.Model):
    """Reports that issue themselves when their period is over."""

    _inherit = "dms.report"

    @api.model
    def _cron_issue(self):
        """Issue all reports due, one per transaction; safe to repeat at any time."""
        due = self._get_due()
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(due))
        for report, company, span, subject in due:
            report._issue_due(company, span, subject)
            if not cron._commit_progress(1):
                break

    @api.model
    def _get_due(self):
        """Issues missing now: list of (report, company, (date_from, date_to), (key, name))."""
        due = []
        reports = self.search([("scheduled", "=", True), ("period", "!=", "free")])
        companies = self.env["res.company"].search([])  # pylint: disable=no-search-all
        issued = self._get_issued(reports)
        for report in reports:
            for company in report.company_id or companies:
                # The job runs for all companies; each report for one.
                env_report = report.with_context(
                    allowed_company_ids=company.ids, lang=company.partner_id.lang
                )
                for span in env_report._get_due_spans(company):
                    subjects = env_report._get_dataset(company)._subjects(
                        env_report, *span, company
                    )
                    due += [
                        (env_report, company, span, subject)
                        for subject in subjects
                        if (report.id, company.id, *span, str(subject[0] or "")) not in issued
                    ]
        return due

    def _get_issued(self, reports):
        """Keys of the issues there are."""
        rows = self.env["dms.report.issue"]._read_group(
            [("report_id", "in", reports.ids)],
            ["report_id", "company_id", "date_from:day", "date_to:day", "subject"],
        )
        return {
            (report.id, company.id, start, end, subject)
            for report, company, start, end, subject in rows
        }

    def _get_due_spans(self, company):
        """Closed periods of the report for a company, the latest last."""
        self.ensure_one()
        now = fields.Datetime.context_timestamp(
            self.with_context(tz=company.partner_id.tz or "Asia/Shanghai"), fields.Datetime.now()
        )
        today = now.date()
        if now.hour + now.minute / 60 < self.issue_hour:
            today -= timedelta(days=1)
        closed, start = company._closed_until(), self.issue_from or today - timedelta(days=1)
        span, spans = periods.last_closed(self.period, today), []
        while span[1] >= start and len(spans) < CATCH_UP:
            if not self.wait_close or (closed and closed >= span[1]):
                spans.insert(0, span)
            span = periods.shift(self.period, *span, -1)
        return spans

    def _issue_due(self, company, span, subject):
        """Issue one report and mail it; a failure is noted on the report and does not stop the others."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self.lock_for_update()
                options = {"subject": subject[0], "subject_name": subject[1]} if subject[0] else {}
                issue = self.env["dms.report.issue"]._issue(
                    self, *span, company, self.period, options
                )
                self._mail_issue(issue)
                if self.issue_error:
                    self.issue_error = False
        except LockError:
            _logger.info("Report %s is being issued elsewhere.", self.code)
        except Exception as error:
            _logger.exception("Report %s could not be issued for %s.", self.code, span)
            self.issue_error = f"{span[0]} – {span[1]}: {error}"[:200]

    def _get_readers(self, issue):
        """Users an issue is mailed to: readers and reading role of its company."""
        users = self.reader_ids | self.reader_group_id.all_user_ids
        users = users.filtered(lambda user: user.active and issue.company_id in user.company_ids)
        return self._get_dataset(issue.company_id)._readers(self, issue, users)

    def _mail_issue(self, issue):
        """Send an issue with its PDF and spreadsheet to the readers who have an address."""
        partners = self._get_readers(issue).partner_id.filtered("email")
        if not partners:
            return self.env["mail.mail"]
        files = [(issue.pdf_name, issue.pdf), (issue.xlsx_name, issue.xlsx)]
        return self.env["mail.mail"].create(
            {
                "subject": f"{issue.company_id.name} {issue.title} {issue.period}",
                "body_html": self.env["ir.qweb"]._render(
                    "dms_base.report_mail", {"issue": issue, "url": issue.get_base_url()}
                ),
                "recipient_ids": [fields.Command.set(partners.ids)],
                "auto_delete": True,
                "attachment_ids": [
                    fields.Command.create({"name": name, "datas": content})
                    for name, content in files
                ],
            }
        )
