"""Which index serves which question, and what the question costs without it."""

# index: (what is asked, statement)
QUESTIONS = {
    "sale_order_repair_in_period_idx": (
        "cars received in a month",
        "SELECT count(*) FROM sale_order WHERE is_repair IS TRUE AND company_id = %(company)s "
        "AND business_date BETWEEN %(first)s AND %(last)s",
    ),
    "sale_order_repair_delivered_idx": (
        "cars that left in a month",
        "SELECT count(*) FROM sale_order WHERE is_repair IS TRUE AND company_id = %(company)s "
        "AND delivered_date BETWEEN %(first)s AND %(last)s",
    ),
    "sale_order_repair_stay_idx": (
        "cars inside at the end of a day",
        "SELECT count(*) FROM sale_order WHERE is_repair IS TRUE AND company_id = %(company)s "
        "AND business_date IS NOT NULL AND daterange(business_date, CASE WHEN delivered_date IS NULL "
        "THEN NULL ELSE GREATEST(delivered_date, business_date) END) @> %(last)s::date",
    ),
    "sale_order_repair_in_shop_idx": (
        "cars in the shop now",
        "SELECT id FROM sale_order WHERE is_repair IS TRUE AND company_id = %(company)s "
        "AND received_at IS NOT NULL AND delivered_at IS NULL AND state != 'cancel'",
    ),
    "sale_order__vehicle_id_index": (
        "history of a car",
        "SELECT id FROM sale_order WHERE vehicle_id = %(vehicle)s ORDER BY date_order DESC",
    ),
    "dms_settlement_period_idx": (
        "settlements of a month",
        "SELECT count(*), sum(amount_total) FROM dms_settlement WHERE company_id = %(company)s "
        "AND business_date BETWEEN %(first)s AND %(last)s",
    ),
    "dms_settlement_line_period_idx": (
        "income of a month by kind",
        "SELECT fee_kind, sum(amount_untaxed) FROM dms_settlement_line WHERE company_id = %(company)s "
        "AND is_valid IS TRUE AND business_date BETWEEN %(first)s AND %(last)s GROUP BY 1",
    ),
    "dms_ro_event_period_idx": (
        "time points of a month",
        "SELECT order_id FROM dms_ro_event WHERE company_id = %(company)s AND code = 'T26' "
        "AND business_date BETWEEN %(first)s AND %(last)s",
    ),
    "dms_ro_event__order_id_index": (
        "time points of an order",
        "SELECT code, date FROM dms_ro_event WHERE order_id = %(order)s",
    ),
    "fleet_vehicle__plate_key_index": (
        "car by part of its plate",
        "SELECT id FROM fleet_vehicle WHERE plate_key ILIKE '%%' || %(plate)s || '%%'",
    ),
    "fleet_vehicle__vin_sn_index": (
        "car by the end of its VIN",
        "SELECT id FROM fleet_vehicle WHERE vin_sn ILIKE '%%' || %(vin)s || '%%'",
    ),
    "res_partner_phone_part_idx": (
        "customer by part of the phone",
        "SELECT id FROM res_partner WHERE phone_key ILIKE '%%' || %(phone)s || '%%'",
    ),
    "fleet_vehicle_odometer_latest_idx": (
        "last reading of a car",
        "SELECT value FROM fleet_vehicle_odometer WHERE vehicle_id = %(vehicle)s AND state = 'valid' "
        "ORDER BY read_at DESC, id DESC LIMIT 1",
    ),
    "account_payment_repair_day_idx": (
        "money of a day",
        "SELECT sum(amount) FROM account_payment WHERE company_id = %(company)s "
        "AND settlement_id IS NOT NULL AND date = %(last)s",
    ),
    "account_partial_reconcile_company_date_idx": (
        "matched since a day",
        "SELECT sum(amount) FROM account_partial_reconcile WHERE company_id = %(company)s "
        "AND max_date > CURRENT_DATE - 3 AND min_date < max_date",
    ),
    "dms_dispatch_live_idx": (
        "open dispatches",
        "SELECT id FROM dms_dispatch WHERE company_id = %(company)s AND state NOT IN ('done', 'cancel')",
    ),
    "dms_dispatch_worker_share_idx": (
        "hours sold of a month by technician",
        "SELECT employee_id, count(*) FROM dms_dispatch_worker "
        "WHERE share_date BETWEEN %(first)s AND %(last)s GROUP BY 1",
    ),
    "dms_checklist_subject_idx": (
        "inspections of an order",
        "SELECT id FROM dms_checklist WHERE res_model = 'sale.order' AND res_id = %(order)s",
    ),
    "stock_move_product_done_idx": (
        "last issue of a part",
        "SELECT m.date FROM stock_move m JOIN stock_location d ON d.id = m.location_dest_id "
        "AND d.usage != 'internal' WHERE m.state = 'done' AND m.company_id = %(company)s "
        "AND m.product_id = (SELECT product_id FROM stock_move WHERE state = 'done' LIMIT 1) "
        "ORDER BY m.date DESC LIMIT 1",
    ),
    "dms_gate_log_inside_idx": (
        "cars inside the gate",
        "SELECT vehicle_id FROM dms_gate_log WHERE company_id = %(company)s "
        "AND direction = 'in' AND state = 'open'",
    ),
    "dms_queue_ticket_day_idx": (
        "tickets of a day",
        "SELECT count(*) FROM dms_queue_ticket WHERE company_id = %(company)s AND date = %(last)s",
    ),
}


def explain(cr, params):
    """Ask every question with its index and without it; nothing is changed.

    :param params: values of the statements
    :return: list of dicts: index, question, node, used, ms, without
    """
    rows = []
    for index, (question, statement) in QUESTIONS.items():
        cr.execute("SELECT to_regclass(%s)", [f'"{index}"'])
        if not cr.fetchone()[0]:
            rows.append(
                {"index": index, "question": question, "node": "no such index", "used": False}
            )
            continue
        node, names, spent = _run(cr, statement, params)
        cr.execute("SAVEPOINT scale_plan")
        cr.execute(f'DROP INDEX "{index}"')
        _node, _names, without = _run(cr, statement, params)
        cr.execute("ROLLBACK TO SAVEPOINT scale_plan")
        rows.append(
            {
                "index": index,
                "question": question,
                "node": node,
                "used": index in names,
                "ms": spent,
                "without": without,
            }
        )
    return rows


def _run(cr, statement, params):
    """Plan of a statement: the node that reads the table, indexes used, milliseconds (the better of two)."""
    runs = []
    for _round in range(2):
        cr.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", params)
        plan = cr.fetchone()[0][0]
        leaves = list(_leaves(plan["Plan"]))
        names = {leaf.get("Index Name") for leaf in leaves}
        runs.append((plan["Execution Time"], leaves[-1]["Node Type"], names))
    spent, node, names = min(runs, key=lambda run: run[0])
    return node, names, spent


def _leaves(plan):
    """Nodes of a plan without nodes below."""
    below = plan.get("Plans") or []
    if not below:
        yield plan
    for part in below:
        yield from _leaves(part)
