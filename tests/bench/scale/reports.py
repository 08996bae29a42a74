"""Every report of a fixed month, and hand-written SQL that reads the same figures of the same rows."""

import calendar
import functools
import statistics
import time
from datetime import date, timedelta

ROUNDS = 3
INDICATORS = {
    "K-01": "SELECT count(*) FROM sale_order WHERE is_repair AND company_id = %(company)s "
    "AND business_date BETWEEN %(first)s AND %(last)s AND visit_main_id IS NULL "
    "AND (state != 'cancel' OR is_left)",
    "K-10": "SELECT sum(amount_net) FROM dms_settlement_line WHERE is_valid AND company_id = %(company)s "
    "AND business_date BETWEEN %(first)s AND %(last)s AND payer_type IN ('customer', 'insurer', 'warranty')",
    "K-12": "SELECT sum(amount_net) FROM dms_settlement_line WHERE is_valid AND company_id = %(company)s "
    "AND business_date BETWEEN %(first)s AND %(last)s AND payer_type IN ('customer', 'insurer', 'warranty') "
    "AND fee_kind = 'part'",
    "K-15.insurer": "SELECT sum(amount_net) FROM dms_settlement_line WHERE is_valid AND company_id = %(company)s "
    "AND business_date BETWEEN %(first)s AND %(last)s AND payer_type = 'insurer'",
}
# The month, the one before and the same a year before, as the manager's report compares them.
PERIODS = """(VALUES ('main', %(first)s::date, %(last)s::date),
                     ('previous', (%(first)s::date - interval '1 month')::date, %(first)s::date - 1),
                     ('year', (%(first)s::date - interval '1 year')::date,
                      (%(first)s::date - interval '11 months')::date - 1)) AS p (key, first, last)"""
