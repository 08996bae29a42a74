from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models

# Reception, checks and wash beside the work itself.
HANDLING_HOURS = 0.8
# How far a promise looks ahead.
HORIZON_DAYS = 60


class ResCompany(models.Model):
    """Opening hours, appointment capacity and reception limits of a shop."""

    _inherit = "res.company"

    opening_hour = fields.Float(string="Opens at", default=8.5)
    closing_hour = fields.Float(string="Closes at", default=17.5)
    open_days = fields.Selection(
        [("all", "Every Day"), ("mon_sat", "Monday to Saturday"), ("mon_fri", "Monday to Friday")],
        default="all",
        required=True,
    )
    appointment_slot_minutes = fields.Integer(string="Appointment Slot (min)", default=30)
    appointment_share = fields.Float(
        string="Hours Open to Booking (%)",
        default=75.0,
        help="Share of the workshop's daily hours that appointments may take.",
    )
    appointment_min_lead = fields.Integer(
        string="Shortest Lead (min)",
        default=60,
        help="A booking made later than this before arrival does not count as a booking.",
    )
    booking_enabled = fields.Boolean(string="Online Booking", default=True)
    booking_days_ahead = fields.Integer(string="Bookable Days Ahead", default=14)
    reception_minutes = fields.Integer(
        string="Minutes per Reception",
        default=20,
        help="One advisor receives one car in this time.",
    )
    workshop_efficiency = fields.Float(string="Workshop Efficiency (%)", default=100.0)
    message_from = fields.Float(
        string="Messages from",
        default=8.5,
        help="Customers get no automatic message before this time of day.",
    )
    message_until = fields.Float(
        string="Messages until",
        default=20.5,
        help="Customers get no automatic message after this time of day.",
    )
    arrival_tolerance = fields.Integer(string="Punctuality Tolerance (min)", default=15)
    no_show_minutes = fields.Integer(string="No-show after (min)", default=60)
    reception_limit = fields.Integer(string="Reception Starts within (min)", default=10)
    odometer_cap_private = fields.Integer(string="Most km a Day, Private", default=600)
    odometer_cap_commercial = fields.Integer(string="Most km a Day, Commercial", default=1500)

    @api.model
    def _get_step_names(self):
        """The columns that the steps of a visit ask for, see `base`."""
        return super()._get_step_names() | {
            "income_account_id",
            "expense_account_id",
            "fiscalyear_lock_date",
            "tax_lock_date",
            "sale_lock_date",
            "hard_lock_date",
            "account_fiscal_country_id",
            "account_purchase_receipt_fiscal_position_id",
            "account_price_include",
            "account_storno",
            "account_stock_journal_id",
            "account_discount_expense_allocation_id",
            "inventory_valuation",
            "prepayment_percent",
            "sale_discount_product_id",
            "quick_edit_mode",
            "sale_order_template_id",
            "security_lead",
            "tax_calculation_rounding_method",
            "tax_exigibility",
            "advisor_labour_discount",
            "advisor_part_discount",
            "appointment_share",
            "appointment_slot_minutes",
            "opening_hour",
            "closing_hour",
            "open_days",
            "estimate_validity_days",
            "gate_pass_minutes",
            "odometer_cap_private",
            "payer_rules_required",
            "promise_min_share",
            "reception_minutes",
            "sender_id_rule",
            "settle_tolerance",
            "statement_sign_required",
            "walk_around_required",
            "workshop_efficiency",
        }

    def _get_tz(self):
        """Time zone of the shop's clocks."""
        self.ensure_one()
        return pytz.timezone(self._get_zone_name())

    def _to_utc(self, day, hour):
        """UTC datetime of a local hour (float) on a day."""
        minutes = round(hour * 60)
        local = datetime.combine(day, time()) + timedelta(minutes=minutes)
        return self._get_tz().localize(local).astimezone(pytz.UTC).replace(tzinfo=None)

    def _to_local(self, moment):
        """Local naive datetime of a UTC datetime."""
        return pytz.UTC.localize(moment).astimezone(self._get_tz()).replace(tzinfo=None)

    def _is_open_day(self, day):
        """Whether the shop works on a day by its weekly rule; holidays come on top."""
        self.ensure_one()
        last = {"all": 6, "mon_sat": 5, "mon_fri": 4}[self.open_days or "all"]
        return day.weekday() <= last

    def _is_open_at(self, moment):
        """Whether the shop is open at a UTC moment: weekly rule, hours and holidays."""
        self.ensure_one()
        day = self._to_local(moment).date()
        if not self._is_open_day(day) or day in self._get_holidays(day, day):
            return False
        opening, closing = self.opening_hour, self.closing_hour
        return self._to_utc(day, opening) <= moment <= self._to_utc(day, closing)

    def _may_send_messages(self, moment):
        """Whether an automatic message to a customer may go out at a UTC moment: no quiet hours."""
        self.ensure_one()
        local = self._to_local(moment)
        return self.message_from <= local.hour + local.minute / 60.0 < self.message_until

    def _get_stay_hours(self, hours):
        """Hours a car stays for so many planned hours of work: efficiency, reception, checks and wash."""
        self.ensure_one()
        return hours / ((self.workshop_efficiency or 100.0) / 100.0) + HANDLING_HOURS

    def _add_opening_hours(self, moment, hours):
        """The moment after so many hours of opening time; without such days simply so much later.

        :param moment: UTC datetime
        :return: UTC datetime
        """
        self.ensure_one()
        left, first = timedelta(hours=hours), self._to_local(moment).date()
        holidays = self._get_holidays(first, first + timedelta(days=HORIZON_DAYS))
        for offset in range(HORIZON_DAYS):
            day = first + timedelta(days=offset)
            if day in holidays or not self._is_open_day(day):
                continue
            start = max(moment, self._to_utc(day, self.opening_hour))
            room = max(self._to_utc(day, self.closing_hour) - start, timedelta())
            if left <= room:
                return start + left
            left -= room
        return moment + timedelta(hours=hours)

    def _get_holidays(self, date_from, date_to):
        """Days in a period on which the shop is closed by its working calendar.

        :return: set of dates
        """
        self.ensure_one()
        # sudo: the public booking page asks; only dates leave this method.
        model = self.env["resource.calendar.leaves"].sudo()
        leaves = model.search(
            [
                ("resource_id", "=", False),
                ("company_id", "=", self.id),
                ("calendar_id", "in", [self.resource_calendar_id.id, False]),
                ("date_from", "<=", self._to_utc(date_to, 24.0)),
                ("date_to", ">=", self._to_utc(date_from, 0.0)),
            ]
        )
        days = set()
        for leave in leaves:
            day = self._to_local(leave.date_from).date()
            end = self._to_local(leave.date_to).date()
            while day <= end:
                days.add(day)
                day += timedelta(days=1)
        return days
