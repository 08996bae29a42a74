import pytz

from odoo import fields, models
from odoo.tools import SQL


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def _get_lunch_breaks(self, start, end):
        """Lunch breaks of the person's calendar between two moments.

        :param start: datetime (UTC)
        :param end: datetime (UTC)
        :return: list of (start, end), UTC without zone
        """
        self.ensure_one()
        if not self._may_touch_lunch(start, end):
            return []
        # sudo: the calendar of a colleague tells only hours
        employee = self.sudo()
        calendar = employee.resource_calendar_id or employee.company_id.resource_calendar_id
        lunches = calendar.attendance_ids.filtered(lambda row: row.day_period == "lunch")
        if not lunches:
            return []
        resource = employee.resource_id
        intervals = calendar._attendance_intervals_batch(
            pytz.utc.localize(start), pytz.utc.localize(end), resource, lunch=True
        )
        return [
            (
                begin.astimezone(pytz.utc).replace(tzinfo=None),
                finish.astimezone(pytz.utc).replace(tzinfo=None),
            )
            for begin, finish, _record in intervals[resource.id]
        ]

    def _may_touch_lunch(self, start, end):
        """Whether a stretch of work can meet a lunch break, by one query; mostly it cannot.

        :param start: datetime (UTC)
        :param end: datetime (UTC)
        """
        for name in ("hr.employee", "hr.version", "resource.resource", "resource.calendar"):
            self.env[name].flush_model()
        self.env["resource.calendar.attendance"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT lunch.dayofweek, lunch.hour_from, lunch.hour_to,
                       COALESCE(resource.tz, calendar.tz)
                  FROM hr_employee employee
                  JOIN hr_version version ON version.id = employee.current_version_id
                  JOIN resource_resource resource ON resource.id = employee.resource_id
                  JOIN res_company company ON company.id = employee.company_id
                  JOIN resource_calendar calendar ON calendar.id =
                       COALESCE(version.resource_calendar_id, company.resource_calendar_id)
                  JOIN resource_calendar_attendance lunch
                       ON lunch.calendar_id = calendar.id AND lunch.day_period = 'lunch'
                 WHERE employee.id = %s
                """,
                self.id,
            )
        )
        if not rows:
            return False
        local = self.with_context(tz=rows[0][3])
        begin = fields.Datetime.context_timestamp(local, start)
        finish = fields.Datetime.context_timestamp(local, end)
        if begin.date() != finish.date():
            return True
        hours = [moment.hour + moment.minute / 60 for moment in (begin, finish)]
        return any(
            int(day) == begin.weekday() and hour_from <= hours[1] + 0.02 and hour_to >= hours[0]
            for day, hour_from, hour_to, _zone in rows
        )

    def _outstanding_items(self):
        """Running jobs are handed over before somebody leaves."""
        items = super()._outstanding_items()
        dispatches = self.env["dms.dispatch"].search(
            [
                ("main_employee_id", "in", self.ids),
                ("state", "in", ("queue", "working", "paused", "wait_parts", "wait_approval")),
            ]
        )
        return items + [
            {
                "kind": "dispatch",
                "label": dispatch.name,
                "qty": 1,
                "amount": 0.0,
                "record": dispatch,
                "owner_role": "workshop_supervisor",
                "blocking": True,
            }
            for dispatch in dispatches
        ]
