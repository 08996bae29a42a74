from collections import defaultdict
from datetime import timedelta

from pytz import UTC, timezone

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.dms_base.models.report_cell import JsonRows
from odoo.addons.dms_base.tools import plate

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
# A car later than this needs an explanation.
LATE_MINUTES = 15
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
        return {
            "tables": [
                self._exception_table(stays),
                self._point_table(stays),
                self._section_table(stays, measured),
                self._group_table(measured, options),
                self._indicator_table(date_from, date_to, company, options),
            ],
            "chart": self._get_chart(measured),
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

    # Data

    @api.model
    def _get_stays(self, date_from, date_to, company, options):
        """Cars that left in the period and, while it runs, those still inside.

        :return: list of dicts, exceptions first
        """
        orders = self._read_orders(self._get_orders_domain(date_from, date_to, company, options))
        ids = tuple(order.id for order in orders)
        events, holds, teams = self._get_events(ids), self._get_holds(ids), self._get_teams(ids)
        now = fields.Datetime.now()
        clock = self._get_clock(events, company, now, options)
        stays = [
            self._prepare_stay(
                order, events.get(order.id, []), holds.get(order.id, []), clock, now, options
            )
            for order in orders
        ]
        for stay in stays:
            stay["team"] = teams.get(stay["order"].id, "")
        rank = {"odd": 0, "inside": 2, "left": 2, "unrepaired": 3}
        return sorted(
            stays,
            key=lambda stay: (
                rank[stay["state"]] if not stay["is_late"] else 1,
                -(stay["late"] or 0),
                stay["order"].id,
            ),
        )

    @api.model
    def _read_orders(self, domain):
        """What the tables show of the orders of a domain, in order of entry."""
        return self._read_rows(
            self.env["sale.order"],
            domain,
            {
                "id": "id",
                "name": "name",
                "state": "state",
                "plate": "vehicle_id.license_plate",
                "type": "service_type_id.name",
                "type_code": "service_type_id.code",
                "advisor": "user_id.name",
                "promise_first": "promise_first",
                "promise_kpi": "promise_kpi",
                "promised_date": "promised_date",
            },
        )

    @api.model
    def _get_orders_domain(self, date_from, date_to, company, options):
        """Orders whose car left in the period; cancelled ones count only when the car left unrepaired."""
        left = self.env["dms.ro.event"]._search(
            [
                ("company_id", "=", company.id),
                ("code", "=", "T26"),
                ("business_date", ">=", date_from),
                ("business_date", "<=", date_to),
                ("is_withdrawal", "=", False),
                ("corrected_by_ids", "=", False),
            ]
        )
        domain = [("id", "in", left.subselect("order_id"))]
        if date_from <= company._business_date() <= date_to:
            domain = ["|", ("in_shop", "=", True), *domain]
        domain += [
            ("company_id", "=", company.id),
            ("is_repair", "=", True),
            "|",
            ("state", "!=", "cancel"),
            ("is_left", "=", True),
        ]
        for key, field in (("user", "user_id"), ("service_type", "service_type_id")):
            if options.get(key):
                domain.append((field, "=", int(options[key])))
        return domain

    @api.model
    def _get_events(self, ids):
        """Log of the orders as plain rows by order id, in order of entry."""
        self.env["dms.ro.event"].flush_model()
        query = SQL(
            """SELECT order_id, id, code, date, COALESCE(is_withdrawal, FALSE), correction_of_id
                 FROM dms_ro_event WHERE order_id IN %s ORDER BY id""",
            ids or (0,),
        )
        events = defaultdict(list)
        for order, row, code, moment, withdrawal, correction in self.env.execute_query(query):
            events[order].append(
                {
                    "id": row,
                    "code": code,
                    "date": moment,
                    "is_withdrawal": withdrawal,
                    "correction_of": correction,
                }
            )
        return events

    @api.model
    def _get_holds(self, ids):
        """Holds by order id: list of (reason, from, to or None)."""
        holds, model = defaultdict(list), self.env["dms.ro.hold"]
        columns = {name: name for name in ("order_id", "reason", "date_from", "date_to")}
        for order, *hold in self._read_rows(
            model, [("order_id", "in", ids)], columns, model._order
        ):
            holds[order].append(tuple(hold))
        return holds

    @api.model
    def _get_teams(self, ids):
        """Names of the teams that worked on each order."""
        teams, names = self.env["dms.team"], defaultdict(dict)
        rows = self._read_rows(
            self.env["dms.dispatch"],
            [("order_id", "in", ids), ("state", "!=", "cancel"), ("team_id", "!=", False)],
            {"order": "order_id", "team": "team_id"},
        )
        # sudo: names of teams only, looked up once
        worked = sorted({team for __, team in rows})
        labels = {team.id: team.name for team in teams.sudo().browse(worked)}
        for order, team in rows:
            names[order][team] = True
        return {
            order: "、".join(filter(None, (name for team, name in labels.items() if team in found)))
            for order, found in names.items()
        }

    @api.model
    def _get_clock(self, events, company, now, options):
        """Clock of the minutes: that of the wall, or one that runs while the shop is open."""
        if options.get("basis") != "net":
            return ro_timing.gross_clock
        dates = [event["date"] for rows in events.values() for event in rows]
        day = company._to_local(min([*dates, now])).date()
        last = company._to_local(now).date()
        holidays = company._get_holidays(day, last)
        openings = []
        while day <= last:
            if company._is_open_day(day) and day not in holidays:
                openings.append(
                    (
                        company._to_utc(day, company.opening_hour),
                        company._to_utc(day, company.closing_hour),
                    )
                )
            day += timedelta(days=1)
        return ro_timing.net_clock(openings)

    @api.model
    def _prepare_stay(self, order, events, holds, clock, now, options):
        """One stay: its points, the minutes of its sections, its state and lateness."""
        live = ro_timing.live_points(events)
        points = ro_timing.aligned(live)
        state = self._get_state(order, points)
        running = now if state == "inside" else None
        parts = {} if state == "odd" else ro_timing.sections(points, holds, clock, running)
        told = points.get("T22") or running
        promise = order.promise_kpi or order.promised_date
        late = None
        if promise and told and state != "odd" and ("T22" in points or told > promise):
            late = round((told - promise).total_seconds() / 60)
        own = (options.get("standards") or {}).get(order.type_code)
        standards = {**STANDARDS, **own} if own else STANDARDS
        return {
            "order": order,
            "plate": plate.dotted(order.plate),
            "live": live,
            "state": state,
            "parts": parts,
            "stay": sum(parts.values()) if parts else None,
            "redo": sum(clock(end) - clock(start) for start, end in ro_timing.redo_spans(events)),
            "late": late,
            "is_late": state in ("left", "inside") and (late or 0) > LATE_MINUTES,
            "over": {key for key, limit in standards.items() if parts.get(key, 0) > limit},
            "cause": self._get_cause(parts, standards),
        }

    @api.model
    def _get_state(self, order, points):
        """left, inside, unrepaired, or odd when time points are missing or reversed."""
        if order.state == "cancel":
            return "unrepaired"
        if ro_timing.is_odd(points):
            return "odd"
        return "left" if "T26" in points else "inside"

    @api.model
    def _get_cause(self, parts, standards):
        """Section before the car was ready that ran furthest beyond its standard; holds have none."""
        beyond = {
            key: minutes - standards.get(key, 0)
            for key, minutes in parts.items()
            if key in ro_timing.INTERRUPTIONS or (key in standards and key != "fetch")
        }
        worst = max(beyond, key=beyond.get, default=None)
        return worst if worst and beyond[worst] > 0 else None

    # Tables

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
            hour = (moment.date(), moment.hour)
            if hour not in offsets:
                offsets[hour] = UTC.localize(moment).astimezone(zone).utcoffset()
            local = moment + offsets[hour]
            return f"{local.month:02}-{local.day:02} {local.hour:02}:{local.minute:02}"

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
            order, live, row = stay["order"], stay["live"], self._prepare_row(stay, states)
            row.update(
                {code: short(live.get(code)) for code in POINTS},
                first=short(order.promise_first),
                promise=short(order.promise_kpi or order.promised_date),
            )
            rows.append(row)
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
    def _section_table(self, stays, measured):
        """Minutes of every section, with averages below."""
        columns = [
            self._column("order", self.env._("Repair Order"), width=9),
            self._column("plate", self.env._("Plate"), width=6),
            self._column("state", self.env._("State"), width=5),
            *self._section_columns(),
        ]
        rows, states = JsonRows(), self._get_state_labels()
        for stay in stays:
            row = self._prepare_row(stay, states)
            if stay["state"] != "odd":
                row.update(stay["parts"], stay=stay["stay"], redo=stay["redo"] or None)
            row["_type"] = "minutes"
            row["_styles"] = {**row["_styles"], **dict.fromkeys(stay["over"], "red")}
            holds = [key for key in ro_timing.INTERRUPTIONS if stay["parts"].get(key)]
            drill = {"domain": [["order_id", "=", stay["order"].id]]}
            row["_drill"]["stay"] = {"res_model": "dms.ro.event", **drill}
            row["_drill"].update({key: {"res_model": "dms.ro.hold", **drill} for key in holds})
            rows.append(row)
        return {
            "title": self.env._("Sections of the Stay (min)"),
            "columns": columns,
            "rows": JsonRows(rows + self._summary_rows(measured)),
        }

    @api.model
    def _summary_rows(self, measured):
        """Mean, median, 90th percentile, share of the stay and standard."""
        keys = [*ro_timing.SECTIONS, "stay"]
        values = {
            key: [stay["stay"] if key == "stay" else stay["parts"].get(key, 0) for stay in measured]
            for key in keys
        }
        values["redo"] = [stay["redo"] for stay in measured]
        values["late"] = [stay["late"] for stay in measured if stay["late"] is not None]
        figures = {key: ro_timing.statistics(one) for key, one in values.items()}
        total = figures["stay"]["mean"]
        labels = {
            "mean": self.env._("Average of %(count)s", count=len(measured)),
            "median": self.env._("Median"),
            "p90": self.env._("90th Percentile"),
        }
        rows = [
            {
                "_key": name,
                "_style": "total",
                "_type": "minutes",
                "order": label,
                **{key: one[name] for key, one in figures.items()},
            }
            for name, label in labels.items()
        ]
        share = {key: figures[key]["mean"] / total if total else None for key in keys}
        rows.append(
            {
                "_key": "share",
                "_style": "total",
                "_type": "percent",
                "order": self.env._("Share of the Stay"),
                **share,
            }
        )
        rows.append(
            {
                "_key": "standard",
                "_style": "total",
                "_type": "minutes",
                "order": self.env._("Standard"),
                **STANDARDS,
            }
        )
        return rows

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
            row = self._summary_rows(stays)[0]
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
    def _get_chart(self, measured):
        """One stacked bar of the average and one for each car."""
        if not measured:
            return None
        shown = measured[:CHART_ORDERS]
        average = self._summary_rows(measured)[0]
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
