"""Statements written by hand for the rows that reports show: what the reports are compared with."""

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
        (
            False,
            f"""SELECT p.key, sum(a.worked_hours), count(DISTINCT (a.employee_id, a.date)),
                       count(DISTINCT a.date) FROM {PERIODS}
                  JOIN hr_attendance a ON a.date BETWEEN p.first AND p.last GROUP BY 1""",
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
                  JOIN dms_dispatch_worker w ON w.share_date BETWEEN p.first AND p.last
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
                          JOIN dms_ro_event v ON v.business_date BETWEEN p.first AND p.last
                         WHERE v.company_id = %(company)s AND v.code = 'T18' AND v.is_withdrawal IS NOT TRUE
                         GROUP BY 1, 2) e
                  JOIN sale_order o ON o.id = e.order_id GROUP BY 1""",
        ),
        (
            False,
            f"""SELECT e.key, count(*), count(*) FILTER (WHERE EXISTS (
                          SELECT 1 FROM dms_shortage s WHERE s.line_id = l.id))
                  FROM (SELECT p.key, v.order_id FROM {PERIODS}
                          JOIN dms_ro_event v ON v.business_date BETWEEN p.first AND p.last
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
                  FROM {PERIODS} JOIN sale_order o ON o.delivered_date BETWEEN p.first AND p.last
                  JOIN dms_followup c ON c.order_id = o.id
                 WHERE o.is_repair AND o.company_id = %(company)s AND o.visit_main_id IS NULL GROUP BY 1""",
        ),
        (
            False,
            f"""SELECT p.key, j.tender, sum(y.amount), sum(y.amount) FILTER (
                          WHERE s.business_date BETWEEN p.first AND p.last)
                  FROM {PERIODS} JOIN account_payment y ON y.date BETWEEN p.first AND p.last
                  JOIN account_journal j ON j.id = y.journal_id
                  JOIN dms_settlement s ON s.id = y.settlement_id
                 WHERE y.company_id = %(company)s AND y.state IN ('in_process', 'paid') GROUP BY 1, 2""",
        ),
        (
            False,
            f"""SELECT p.key, sum(l.balance - COALESCE((SELECT sum(r.amount) FROM account_partial_reconcile r
                          WHERE r.debit_move_id = l.id AND r.max_date <= s.business_date), 0))
                  FROM {PERIODS} JOIN dms_settlement s ON s.business_date BETWEEN p.first AND p.last
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
                        WHERE o.is_repair AND o.company_id = %(company)s AND o.state != 'cancel'
                          AND o.visit_main_id IS NULL AND t.code NOT IN ('PDI', 'IN', 'RW', 'FC', 'RS')
                        GROUP BY p.key, o.vehicle_id, p.last
                       HAVING max(o.business_date) <= p.last - interval '6 months') w GROUP BY 1""",
        ),
        (
            False,
            """SELECT o.business_date, count(*) FROM sale_order o
                WHERE o.is_repair AND o.company_id = %(company)s AND o.visit_main_id IS NULL
                  AND o.business_date BETWEEN %(first)s AND %(last)s GROUP BY 1""",
        ),
        (
            False,
            """SELECT l.business_date, sum(l.amount_net) FROM dms_settlement_line l
                WHERE l.is_valid AND l.company_id = %(company)s AND l.payer_type IN ('customer', 'insurer', 'warranty')
                  AND l.business_date BETWEEN %(first)s AND %(last)s GROUP BY 1""",
        ),
        (
            False,
            """SELECT l.settlement_id FROM dms_settlement_line l
                WHERE l.is_valid AND l.company_id = %(company)s AND l.payer_type IN ('customer', 'insurer', 'warranty')
                  AND l.business_date BETWEEN %(first)s AND %(last)s
                GROUP BY 1 HAVING sum(l.amount_untaxed) < sum(l.amount_cost)""",
        ),
        (
            False,
            """SELECT o.name, l.name, l.discount FROM dms_settlement_line l JOIN sale_order o ON o.id = l.order_id
                WHERE l.is_valid AND l.company_id = %(company)s AND l.discount > 5
                  AND l.business_date BETWEEN %(first)s AND %(last)s""",
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
        (
            False,
            """SELECT o.user_id, t.code, count(*), count(*) FILTER (WHERE o.appointment_id IS NOT NULL)
                 FROM sale_order o LEFT JOIN dms_service_type t ON t.id = o.service_type_id
                WHERE o.is_repair AND o.company_id = %(company)s AND o.visit_main_id IS NULL
                  AND (o.state != 'cancel' OR o.is_left) AND o.business_date BETWEEN %(first)s AND %(last)s
                GROUP BY GROUPING SETS ((1), (2), ())""",
        ),
        (
            False,
            """SELECT count(*) FILTER (WHERE o.ready_at <= o.promise_kpi), count(*) FROM sale_order o
                WHERE o.is_repair AND o.company_id = %(company)s AND o.visit_main_id IS NULL
                  AND (o.state != 'cancel' OR o.is_left) AND o.delivered_date BETWEEN %(first)s AND %(last)s""",
        ),
        (
            False,
            """SELECT l.user_id, t.code, count(DISTINCT l.visit_id) FILTER (WHERE l.counts_visit),
                      sum(l.amount_net) FILTER (WHERE l.fee_kind IN ('labour', 'diagnosis', 'test')),
                      sum(l.amount_net) FILTER (WHERE l.fee_kind = 'part'), sum(l.amount_net)
                 FROM dms_settlement_line l LEFT JOIN dms_service_type t ON t.id = l.service_type_id
                WHERE l.is_valid AND l.company_id = %(company)s AND l.payer_type IN ('customer', 'insurer', 'warranty')
                  AND l.business_date BETWEEN %(first)s AND %(last)s
                GROUP BY GROUPING SETS ((1), (2), ())""",
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
                WHERE o.is_repair AND o.company_id = %(company)s AND o.visit_main_id IS NULL
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
