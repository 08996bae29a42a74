"""Statements written by hand for the rows that reports show: what the reports are compared with.

Each reads rows or figures that a table of the report shows and that no other statement of the report reads: the
lists, the figures of each block with those of the period before and the year before, what is found by looking
at other records (a first visit, a repair that came back), stocks and open invoices at the end of each period.
"""

INDICATORS = {
    "K-01": "SELECT count(*) FROM sale_order WHERE is_repair IS TRUE AND company_id = %(company)s "
    "AND business_date BETWEEN %(first)s AND %(last)s AND visit_main_id IS NULL "
    "AND (state != 'cancel' OR is_left)",
    "K-10": "SELECT sum(amount_net) FROM dms_settlement_line WHERE is_valid IS TRUE "
    "AND company_id = %(company)s "
    "AND business_date BETWEEN %(first)s AND %(last)s AND payer_type IN ('customer', 'insurer', 'warranty')",
    "K-12": "SELECT sum(amount_net) FROM dms_settlement_line WHERE is_valid IS TRUE "
    "AND company_id = %(company)s "
    "AND business_date BETWEEN %(first)s AND %(last)s AND payer_type IN ('customer', 'insurer', 'warranty') "
    "AND fee_kind = 'part'",
    "K-15.insurer": "SELECT sum(amount_net) FROM dms_settlement_line WHERE is_valid IS TRUE "
    "AND company_id = %(company)s "
    "AND business_date BETWEEN %(first)s AND %(last)s AND payer_type = 'insurer'",
}
# The month, the one before and the same a year before, as the manager's report compares them.
PERIODS = """(VALUES ('main', %(first)s::date, %(last)s::date),
                     ('previous', (%(first)s::date - interval '1 month')::date, %(first)s::date - 1),
                     ('year', (%(first)s::date - interval '1 year')::date,
                      (%(first)s::date - interval '11 months')::date - 1)) AS p (key, first, last)"""


def _in(column):
    """The day lies in a period, and in the year they all lie in, which the planner knows."""
    year = "%(first)s::date - interval '1 year'"
    return f"{column} BETWEEN p.first AND p.last AND {column} BETWEEN {year} AND %(last)s"


