from odoo import api, models

from .dms_fact_visit_inflow import FIRST_HOUR, LAST_HOUR, NIGHT

FLOW = [
    "K-01", "K-01.appointed", "K-01.walk_in", "K-01.towed", "K-01.fs", "K-01.pm", "K-01.gr",
    "K-01.bp", "K-01.wt", "K-01.rc", "K-01.rw", "K-01.ac_fc", "K-01.pdi_in", "K-82",
]  # fmt: skip
WAIT = ["K-05", "K-01.wait", "K-01.wait_max", "K-01.wait_long", "K-01.unserved", "K-01.no_arrival"]
HALF_HOUR = 30


class DmsReportDatasetSm20(models.AbstractModel):
    """SM-20 车辆进厂(日)流量统计表: when cars come and leave, how long they wait, and who is there for them.

    Arrival (T04) gives the half hour, reception (T06) the count; a visit without arrival time uses T06 and is
    counted as entered afterwards.
    """

    _name = "dms.report.dataset.sm20"
    _description = "Daily Vehicle Inflow"
    _inherit = "dms.report.dataset.service"

    @api.model
    def _dataset(self, report, date_from, date_to, company, options):
        """Flow by the half hour, waiting and load by the half hour, then weekdays, brands, areas."""
        span = (date_from, date_to)
        keys = self._half_hours()
        flow = self._grid_table(
            self.env._("Cars by the Half Hour"),
            self.env._("Time"),
            keys,
            FLOW,
            span,
            company,
            "half_hour",
        )
        load = self._grid_table(
            self.env._("Waiting and Load"),
            self.env._("Time"),
            keys,
            WAIT,
            span,
            company,
            "half_hour",
        )
        self._add_load(load, flow, span, company)
        cuts = [
            self._weekday_table(span, company),
            self._top_table(
                self.env._("By Brand"), self.env._("Brand"), ["K-01", "K-03"], "brand", span, company,
                model="fleet.vehicle.model.brand",
            ),
            self._top_table(
                self.env._("By Area"), self.env._("Area"), ["K-01", "K-82"], "area", span, company,
                names={"": self.env._("Unknown")},
            ),
        ]  # fmt: skip
        chart = self._chart_of(flow, ["K-01"], title=self.env._("Cars in, out and in the shop"))
        chart["series"] += self._chart_of(load, ["K-05", ("in_shop", {"type": "line"})])["series"]
        notes = self._peak_notes(flow, load)
        return {"tables": [flow, load, *cuts], "chart": chart, "notes": notes}

    @api.model
    def _half_hours(self):
        """Half hours of the day, the night last."""
        clock = [
            f"{minute // 60:02d}:{minute % 60:02d}"
            for minute in range(FIRST_HOUR * 60, LAST_HOUR * 60, HALF_HOUR)
        ]
        return [*[(time, time) for time in clock], (NIGHT, self.env._("Night"))]

    @api.model
    def _add_load(self, load, flow, span, company):
        """Running cars in the shop, advisors there, cars per advisor, share of what they can receive."""
        days = (span[1] - span[0]).days + 1
        values = self.env["dms.kpi"]._values_multi(
            ["K-06", "K-66.days"],
            {"before": self._day_before(span[0]), "main": span},
            company.ids,
        )
        inside = values["before"]["K-06"][None]["value"] or 0
        people = (values["main"]["K-66.days"][None]["value"] or 0) / days
        # One advisor receives one car in `reception_minutes`.
        room = people * days * HALF_HOUR / (company.reception_minutes or 20)
        # The night comes first in the running count: it lies before the first half hour of the next day.
        for position, row in enumerate(load["rows"]):
            arrived = flow["rows"][position]["K-01"] or 0
            total = row["_key"] == "total"
            if not total:
                inside += arrived - (row["K-05"] or 0)
            row["in_shop"] = inside
            row["people"] = people
            row["each"] = arrived / people if people else None
            row["room"] = arrived / room if room and not total and row["_key"] != NIGHT else None
        load["columns"] += [
            self._column("in_shop", self.env._("In the Shop at the End"), "int"),
            self._column("people", self.env._("Advisors There"), "float"),
            self._column("each", self.env._("Cars per Advisor"), "float"),
            self._column("room", self.env._("Reception Capacity Used"), "percent"),
        ]

    @api.model
    def _day_before(self, day):
        before = self._shift_day(day, -1)
        return before, before

    @api.model
    def _weekday_table(self, span, company):
        """Average and largest number of cars of each weekday of the month, closed days apart."""
        month = (span[1].replace(day=1), self._month_end(span[1]))
        series = self.env["dms.kpi"]._series(["K-01"], *month, "day", company.ids)["K-01"]
        open_days = set(self.env["dms.kpi.target"]._working_days(company, *month))
        steps = [day for day in self.env["dms.kpi"]._get_steps(*month, "day") if day <= span[1]]
        rows = []
        for number, label in enumerate(self._weekdays()):
            mine = [
                series.get(day, {}).get("value") or 0
                for day in steps
                if day.weekday() == number and (day in open_days or day in series)
            ]
            rows.append(
                {
                    "_key": str(number),
                    "name": label,
                    "days": len(mine),
                    "average": sum(mine) / len(mine) if mine else None,
                    "largest": max(mine, default=None),
                }
            )
        columns = [
            self._column("name", self.env._("Weekday"), width=20),
            self._column("days", self.env._("Days"), "int"),
            self._column("average", self.env._("Average"), "float"),
            self._column("largest", self.env._("Largest"), "int"),
        ]
        return {"title": self.env._("By Weekday of the Month"), "columns": columns, "rows": rows}

    @api.model
    def _peak_notes(self, flow, load):
        """Peak half hour, peak against mean, share of customers who waited too long."""
        rows = [row for row in flow["rows"] if row["_key"] not in ("total", NIGHT)]
        busy = [row["K-01"] or 0 for row in rows]
        if not any(busy):
            return ""
        peak = max(rows, key=lambda row: row["K-01"] or 0)
        total = load["rows"][-1]
        return self.env._(
            "Peak: %(time)s with %(count)d cars, %(times).1f times the mean. Waited too long: %(late)s.",
            time=peak["name"],
            count=peak["K-01"],
            times=peak["K-01"] / (sum(busy) / len(busy)),
            late="—"
            if total["K-01.wait_long"] is None
            else f"{total['K-01.wait_long'] * 100:.1f} %",
        )
