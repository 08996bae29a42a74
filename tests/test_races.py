"""Two people press at once: one wins, the other gets a sentence, nothing is doubled."""

import re
import threading
from datetime import date, datetime, timedelta

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.service.model import retrying

# A picture of one pixel.
SIGNATURE = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def _race(registry, *works):
    """Run functions of an environment at the same time, each as the server runs a request.

    A transaction that the database turned down is run again from its beginning, as for a person at the screen.

    :return: list of "done" or the exception
    """
    barrier = threading.Barrier(len(works))
    results = [None] * len(works)

    def run(index, work):
        try:
            with registry.cursor() as cursor:
                env = api.Environment(cursor, SUPERUSER_ID, {"lang": "zh_CN"})
                env.cr.execute("SELECT 1")
                barrier.wait(30)
                retrying(lambda: work(env), env)
            results[index] = "done"
        except Exception as error:  # noqa: BLE001 - the kind of refusal is what the test looks at
            results[index] = error

    threads = [threading.Thread(target=run, args=item) for item in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return results


WAIT = "有人正在"


def _one_wins(results, *sentences):
    """At least one acted; who was refused read one of these sentences, in the language of the screen."""
    assert "done" in results, results
    for result in results:
        if result != "done":
            assert isinstance(result, UserError), repr(result)
            assert re.search("|".join(sentences), str(result)), str(result)


def _find(registry, function):
    with registry.cursor() as cursor:
        return function(api.Environment(cursor, SUPERUSER_ID, {}))


def test_two_payments_of_one_settlement(registry):
    settlement_id, journal_id, due = _find(
        registry,
        lambda env: next(
            (
                one.id,
                env["account.journal"].search([("tender", "=", "wechat")], limit=1).id,
                one.amount_due,
            )
            for one in env["dms.settlement"].search([("state", "=", "confirmed")])
            if one.amount_due > 0
        ),
    )

    def pay(reference):
        return lambda env: (
            env["dms.settlement"]
            .browse(settlement_id)
            ._register_payments([{"journal_id": journal_id, "amount": due, "reference": reference}])
        )

    results = _race(registry, pay("RACE-1"), pay("RACE-2"))
    assert results.count("done") == 1, results
    _one_wins(results, WAIT, "无应收金额")
    paid = _find(
        registry,
        lambda env: sum(
            env["account.payment"].search([("settlement_id", "=", settlement_id)]).mapped("amount")
        ),
    )
    assert round(paid - due, 2) == 0


def test_two_settlements_of_one_order(registry):
    order_id = _find(
        registry, lambda env: env["sale.order"].search([("repair_stage", "=", "ready")], limit=1).id
    )

    def settle(env):
        order = env["sale.order"].browse(order_id)
        order._create_settlements().action_confirm()

    results = _race(registry, settle, settle)
    _one_wins(results, WAIT, "E-6")
    count = _find(
        registry,
        lambda env: env["dms.settlement"].search_count(
            [("order_id", "=", order_id), ("state", "in", ("confirmed", "paid"))]
        ),
    )
    assert count == 1


def test_two_clocks_of_one_technician(registry):
    def prepare(env):
        dispatches = env["dms.dispatch"].search([("state", "in", ("queue", "wait_parts"))], limit=2)
        busy = env["dms.dispatch.log"].search([("date_end", "=", False)]).employee_id
        free = env["hr.employee"].search(
            [("trade", "!=", False), ("id", "not in", busy.ids)], limit=1
        )
        return dispatches.ids, free.id

    (first, second), employee_id = _find(registry, prepare)

    def start(dispatch_id):
        def work(env):
            employee = env["hr.employee"].browse(employee_id)
            dispatch = env["dms.dispatch"].browse(dispatch_id)
            if employee not in dispatch.worker_ids.employee_id:
                dispatch.worker_ids = [(0, 0, {"employee_id": employee_id, "role": "assist"})]
            dispatch._clock_start(employee)

        return work

    results = _race(registry, start(first), start(second))
    assert results.count("done") == 1, results
    _one_wins(results, WAIT, "正在另一屏幕上操作", "上计时，请先暂停")
    running = _find(
        registry,
        lambda env: env["dms.dispatch.log"].search_count(
            [("employee_id", "=", employee_id), ("date_end", "=", False)]
        ),
    )
    assert running == 1


def _take_numbers(registry, prefix, count, gapless):
    """Numbers that several desks got at the same moment, and how many were refused."""
    taken = []

    def take(env):
        company = env["res.company"].search([("chart_template", "=", "cn")], limit=1)
        taken.extend(company._next_numbers(prefix, 2, date(2031, 3, 16), gapless))

    results = _race(registry, *[take] * count)
    return taken, count - results.count("done")


def test_fast_numbers_never_wait_nor_repeat(registry):
    _take_numbers(registry, "ZZFAST", 1, gapless=False)
    taken, refused = _take_numbers(registry, "ZZFAST", 6, gapless=False)
    assert not refused
    assert len(set(taken)) == 12


def test_first_numbers_of_a_day(registry):
    """Nobody gets the number of another, however many begin the day together."""
    taken, refused = _take_numbers(registry, "ZZFIRST", 4, gapless=False)
    assert refused < 4
    assert len(set(taken)) == len(taken)


def test_numbers_of_a_book_have_no_gaps(registry):
    """Who comes second waits or is run again by the server; what was given is complete."""
    taken, refused = _take_numbers(registry, "ZZBOOK", 4, gapless=True)
    last = _find(
        registry,
        lambda env: (
            env["dms.number.series"].search([("prefix", "=", "ZZBOOK")], limit=1).last_number
        ),
    )
    assert last == 2 * (4 - refused)


def _first(registry, model, domain, limit=1):
    """Ids of the first records of a search."""
    return _find(registry, lambda env: env[model].search(domain, limit=limit).ids)


def test_two_issues_of_one_slip(registry):
    """Two storekeepers press at once: the parts leave the shelf once."""
    (slip_id,) = _first(
        registry,
        "stock.picking",
        [("picking_type_id.is_parts_issue", "=", True), ("state", "=", "assigned")],
    )

    def shelf(env):
        slip = env["stock.picking"].browse(slip_id)
        return {
            part.id: part.with_context(location=slip.location_id.id).qty_available
            for part in slip.move_ids.product_id
        }, {move.product_id.id: move.product_uom_qty for move in slip.move_ids}

    before, asked = _find(registry, shelf)

    def issue(env):
        env["stock.picking"].browse(slip_id).action_issue_all()

    _one_wins(_race(registry, issue, issue), WAIT)
    after, _asked = _find(registry, shelf)
    assert after == {part: quantity - asked[part] for part, quantity in before.items()}


def test_two_signatures_of_one_estimate(registry):
    """Desk and phone at once: one signature, one slip, one time point."""
    (order_id,) = _first(registry, "sale.order", [("repair_stage", "=", "quoted")])
    # The demo company's promise may have passed by the time of the test.
    promise = datetime.now() + timedelta(days=1)
    _find(
        registry, lambda env: env["sale.order"].browse(order_id).write({"promised_date": promise})
    )

    def sign(channel):
        return lambda env: (
            env["sale.order"]
            .browse(order_id)
            ._authorise(signature=SIGNATURE, signed_by="客户", channel=channel)
        )

    _one_wins(_race(registry, sign("desk"), sign("portal")), WAIT, "E-")

    def traces(env):
        order = env["sale.order"].browse(order_id)
        stamps = order.event_ids.filtered(lambda event: event.code == "T10")
        return order.repair_stage, len(stamps), len(order.picking_ids) <= 1

    assert _find(registry, traces) == ("authorised", 1, True)


def test_one_booking_page_sent_twice(registry):
    """Both requests end at the same appointment; the customer sees no refusal."""

    def prepare(env):
        bookings = env["dms.appointment"]
        days = bookings._get_bookable_days(env.company)
        return bookings._get_form_stamp(), days[-1][1][-1]

    stamp, slot = _find(registry, prepare)
    values = {
        "plate": "粤B9R8R7",
        "contact_name": "同一位顾客",
        "phone": "13912345678",
        "slot_start": slot,
        "customer_words": "保养",
    }

    def book(env):
        form = {**values, "stamp": stamp}
        assert env["dms.appointment"]._book_online(env.company, form, "192.0.2.1").state == "booked"

    assert _race(registry, book, book) == ["done", "done"]
    count = _find(
        registry,
        lambda env: env["dms.appointment"].search_count([("plate_key", "=", "粤B9R8R7")]),
    )
    assert count == 1


def test_two_exits_with_one_pass(registry):
    """The pass is scanned at two screens: the car leaves once."""
    (order_id,) = _first(registry, "sale.order", [("repair_stage", "=", "paid")])

    def release(env):
        order = env["sale.order"].browse(order_id)
        order.action_release()
        return order._get_gate_passes().token, order.odometer

    token, odometer = _find(registry, release)

    def leave(env):
        env["dms.gate.log"]._vehicle_out(token, odometer=odometer)

    _one_wins(_race(registry, leave, leave), WAIT, "已使用")

    def traces(env):
        order = env["sale.order"].browse(order_id)
        gate_pass = env["dms.gate.pass"].search([("token", "=", token)])
        stamps = order.event_ids.filtered(lambda event: event.code == "T26")
        return order.repair_stage, gate_pass.state, len(stamps)

    assert _find(registry, traces) == ("delivered", "used", 1)


def test_two_refunds_of_one_statement(registry):
    def credit(env):
        domain = [("settlement_id", "!=", False), ("payment_type", "=", "inbound")]
        domain += [("journal_id.tender", "=", "wechat"), ("amount", ">=", 50)]
        payment = env["account.payment"].search(domain, limit=1)
        settlement = payment.settlement_id
        today = settlement.company_id._business_date()
        note = settlement._get_refund_moves()[:1]._reverse_moves(
            [{"invoice_date": today, "date": today}]
        )
        keep = note.invoice_line_ids.filtered(lambda line: line.display_type == "product")[:1]
        (note.invoice_line_ids - keep).unlink()
        keep.write({"quantity": 1, "price_unit": 50, "discount": 0, "tax_ids": [(5,)]})
        note.action_post()
        return settlement.id, payment.id, settlement._get_refund_open()

    settlement_id, payment_id, left = _find(registry, credit)
    assert left == 50.0

    def refund(reference):
        row = {"payment_id": payment_id, "amount": 50.0, "reference": reference}
        return lambda env: env["dms.settlement"].browse(settlement_id)._refund([row], "多收")

    results = _race(registry, refund("RACE-S1"), refund("RACE-S2"))
    _one_wins(results, WAIT, "最多可退")
    given = _find(
        registry, lambda env: env["dms.settlement"].browse(settlement_id)._get_refund_given()
    )
    assert given == 50.0


def test_two_refunds_of_one_deposit(registry):
    def take(env):
        order = env["sale.order"].search(
            [("is_repair", "=", True), ("state", "!=", "cancel"), ("settled_at", "=", False)],
            limit=1,
        )
        journal = env["account.journal"].search([("tender", "=", "wechat")], limit=1)
        tender = {"journal_id": journal.id, "amount": 100.0, "reference": "RACE-DEPOSIT"}
        deposit = env["dms.deposit"]._take(order, [tender])
        return deposit.id, deposit.payment_ids.id

    deposit_id, payment_id = _find(registry, take)

    def refund(reference):
        row = {"payment_id": payment_id, "amount": 100.0, "reference": reference}
        return lambda env: env["dms.deposit"].browse(deposit_id)._refund([row], "客户取消")

    results = _race(registry, refund("RACE-R1"), refund("RACE-R2"))
    _one_wins(results, WAIT, "最多可退")
    amounts = _find(
        registry,
        lambda env: (
            env["dms.deposit"]
            .browse(deposit_id)
            .mapped(lambda one: (one.amount_refunded, one.amount_open))
        ),
    )
    assert amounts == [(100.0, 0.0)]
