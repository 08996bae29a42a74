from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import period as periods


class DmsReport(models.Model):
    """A report being prepared: texts written, submitted and reviewed before it is issued."""

    _inherit = "dms.report"

    opens_closed = fields.Boolean(
        string="Opens on the Last Period",
        help="The screen opens on the last period that is over, such as yesterday for a morning meeting.",
    )

    def _read_dates(self, params, kind, company):
        """A report about the period just over opens on it."""
        if self.opens_closed and kind != "free" and not params.get("day"):
            span = periods.last_closed(kind, company._local_date())
            params = {**params, "day": span[0].isoformat()}
        return super()._read_dates(params, kind, company)

    def _get_note(self, date_from, date_to, company, options=None):
        """What was written to this report so far, or an empty record.

        :return: dms.report.note
        """
        self.ensure_one()
        return (
            self.env["dms.report.note"]
            # sudo: the report's own right was checked by whoever asks; only its texts are shown beside the figures
            .sudo()
            .search(
                [
                    ("report_id", "=", self.id),
                    ("company_id", "=", company.id),
                    ("date_from", "=", date_from),
                    ("date_to", "=", date_to),
                    ("subject", "=", self._get_subject(options)),
                ],
                limit=1,
            )
        )

    def _get_subject(self, options):
        """Key of the person or thing a report is about; empty for the whole shop."""
        return str((options or {}).get("subject") or "")

    @api.model
    @api.readonly
    def get_report(self, code, params=None):
        """Adds what is being written: texts, remarks on rows, state and the steps open to the user."""
        data = super().get_report(code, params)
        report = self._get_report(code)
        company, __, date_from, date_to = report._read_params(params or {})
        options = data["options"]
        note = report._get_note(date_from, date_to, company, options)
        dataset = report._get_dataset(company)
        rows = dataset._row_texts(report, date_from, date_to, company, options)
        data["choices"]["note"] = {
            "state": note.state or "open",
            "label": dict(note._fields["state"]._description_selection(self.env))[
                note.state or "open"
            ],
            "texts": note.texts or {},
            "rows": [list(row) for row in rows],
            "steps": report._get_steps_open(note, options, company),
        }
        return data

    def _get_steps_open(self, note, options, company):
        """Steps the user may take: write, submit, review."""
        state, steps = note.state or "open", []
        if state == "closed":
            return steps
        if self._get_dataset(company)._may_write(self, self._get_subject(options)):
            steps.append("write")
            if state == "open":
                steps.append("submit")
        if state == "submitted" and self._may_issue() and note.submitted_by_id != self.env.user:
            steps.append("review")
        return steps

    @api.model
    def save_note(self, code, params, texts, step="write"):
        """Keep what a person wrote to a report of a period; submit or review it.

        :param texts: {key: text}, replacing what was there
        :param step: write, submit or review
        :return: state of the report
        :raises UserError: the report is closed (E-801), or something must be explained first
        :raises AccessError: it is another person's report
        """
        report = self._get_report(code)
        company, __, date_from, date_to = report._read_params(params)
        options = params.get("options") or {}
        dataset = report._get_dataset(company)
        subject = report._get_subject(options)
        if not (dataset._may_write(report, subject) or report._may_issue()):
            raise AccessError(self.env._("This report is written by somebody else."))
        clean = {str(key): str(text).strip() for key, text in (texts or {}).items() if text}
        note = report._get_note(date_from, date_to, company, options)
        note._check_open()
        if step == "review":
            note.sudo(False).with_user(self.env.user).action_review()
            return note.state
        if step == "submit":
            problem = dataset._submit_problem(report, date_from, date_to, company, options, clean)
            if problem:
                raise UserError(problem)
        vals = report._prepare_note_vals(clean, step)
        if note:
            note.write(vals)
        else:
            note = note.create(
                {
                    **vals,
                    "report_id": report.id,
                    "company_id": company.id,
                    "date_from": date_from,
                    "date_to": date_to,
                    "subject": subject,
                    "subject_name": dataset._subject_name(report, subject),
                }
            )
        return note.state

    def _prepare_note_vals(self, texts, step):
        """Values of a note; submitting stamps who and when."""
        vals = {"texts": texts}
        if step == "submit":
            vals.update(
                state="submitted",
                submitted_by_id=self.env.uid,
                submitted_at=fields.Datetime.now(),
            )
        return vals

    def _run(self, date_from, date_to, company, options=None, kind=None):
        """Shows the texts written so far below the tables."""
        data = super()._run(date_from, date_to, company, options, kind)
        note = self._get_note(date_from, date_to, company, options)
        if note.texts:
            data["texts"] = self.env["dms.report.issue"]._get_texts(self, company, note.texts)
        return data

    def _get_data(self, date_from, date_to, company, options=None, kind=None):
        """Gives the dataset the remarks people wrote on its rows."""
        note = self._get_note(date_from, date_to, company, options)
        remarks = {key: text for key, text in (note.texts or {}).items() if ":" in key}
        if remarks:
            options = {**(options or {}), "remarks": remarks}
        return super()._get_data(date_from, date_to, company, options, kind)

    def _check_days_closed(self, company, day):
        """A report that waits for the day close is not issued before it (E-802).

        :raises UserError: a day of the period is still open
        """
        self.ensure_one()
        closed = company._closed_until()
        if self.wait_close and (not closed or closed < day):
            raise UserError(
                self.env._(
                    "The days up to %(day)s are not all closed: close them first. (E-802)", day=day
                )
            )
