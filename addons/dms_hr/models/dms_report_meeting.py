from odoo import api, fields, models
from odoo.exceptions import UserError


class DmsReport(models.Model):
    """Reports given at the morning meeting: written until it begins."""

    _inherit = "dms.report"

    is_briefing = fields.Boolean(
        string="For the Morning Meeting",
        help="Its texts may be written until the meeting of the day after begins.",
    )

    @api.model
    def save_note(self, code, params, texts, step="write"):
        """A briefing belongs to the next morning meeting and is frozen when that begins.

        :raises UserError: the meeting has begun
        """
        report = self._get_report(code)
        if not report.is_briefing:
            return super().save_note(code, params, texts, step)
        company, __, date_from, date_to = report._read_params(params)
        options = params.get("options")
        note = report._get_note(date_from, date_to, company, options)
        meetings = self.env["calendar.event"]
        meeting = note.meeting_id or meetings._get_morning_meeting(company, date_to)
        if meeting and meeting.start <= fields.Datetime.now() and step != "review":
            raise UserError(
                self.env._(
                    "“%(meeting)s” has begun: what was reported to it is frozen.",
                    meeting=meeting.name,
                )
            )
        state = super().save_note(code, params, texts, step)
        if meeting and not note.meeting_id:
            note = report._get_note(date_from, date_to, company, options)
            note.meeting_id = meeting
        return state


class DmsReportNote(models.Model):
    """A briefing and its meeting."""

    _inherit = "dms.report.note"

    meeting_id = fields.Many2one("calendar.event", readonly=True, index="btree_not_null")
