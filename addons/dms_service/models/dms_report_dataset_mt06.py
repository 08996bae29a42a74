from datetime import timedelta

from odoo import api, models

from .dms_appointment import OPEN_STATES

YESTERDAY = [
    "K-01", "K-03", "K-40", "K-10", "K-11", "K-12", "K-20", "K-05", "K-50", "K-70", "K-86.count",
    "K-54.count", "K-31",
]  # fmt: skip
MONTH = ["K-01", "K-10"]
INSIDE = ["K-06", "K-06.night", "K-06.parts", "K-06.insurer", "K-06.customer", "K-06.ready"]


class DmsReportDatasetMt06(models.AbstractModel):
    """MT-06 早会业务部汇报表: the day before, the month to date, and what comes today, for the morning meeting.

    The day of the report is the day before the meeting; the cars and appointments are those of the morning after.
    """

    _name = "dms.report.dataset.mt06"
    _description = "Morning Briefing of the Service Department"
    _inherit = "dms.report.dataset.service"

    @api.model
    def _dataset(self, report, date_from, date_to, company, options):
        """Parts 1 to 4; part 5 are the texts."""
        today = date_to + timedelta(days=1)
        bookings = self._bookings_table(today, company)
        tables = [
            self._yesterday_table((date_from, date_to), company),
            self._month_table(date_to, company),
            bookings,
            self._watched_table(today, company),
            self._promised_table(today, company),
            self._inside_table((date_from, date_to), company),
            self._waiting_table(company),
            self._absence_table(today, company),
            self._measure_table(
                self.env._("4 To Coordinate"),
                self._find_measures(report, date_from, date_to, company),
            ),
        ]
        chart = self._chart_of(bookings, ["K-41.booked"], title=self.env._("Appointments today"))
        closed = company._closed_until()
        notes = self.env._("Gross margin is provisional.")
        if not closed or closed < date_to:
            notes = f"{notes} {self.env._('Not closed yet.')}"
        return {"tables": tables, "chart": chart, "notes": notes}

    @api.model
    def _texts(self, report):
        return [
            ("absent", self.env._("Absent and on Leave")),
            ("praise", self.env._("Praise and Reminders")),
        ]

    @api.model
    def _links(self, report):
        """Part 4 is entered as measures: each becomes a task."""
        return [["measures", self.env._("To Coordinate")]]

    @api.model
    def _yesterday_table(self, span, company):
        """Part 1: each figure with its target of the day."""
        kpis = self.env["dms.kpi"]._get_kpis(YESTERDAY)
        values = self.env["dms.kpi"]._values(YESTERDAY, *span, company.ids)
        targets = self.env["dms.kpi.target"]._values(YESTERDAY, *span, company)
        rows = []
        for code in [code for code in YESTERDAY if code in kpis]:
            value = values[code].get(None, {}).get("value")
            achieved = self.env["dms.kpi.target"]._achievement(value, targets.get(code))
            row = self._kpi_row(
                kpis[code], value=value, target=targets.get(code), achieved=achieved
            )
            style = self._get_achievement_style(kpis[code], achieved)
            row["_styles"] = {"achieved": style} if style else {}
            row["_drill"] = {"value": self._kpi_drill(code, *span)}
            rows.append(row)
        columns = [
            self._column("name", self.env._("Indicator"), width=40),
            self._column("unit", self.env._("Unit"), width=10),
            self._column("value", self.env._("Yesterday"), "row"),
            self._column("target", self.env._("Target"), "row"),
            self._column("achieved", self.env._("Achieved"), "percent"),
        ]
        return {"title": self.env._("1 Yesterday"), "columns": columns, "rows": rows}

    @api.model
    def _month_table(self, day, company):
        """Part 2: what is missing to the month's target and what each remaining working day must bring."""
        table = self._cmp_table(
            "",
            [(None, MONTH)],
            self.env["dms.report"],
            day.replace(day=1),
            day,
            company,
            {"kind": "month"},
        )
        whole = (day.replace(day=1), self._month_end(day))
        targets = self.env["dms.kpi.target"]._values(MONTH, *whole, company)
        left = [
            one for one in self.env["dms.kpi.target"]._working_days(company, *whole) if one > day
        ]
        rows = []
        for row in table["rows"]:
            target, value = targets.get(row["_key"]), row["main"]
            gap = target - (value or 0.0) if target else None
            achieved = self.env["dms.kpi.target"]._achievement(value, target)
            progress = self.env["dms.kpi.target"]._time_progress(company, day)
            rows.append(
                {
                    **{
                        key: row[key] for key in ("_key", "_type", "_drill", "name", "unit", "main")
                    },
                    "target": target,
                    "achieved": achieved,
                    "ahead": achieved - progress if None not in (achieved, progress) else None,
                    "gap": gap,
                    "daily": gap / len(left) if gap is not None and left else None,
                }
            )
        columns = [
            self._column("name", self.env._("Indicator"), width=20),
            self._column("unit", self.env._("Unit"), width=8),
            self._column("main", self.env._("Month to Date"), "row"),
            self._column("target", self.env._("Month's Target"), "row"),
            self._column("achieved", self.env._("Achieved"), "percent"),
            self._column("ahead", self.env._("Ahead of Time (pts)"), "points"),
            self._column("gap", self.env._("Short of Target"), "row"),
            self._column("daily", self.env._("Needed a Day"), "row"),
        ]
        return {"title": self.env._("2 Month to Date"), "columns": columns, "rows": rows}

    @api.model
    def _bookings_table(self, today, company):
        """Part 3: appointments by the hour, and those that we invited."""
        hours = range(int(company.opening_hour), int(company.closing_hour + 0.99))
        return self._grid_table(
            self.env._("3 Appointments Today"),
            self.env._("Hour"),
            [(hour, f"{hour:02d}:00") for hour in hours],
            ["K-41.booked", "K-41.hours"],
            (today, today),
            company,
            "hour",
        )

    @api.model
    def _watched_table(self, today, company):
        """Customers of today who need special care, with the reason."""
        bookings = self.env["dms.appointment"].search(
            [
                ("company_id", "=", company.id),
                ("day", "=", today),
                ("state", "in", (*OPEN_STATES, "converted")),
            ],
            order="slot_start, id",
        )
        reasons = self._get_watch_reasons(bookings)
        words = {key: "、".join(found) for key, found in reasons.items()}
        watched = bookings.filtered(lambda one: words[one.id])
        return self._list_table(
            self.env._("3 Customers to Watch"),
            watched,
            [
                ("time", self.env._("Time"), "datetime", 20, "slot_start"),
                ("plate", self.env._("Plate"), "text", 16, "plate"),
                ("customer", self.env._("Customer"), "text", 18, "contact_name"),
                ("why", self.env._("Reason"), "text", 24, lambda one: words[one.id]),
                ("advisor", self.env._("Service Advisor"), "text", 18, "advisor_id.name"),
            ],
        )

    @api.model
    def _get_watch_reasons(self, bookings):
        """Why customers expected today need special care; addons add theirs.

        :return: {appointment id: list of words}
        """
        reasons = {booking.id: [] for booking in bookings}
        for booking in bookings:
            if booking.partner_id.customer_class == "vip":
                reasons[booking.id].append(self.env._("VIP"))
            if booking.service_type_id.code == "RW":
                reasons[booking.id].append(self.env._("Rework"))
        return reasons

    @api.model
    def _absence_table(self, today, company):
        """Who is on leave for the whole of today; the kind of leave is nobody's business here."""
        # sudo: names and posts of colleagues are no secret
        people = self.env["hr.employee"].sudo().search([("company_id", "=", company.id)])
        away = people._absent_all_day(today)
        away = away.sorted(lambda one: (one.department_id.name or "", one.name))
        return self._list_table(
            self.env._("3 Absent and on Leave"),
            away,
            [
                ("name", self.env._("Employee"), "text", 40, "name"),
                ("department", self.env._("Department"), "text", 30, "department_id.name"),
                ("job", self.env._("Post"), "text", 30, "job_id.name"),
            ],
        )

    @api.model
    def _promised_table(self, today, company):
        """Cars promised for today."""
        start, stop = company._to_utc(today, 0.0), company._to_utc(today, 24.0)
        orders = self.env["sale.order"].search(
            [
                ("company_id", "=", company.id),
                ("is_repair", "=", True),
                ("in_shop", "=", True),
                ("promised_date", ">=", start),
                ("promised_date", "<", stop),
            ],
            order="promised_date, id",
        )
        return self._list_table(
            self.env._("3 Promised Today"),
            orders,
            [
                ("name", self.env._("Repair Order"), "text", 24, "name"),
                ("plate", self.env._("Plate"), "text", 18, "vehicle_id.license_plate"),
                ("promised", self.env._("Promised"), "datetime", 24, "promised_date"),
                ("advisor", self.env._("Service Advisor"), "text", 20, "user_id.name"),
            ],
        )

    @api.model
    def _inside_table(self, span, company):
        """Cars overnight and what they wait for."""
        kpis = self.env["dms.kpi"]._get_kpis(INSIDE)
        values = self.env["dms.kpi"]._values(INSIDE, *span, company.ids)
        row = {"_key": "inside", "_drill": {}}
        for code in INSIDE:
            row[code] = values[code][None]["value"]
            row["_drill"][code] = self._kpi_drill(code, *span)
        columns = [self._column(code, kpis[code].name, "int") for code in INSIDE]
        return {"title": self.env._("3 Cars Inside"), "columns": columns, "rows": [row]}

    @api.model
    def _waiting_table(self, company):
        """Cars that wait, with the days and who is responsible."""
        holds = self.env["dms.ro.hold"].search(
            [
                ("company_id", "=", company.id),
                ("date_to", "=", False),
                ("reason", "in", ("parts", "insurer", "customer")),
                ("order_id.in_shop", "=", True),
            ],
            order="reason, date_from, id",
        )
        reasons = dict(holds._fields["reason"]._description_selection(self.env))
        today = company._local_date()
        return self._list_table(
            self.env._("3 Waiting Cars"),
            holds,
            [
                ("reason", self.env._("Waits for"), "text", 20, lambda hold: reasons[hold.reason]),
                ("order", self.env._("Repair Order"), "text", 24, "order_id.name"),
                ("plate", self.env._("Plate"), "text", 16, "order_id.vehicle_id.license_plate"),
                (
                    "days",
                    self.env._("Days"),
                    "int",
                    10,
                    lambda hold: (today - (hold.order_id.business_date or today)).days,
                ),
                ("who", self.env._("Responsible"), "text", 20, "user_id.name"),
            ],
        )
