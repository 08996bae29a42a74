"""One size: fill a database, check it, measure reports, screens, searches, plans and busy desks."""

import json
import os
import time
from collections import Counter
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import Registry
from odoo.tools import config

from ..meter import figure
from . import check, desks, plans, reports, screens
from .delta import Delta
from .drive import INTERVAL, SINCE, VISITS, drive
from .multiply import PER_DAY, Multiplier, get_copies

CLICK_BUDGET = 300
GROWTH, BY_HAND = 1.5, 1.3
SLOWEST = 12
# Up to so many orders every column of the copies is compared with the sample.
FEW = 20_000
# Where a database that is kept remembers how it was filled.
NOTES = "dms_bench.filled"
NOTED = ("day", "copies", "orders", "vehicle", "stride", "small", "figures")


def measure(bench, name, size, known):
    """Measure one size in a database of its own, which is dropped afterwards.

    ``DMS_BENCH_KEEP=1`` keeps it, and measures one that was kept as it is, without filling it again.

    :param bench: :class:`launcher.testing.Bench`
    :param size: repair orders
    :param known: figures of this run so far; a larger size is compared with the first one
    :return: figures for the JSON file
    """
    database = f"run_{name}"
    keep = os.environ.get("DMS_BENCH_KEEP") == "1"
    filled = keep and bench.postgres.exists(database) and _read_notes(bench.postgres, database)
    if not filled:
        bench.odoo.copy(os.environ["DMS_DEMO_TEMPLATE"], database)
    config.parse_config(
        [
            *("-c", str(bench.odoo.conf), "-d", database),
            *("--no-http", "--max-cron-threads=0", "--log-level=warn"),
        ]
    )
    print(f"\n{name}: {size} repair orders")
    try:
        with Registry(database).cursor() as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {"lang": "zh_CN", "tz": "Asia/Shanghai"})
            bigger = Size(env, name, size, known)
            if filled:
                bigger.remember(filled)
            else:
                bigger.fill()
            bigger.measure()
            cursor.rollback()
        bigger.add_desks(desks.run(bench, database))
    finally:
        Registry.delete(database)
        if not keep:
            bench.odoo.drop(database)
    return bigger.figures


def _read_notes(postgres, database):
    """How a database that was kept had been filled, empty when its filling was interrupted."""
    return postgres.sql(f"SELECT value FROM ir_config_parameter WHERE key = '{NOTES}'", database)


