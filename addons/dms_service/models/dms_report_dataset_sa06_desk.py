from odoo import api, models
from odoo.tools import SQL

from odoo.addons.dms_base.tools import period


class DmsReportDatasetSa06(models.AbstractModel):
    """SA-06: the advisor's shift, and whether the customers of the cars inside know how things stand."""

    _inherit = "dms.report.dataset.sa06"

    @api.model
    def _get_shifts(self, users, day, company):
        """Working hours of people on a day by their calendars: {user id: "08:30–17:30"}.

        :param users: ids of res.users
        :param day: date
        """
        # sudo: the hours of a colleague stand on the wall; nothing else of his contract leaves this method
        people = self.env["hr.employee"].sudo()
        people = people.search([("user_id", "in", list(users)), ("company_id", "=", company.id)])
        calendars = people.resource_calendar_id
        rows = calendars.attendance_ids.filtered(
            lambda row: row.dayofweek == str(day.weekday()) and row.day_period != "lunch"
        ).grouped("calendar_id")
        return {
            one.user_id.id: self._shift_text(rows.get(one.resource_calendar_id))
            for one in people
            if one.resource_calendar_id
        }

    @api.model
    def _shift_text(self, rows):
        """First to last hour of a day's working time; a day off has none."""
        if not rows:
            return self.env._("Day Off")
        hours = (min(rows.mapped("hour_from")), max(rows.mapped("hour_to")))
        return "–".join(map(period.hour_text, hours))

    @api.model
    def _get_last_words(self, orders):
        """When each customer last heard from the shop: {order id: UTC datetime}.

        The keys, an estimate, a signature, a promise, a supplement, the call to fetch the car; and what SA-01
        says of calls to him or answered to him since the car is here.
        """
        if not orders:
            return {}
        for model in ("dms.ro.event", "dms.ro.supplement", "dms.call.log"):
            self.env[model].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT o.id, GREATEST(
                          (SELECT MAX(CASE WHEN e.code = 'T11' THEN e.create_date ELSE e.date END)
                             FROM dms_ro_event e
                            WHERE e.order_id = o.id AND e.code IN ('T06', 'T09', 'T10', 'T11', 'T22')
                              AND e.is_withdrawal IS NOT TRUE),
                          (SELECT MAX(s.quoted_at) FROM dms_ro_supplement s WHERE s.order_id = o.id),
                          (SELECT MAX(COALESCE(c.done_at, c.called_at)) FROM dms_call_log c
                            WHERE c.vehicle_id = o.vehicle_id AND c.called_at >= o.received_at
                              AND (c.direction = 'out' OR c.state = 'done')))
                     FROM sale_order o WHERE o.id IN %s""",
                tuple(orders.ids),
            )
        )
        return dict(rows)

    @api.model
    def _is_told(self, order, heard):
        """Whether the customer has heard from the shop since his car stopped or its promise lapsed.

        :param heard: UTC datetime of the last word, or nothing
        """
        stops = [hold.date_from for hold in order.hold_ids if not hold.date_to]
        if order.is_late:
            stops.append(order.promised_date)
        return bool(heard) and all(heard >= stop for stop in stops)
