from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models


class CalendarEvent(models.Model):
    """The morning meeting, to which departments report (MT-01 keeps its minutes on the same event)."""

    _inherit = "calendar.event"

    is_morning_meeting = fields.Boolean(
        string="Morning Meeting",
        help="Briefings of the day are linked to it and frozen when it begins.",
    )
    report_note_ids = fields.One2many(
        "dms.report.note", "meeting_id", string="Briefings", readonly=True
    )

    @api.model
    def _get_morning_meeting(self, company, day):
        """First morning meeting of a company's people after a day.

        :param day: last day the briefing is about
        """
        zone = pytz.timezone(company._get_zone_name())
        midnight = datetime.combine(day + timedelta(days=1), time.min)
        begin = zone.localize(midnight).astimezone(pytz.UTC).replace(tzinfo=None)
        # sudo: when the meeting is may be asked by whoever reports to it
        return self.sudo().search(
            [
                ("is_morning_meeting", "=", True),
                ("start", ">=", begin),
                ("user_id.company_id", "=", company.id),
            ],
            order="start, id",
            limit=1,
        )
