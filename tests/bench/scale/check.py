"""Whether copies are what the real flow makes: the same columns filled, sums, states and links that hold."""

from odoo.tools import SQL

# Documents whose stored figures are computed again, from the copy's own rows.
RECOMPUTED = (
    "sale.order",
    "sale.order.line",
    "dms.settlement",
    "account.move",
    "account.move.line",
    "stock.move",
    "stock.picking",
    "dms.dispatch",
    "dms.checklist",
    "fleet.vehicle",
    "res.partner",
)
# The numbers of copies have gaps between them.
GAPS = {"made_sequence_gap"}
# name: SQL that finds offending rows among all orders of the database
INVARIANTS = {
    "an order is worth what its lines are": """
        SELECT o.id FROM sale_order o JOIN sale_order_line l ON l.order_id = o.id
         WHERE o.is_repair IS TRUE GROUP BY o.id
        HAVING abs(o.amount_total - sum(l.price_total)) > 0.005""",
    "a settlement is worth what its lines, payers and invoices are": """
        SELECT s.id FROM dms_settlement s
         WHERE s.state IN ('confirmed', 'paid') AND (
               abs(s.amount_total - (SELECT sum(amount_net) FROM dms_settlement_line
                                      WHERE settlement_id = s.id)) > 0.005
            OR abs(s.amount_total - (SELECT sum(amount_total) FROM dms_settlement_payer
                                      WHERE settlement_id = s.id)) > 0.005
            OR abs(s.amount_total - (SELECT sum(amount_total_signed) FROM account_move
                                      WHERE settlement_id = s.id AND state = 'posted')) > 0.005)""",
    "every entry balances": """
        SELECT move_id FROM account_move_line WHERE display_type NOT IN ('line_section', 'line_note')
         GROUP BY move_id HAVING abs(sum(balance)) > 0.005""",
    "what is left of an item is what was not matched": """
        SELECT l.id FROM account_move_line l JOIN account_account a ON a.id = l.account_id
         WHERE a.account_type = 'asset_receivable' AND l.parent_state = 'posted'
           AND abs(l.amount_residual - l.balance
                   + (SELECT COALESCE(sum(amount), 0) FROM account_partial_reconcile
                       WHERE debit_move_id = l.id)
                   - (SELECT COALESCE(sum(amount), 0) FROM account_partial_reconcile
                       WHERE credit_move_id = l.id)) > 0.005""",
    "the store holds what came and has not gone": """
        SELECT COALESCE(q.product_id, m.product_id)
          FROM (SELECT product_id, location_id, sum(quantity) AS quantity FROM stock_quant GROUP BY 1, 2) q
          FULL JOIN (SELECT product_id, location_id, sum(quantity) AS quantity FROM (
                         SELECT product_id, location_dest_id AS location_id, quantity_product_uom AS quantity
                           FROM stock_move_line WHERE state = 'done'
                         UNION ALL
                         SELECT product_id, location_id, -quantity_product_uom
                           FROM stock_move_line WHERE state = 'done') x GROUP BY 1, 2) m
            ON m.product_id = q.product_id AND m.location_id = q.location_id
         WHERE abs(COALESCE(q.quantity, 0) - COALESCE(m.quantity, 0)) > 0.005""",
    "what was issued was billed": """
        SELECT l.id FROM sale_order_line l JOIN sale_order o ON o.id = l.order_id
         WHERE o.is_repair IS TRUE AND o.delivered_at IS NOT NULL AND o.state = 'sale' AND l.product_id IS NOT NULL
           AND abs(l.qty_delivered - l.product_uom_qty) > 0.005""",
    "time points follow each other": """
        SELECT id FROM sale_order WHERE is_repair IS TRUE AND delivered_at IS NOT NULL AND NOT (
               arrived_at <= received_at AND received_at <= authorised_at AND authorised_at <= settled_at
               AND settled_at <= delivered_at)""",
    "nobody works at two places": """
        SELECT id FROM (SELECT id, date_start, lag(date_end) OVER (
                               PARTITION BY employee_id ORDER BY date_start, id) AS before
                          FROM dms_dispatch_log WHERE date_end IS NOT NULL) l
         WHERE before > date_start""",
    "the car shows what was read last": """
        SELECT v.id FROM fleet_vehicle v CROSS JOIN LATERAL (
               SELECT value FROM fleet_vehicle_odometer r WHERE r.vehicle_id = v.id AND r.state = 'valid'
                ORDER BY read_at DESC, id DESC LIMIT 1) r
         WHERE v.last_odometer != r.value::int""",
}