class Size:
    """The figures of one size.

    :param env: superuser's environment on the copy
    """

    def __init__(self, env, name, size, known):
        self.env, self.name, self.size, self.known = env, name, size, known
        self.figures = {}

    def _add(self, key, value, unit, budget=None):
        """One entry of the JSON file."""
        added = self.figures[f"{self.name}.{key}"] = figure(value, unit, budget)
        kept = "ok" if added["ok"] else "over"
        told = f" (budget {budget}: {kept})" if budget is not None else ""
        print(f"{self.name}.{key}: {added['value']} {unit}{told}", flush=True)

    def _growth(self, key, value):
        """A figure against the same of each smaller size of this run: {name of that size: quotient}."""
        smaller = [k for k in self.known if k.startswith("scale_") and k.endswith(f".{key}")]
        return {k.partition(".")[0]: value / max(self.known[k]["value"], 0.001) for k in smaller}

    def _compare(self, key, value):
        """A time against the same of the smaller sizes of this run, which it may exceed by half."""
        for size, quotient in self._growth(key, value).items():
            self._add(f"{key}_against_{size}", quotient, "ratio", GROWTH)

    # Filling

    def fill(self):
        """Drive the sample, open the screens on it, multiply it, check what came out."""
        start, self.day = time.perf_counter(), fields.Date.to_string(fields.Date.today())
        sample = drive(self.env)
        self.small = screens.open_screens(self.env)
        self.env.cr.rollback()
        delta = Delta(self.env, sample)
        self._log(start, f"{len(sample.order_ids)} repairs driven")
        self.copies, self.orders = get_copies(self.size, sample), len(sample.order_ids)
        self.vehicle = min(delta.unit_of["fleet_vehicle"])
        self.stride = delta.stride("fleet_vehicle")
        start = time.perf_counter()
        multiplier = Multiplier(delta, self.copies)
        multiplier.run(lambda text: self._log(start, text))
        self._vacuum()
        spent = time.perf_counter() - start
        self._add("rows", multiplier.rows, "rows")
        self._add("fill_seconds", spent, "s")
        self._add("rows_per_second", multiplier.rows / spent, "rows/s")
        self.env.cr.execute("SELECT pg_database_size(current_database()) / 1e6")
        self._add("megabytes", float(self.env.cr.fetchone()[0]), "MB")
        self._check(delta)
        self._note()

    def _vacuum(self):
        """What the database does by itself after such a change."""
        connection = self.env.cr._obj.connection
        connection.autocommit = True
        self.env.cr.execute("VACUUM ANALYZE")
        connection.autocommit = False

    def _check(self, delta):
        """Whether the copies are what the real flow makes."""
        cr = self.env.cr
        few = self.size <= FEW
        problems = check.differing_columns(cr, delta, self.copies) if few else []
        problems += [f"{name}: {ids}" for name, ids in check.broken_invariants(cr).items()]
        self._add("broken_invariants", len(problems), "invariants", 0)
        for problem in problems[:20]:
            print("   ", problem)

    def _note(self):
        """Write down how the database was filled, for the case that it is kept."""
        notes = {name: getattr(self, name) for name in NOTED}
        self.env["ir.config_parameter"].set_param(NOTES, json.dumps(notes))
        self.env.cr.commit()

    def remember(self, notes):
        """Take over how a database that was kept had been filled."""
        for name, value in json.loads(notes).items():
            setattr(self, name, value)

    def _log(self, start, text):
        print(f"    {text} ({time.perf_counter() - start:.1f} s)", flush=True)

    # Measuring

    def measure(self):
        """All figures of one process: reports, screens, searches, plans."""
        today = fields.Date.to_date(self.day)
        span = int(self.copies * self.orders / PER_DAY)
        oldest = today - timedelta(days=SINCE + span - 8)
        youngest = today - timedelta(days=SINCE + INTERVAL * (VISITS - 1) + 8)
        first, last = reports.get_month(oldest, youngest)
        self._measure_reports(first, last)
        self._measure_screens()
        self._measure_searches()
        self._measure_plans(first, last)

    def _measure_reports(self, first, last):
        """Each report of the month; the sum of all is compared between sizes."""
        title = f"report of {first:%Y-%m}"
        heads = f"{'ms':>10}{'queries':>9}{'rows':>7}{'SQL ms':>10}{'ratio':>8}{'growth':>8}"
        print(f"\n{title:<28}{heads}")
        rows = reports.measure(self.env, first, last)
        for row in rows:
            by_hand = row["sql_ms"]
            ratio = f"{row['ms'] / by_hand:>8.2f}" if by_hand else f"{'':>8}"
            told = f"{by_hand:>10.1f}" if by_hand else f"{'':>10}"
            growth = self._growth(f"report.{row['name']}_ms", row["ms"])
            grown = "".join(f"{quotient:>8.2f}" for quotient in growth.values())
            print(
                f"{row['name']:<28}{row['ms']:>10.1f}{row['queries']:>9}{row['rows']:>7}{told}{ratio}{grown}"
            )
        different = [row["name"] for row in rows if not row["same"]]
        if different:
            print(f"    not the figures of the SQL by hand: {', '.join(different)}")
        self._add("reports_unlike_sql", len(different), "reports", 0)
        for row in rows:
            key = f"report.{row['name']}"
            self._add(f"{key}_ms", row["ms"], "ms")
            self._add(f"{key}_queries", row["queries"], "queries")
            self._compare(f"{key}_ms", row["ms"])
            self._compare(f"{key}_queries", row["queries"])
            if row["sql_ms"]:
                self._add(f"{key}_by_hand", row["ms"] / row["sql_ms"], "ratio", BY_HAND)

    def _measure_screens(self):
        """Every menu of three roles, and the boards."""
        steps = screens.open_screens(self.env)
        steps.update(screens.open_boards(self.env))
        slowest = sorted(steps.items(), key=lambda item: -item[1][0])[:SLOWEST]
        print(f"\n{'screen':<80}{'ms':>9}{'queries':>9}")
        for key, (seconds, queries) in slowest:
            print(f"{key:<80}{seconds * 1000:>9.1f}{queries:>9}")
        times = sorted(seconds * 1000 for seconds, _queries in steps.values())
        self._add("screens", len(times), "screens")
        self._add("screens_p95_ms", times[int(len(times) * 0.95)], "ms", CLICK_BUDGET)
        self._add("screens_slowest_ms", times[-1], "ms")
        grown = [
            (key, self.small[key][1], queries)
            for key, (_seconds, queries) in steps.items()
            if key in self.small and queries > self.small[key][1] + 3
        ]
        for key, before, after in grown:
            print(f"    more queries than in the small book: {key}: {before} → {after}")
        self._add("screens_with_more_queries", len(grown), "screens", 0)

    def _measure_searches(self):
        """The desk's search box."""
        vehicle = self._get_middle_vehicle()
        owner = vehicle.owner_id
        steps = screens.search_desk(
            self.env, (vehicle.license_plate, vehicle.vin_sn, owner.phone, owner.name)
        )
        for key, (seconds, _queries) in steps.items():
            name = key.replace(" ", "_")
            self._add(f"{name}_ms", seconds * 1000, "ms", CLICK_BUDGET)
            self._compare(f"{name}_ms", seconds * 1000)
        self._add("search_queries", max(queries for _seconds, queries in steps.values()), "queries")

    def _get_middle_vehicle(self):
        """A car from the middle of the copies."""
        copy = self.copies // 2 + 1
        return self.env["fleet.vehicle"].browse(self.vehicle + copy * self.stride)

    def _measure_plans(self, first, last):
        """Which index serves which question, and what it saves."""
        vehicle = self._get_middle_vehicle()
        params = {
            "company": self.env.company.id,
            "first": first,
            "last": last,
            "vehicle": vehicle.id,
            "order": vehicle.order_ids[:1].id,
            "plate": vehicle.license_plate[-4:],
            "vin": vehicle.vin_sn[-6:],
            "phone": vehicle.owner_id.phone[-4:],
        }
        rows = plans.explain(self.env.cr, params)
        print(f"\n{'index':<46}{'question':<38}{'plan':<20}{'ms':>9}{'without':>10}")
        for row in rows:
            told = f"{row['ms']:>9.2f}{row['without']:>10.2f}" if "ms" in row else ""
            node = row["node"] if row["used"] else f"not used: {row['node']}"
            print(f"{row['index']:<46}{row['question']:<38}{node:<20}{told}")
        self._add("indexes", sum(row["used"] for row in rows), "indexes")
        self._add("indexes_not_used", sum(not row["used"] for row in rows), "indexes", 0)

    # Busy desks

    def add_desks(self, result):
        """Clicks of the busy desks."""
        print(
            f"\n{'click of ' + str(result['desks']) + ' desks':<28}{'clicks':>8}{'p50 ms':>9}{'p95 ms':>9}"
        )
        for step, (number, middle, late) in result["steps"].items():
            print(f"{step:<28}{number:>8}{middle:>9.1f}{late:>9.1f}")
        self._add("clicks", result["clicks"], "clicks")
        self._add("click_p50_ms", result["p50"], "ms")
        self._add("click_p95_ms", result["p95"], "ms", CLICK_BUDGET)
        self._add("click_work_p95_ms", result["work_p95"], "ms")
        self._add("clicks_repeated", len(result["conflicts"]), "clicks")
        for step, number in Counter(result["conflicts"]).most_common():
            print(f"    met another desk's rows: {step}: {number}")
        self._add("clicks_failed", len(result["errors"]), "clicks", 0)
        for error in result["errors"][:5]:
            print("   ", error)
