from collections import defaultdict

from pytz import UTC, timezone

from odoo import api, models

from odoo.addons.dms_base.models.report_cell import JsonRows

from . import ro_timing

# Minutes a section should take; the report's options may set others: {"standards": {"PM": {"fetch": 90}}}.
STANDARDS = {
    "reception": 15,
    "dispatch": 10,
    "start": 15,
    "queue": 10,
    "check": 15,
    "wash": 30,
    "prepare": 15,
    "fetch": 60,
}
CODES = ["K-50", "K-51", "K-52"]
POINTS = ("T04", "T06", "T09", "T10", "T12", "T16", "T17", "T19", "T22", "T23", "T26")
CHART_ORDERS = 30


class DmsReportDatasetSv16(models.AbstractModel):
    """SV-16 车辆维修时点追踪报告: where the time of each stay went, and on average.

    Only time points (`dms.ro.event`) and holds (`dms.ro.hold`) are read for times.
    """

    _name = "dms.report.dataset.sv16"
    _description = "Repair Time-point Tracking Report"
    _inherit = "dms.report.dataset"

    @api.model
    def _dataset(self, report, date_from, date_to, company, options):
        """Exceptions, time points, sections with their averages, groups and indicators.

        :param options: ``user``, ``service_type``, ``basis`` (net: opening hours), ``group``, ``standards``, or
            ``order`` for the time line of one order
        """
        if options.get("order"):
            return self._timeline(int(options["order"]), company, options)
        stays = self._get_stays(date_from, date_to, company, options)
        measured = [stay for stay in stays if stay["state"] == "left"]
        odd = sum(stay["state"] == "odd" for stay in stays)
        summary = self._summary_rows(measured)
        return {
            "tables": [
                self._exception_table(stays),
                self._point_table(stays),
                self._section_table(stays, summary),
                self._group_table(measured, options),
                self._indicator_table(date_from, date_to, company, options),
            ],
            "chart": self._get_chart(measured, summary[0]),
            "notes": self.env._(
                "%(count)s cars averaged, %(odd)s with missing or reversed time points left out, "
                "%(inside)s still in the shop.",
                count=len(measured),
                odd=odd,
                inside=sum(stay["state"] == "inside" for stay in stays),
            ),
        }

    @api.model
    def _filters(self, report, company):
        users = self.env["dms.report.dataset.sa06"]._filters(report, company)
        types = self.env["dms.service.type"].search([("active", "=", True)])
        basis = [["", self.env._("By the Clock")], ["net", self.env._("Opening Hours Only")]]
        return [
            *users,
            {
                "key": "service_type",
                "label": self.env._("Service Type"),
                "options": [["", self.env._("All Types")]] + [[one.id, one.name] for one in types],
            },
            {"key": "basis", "label": self.env._("Minutes"), "options": basis},
            {
                "key": "group",
                "label": self.env._("Group by"),
                "options": [
                    ["", self.env._("Service Type")],
                    ["team", self.env._("Team")],
                    ["user", self.env._("Service Advisor")],
                    ["weekday", self.env._("Weekday of Arrival")],
                    ["hour", self.env._("Hour of Arrival")],
                ],
            },
        ]

    @api.model
    def _get_labels(self):
        """Names of the sections."""
        return {
            "reception": self.env._("Reception"),
            "estimate": self.env._("Inspection, Estimate"),
            "authorise": self.env._("Awaiting Signature"),
            "dispatch": self.env._("Awaiting Dispatch"),
            "start": self.env._("Awaiting Start"),
            "work": self.env._("Net Work"),
            "parts": self.env._("Awaiting Parts"),
            "approval": self.env._("Awaiting Customer"),
            "insurer": self.env._("Awaiting Insurer, Maker"),
            "resource": self.env._("Awaiting Bay, Equipment"),
            "sublet": self.env._("Outside Work"),
            "other": self.env._("Other Interruption"),
            "queue": self.env._("Awaiting Check"),
            "check": self.env._("Check"),
            "wash": self.env._("Wash"),
            "prepare": self.env._("Preparing Delivery"),
            "fetch": self.env._("Awaiting Pick-up"),
        }

    @api.model
    def _get_state_labels(self):
        return {
            "left": self.env._("Left"),
            "inside": self.env._("In the Shop"),
            "odd": self.env._("Time Points Odd"),
            "unrepaired": self.env._("Left Unrepaired"),
        }

    @api.model
    def _prepare_row(self, stay, states):
        """What every table says of a stay.

        :param states: see `_get_state_labels`, looked up once for all rows
        """
        order = stay["order"]
        styles = {"late": "red"} if stay["is_late"] else {}
        if stay["state"] == "odd":
            styles["state"] = "red"
        return {
            "_key": order.name,
            "_style": "muted" if stay["state"] == "unrepaired" else None,
            "_styles": styles,
            "_drill": {"order": {"res_model": "sale.order", "domain": [["id", "=", order.id]]}},
            "order": order.name,
            "plate": stay["plate"],
            "type": order.type,
            "advisor": order.advisor,
            "team": stay["team"],
            "state": states[stay["state"]],
            "late": stay["late"],
        }

    @api.model
    def _exception_table(self, stays):
        """What must be explained: odd time points, promises missed by more than a quarter of an hour."""
        labels = self._get_labels()
        columns = [
            self._column("kind", self.env._("Exception"), width=16),
            self._column("order", self.env._("Repair Order"), width=17),
            self._column("plate", self.env._("Plate"), width=12),
            self._column("advisor", self.env._("Service Advisor"), width=13),
            self._column("team", self.env._("Team"), width=14),
            self._column("late", self.env._("Late (min)"), "minutes", width=10),
            self._column("cause", self.env._("Main Cause"), width=18),
        ]
        rows, states = [], self._get_state_labels()
        for stay in stays:
            if stay["state"] != "odd" and not stay["is_late"]:
                continue
            if stay["state"] == "odd":
                kind = self.env._("Time points odd")
            elif stay["state"] == "inside":
                kind = self.env._("Past the promise, still here")
            else:
                kind = self.env._("Promise missed")
            row = self._prepare_row(stay, states)
            row.update(_style="red", kind=kind, cause=labels.get(stay["cause"], ""))
            rows.append(row)
        return {"title": self.env._("Exceptions"), "columns": columns, "rows": rows}

    @api.model
    def _get_short(self):
        """Function of a UTC moment: month, day and hour of the shop's clock; nothing of nothing."""
        zone, offsets = timezone(self.env.company._get_zone_name()), {}

        def short(moment):
            if not moment:
                return ""
            # Clocks are changed at a full hour: all its moments are as far from UTC.
            hour = moment.toordinal() * 24 + moment.hour
            if hour not in offsets:
                offsets[hour] = UTC.localize(moment).astimezone(zone).utcoffset()
            return str(moment + offsets[hour])[5:16]

        return short

    @api.model
    def _point_table(self, stays):
        """The time points themselves, planned and actual."""
        names = dict(self.env["dms.ro.event"]._fields["code"]._description_selection(self.env))
        columns = [
            self._column("order", self.env._("Repair Order"), width=9),
            self._column("plate", self.env._("Plate"), width=6),
            self._column("type", self.env._("Service Type"), width=6),
            self._column("advisor", self.env._("Service Advisor"), width=5),
            self._column("team", self.env._("Team"), width=6),
            *[self._column(code, names[code], width=5) for code in POINTS],
            self._column("first", self.env._("First Promise"), width=5),
            self._column("promise", self.env._("Promise"), width=5),
            self._column("late", self.env._("Late (min)"), "minutes", width=4),
        ]
        rows, states, short = JsonRows(), self._get_state_labels(), self._get_short()
        for stay in stays:
            order, live = stay["order"], stay["live"]
            rows.append(
                {
                    **self._prepare_row(stay, states),
                    **{code: short(live.get(code)) for code in POINTS},
                    "first": short(order.promise_first),
                    "promise": short(order.promise_kpi or order.promised_date),
                }
            )
        return {"title": self.env._("Time Points"), "columns": columns, "rows": rows}

    @api.model
    def _section_columns(self):
        return [
            *[
                self._column(key, label, "row", width=4)
                for key, label in self._get_labels().items()
            ],
            self._column("stay", self.env._("Stay"), "row", width=5),
            self._column("redo", self.env._("of it Redone"), "row", width=4),
            self._column("late", self.env._("Late (min)"), "row", width=5),
        ]

    @api.model
    def _section_table(self, stays, summary):
        """Minutes of every section, with averages below.

        :param summary: see `_summary_rows`
        """
        columns = [
            self._column("order", self.env._("Repair Order"), width=9),
            self._column("plate", self.env._("Plate"), width=6),
            self._column("state", self.env._("State"), width=5),
            *self._section_columns(),
        ]
        states = self._get_state_labels()
        rows = [self._section_row(stay, states) for stay in stays]
        return {
            "title": self.env._("Sections of the Stay (min)"),
            "columns": columns,
            "rows": JsonRows(rows + summary),
        }

    @api.model
    def _section_row(self, stay, states):
        """Minutes of the sections of one stay; those beyond the standard are red, interruptions open their holds."""
        row, parts = self._prepare_row(stay, states), stay["parts"]
        row["_type"] = "minutes"
        row["_styles"].update(dict.fromkeys(stay["over"], "red"))
        domain = [["order_id", "=", stay["order"].id]]
        row["_drill"]["stay"] = {"res_model": "dms.ro.event", "domain": domain}
        if stay["state"] == "odd":
            return row
        row.update(parts, stay=stay["stay"], redo=stay["redo"] or None)
        for key in ro_timing.INTERRUPTIONS:
            if parts.get(key):
                row["_drill"][key] = {"res_model": "dms.ro.hold", "domain": domain}
        return row

    @api.model
    def _get_minutes(self, measured):
        """Minutes of some stays by column: sections, stay, redone, and how late those with a promise were."""
        return {
            **{key: [stay["parts"].get(key, 0) for stay in measured] for key in ro_timing.SECTIONS},
            "stay": [stay["stay"] for stay in measured],
            "redo": [stay["redo"] for stay in measured],
            "late": [stay["late"] for stay in measured if stay["late"] is not None],
        }

    @api.model
    def _average_row(self, measured, averages):
        """Averages of some stays, as the first line below the sections."""
        return {
            "_key": "mean",
            "_style": "total",
            "_type": "minutes",
            "order": self.env._("Average of %(count)s", count=len(measured)),
            **averages,
        }

    @api.model
    def _summary_rows(self, measured):
        """Mean, median, 90th percentile, share of the stay and standard."""
        minutes = self._get_minutes(measured)
        figures = {key: ro_timing.statistics(one) for key, one in minutes.items()}
        averages = {key: one["mean"] for key, one in figures.items()}
        average, total = self._average_row(measured, averages), averages["stay"]
        keys = [*ro_timing.SECTIONS, "stay"]
        share = {key: averages[key] / total if total else None for key in keys}
        below = [
            (
                "median",
                "minutes",
                self.env._("Median"),
                {key: one["median"] for key, one in figures.items()},
            ),
            (
                "p90",
                "minutes",
                self.env._("90th Percentile"),
                {key: one["p90"] for key, one in figures.items()},
            ),
            ("share", "percent", self.env._("Share of the Stay"), share),
            ("standard", "minutes", self.env._("Standard"), STANDARDS),
        ]
        return [
            average,
            *[
                {"_key": key, "_style": "total", "_type": kind, "order": label, **values}
                for key, kind, label, values in below
            ],
        ]

    @api.model
    def _get_group(self, stay, key):
        """Sort key and name of the group a stay belongs to."""
        order = stay["order"]
        if key not in ("weekday", "hour"):
            name = {"team": stay["team"], "user": order.advisor}.get(key, order.type)
            return name or "", name or self.env._("None")
        arrived = self.env.company._to_local(stay["live"]["T04"])
        if key == "weekday":
            days = (
                self.env._("Monday"),
                self.env._("Tuesday"),
                self.env._("Wednesday"),
                self.env._("Thursday"),
                self.env._("Friday"),
                self.env._("Saturday"),
                self.env._("Sunday"),
            )
            return arrived.weekday(), days[arrived.weekday()]
        return arrived.hour, f"{arrived.hour:02d}:00–{arrived.hour:02d}:59"

    @api.model
    def _group_table(self, measured, options):
        """Averages by service type, team, advisor, weekday or hour of arrival."""
        groups = defaultdict(list)
        for stay in measured:
            groups[self._get_group(stay, options.get("group"))].append(stay)
        columns = [
            self._column("name", self.env._("Group"), width=12),
            self._column("count", self.env._("Cars"), "int", width=4),
            *self._section_columns(),
        ]
        rows = []
        for (_order, name), stays in sorted(groups.items()):
            averages = {
                key: sum(minutes) / len(minutes) if minutes else None
                for key, minutes in self._get_minutes(stays).items()
            }
            row = self._average_row(stays, averages)
            row.update(_key=name, _style=None, name=name, count=len(stays))
            rows.append(row)
        return {"title": self.env._("Averages by Group (min)"), "columns": columns, "rows": rows}

    @api.model
    def _indicator_table(self, date_from, date_to, company, options):
        """Punctuality and stay as the registry counts them: once per visit."""
        filters = {
            key: int(options[key]) for key in ("user", "service_type") if options.get(key)
        } or None
        values = self.env["dms.kpi"]._values(
            CODES, date_from, date_to, company.ids, filters=filters
        )
        kpis = self.env["dms.kpi"]._get_kpis(CODES)
        columns = [
            self._column("name", self.env._("Indicator"), width=60),
            self._column("unit", self.env._("Unit"), width=15),
            self._column("value", self.env._("This Period"), "row", width=25),
        ]
        rows = [
            self._kpi_row(
                kpis[code],
                value=values[code].get(None, {}).get("value"),
                _drill={"value": self._kpi_drill(code, date_from, date_to, filters)},
            )
            for code in CODES
            if code in kpis
        ]
        return {"title": self.env._("Indicators"), "columns": columns, "rows": rows}

    @api.model
    def _get_chart(self, measured, average):
        """One stacked bar of the average and one for each car."""
        if not measured:
            return None
        shown = measured[:CHART_ORDERS]
        series = []
        for key, label in self._get_labels().items():
            values = [round(average[key]), *[stay["parts"].get(key, 0) for stay in shown]]
            if any(values):
                series.append({"label": label, "values": values})
        return {
            "type": "stacked",
            "title": self.env._("Minutes by Section"),
            "labels": [
                self.env._("Average"),
                *[stay["plate"] for stay in shown],
            ],
            "series": series,
        }
