"""The demo company was made by the real flow: its figures must agree with each other and with the ledger."""

STAGES = {
    "received",
    "estimating",
    "quoted",
    "authorised",
    "dispatched",
    "working",
    "qc",
    "ready",
    "settled",
    "paid",
}


def test_a_car_stands_in_every_stage(env):
    groups = env["sale.order"]._read_group([("in_shop", "=", True)], ["repair_stage"], ["__count"])
    assert STAGES <= {stage for stage, _count in groups}


def test_invoices_add_up_to_the_statement(env):
    """To the cent, for every settlement and every mix of payers."""
    settlements = env["dms.settlement"].search([("state", "in", ("confirmed", "paid"))])
    assert len(settlements) > 50
    for settlement in settlements:
        total = sum(settlement.move_ids.mapped("amount_total"))
        assert round(total - settlement.amount_total, 2) == 0, settlement.name
        payers = sum(settlement.payer_ids.mapped("amount_total"))
        assert round(payers - settlement.amount_total, 2) == 0, settlement.name
        lines = sum(settlement.line_ids.mapped("amount_net"))
        assert round(lines - settlement.amount_total, 2) == 0, settlement.name


def test_stock_is_never_negative(env):
    assert not env["stock.quant"].search(
        [("location_id.usage", "=", "internal"), ("quantity", "<", 0)]
    )


def test_issued_parts_are_what_was_billed(env):
    lines = env["sale.order.line"].search(
        [
            ("order_id.settled_at", "!=", False),
            ("fee_kind", "=", "part"),
            ("product_id.is_storable", "=", True),
        ]
    )
    assert lines
    for line in lines:
        assert abs(line.qty_delivered - line.qty_invoiced) < 0.005, line.order_id.name


def test_time_points_are_in_order(env):
    chain = [
        "arrived_at",
        "received_at",
        "quoted_at",
        "authorised_at",
        "dispatched_at",
        "work_started_at",
    ]
    chain += [
        "work_done_at",
        "qc_passed_at",
        "ready_at",
        "settled_at",
        "released_at",
        "delivered_at",
    ]
    for order in env["sale.order"].search([("delivered_at", "!=", False)]):
        moments = [order[name] for name in chain if order[name]]
        assert moments == sorted(moments), order.name


def test_every_delivered_customer_is_called(env):
    orders = env["sale.order"].search([("delivered_at", "!=", False)])
    called = orders.filtered("followup_ids")
    assert len(called) >= 0.95 * len(orders)


def test_no_technician_worked_twice_at_a_time(env):
    env.cr.execute(
        """
        SELECT count(*) FROM dms_dispatch_log a JOIN dms_dispatch_log b
            ON a.employee_id = b.employee_id AND a.id < b.id
           AND a.date_start < COALESCE(b.date_end, 'infinity')
           AND b.date_start < COALESCE(a.date_end, 'infinity')
        """
    )
    assert env.cr.fetchone()[0] == 0
