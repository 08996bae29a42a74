import pytz

from odoo import models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def _get_lunch_breaks(self, start, end):
        """Lunch breaks of the person's calendar between two moments.

        :param start: datetime (UTC)
        :param end: datetime (UTC)
        :return: list of (start, end), UTC without zone
        """
        self.ensure_one()
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
