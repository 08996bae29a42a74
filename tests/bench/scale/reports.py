"""Every report of a fixed month, and hand-written SQL that reads the same figures of the same rows."""

import calendar
import functools
import statistics
import time
from datetime import date, timedelta

from .statements import INDICATORS, STATEMENTS

ROUNDS = 3


def get_month(oldest, youngest):
    """The last calendar month that is equally full at every size.

    :param oldest, youngest: first and last day between which the copies lie evenly
    :return: (first day, last day)
    """
    first = (youngest + timedelta(days=1)).replace(day=1) - timedelta(days=1)
    first = first.replace(day=1)
    if first < oldest:
        raise AssertionError(f"no whole month lies between {oldest} and {youngest}")
    return first, date(first.year, first.month, calendar.monthrange(first.year, first.month)[1])


def measure(env, first, last):
    """Reports and indicators of a month.

    :return: list of dicts: name, ms, queries, rows, sql_ms (None without hand-written SQL), same (figures agree)
    """
    params = {"company": env.company.id, "first": first, "last": last}
    rows = [_indicator(env, code, statement, params) for code, statement in INDICATORS.items()]
    for report in env["dms.report"].search([], order="code"):
        run = functools.partial(report._run, first, last, env.company, kind="month")
        spent, queries, data = _timed(env, run)
        sizes = {len(table["rows"]) for table in data["tables"]}
        by_hand, same = _by_hand(env, STATEMENTS.get(report.code), sizes, params)
        rows.append(
            {
                "name": report.code,
                "ms": spent,
                "queries": queries,
                "rows": sum(len(table["rows"]) for table in data["tables"]),
                "sql_ms": by_hand,
                "same": same,
            }
        )
    return rows


def _timed(env, function):
    """Median milliseconds, queries, and the answer of a call, with empty caches of records."""
    times = []
    for _round in range(ROUNDS):
        env.invalidate_all()
        before, start = env.cr.sql_log_count, time.perf_counter()
        answer = function()
        times.append((time.perf_counter() - start) * 1000)
        queries = env.cr.sql_log_count - before
    return statistics.median(times), queries, answer


def _fetch(env, statement, params):
    env.cr.execute(statement, params)
    return env.cr.fetchall()


def _indicator(env, code, statement, params):
    """One indicator of the registry against its statement; both must say the same."""
    kpis = env["dms.kpi"]
    spent, queries, values = _timed(
        env, lambda: kpis._values([code], params["first"], params["last"], [params["company"]])
    )
    by_hand, _queries, rows = _timed(env, lambda: _fetch(env, statement, params))
    value = values[code].get(None, {}).get("value") or 0
    same = abs(float(value) - float(rows[0][0] or 0)) < 0.01
    return {
        "name": code,
        "ms": spent,
        "queries": queries,
        "rows": 1,
        "sql_ms": by_hand,
        "same": same,
    }


def _by_hand(env, statements, sizes, params):
    """Milliseconds of the hand-written statements, None without any, and whether the report shows their rows.

    :param sizes: numbers of rows of the report's tables
    """
    if not statements:
        return None, True
    total, same = 0.0, True
    for shown, statement in statements:
        spent, _queries, rows = _timed(env, functools.partial(_fetch, env, statement, params))
        same = same and (not shown or len(rows) in sizes)
        total += spent
    return total, same
