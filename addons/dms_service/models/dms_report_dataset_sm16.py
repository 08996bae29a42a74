from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.dms_base.tools import period as periods

DAY = [
    "K-41.registered", "K-41.due", "K-41.arrived", "K-42.count", "K-42.early", "K-42.late",
    "K-43.count", "K-43.customer", "K-43.shop", "K-41.moved", "K-03",
]  # fmt: skip
RATES = [
    "K-40", "K-41", "K-42", "K-43", "K-44", "K-45", "K-10.booked", "K-20.booked", "K-20.walk_in",
    "K-50.booked",
]  # fmt: skip
BY_SOURCE = [
    "K-41.registered", "K-41.due", "K-41.arrived", "K-41", "K-42", "K-43.count", "K-43", "K-44",
    "K-45",
]  # fmt: skip
LONGEST = 366


class DmsReportDatasetSm16(models.AbstractModel):
    """SM-16 预约统计分析: how appointments are made and kept, by day, source, advisor, hour and reason."""

    _name = "dms.report.dataset.sm16"
    _description = "Appointment Statistics"
    _inherit = "dms.report.dataset.service"

    @api.model
    def _dataset(self, report, date_from, date_to, company, options):
        """Six tables and the twelve months to the end of the period.

        :raises UserError: the span is longer than a year
        """
        if (date_to - date_from).days > LONGEST:
            raise UserError(self.env._("Choose a period of 366 days at most."))
        span = (date_from, date_to)
        tables = [
            *self._day_tables(span, company),
            *self._cut_tables(span, company),
            self._heat_table(span, company),
        ]
        year = periods.add_months(date_to.replace(day=1), -11), date_to
        chart = self._trend_chart(["K-41.registered", "K-40", "K-41"], "month", year, company)
        return {"tables": tables, "chart": chart, "notes": ""}

    @api.model
    def _day_tables(self, span, company):
        """Table 1: counts and rates of each day; a long span is shown by month."""
        step = "day" if (span[1] - span[0]).days < 62 else "month"
        head = self.env._("Day") if step == "day" else self.env._("Month")
        return [
            self._grid_table(title, head, None, codes, span, company, step)
            for title, codes in (
                (self.env._("1 Appointments by Day"), DAY),
                (self.env._("1 Rates by Day"), RATES),
            )
        ]

    @api.model
    def _cut_tables(self, span, company):
        """Tables 2 to 6: source, advisor, hour, reason, invitations."""
        booking = self.env["dms.appointment"]
        sources = booking._fields["source"]._description_selection(self.env)
        reasons = booking._fields["cancel_reason"]._description_selection(self.env)
        hours = [
            (hour, f"{hour:02d}:00")
            for hour in range(int(company.opening_hour), int(company.closing_hour + 0.99))
        ]
        return [
            self._grid_table(
                self.env._("2 By Source"),
                self.env._("Source"),
                sources,
                BY_SOURCE,
                span,
                company,
                "source",
            ),
            self._grid_table(
                self.env._("3 By Advisor"),
                self.env._("Service Advisor"),
                self._advisor_keys(span, company),
                BY_SOURCE,
                span,
                company,
                "user",
            ),
            self._grid_table(
                self.env._("4 By Hour"),
                self.env._("Hour"),
                hours,
                ["K-41.booked", "K-41.arrived", "K-41.hours", "K-41.capacity", "K-41.load"],
                span,
                company,
                "hour",
            ),
            self._grid_table(
                self.env._("5 Reasons of What Was Not Kept"),
                self.env._("Reason"),
                [*reasons, (None, self.env._("No-show"))],
                ["K-43.missed"],
                span,
                company,
                "reason",
                share="K-43.missed",
            ),
            self._grid_table(
                self.env._("6 Invitations"),
                self.env._("Service Advisor"),
                self._advisor_keys(span, company),
                ["K-41.invited", "K-41.invited_arrived", "K-41.invited_rate"],
                span,
                company,
                "user",
            ),
        ]

    @api.model
    def _heat_table(self, span, company):
        """Weekday against hour: the fuller, the redder."""
        figures = self.env["dms.kpi"]._values(["K-41.booked"], *span, company.ids, "weekday_hour")[
            "K-41.booked"
        ]
        counts = {int(key): one["value"] for key, one in figures.items() if key is not None}
        top = max(counts.values(), default=0)
        hours = range(int(company.opening_hour), int(company.closing_hour + 0.99))
        rows = []
        for day, label in enumerate(self._weekdays(), 1):
            row = {"_key": str(day), "name": label, "_styles": {}}
            for hour in hours:
                row[str(hour)] = counts.get(day * 100 + hour, 0)
                share = row[str(hour)] / top if top else 0
                if share > 1 / 3:
                    row["_styles"][str(hour)] = "red" if share > 2 / 3 else "amber"
            rows.append(row)
        columns = [self._column("name", self.env._("Weekday"), width=10)]
        columns += [self._column(str(hour), f"{hour:02d}", "int") for hour in hours]
        return {"title": self.env._("Weekday and Hour"), "columns": columns, "rows": rows}
