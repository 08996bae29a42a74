"""Two people press at once: one wins, the other gets a sentence, nothing is doubled."""

import threading
from datetime import date

from odoo import SUPERUSER_ID, api


def _race(registry, *works):
    """Run functions of an environment at the same time, each in its own transaction.

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
                work(env)
            results[index] = "done"
        except Exception as error:  # noqa: BLE001 - the kind of refusal is what the test looks at
            results[index] = error

    threads = [threading.Thread(target=run, args=item) for item in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return results


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
    assert results.count("done") >= 1, results
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
