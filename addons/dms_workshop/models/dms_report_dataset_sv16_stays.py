from collections import defaultdict, namedtuple
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.dms_base.tools import plate

from . import ro_timing
from .dms_report_dataset_sv16 import STANDARDS

# A car later than this needs an explanation.
LATE_MINUTES = 15
# Log of an order: time points that count {code: moment}, spans of work done again, first moment of all entries.
Log = namedtuple("Log", ("live", "redone", "first"))
NO_LOG = Log({}, (), None)


class DmsReportDatasetSv16(models.AbstractModel):
    """The stays behind SV-16: orders, their time points and holds, the minutes between them."""

    _inherit = "dms.report.dataset.sv16"

    @api.model
    def _get_stays(self, date_from, date_to, company, options):
        """Cars that left in the period and, while it runs, those still inside.

        :return: list of dicts, exceptions first
        """
        orders = self._read_orders(self._get_orders_domain(date_from, date_to, company, options))
        ids = tuple(order.id for order in orders)
        logs, holds, teams = self._get_logs(ids), self._get_holds(ids), self._get_teams(ids)
        now = fields.Datetime.now()
        clock = self._get_clock(logs, company, now, options)
        stays = [
            self._prepare_stay(
                order, logs.get(order.id, NO_LOG), holds.get(order.id, ()), clock, now, options
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
    def _get_logs(self, ids):
        """What the log says of each order: {order id: Log}.

        Only where an entry was taken back or corrected, entries are looked at one by one.
        """
        self.env["dms.ro.event"].flush_model()
        query = SQL(
            """SELECT order_id, ARRAY_AGG(code ORDER BY id DESC), ARRAY_AGG(date ORDER BY id DESC),
                      MIN(date), BOOL_OR(is_withdrawal OR correction_of_id IS NOT NULL)
                 FROM dms_ro_event WHERE order_id IN %s GROUP BY order_id""",
            ids or (0,),
        )
        logs, changed = {}, []
        for order, codes, moments, first, is_changed in self.env.execute_query(query):
            # Of equal codes the one entered first counts: it comes last.
            logs[order] = Log(dict(zip(codes, moments, strict=True)), (), first)
            if is_changed:
                changed.append(order)
        for order, events in self._get_events(changed).items():
            live, redone = ro_timing.live_points(events), ro_timing.redo_spans(events)
            logs[order] = Log(live, redone, logs[order].first)
        return logs

    @api.model
    def _get_events(self, ids):
        """Entries of the log as plain rows by order id, in order of entry."""
        events = defaultdict(list)
        if not ids:
            return events
        query = SQL(
            """SELECT order_id, id, code, date, COALESCE(is_withdrawal, FALSE), correction_of_id
                 FROM dms_ro_event WHERE order_id IN %s ORDER BY id""",
            tuple(ids),
        )
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
    def _get_clock(self, logs, company, now, options):
        """Clock of the minutes: that of the wall, or one that runs while the shop is open."""
        if options.get("basis") != "net":
            return ro_timing.gross_clock
        day = company._to_local(min([*[log.first for log in logs.values()], now])).date()
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
    def _prepare_stay(self, order, log, holds, clock, now, options):
        """One stay: its points, the minutes of its sections, its state and lateness."""
        points = ro_timing.aligned(log.live)
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
        is_late = state in ("left", "inside") and (late or 0) > LATE_MINUTES
        return {
            "order": order,
            "plate": plate.dotted(order.plate),
            "live": log.live,
            "state": state,
            "parts": parts,
            "stay": sum(parts.values()) if parts else None,
            "redo": sum(clock(end) - clock(start) for start, end in log.redone),
            "late": late,
            "is_late": is_late,
            "over": {key for key, limit in standards.items() if parts.get(key, 0) > limit},
            # What went wrong is told of those who come too late.
            "cause": self._get_cause(parts, standards) if is_late else None,
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