# What the tables of a report are made of: {report: list of (whether a table shows these rows one by one, statement)}.
STATEMENTS = {
    "SM-04": [
        (
            False,
            f"""SELECT p.key, count(*), count(DISTINCT o.vehicle_id),
                       count(*) FILTER (WHERE t.code NOT IN ('PDI', 'IN', 'RW', 'FC')),
                       count(*) FILTER (WHERE t.code = 'FS'), count(*) FILTER (WHERE t.code = 'PM'),
                       count(*) FILTER (WHERE t.code = 'GR'), count(*) FILTER (WHERE t.code = 'BP'),
                       count(*) FILTER (WHERE t.code = 'WT'), count(*) FILTER (WHERE t.code = 'RW'),
                       count(*) FILTER (WHERE o.appointment_id IS NOT NULL),
                       count(*) FILTER (WHERE NOT EXISTS (
                             SELECT 1 FROM sale_order b WHERE b.vehicle_id = o.vehicle_id AND b.is_repair
                                AND b.state != 'cancel' AND b.business_date < o.business_date)),
                       sum(EXTRACT(EPOCH FROM o.reception_started_at - o.arrived_at))
                  FROM {PERIODS} JOIN sale_order o ON o.business_date BETWEEN p.first AND p.last
                  LEFT JOIN dms_service_type t ON t.id = o.service_type_id
                 WHERE o.is_repair AND o.company_id = %(company)s AND o.visit_main_id IS NULL
                   AND (o.state != 'cancel' OR o.is_left) GROUP BY p.key""",
        ),
        (
            False,
            f"""SELECT p.key, count(*), count(*) FILTER (WHERE o.ready_at <= o.promise_kpi),
                       count(*) FILTER (WHERE o.ready_at::date = o.received_at::date),
                       sum(EXTRACT(EPOCH FROM o.delivered_at - o.arrived_at))
                  FROM {PERIODS} JOIN sale_order o ON o.delivered_date BETWEEN p.first AND p.last
                 WHERE o.is_repair AND o.company_id = %(company)s AND o.visit_main_id IS NULL
                   AND (o.state != 'cancel' OR o.is_left) GROUP BY p.key""",
        ),
        (
            False,
            f"""SELECT p.key, l.fee_kind, l.payer_type, l.trade, t.code, count(DISTINCT l.visit_id),
                       sum(l.amount_net), sum(l.amount_discount), sum(l.amount_untaxed),
                       sum(l.amount_cost), sum(l.quantity), sum(l.hours)
                  FROM {PERIODS} JOIN dms_settlement_line l ON l.business_date BETWEEN p.first AND p.last
                  LEFT JOIN dms_service_type t ON t.id = l.visit_type_id
                 WHERE l.is_valid AND l.company_id = %(company)s GROUP BY 1, 2, 3, 4, 5""",
        ),
        (
            False,
            f"""SELECT p.key, a.state, count(*) FROM {PERIODS}
                  JOIN dms_appointment a ON a.day BETWEEN p.first AND p.last
                 WHERE a.company_id = %(company)s GROUP BY 1, 2""",
        ),
        (
            False,
            f"""SELECT p.key, count(*), sum(s.amount_total) FROM {PERIODS}
                  JOIN dms_settlement s ON s.business_date BETWEEN p.first AND p.last
                 WHERE s.company_id = %(company)s AND s.state IN ('confirmed', 'paid') GROUP BY 1""",
        ),
        (
            False,
            """SELECT o.name, v.license_plate, o.ready_at - o.promise_kpi FROM sale_order o
                 JOIN fleet_vehicle v ON v.id = o.vehicle_id
                WHERE o.is_repair AND o.company_id = %(company)s AND o.ready_at > o.promise_kpi
                  AND o.delivered_date BETWEEN %(first)s AND %(last)s""",
        ),
    ],
    "SA-06": [
        (
            True,
            """SELECT o.name, v.license_plate, p.name, m.name, o.odometer, t.name, o.appointment_id IS NOT NULL,
                      o.reception_started_at, o.amount_total, o.promised_date, o.repair_stage,
                      (SELECT sum(s.amount_approved) FROM dms_ro_supplement s WHERE s.order_id = o.id)
                 FROM sale_order o JOIN fleet_vehicle v ON v.id = o.vehicle_id
                 JOIN res_partner p ON p.id = o.partner_id JOIN fleet_vehicle_model m ON m.id = v.model_id
                 LEFT JOIN dms_service_type t ON t.id = o.service_type_id
                WHERE o.is_repair AND o.company_id = %(company)s
                  AND o.business_date BETWEEN %(first)s AND %(last)s ORDER BY o.received_at, o.id""",
        ),
        (
            True,
            """SELECT s.name, v.license_plate, t.name, s.amount_labour + s.amount_diagnosis + s.amount_test,
                      s.amount_part, s.amount_sublet, s.amount_other + s.amount_adjust, s.amount_total,
                      (SELECT sum(l.amount_discount) FROM dms_settlement_line l WHERE l.settlement_id = s.id),
                      (SELECT jsonb_object_agg(payer_type, amount_total) FROM dms_settlement_payer y
                        WHERE y.settlement_id = s.id), o.ready_at <= o.promise_kpi
                 FROM dms_settlement s JOIN sale_order o ON o.id = s.order_id
                 JOIN fleet_vehicle v ON v.id = o.vehicle_id
                 LEFT JOIN dms_service_type t ON t.id = o.service_type_id
                WHERE s.company_id = %(company)s AND s.state IN ('confirmed', 'paid')
                  AND s.business_date BETWEEN %(first)s AND %(last)s ORDER BY s.date, s.id""",
        ),
    ],
    "SV-16": [
        (
            False,
            """SELECT o.id, o.name, v.license_plate, u.login, t.name, o.promise_kpi, e.points, h.holds, d.teams
                 FROM sale_order o JOIN fleet_vehicle v ON v.id = o.vehicle_id
                 LEFT JOIN res_users u ON u.id = o.user_id
                 LEFT JOIN dms_service_type t ON t.id = o.service_type_id
                 LEFT JOIN LATERAL (SELECT jsonb_agg(jsonb_build_array(code, date) ORDER BY id) AS points
                                      FROM dms_ro_event WHERE order_id = o.id) e ON TRUE
                 LEFT JOIN LATERAL (SELECT jsonb_agg(jsonb_build_array(reason, date_from, date_to)) AS holds
                                      FROM dms_ro_hold WHERE order_id = o.id) h ON TRUE
                 LEFT JOIN LATERAL (SELECT array_agg(DISTINCT team_id) AS teams FROM dms_dispatch
                                     WHERE order_id = o.id AND state != 'cancel') d ON TRUE
                WHERE o.company_id = %(company)s AND o.is_repair AND o.id IN (
                      SELECT order_id FROM dms_ro_event WHERE company_id = %(company)s AND code = 'T26'
                         AND business_date BETWEEN %(first)s AND %(last)s AND is_withdrawal IS NOT TRUE)""",
        ),
    ],
}


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