# Time points of the stays that ended in the month, as they are shown and as the minutes between them.
POINTS = ("T04", "T06", "T09", "T10", "T12", "T16", "T17", "T18", "T19", "T21", "T22", "T23", "T26")
SHOWN = ("T04", "T06", "T09", "T10", "T12", "T16", "T17", "T19", "T22", "T23", "T26")
SECTIONS = {
    "reception": "t06 - t04",
    "estimate": "GREATEST(t09, t06) - t06",
    "authorise": "t10 - GREATEST(t09, t06)",
    "dispatch": "t12 - t10",
    "start": "t16 - t12",
    "queue": "t18 - t17",
    "inspection": "t19 - t18",
    "wash": "t21 - t19",
    "prepare": "t22 - COALESCE(t21, t19)",
    "pickup": "t26 - t22",
    "work": "t17 - t16",
    "stay": "t26 - t04",
}
HOLDS = {
    "parts": "'parts'",
    "approval": "'customer'",
    "insurer": "'insurer', 'manufacturer'",
    "resource": "'bay', 'technician', 'equipment'",
    "sublet": "'outside'",
    "other": "'storage'",
}
LOCAL = "to_char({} + interval '8 hours', 'MM-DD HH24:MI')"
MINUTES = [f"EXTRACT(EPOCH FROM {span}) / 60 AS {name}" for name, span in SECTIONS.items()]
WAITS = [
    f"sum(m.minutes) FILTER (WHERE h.reason IN ({names})) AS {name}"
    for name, names in HOLDS.items()
]
AVERAGES = ", ".join(f"avg({name})" for name in (*SECTIONS, *HOLDS))
RANKS = ", ".join(
    f"percentile_cont(0.5) WITHIN GROUP (ORDER BY {name}), percentile_disc(0.9) WITHIN GROUP (ORDER BY {name})"
    for name in (*SECTIONS, *HOLDS)
)
STAYS = f"""WITH points AS (
    SELECT e.order_id,
           {", ".join(f"min(e.date) FILTER (WHERE e.code = '{code}') AS {code.lower()}" for code in POINTS)}
      FROM dms_ro_event e
     WHERE e.is_withdrawal IS NOT TRUE
       AND NOT EXISTS (SELECT 1 FROM dms_ro_event c WHERE c.correction_of_id = e.id)
       AND e.order_id IN (SELECT order_id FROM dms_ro_event WHERE company_id = %(company)s AND code = 'T26'
                             AND business_date BETWEEN %(first)s AND %(last)s AND is_withdrawal IS NOT TRUE)
     GROUP BY e.order_id
), holds AS (
    SELECT p.order_id,
           {", ".join(WAITS)}
      FROM points p JOIN dms_ro_hold h ON h.order_id = p.order_id
     CROSS JOIN LATERAL (SELECT EXTRACT(EPOCH FROM LEAST(COALESCE(h.date_to, p.t17), p.t17)
                                        - GREATEST(h.date_from, p.t16)) / 60 AS minutes) m
     WHERE m.minutes > 0 GROUP BY p.order_id
), stays AS (
    SELECT p.order_id, o.service_type_id,
           EXTRACT(EPOCH FROM p.t22 - COALESCE(o.promise_kpi, o.promised_date)) / 60 AS late,
           {", ".join(MINUTES)}, {", ".join(f"h.{name}" for name in HOLDS)}
      FROM points p JOIN sale_order o ON o.id = p.order_id AND o.is_repair IS TRUE AND o.company_id = %(company)s
      LEFT JOIN holds h ON h.order_id = p.order_id
)"""
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
                       count(*) FILTER (WHERE t.code NOT IN ('PDI', 'IN', 'RW', 'FC') AND NOT EXISTS (
                             SELECT 1 FROM sale_order b JOIN dms_service_type bt ON bt.id = b.service_type_id
                              WHERE b.vehicle_id = o.vehicle_id AND b.is_repair IS TRUE AND b.visit_main_id IS NULL
                                AND bt.code NOT IN ('PDI', 'IN', 'RW', 'FC')
                                AND b.state != 'cancel' AND b.business_date < o.business_date)),
                       count(*) FILTER (WHERE t.code NOT IN ('PDI', 'IN', 'RW', 'FC')
                             AND o.arrival_mode IS DISTINCT FROM 'towed' AND a.booked_at
                                 + make_interval(mins => c.appointment_min_lead) <= o.arrived_at),
                       count(*) FILTER (WHERE o.authorised_at IS NOT NULL
                             AND o.authorise_channel IS DISTINCT FROM 'internal'),
                       count(*) FILTER (WHERE o.authorised_at IS NOT NULL
                             AND o.authorise_channel IN ('desk', 'portal', 'paper')),
                       count(*) FILTER (WHERE t.code = 'RW' AND EXISTS (
                             SELECT 1 FROM dms_ro_job j WHERE j.order_id = o.id AND j.rework_of_id IS NOT NULL)),
                       sum(s.proposed), sum(s.approved)
                  FROM {PERIODS} JOIN sale_order o ON {_in("o.business_date")}
                  JOIN res_company c ON c.id = o.company_id
                  LEFT JOIN dms_service_type t ON t.id = o.service_type_id
                  LEFT JOIN dms_appointment a ON a.id = o.appointment_id
                  LEFT JOIN (SELECT order_id, sum(amount_total) AS proposed, sum(amount_approved) AS approved
                               FROM dms_ro_supplement WHERE state != 'draft' GROUP BY order_id) s
                    ON s.order_id = o.id
                 WHERE o.is_repair IS TRUE AND o.company_id = %(company)s AND o.visit_main_id IS NULL
                   AND (o.state != 'cancel' OR o.is_left) GROUP BY p.key""",
        ),
        (
            False,
            f"""SELECT p.key, count(*), count(*) FILTER (WHERE o.ready_at <= o.promise_kpi),
                       count(*) FILTER (WHERE o.ready_at::date = o.received_at::date),
                       count(*) FILTER (WHERE o.is_left), count(*) FILTER (WHERE EXISTS (
                             SELECT 1 FROM dms_ro_job j JOIN dms_ro_job r ON r.rework_of_id = j.id
                               JOIN sale_order b ON b.id = r.order_id AND b.state != 'cancel'
                              WHERE j.order_id = o.id AND b.business_date - o.delivered_date BETWEEN 0 AND 30)),
                       sum(EXTRACT(EPOCH FROM o.delivered_at - o.arrived_at))
                  FROM {PERIODS} JOIN sale_order o ON {_in("o.delivered_date")}
                 WHERE o.is_repair IS TRUE AND o.company_id = %(company)s AND o.visit_main_id IS NULL
                   AND (o.state != 'cancel' OR o.is_left) GROUP BY p.key""",
        ),
        (
            False,
            f"""SELECT p.key, l.fee_kind, l.payer_type, l.trade, t.code, count(DISTINCT l.visit_id),
                       sum(l.amount_net), sum(l.amount_discount), sum(l.amount_untaxed),
                       sum(l.amount_cost), sum(l.quantity), sum(l.hours)
                  FROM {PERIODS} JOIN dms_settlement_line l ON {_in("l.business_date")}
                  LEFT JOIN dms_service_type t ON t.id = l.visit_type_id
                 WHERE l.is_valid IS TRUE AND l.company_id = %(company)s GROUP BY 1, 2, 3, 4, 5""",
        ),
        (
            False,
            f"""SELECT p.key, count(*), count(*) FILTER (WHERE o.business_date < p.last)
                  FROM {PERIODS} JOIN sale_order o ON daterange(o.business_date, CASE
                       WHEN o.delivered_date IS NULL THEN NULL
                       ELSE GREATEST(o.delivered_date, o.business_date) END) @> p.last
                 WHERE o.is_repair IS TRUE AND o.business_date IS NOT NULL AND o.company_id = %(company)s
                   AND o.visit_main_id IS NULL AND (o.state != 'cancel' OR o.is_left) GROUP BY 1""",
        ),
        (
            False,
            f"""SELECT p.key, count(*) FILTER (WHERE a.state != 'cancelled'), count(a.arrived_at),
                       count(*) FILTER (WHERE a.state = 'no_show'),
                       count(*) FILTER (WHERE abs(EXTRACT(EPOCH FROM a.arrived_at - a.slot_start))
                                              <= c.arrival_tolerance * 60),
                       count(*) FILTER (WHERE o.reception_started_at <= GREATEST(a.arrived_at, a.slot_start)
                                              + make_interval(mins => c.reception_limit)),
                       count(*) FILTER (WHERE a.source = 'invited' AND a.arrived_at IS NOT NULL)
                  FROM {PERIODS} JOIN dms_appointment a ON {_in("a.day")}
                  JOIN res_company c ON c.id = a.company_id
                  LEFT JOIN sale_order o ON o.appointment_id = a.id
                 WHERE a.company_id = %(company)s AND a.state NOT IN ('draft', 'rescheduled') GROUP BY 1""",
        ),
        (
            False,
            f"""SELECT p.key, count(*) FILTER (WHERE a.source = 'invited')
                  FROM {PERIODS} JOIN dms_appointment a
                    ON a.booked_at >= p.first::timestamp - interval '8 hours'
                   AND a.booked_at < (p.last + 1)::timestamp - interval '8 hours'
                 WHERE a.company_id = %(company)s AND a.state != 'draft' AND a.previous_id IS NULL GROUP BY 1""",
        ),
        (
            False,
            f"""SELECT p.key, count(*) FROM {PERIODS} JOIN dms_queue_ticket q ON {_in("q.date")}
                 WHERE q.company_id = %(company)s AND q.state = 'abandoned' GROUP BY 1""",
        ),
        (
            False,
            """SELECT sum(main) FILTER (WHERE main > 0.005), sum(previous) FILTER (WHERE previous > 0.005),
                      sum(year) FILTER (WHERE year > 0.005)
                 FROM (SELECT id, sum(value) FILTER (WHERE at >= %(last)s::date + 1 - interval '8 hours') AS main,
                              sum(value) FILTER (WHERE at >= %(first)s::date - interval '8 hours') AS previous,
                              sum(value) AS year
                         FROM (SELECT q.product_id AS id, 'infinity'::timestamp AS at, q.quantity
                                      * (r.standard_price ->> q.company_id::text)::numeric AS value
                                 FROM stock_quant q JOIN product_product r ON r.id = q.product_id
                                 JOIN stock_location l ON l.id = q.location_id AND l.usage = 'internal'
                                WHERE q.company_id = %(company)s
                                UNION ALL
                               SELECT m.product_id, m.date, CASE WHEN m.is_out THEN m.value ELSE -m.value END
                                 FROM stock_move m
                                WHERE m.company_id = %(company)s AND m.state = 'done' AND (m.is_in OR m.is_out)
                                  AND m.date >= %(first)s::date - interval '11 months 8 hours') w
                        GROUP BY id) s""",
        ),
        (
            False,
            f"""SELECT p.key, sum(b.amount_untaxed / COALESCE(NULLIF(b.currency_rate, 0), 1))
                  FROM {PERIODS} JOIN purchase_order b
                    ON b.date_approve >= p.first::timestamp - interval '8 hours'
                   AND b.date_approve < (p.last + 1)::timestamp - interval '8 hours'
                 WHERE b.company_id = %(company)s AND b.state = 'purchase' GROUP BY 1""",
        ),
        (
            False,
            f"""SELECT p.key, count(DISTINCT h.order_id) FROM {PERIODS} JOIN dms_ro_hold h
                    ON tsrange(h.date_from, h.date_to) && tsrange(p.first::timestamp - interval '8 hours',
                                                                  (p.last + 1)::timestamp - interval '8 hours')
                 WHERE h.company_id = %(company)s AND h.reason = 'parts' GROUP BY 1""",
        ),
        (
            False,
            f"""SELECT p.key, count(*), count(c.closed_at) FROM {PERIODS} JOIN dms_complaint c
                    ON c.create_date >= p.first::timestamp - interval '8 hours'
                   AND c.create_date < (p.last + 1)::timestamp - interval '8 hours'
                 WHERE c.company_id = %(company)s AND c.kind = 'complaint' GROUP BY 1""",
        ),
        (
            False,
            f"""SELECT p.key, count(*)::float / (p.last - p.first + 1) FROM {PERIODS} JOIN hr_employee e
                    ON e.company_id = %(company)s LEFT JOIN hr_version v ON v.id = e.current_version_id
                 CROSS JOIN generate_series(p.first::timestamp, p.last::timestamp, '1 day') y(day)
                 WHERE (e.active OR v.departure_date >= y.day::date)
                   AND COALESCE(v.contract_date_start, y.day::date) <= y.day::date GROUP BY p.key, p.first, p.last""",
        ),
        (
            False,
            f"""SELECT i.key, i.payer_type, sum(i.open) FROM (
                       SELECT p.key, m.payer_type, l.balance
                              - COALESCE((SELECT sum(r.amount) FROM account_partial_reconcile r
                                           WHERE r.debit_move_id = l.id AND r.max_date <= p.last), 0)
                              + COALESCE((SELECT sum(r.amount) FROM account_partial_reconcile r
                                           WHERE r.credit_move_id = l.id AND r.max_date <= p.last), 0) AS open
                         FROM (SELECT l.id FROM account_move m JOIN account_move_line l ON l.move_id = m.id
                                 JOIN account_account a ON a.id = l.account_id
                                WHERE a.account_type = 'asset_receivable' AND m.settlement_id IS NOT NULL
                                  AND m.amount_residual != 0 AND m.company_id = %(company)s AND m.state = 'posted'
                                UNION
                               SELECT unnest(ARRAY[debit_move_id, credit_move_id]) FROM account_partial_reconcile
                                WHERE min_date < max_date AND min_date <= %(last)s AND company_id = %(company)s
                                  AND max_date > %(first)s::date - interval '11 months') w
                         JOIN account_move_line l ON l.id = w.id
                         JOIN account_move m ON m.id = l.move_id AND m.settlement_id IS NOT NULL
                         JOIN {PERIODS} ON l.date <= p.last) i
                 GROUP BY 1, 2""",
        ),
        (
            False,
            f"""SELECT p.key, count(*), sum(s.amount_total) FROM {PERIODS}
                  JOIN dms_settlement s ON {_in("s.business_date")}
                 WHERE s.company_id = %(company)s AND s.state IN ('confirmed', 'paid') GROUP BY 1""",
        ),
        (
            False,
            """SELECT o.name, v.license_plate, o.ready_at - o.promise_kpi FROM sale_order o
                 JOIN fleet_vehicle v ON v.id = o.vehicle_id
                WHERE o.is_repair IS TRUE AND o.company_id = %(company)s AND o.ready_at > o.promise_kpi
                  AND o.delivered_date BETWEEN %(first)s AND %(last)s""",
        ),
        (
            False,
            f"""SELECT w.key, count(*), count(DISTINCT w.day), sum(COALESCE(w.hours, c.hours_per_day, 8))
                  FROM (SELECT key, employee_id, day, max(hours) AS hours FROM (
                               SELECT p.key, a.employee_id, a.date AS day, sum(a.worked_hours) AS hours
                                 FROM {PERIODS} JOIN hr_attendance a ON {_in("a.date")}
                                GROUP BY 1, 2, 3
                                UNION ALL
                               SELECT p.key, l.employee_id, (l.date_start + interval '8 hours')::date, NULL
                                 FROM {PERIODS} JOIN dms_dispatch_log l
                                   ON l.date_start >= p.first::timestamp - interval '8 hours'
                                  AND l.date_start < (p.last + 1)::timestamp - interval '8 hours'
                                WHERE l.company_id = %(company)s) d GROUP BY 1, 2, 3) w
                  JOIN hr_employee e ON e.id = w.employee_id
                  LEFT JOIN hr_version v ON v.id = e.current_version_id
                  LEFT JOIN resource_calendar c ON c.id = v.resource_calendar_id
                 WHERE e.company_id = %(company)s
                   AND e.trade IN ('mechanical', 'electrical', 'body', 'paint', 'beauty') GROUP BY 1""",
        ),
        (
            False,
            f"""SELECT p.key, sum(l.net_hours) FILTER (WHERE l.kind IN ('work', 'redo', 'rework'))
                  FROM {PERIODS} JOIN dms_dispatch_log l ON l.date_start >= p.first::timestamp - interval '8 hours'
                   AND l.date_start < (p.last + 1)::timestamp - interval '8 hours'
                 WHERE l.company_id = %(company)s GROUP BY 1""",
        ),
        (
            False,
            f"""SELECT p.key, sum(w.share_hours) FROM {PERIODS}
                  JOIN dms_dispatch_worker w ON {_in("w.share_date")}
                  JOIN dms_dispatch d ON d.id = w.dispatch_id
                 WHERE d.company_id = %(company)s GROUP BY 1""",
        ),
        (
            False,
            f"""SELECT u.key, sum(EXTRACT(EPOCH FROM upper(r.span) - lower(r.span)) / 3600)
                  FROM (SELECT p.key, l.bay_id, (l.date_start + interval '8 hours')::date AS day,
                               range_agg(tsrange(l.date_start, COALESCE(l.date_end, now()::timestamp))) AS spans
                          FROM {PERIODS}
                          JOIN dms_dispatch_log l ON l.date_start >= p.first::timestamp - interval '8 hours'
                           AND l.date_start < (p.last + 1)::timestamp - interval '8 hours'
                         WHERE l.company_id = %(company)s AND l.bay_id IS NOT NULL GROUP BY 1, 2, 3) u
                 CROSS JOIN LATERAL unnest(u.spans) r(span) GROUP BY 1""",
        ),
        (
            False,
            f"""SELECT e.key, count(*), count(*) FILTER (WHERE o.qc_fail_count > 0)
                  FROM (SELECT p.key, v.order_id FROM {PERIODS}
                          JOIN dms_ro_event v ON {_in("v.business_date")}
                         WHERE v.company_id = %(company)s AND v.code = 'T18' AND v.is_withdrawal IS NOT TRUE
                           AND NOT EXISTS (SELECT 1 FROM dms_ro_event b WHERE b.order_id = v.order_id
                                              AND b.code = 'T18' AND b.is_withdrawal IS NOT TRUE
                                              AND b.business_date < p.first)
                         GROUP BY 1, 2) e
                  JOIN sale_order o ON o.id = e.order_id GROUP BY 1""",
        ),
        (
            False,
            f"""SELECT e.key, count(*), count(*) FILTER (WHERE EXISTS (
                          SELECT 1 FROM dms_shortage s WHERE s.line_id = l.id))
                  FROM (SELECT p.key, v.order_id FROM {PERIODS}
                          JOIN dms_ro_event v ON {_in("v.business_date")}
                         WHERE v.company_id = %(company)s AND v.code = 'T13' AND v.is_withdrawal IS NOT TRUE
                         GROUP BY 1, 2) e
                  JOIN sale_order_line l ON l.order_id = e.order_id AND l.fee_kind = 'part'
                 WHERE l.display_type IS NULL AND l.product_uom_qty > 0 GROUP BY 1""",
        ),
        (
            False,
            f"""SELECT p.key, count(DISTINCT o.id) FILTER (WHERE c.state IN ('done', 'failed', 'refused')),
                       count(DISTINCT o.id) FILTER (WHERE c.state = 'done'
                             AND c.done_at <= o.delivered_at + interval '72 hours'),
                       count(DISTINCT o.id) FILTER (WHERE c.state = 'done' AND c.grade_overall IS NOT NULL),
                       count(*) FILTER (WHERE c.state = 'done' AND c.is_satisfied)
                  FROM {PERIODS} JOIN sale_order o ON {_in("o.delivered_date")}
                  JOIN dms_followup c ON c.order_id = o.id
                 WHERE o.is_repair IS TRUE AND o.company_id = %(company)s AND o.visit_main_id IS NULL GROUP BY 1""",
        ),
        (
            False,
            f"""SELECT p.key, j.tender, sum(y.amount), sum(y.amount) FILTER (
                          WHERE {_in("s.business_date")})
                  FROM {PERIODS} JOIN account_payment y ON {_in("y.date")}
                  JOIN account_journal j ON j.id = y.journal_id
                  JOIN dms_settlement s ON s.id = y.settlement_id
                 WHERE y.company_id = %(company)s AND y.state IN ('in_process', 'paid') GROUP BY 1, 2""",
        ),
        (
            False,
            f"""SELECT p.key, sum(l.balance - COALESCE((SELECT sum(r.amount) FROM account_partial_reconcile r
                          WHERE r.debit_move_id = l.id AND r.max_date <= s.business_date), 0))
                  FROM {PERIODS} JOIN dms_settlement s ON {_in("s.business_date")}
                  JOIN account_move m ON m.settlement_id = s.id AND m.state = 'posted'
                  JOIN account_move_line l ON l.move_id = m.id AND l.display_type = 'payment_term'
                 WHERE s.company_id = %(company)s AND s.state IN ('confirmed', 'paid') GROUP BY 1""",
        ),
        (
            False,
            f"""SELECT w.key, count(*) FROM (
                       SELECT p.key, o.vehicle_id FROM {PERIODS}
                         JOIN sale_order o ON o.business_date > p.last - interval '12 months'
                          AND o.business_date <= p.last
                         LEFT JOIN dms_service_type t ON t.id = o.service_type_id
                        WHERE o.is_repair IS TRUE AND o.company_id = %(company)s AND o.state != 'cancel'
                          AND o.visit_main_id IS NULL AND t.code NOT IN ('PDI', 'IN', 'RW', 'FC', 'RS')
                        GROUP BY p.key, o.vehicle_id, p.last
                       HAVING max(o.business_date) <= p.last - interval '6 months') w GROUP BY 1""",
        ),
        (
            False,
            """SELECT o.business_date, count(*) FROM sale_order o
                WHERE o.is_repair IS TRUE AND o.company_id = %(company)s AND o.visit_main_id IS NULL
                  AND o.business_date BETWEEN %(first)s AND %(last)s GROUP BY 1""",
        ),
        (
            False,
            """SELECT l.business_date, sum(l.amount_net) FROM dms_settlement_line l
                WHERE l.is_valid IS TRUE
                  AND l.company_id = %(company)s AND l.payer_type IN ('customer', 'insurer', 'warranty')
                  AND l.business_date BETWEEN %(first)s AND %(last)s GROUP BY 1""",
        ),
        (
            False,
            """SELECT l.settlement_id FROM dms_settlement_line l
                WHERE l.is_valid IS TRUE
                  AND l.company_id = %(company)s AND l.payer_type IN ('customer', 'insurer', 'warranty')
                  AND l.business_date BETWEEN %(first)s AND %(last)s
                GROUP BY 1 HAVING sum(l.amount_untaxed) < sum(l.amount_cost)""",
        ),
        (
            False,
            """SELECT o.name, l.name, l.discount FROM dms_settlement_line l JOIN sale_order o ON o.id = l.order_id
                WHERE l.is_valid IS TRUE AND l.company_id = %(company)s AND l.discount > 5
                  AND l.business_date BETWEEN %(first)s AND %(last)s""",
        ),
    ],
    "SA-06": [
        (
            True,
            """SELECT o.name, v.license_plate, p.name, m.name, o.odometer, t.name,
                      EXTRACT(EPOCH FROM a.arrived_at - a.slot_start) / 60, c.arrival_tolerance,
                      o.reception_started_at, o.amount_total, o.promised_date, o.repair_stage, s.proposed, s.approved
                 FROM sale_order o JOIN fleet_vehicle v ON v.id = o.vehicle_id
                 JOIN res_partner p ON p.id = o.partner_id JOIN fleet_vehicle_model m ON m.id = v.model_id
                 JOIN res_company c ON c.id = o.company_id
                 LEFT JOIN dms_service_type t ON t.id = o.service_type_id
                 LEFT JOIN dms_appointment a ON a.id = o.appointment_id
                 LEFT JOIN (SELECT order_id, sum(amount_approved) AS approved,
                                   sum(amount_total) FILTER (WHERE state != 'draft') AS proposed
                              FROM dms_ro_supplement GROUP BY order_id) s ON s.order_id = o.id
                WHERE o.is_repair IS TRUE AND o.company_id = %(company)s
                  AND o.business_date BETWEEN %(first)s AND %(last)s ORDER BY o.received_at, o.id""",
        ),
        (
            True,
            """SELECT s.name, v.license_plate, t.name, s.amount_labour + s.amount_diagnosis + s.amount_test,
                      s.amount_part, s.amount_sublet, s.amount_other + s.amount_adjust, s.amount_total,
                      l.discount, l.profit, y.customer, y.insurer, y.warranty, y.internal, y.owed,
                      o.ready_at <= o.promise_kpi
                 FROM dms_settlement s JOIN sale_order o ON o.id = s.order_id
                 JOIN fleet_vehicle v ON v.id = o.vehicle_id
                 CROSS JOIN LATERAL (
                      SELECT sum(amount_discount) AS discount, sum(amount_untaxed - amount_cost) FILTER (
                             WHERE payer_type IN ('customer', 'insurer', 'warranty')) AS profit
                        FROM dms_settlement_line WHERE settlement_id = s.id) l
                 CROSS JOIN LATERAL (
                      SELECT sum(q.amount_total) FILTER (WHERE q.payer_type = 'customer') AS customer,
                             sum(q.amount_total) FILTER (WHERE q.payer_type = 'insurer') AS insurer,
                             sum(q.amount_total) FILTER (WHERE q.payer_type = 'warranty') AS warranty,
                             sum(q.amount_total) FILTER (WHERE q.payer_type IN ('internal', 'goodwill')) AS internal,
                             sum(CASE WHEN m.state = 'posted' THEN m.amount_residual ELSE q.amount_total END)
                                FILTER (WHERE q.payer_type = 'customer') AS owed
                        FROM dms_settlement_payer q LEFT JOIN account_move m ON m.id = q.move_id
                       WHERE q.settlement_id = s.id) y
                 LEFT JOIN dms_service_type t ON t.id = o.service_type_id
                WHERE s.company_id = %(company)s AND s.state IN ('confirmed', 'paid')
                  AND s.business_date BETWEEN %(first)s AND %(last)s ORDER BY s.date, s.id""",
        ),
        (
            False,
            """SELECT o.name, v.license_plate, o.business_date, o.promised_date, o.repair_stage,
                      o.promised_date < now() AT TIME ZONE 'UTC',
                      string_agg(h.reason, ', '), string_agg(h.note, ', ')
                 FROM sale_order o JOIN fleet_vehicle v ON v.id = o.vehicle_id
                 LEFT JOIN dms_ro_hold h ON h.order_id = o.id AND h.date_to IS NULL
                WHERE o.is_repair IS TRUE AND o.company_id = %(company)s AND o.received_at IS NOT NULL
                  AND o.delivered_at IS NULL AND o.state != 'cancel'
                GROUP BY o.id, v.id ORDER BY o.promised_date, o.id""",
        ),
        (
            False,
            """SELECT o.id, max(e.date) FROM sale_order o JOIN dms_ro_event e ON e.order_id = o.id
                WHERE o.is_repair AND o.company_id = %(company)s AND o.received_at IS NOT NULL
                  AND o.delivered_at IS NULL AND o.state != 'cancel'
                  AND e.code IN ('T06', 'T09', 'T10', 'T11', 'T22') GROUP BY o.id""",
        ),
        (
            False,
            """SELECT e.user_id, min(t.hour_from), max(t.hour_to) FROM hr_employee e
                 JOIN hr_version v ON v.id = e.current_version_id
                 JOIN resource_calendar_attendance t ON t.calendar_id = v.resource_calendar_id
                WHERE e.company_id = %(company)s AND e.user_id IS NOT NULL GROUP BY 1""",
        ),
        (
            False,
            """SELECT count(*), count(*) FILTER (WHERE c.direction = 'in'),
                      count(*) FILTER (WHERE c.done_at <= c.deadline), count(c.deadline),
                      count(*) FILTER (WHERE c.is_booked)
                 FROM dms_call_log c
                WHERE c.company_id = %(company)s AND c.day BETWEEN %(first)s AND %(last)s""",
        ),
        (
            False,
            """SELECT e.user_id, sum(a.worked_hours) FROM hr_attendance a JOIN hr_employee e ON e.id = a.employee_id
                WHERE e.company_id = %(company)s AND a.date BETWEEN %(first)s AND %(last)s GROUP BY 1""",
        ),
        (
            False,
            """SELECT r.user_id, count(*) FROM dms_reception_rota r
                WHERE r.company_id = %(company)s AND r.state != 'absent'
                  AND r.date BETWEEN %(first)s AND %(last)s GROUP BY 1""",
        ),
        (
            False,
            """SELECT count(*), sum(r.amount) FROM dms_ro_recommendation r JOIN sale_order o ON o.id = r.order_id
                WHERE o.company_id = %(company)s AND o.business_date BETWEEN %(first)s AND %(last)s""",
        ),
        (
            False,
            """SELECT o.user_id, t.code, count(*), count(*) FILTER (
                             WHERE a.booked_at + make_interval(mins => c.appointment_min_lead) <= o.arrived_at),
                      count(*) FILTER (WHERE o.authorised_at IS NOT NULL
                            AND o.authorise_channel IS DISTINCT FROM 'internal'),
                      count(*) FILTER (WHERE o.authorised_at IS NOT NULL
                            AND o.authorise_channel IN ('desk', 'portal', 'paper'))
                 FROM sale_order o LEFT JOIN dms_service_type t ON t.id = o.service_type_id
                 JOIN res_company c ON c.id = o.company_id
                 LEFT JOIN dms_appointment a ON a.id = o.appointment_id
                WHERE o.is_repair IS TRUE AND o.company_id = %(company)s AND o.visit_main_id IS NULL
                  AND (o.state != 'cancel' OR o.is_left) AND o.business_date BETWEEN %(first)s AND %(last)s
                GROUP BY GROUPING SETS ((1), (2), ())""",
        ),
        (
            False,
            """SELECT count(*) FILTER (WHERE o.ready_at <= o.promise_kpi), count(*) FROM sale_order o
                WHERE o.is_repair IS TRUE AND o.company_id = %(company)s AND o.visit_main_id IS NULL
                  AND (o.state != 'cancel' OR o.is_left) AND o.delivered_date BETWEEN %(first)s AND %(last)s""",
        ),
        (
            False,
            """SELECT l.user_id, t.code, vt.code, count(DISTINCT l.visit_id) FILTER (WHERE l.counts_visit),
                      count(DISTINCT l.visit_id) FILTER (WHERE l.payer_type = 'customer' AND l.amount_net > 0),
                      sum(l.amount_net) FILTER (WHERE l.payer_type = 'customer'),
                      sum(l.amount_net) FILTER (WHERE l.payer_type IN ('internal', 'goodwill')),
                      sum(l.amount_net) FILTER (WHERE o AND l.fee_kind IN ('labour', 'diagnosis', 'test')),
                      sum(l.amount_net) FILTER (WHERE o AND l.fee_kind = 'part'),
                      sum(l.amount_net) FILTER (WHERE o AND l.fee_kind = 'sublet'),
                      sum(l.amount_net) FILTER (WHERE o AND l.fee_kind IN ('other', 'adjust')),
                      sum(l.amount_discount) FILTER (WHERE o), sum(l.amount_net) FILTER (WHERE o),
                      sum(l.amount_net) FILTER (WHERE o AND l.product_id IN (
                          SELECT r.id FROM product_product r JOIN product_template m ON m.id = r.product_tmpl_id
                            JOIN product_category c ON c.id = m.categ_id AND c.is_accessory))
                 FROM dms_settlement_line l LEFT JOIN dms_service_type t ON t.id = l.service_type_id
                 LEFT JOIN dms_service_type vt ON vt.id = l.visit_type_id
                 CROSS JOIN LATERAL (SELECT l.payer_type IN ('customer', 'insurer', 'warranty') AS o) w
                WHERE l.is_valid IS TRUE AND l.company_id = %(company)s
                  AND l.business_date BETWEEN %(first)s AND %(last)s
                GROUP BY GROUPING SETS ((1), (2), (3), ())""",
        ),
        (
            False,
            """SELECT count(*), sum(s.amount_total), count(*) FILTER (WHERE s.state = 'cancelled')
                 FROM dms_settlement s WHERE s.company_id = %(company)s
                  AND s.business_date BETWEEN %(first)s AND %(last)s""",
        ),
        (
            False,
            """SELECT m.settlement_id, string_agg(DISTINCT j.name ->> 'zh_CN', ', ')
                 FROM dms_settlement s JOIN account_move m ON m.settlement_id = s.id
                 JOIN account_move_line d ON d.move_id = m.id
                 JOIN account_partial_reconcile r ON r.debit_move_id = d.id
                 JOIN account_move_line c ON c.id = r.credit_move_id
                 JOIN account_journal j ON j.id = c.journal_id AND j.type IN ('bank', 'cash', 'credit')
                WHERE s.company_id = %(company)s AND s.state IN ('confirmed', 'paid')
                  AND s.business_date BETWEEN %(first)s AND %(last)s GROUP BY 1""",
        ),
        (
            False,
            """SELECT count(*) FILTER (WHERE c.state = 'done' AND c.is_satisfied), count(DISTINCT o.id)
                 FROM sale_order o JOIN dms_followup c ON c.order_id = o.id
                WHERE o.is_repair IS TRUE AND o.company_id = %(company)s AND o.visit_main_id IS NULL
                  AND o.delivered_date BETWEEN %(first)s AND %(last)s""",
        ),
        (
            False,
            """SELECT count(*), count(*) FILTER (WHERE a.state = 'arrived') FROM dms_appointment a
                WHERE a.company_id = %(company)s AND a.day BETWEEN %(first)s AND %(last)s""",
        ),
    ],
    "SV-16": [
        (
            True,
            f"""{STAYS} SELECT o.id, o.name, o.state, v.license_plate, a.name, t.name, d.teams,
                       {LOCAL.format("o.promise_first")},
                       {LOCAL.format("COALESCE(o.promise_kpi, o.promised_date)")},
                       {", ".join(LOCAL.format(code.lower()) for code in SHOWN)}, s.*
                  FROM stays s JOIN points p ON p.order_id = s.order_id JOIN sale_order o ON o.id = s.order_id
                  JOIN fleet_vehicle v ON v.id = o.vehicle_id
                  LEFT JOIN res_users u ON u.id = o.user_id
                  LEFT JOIN res_partner a ON a.id = u.partner_id
                  LEFT JOIN dms_service_type t ON t.id = o.service_type_id
                  LEFT JOIN LATERAL (SELECT string_agg(DISTINCT w.name, '、') AS teams
                                       FROM dms_dispatch i JOIN dms_team w ON w.id = i.team_id
                                      WHERE i.order_id = o.id AND i.state != 'cancel') d ON TRUE""",
        ),
        (
            False,
            f"""{STAYS} SELECT NULL::int, count(*), avg(late), {AVERAGES}, ARRAY[{RANKS}] FROM stays
                 UNION ALL
                SELECT service_type_id, count(*), avg(late), {AVERAGES}, NULL FROM stays GROUP BY 1""",
        ),
        (
            False,
            """SELECT count(*), count(*) FILTER (WHERE o.authorised_at IS NOT NULL),
                      count(*) FILTER (WHERE o.authorised_at IS NOT NULL AND o.ready_at <= o.promise_kpi),
                      count(*) FILTER (WHERE (o.ready_at + interval '8 hours')::date
                                             = (o.received_at + interval '8 hours')::date),
                      sum(EXTRACT(EPOCH FROM o.delivered_at - o.arrived_at)), count(o.arrived_at)
                 FROM sale_order o
                WHERE o.is_repair IS TRUE AND o.company_id = %(company)s AND o.visit_main_id IS NULL
                  AND (o.state != 'cancel' OR o.is_left) AND o.delivered_date BETWEEN %(first)s AND %(last)s""",
        ),
    ],
}
