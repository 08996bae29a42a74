from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

# States in which an appointment takes capacity.
BOOKED_STATES = ("booked", "confirmed", "prepared", "arrived", "converted")


class DmsAppointmentDay(models.Model):
    """One row per shop and day with appointments: whoever books locks and changes it.

    Two people booking the last place at the same moment meet on this row: the second one waits,
    fails to serialise, is run again by the server and then sees the first one's booking.
    """

    _name = "dms.appointment.day"
    _description = "Appointment Day"
    _order = "date desc"
    _rec_name = "date"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    date = fields.Date(required=True)
    is_closed = fields.Boolean(string="No Appointments", help="Nothing can be booked on this day.")
    extra_hours = fields.Float(help="Workshop hours more (or less) than usual on this day.")
    note = fields.Char()
    revision = fields.Integer(readonly=True, default=0)

    _day_company_uniq = models.Constraint(
        "UNIQUE(company_id, date)", "This day has been set up already."
    )

    @api.model
    def _lock(self, company, day):
        """Create or lock the row of a day and change it, in one statement."""
        # sudo is not needed: raw SQL by design, every role that books must meet on this row.
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO dms_appointment_day (company_id, date, revision)
                     VALUES (%(company)s, %(day)s, 1)
                ON CONFLICT (company_id, date)
                  DO UPDATE SET revision = COALESCE(dms_appointment_day.revision, 0) + 1
                """,
                company=company.id,
                day=day,
            )
        )
        self.invalidate_model(["revision"])

    @api.model
    def _get_capacity(self, company, date_from, date_to):
        """Everything needed to answer “is there room” for a period, in a few queries.

        :return: dict with per-slot receptions, workshop hours in all and per trade, and what is
            booked already
        """
        # sudo: the public booking page asks; only counts leave this method.
        self = self.sudo()
        days = self.search_fetch(
            [
                ("company_id", "=", company.id),
                ("date", ">=", date_from),
                ("date", "<=", date_to),
            ],
            ["date", "is_closed", "extra_hours"],
        )
        start, stop = company._to_utc(date_from, 0.0), company._to_utc(date_to, 24.0)
        bookings = self.env["dms.appointment"].search_fetch(
            [
                ("company_id", "=", company.id),
                ("state", "in", BOOKED_STATES),
                ("slot_start", ">=", start),
                ("slot_start", "<", stop),
            ],
            ["slot_start", "planned_hours", "trade", "bay_id", "advisor_id", "day"],
        )
        return {
            "company": company,
            "days": {row.date: row for row in days},
            "holidays": company._get_holidays(date_from, date_to),
            "advisors": max(len(self.env["dms.reception.rota"]._get_advisors(company)), 1),
            "hours": self._get_day_hours(company),
            "places": self._get_places(company),
            "bookings": bookings.grouped("day"),
        }

    @api.model
    def _get_day_hours(self, company):
        """Hours a day open to booking: {trade or None for all: hours}; empty when unlimited.

        Technicians × hours a day × efficiency × booking share; a shop without technicians on
        file counts its productive bays instead.
        """
        share = company.appointment_share / 100.0 * company.workshop_efficiency / 100.0
        per_head = company.resource_calendar_id.hours_per_day or 8.0
        rows = self.env["hr.employee"]._read_group(
            [("company_id", "=", company.id), ("trade", "!=", False)], ["trade"], ["__count"]
        )
        hours = defaultdict(float)
        for trade, count in rows:
            hours[trade] += count * per_head * share
            hours[None] += count * per_head * share
        if not hours:
            places = self.env["dms.bay"]._read_group(
                [("company_id", "=", company.id), ("productive", "=", True)],
                [],
                ["capacity:sum"],
            )[0][0]
            if places:
                hours[None] = places * per_head * share
        return dict(hours)

    @api.model
    def _get_places(self, company):
        """Cars that find a place at the same time, by kind of bay: {kind: cars}."""
        rows = self.env["dms.bay"]._read_group(
            [
                ("company_id", "=", company.id),
                ("productive", "=", True),
                ("state", "!=", "blocked"),
            ],
            ["kind"],
            ["capacity:sum"],
        )
        return dict(rows)

    @api.model
    def _get_slot_problem(self, capacity, start, hours=0.0, trade=None, bay=None, skip=None):
        """Why a slot cannot be taken: "closed", "advisor", "hours", "bay", or False.

        :param capacity: result of :meth:`_get_capacity`
        :param start: UTC datetime of the slot
        :param hours: planned workshop hours
        :param trade: trade of the work, when known
        :param bay: dms.bay asked for
        :param skip: appointment being moved, which frees its own place
        """
        company = capacity["company"]
        local = company._to_local(start)
        day = local.date()
        hour = local.hour + local.minute / 60.0
        row = capacity["days"].get(day)
        if not company._is_open_day(day) or day in capacity["holidays"] or (row and row.is_closed):
            return "closed"
        if hour < company.opening_hour or hour >= company.closing_hour:
            return "closed"
        others = capacity["bookings"].get(day, self.env["dms.appointment"])
        if skip:
            others -= skip
        slot = timedelta(minutes=company.appointment_slot_minutes or 30)
        same = others.filtered(lambda one: abs(one.slot_start - start) < slot)
        per_advisor = max(slot.total_seconds() / 60.0 / (company.reception_minutes or 20), 1.0)
        if len(same) >= int(capacity["advisors"] * per_advisor):
            return "advisor"
        if bay and self._is_bay_taken(others, bay, start, hours, slot):
            return "bay"
        if not bay and self._are_bays_taken(capacity, others, trade, start, hours, slot):
            return "bay"
        return self._get_hours_problem(capacity, others, row, hours, trade)

    @api.model
    def _are_bays_taken(self, capacity, others, trade, start, hours, slot):
        """Whether no place of the trade is left: a shop without such bays on file is not limited."""
        places = capacity["places"].get(trade)
        if not trade or not places:
            return False
        stop = start + max(timedelta(hours=hours), slot)
        inside = others.filtered(
            lambda one: (
                (one.bay_id.kind or one.trade) == trade
                and one.slot_start < stop
                and one.slot_start + max(timedelta(hours=one.planned_hours), slot) > start
            )
        )
        return len(inside) >= places

    @api.model
    def _is_bay_taken(self, others, bay, start, hours, slot):
        stop = start + max(timedelta(hours=hours), slot)
        inside = others.filtered(
            lambda one: (
                one.bay_id.id == bay.id
                and one.slot_start < stop
                and one.slot_start + max(timedelta(hours=one.planned_hours), slot) > start
            )
        )
        return len(inside) >= bay.capacity

    @api.model
    def _get_hours_problem(self, capacity, others, row, hours, trade):
        limits = capacity["hours"]
        if None not in limits:
            return False
        total = limits[None] + (row.extra_hours if row else 0.0)
        if sum(others.mapped("planned_hours")) + hours > total + 0.001:
            return "hours"
        if trade and trade in limits:
            taken = sum(one.planned_hours for one in others if one.trade == trade)
            if taken + hours > limits[trade] + 0.001:
                return "hours"
        return False

    @api.model
    def _get_slots(self, company, day):
        """Start times (UTC) of all slots of a day by opening hours."""
        step = (company.appointment_slot_minutes or 30) / 60.0
        slots, hour = [], company.opening_hour
        while hour + step <= company.closing_hour + 0.001:
            slots.append(company._to_utc(day, hour))
            hour += step
        return slots

    @api.model
    def _get_free_slots(self, company, after, hours=0.0, trade=None, limit=3, days=None):
        """Next slots with room, as UTC datetimes.

        :param after: UTC datetime; slots at or before it are left out
        :param limit: how many slots to return
        :param days: how many days to look ahead, default the booking horizon
        """
        first = company._to_local(after).date()
        span = days or max(company.booking_days_ahead, 1)
        capacity = self._get_capacity(company, first, first + timedelta(days=span))
        found = []
        for offset in range(span + 1):
            for slot in self._get_slots(company, first + timedelta(days=offset)):
                if slot <= after or self._get_slot_problem(capacity, slot, hours, trade):
                    continue
                found.append(slot)
                if len(found) >= limit:
                    return found
        return found