def broken_invariants(cr):
    """Names of the invariants that do not hold, with ids that break them."""
    broken = {}
    for name, statement in INVARIANTS.items():
        cr.execute(statement)
        if rows := cr.fetchall():
            broken[name] = [row[0] for row in rows[:5]]
    return broken


def dangling_links(cr, delta):
    """Links of the copied tables that lead to no row: list of texts."""
    found = []
    for table in delta.unit_of:
        for column, target in delta.links[table].items():
            cr.execute(
                f'SELECT count(*) FROM "{table}" t WHERE "{column}" IS NOT NULL AND NOT EXISTS '
                f'(SELECT 1 FROM "{target}" x WHERE x.id = t."{column}")'
            )
            if number := cr.fetchone()[0]:
                found.append(f"{table}.{column}: {number}")
    return found


def filled_columns(cr, table, ids):
    """Number of rows and of filled values by column, of some rows of a table."""
    cr.execute(
        SQL(
            """SELECT a.attname FROM pg_attribute a
                WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped
                ORDER BY a.attnum""",
            f'"{table}"',
        )
    )
    columns = [row[0] for row in cr.fetchall()]
    counts = ", ".join(f'count("{column}")' for column in columns)
    cr.execute(f'SELECT count(*), {counts} FROM "{table}" WHERE {ids}')
    total, *filled = cr.fetchone()
    return total, dict(zip(columns, filled, strict=True))


def differing_columns(cr, delta, copies):
    """Columns that are not filled in the copies as often as in the sample: list of texts."""
    found = []
    for table, rows in delta.unit_of.items():
        ids = ", ".join(map(str, rows))
        total, filled = filled_columns(cr, table, f"id IN ({ids})")
        total_copies, filled_copies = filled_columns(cr, table, f"id > {max(delta.ids[table])}")
        if total_copies != total * copies:
            found.append(f"{table}: {total_copies} rows, expected {total * copies}")
        found += [
            f"{table}.{column}: {filled_copies[column]} filled, expected {number * copies}"
            for column, number in filled.items()
            if filled_copies[column] != number * copies
        ]
    return found


def changing_fields(env, model, ids):
    """Stored figures of records that change when they are computed again; values people may choose are left.

    :return: set of field names
    """
    records = env[model].browse(ids).exists()
    fields = [
        field
        for field in records._fields.values()
        if field.store and field.compute and field.column_type and field.readonly
        if not field.related and field.name not in GAPS
    ]
    names = [field.name for field in fields]
    before = {row["id"]: row for row in _read(env.cr, records, names)}
    with env.cr.savepoint() as savepoint:
        for field in fields:
            env.add_to_compute(field, records)
        records._recompute_recordset()
        records.flush_recordset()
        after = _read(env.cr, records, names)
        savepoint.rollback()
    env.invalidate_all(flush=False)
    return {name for row in after for name in names if row[name] != before[row["id"]][name]}


def _read(cr, records, names):
    columns = SQL(", ").join(SQL.identifier(name) for name in ["id", *names])
    cr.execute(
        SQL(
            "SELECT %s FROM %s WHERE id IN %s",
            columns,
            SQL.identifier(records._table),
            tuple(records.ids) or (0,),
        )
    )
    return cr.dictfetchall()
