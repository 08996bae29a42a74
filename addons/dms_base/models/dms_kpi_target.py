from datetime import datetime, time, timedelta

from pytz import UTC, timezone

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import period as periods


class DmsKpiTarget(models.Model):
    """What an indicator should reach in a month, for the shop, a team or a person."""

    _name = "dms.kpi.target"
    _description = "Target"
    _order = "month desc, kpi_id, subject"
    _rec_name = "kpi_id"
    _check_company_auto = True

    kpi_id = fields.Many2one(
        "dms.kpi", string="Indicator", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    month = fields.Date(
        required=True, default=lambda self: fields.Date.context_today(self).replace(day=1)
    )
    subject = fields.Reference(
        selection="_selection_subject", help="Person or team; empty for the whole company."
    )
    value = fields.Float(string="Target", required=True, digits=0)
    unit = fields.Selection(related="kpi_id.unit")
    note = fields.Char()

    _target_uniq = models.UniqueIndex(
        "(kpi_id, company_id, month, COALESCE(subject, ''))",
        "This indicator has a target for that month and subject already.",
    )

    @api.model
    def _selection_subject(self):
        """Kinds of subjects; addons append theirs (teams)."""
        return [("hr.employee", self.env._("Employee"))]

    @api.constrains("month")
    def _check_month(self):
        for target in self:
            if target.month.day != 1:
                raise ValidationError(
                    self.env._("A target belongs to a month: enter its first day.")
                )

    @api.onchange("month")
    def _onchange_month(self):
        if self.month:
            self.month = self.month.replace(day=1)

    @api.model
    def _values(self, codes, date_from, date_to, company, subject_model=None):
        """Targets of a period.

        Sums: the share of each month by working days, so the target of a day is that of the month divided by its
        working days. Quotients and levels: the target of the month in which the period ends.

        :param subject_model: None for the company, or the model of subjects; ``res.users`` maps the
            targets of employees to their users
        :return: {code: number} for the company, {code: {subject id: number}} otherwise; missing without target
        """
        months = periods.months_between(date_from, date_to)
        # sudo: a target is shown to whoever may see the figure beside it
        targets = self.sudo().search(
            [
                ("kpi_id.code", "in", list(codes)),
                ("company_id", "=", company.id),
                ("month", "in", months),
                ("subject", "=like", f"{self._get_subject_model(subject_model)},%")
                if subject_model
                else ("subject", "=", False),
            ]
        )
        shares = self._get_shares(company, date_from, date_to, months) if targets else {}
        result = {}
        for target in targets:
            kpi, last = target.kpi_id, target.month == months[-1]
            additive = kpi.kind in ("sum", "count") and not kpi.is_level
            share = shares[target.month] if additive else (1.0 if last else None)
            if share is None:
                continue
            key = target._get_subject_key(subject_model)
            groups = result.setdefault(kpi.code, {})
            groups[key] = groups.get(key, 0.0) + target.value * share
        return result if subject_model else {code: groups[None] for code, groups in result.items()}

    @api.model
    def _get_subject_model(self, subject_model):
        return "hr.employee" if subject_model == "res.users" else subject_model

    def _get_subject_key(self, subject_model):
        self.ensure_one()
        if not subject_model:
            return None
        return self.subject.user_id.id if subject_model == "res.users" else self.subject.id

    @api.model
    def _get_shares(self, company, date_from, date_to, months):
        """Share of each month's working days that lies in a span; None for a month without working days."""
        first, last = months[0], periods.month_bounds(months[-1])[1]
        days = self._working_days(company, first, last)
        shares = {}
        for month in months:
            end = periods.month_bounds(month)[1]
            whole = [day for day in days if month <= day <= end]
            part = [day for day in whole if date_from <= day <= date_to]
            shares[month] = len(part) / len(whole) if whole else None
        return shares

    @api.model
    def _working_days(self, company, date_from, date_to):
        """Days on which the company's working time calendar is open; every day without a calendar.

        :return: sorted list of dates
        """
        # sudo: opening days are no secret and calendars are not readable by all roles
        calendar = company.sudo().resource_calendar_id
        span = [
            date_from + timedelta(days=count) for count in range((date_to - date_from).days + 1)
        ]
        if not calendar:
            return span
        zone = timezone(calendar.tz or "UTC")
        start = zone.localize(datetime.combine(date_from, time.min)).astimezone(UTC)
        stop = zone.localize(datetime.combine(date_to, time.max)).astimezone(UTC)
        intervals = calendar._work_intervals_batch(start, stop)[False]
        return sorted({begin.astimezone(zone).date() for begin, __, __ in intervals})

    @api.model
    def _achievement(self, value, target):
        """K-95: value ÷ target; None when one is missing or the target is zero."""
        if value is None or not target:
            return None
        return value / target

    @api.model
    def _time_progress(self, company, day):
        """K-96: working days of the month elapsed at the end of a day ÷ working days of the month."""
        first, last = periods.month_bounds(day)
        days = self._working_days(company, first, last)
        return len([one for one in days if one <= day]) / len(days) if days else None

    @api.model
    def _comparison(self, value, previous):
        """K-97: (value - previous) ÷ previous; None when there is nothing to compare with.

        A negative previous figure counts by its size, so that more is always a positive change.
        """
        if value is None or not previous:
            return None
        return (value - previous) / abs(previous)

    @api.model
    def _month_to_date(self, company, day, months_back=0):
        """The month to a day, or an earlier month up to the same number of its working days.

        :param months_back: 0 for the month itself, 1 for the month before, 12 for a year before
        :return: (date, date)
        """
        first = day.replace(day=1)
        if not months_back:
            return first, day
        start, end = periods.month_bounds(periods.add_months(first, -months_back))
        elapsed = len(self._working_days(company, first, day))
        days = self._working_days(company, start, end)
        if not elapsed or not days:
            return start, start + timedelta(days=min(day.day, end.day) - 1)
        if elapsed >= len(days):
            return start, end
        return start, days[elapsed - 1]
