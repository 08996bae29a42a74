"""A worker or its database connection dies in the middle of a step: all of it stands, or nothing."""

import subprocess

import pytest

from odoo import SUPERUSER_ID, api

# Where the worker dies: just before or just after a method of Odoo that the step passes through.
POINTS = {
    "before the first entry": ("account.move", "_post", "before"),
    "after the first entry": ("account.move", "_post", "after"),
    "at the end": (None, None, None),
}
DEATHS = {
    "kill": "os.kill(os.getpid(), signal.SIGKILL)",
    "disconnect": (
        "psycopg2.connect(env.cr._cnx.dsn).cursor()"
        ".execute('SELECT pg_terminate_backend(%s)', [env.cr._cnx.info.backend_pid])"
    ),
}
SCRIPT = """
import os, signal, psycopg2
def die():
    {death}
model, method, moment = {point!r}
if model:
    cls = env.registry[model]
    original = getattr(cls, method)
    def dying(self, *args, **kwargs):
        if moment == "before":
            die()
        result = original(self, *args, **kwargs)
        env.flush_all()
        if moment == "after":
            die()
        return result
    setattr(cls, method, dying)
{step}
env.flush_all()
die()
env.cr.commit()
"""
SETTLE = 'env["sale.order"].browse({id})._create_settlements().action_confirm()'
PAY = (
    'env["dms.settlement"].browse({id})._register_payments('
    '[{{"journal_id": {journal}, "amount": {amount}, "reference": "FAULT"}}])'
)


def _die_in(bench, database, step, point, death):
    """Run a step in a process of its own that dies inside."""
    script = SCRIPT.format(death=DEATHS[death], point=POINTS[point], step=step)
    run = subprocess.run(
        bench.odoo.command("shell", "-d", database, "--no-http", "--log-level=critical"),
        input=script,
        capture_output=True,
        text=True,
        env=bench.odoo.runtime.environ(),
        timeout=300,
    )
    if death == "kill":
        assert run.returncode == -9, run.stderr[-2000:]
    else:
        assert "terminating connection" in run.stderr + run.stdout or run.returncode


def _ask(registry, function):
    with registry.cursor() as cursor:
        return function(api.Environment(cursor, SUPERUSER_ID, {"lang": "zh_CN"}))


def _traces(env, order_id):
    """What a settlement leaves behind, and where its numbered book stands."""
    order = env["sale.order"].browse(order_id)
    book = env["dms.number.series"].search([("prefix", "in", ("JS", "SK"))])
    return {
        "stage": order.repair_stage,
        "settlements": len(order.settlement_ids),
        "moves": len(order.settlement_ids.payer_ids.move_id),
        "entries": env["account.move"].search_count([]),
        "payments": env["account.payment"].search_count([]),
        "stamps": len(order.event_ids),
        "book": book.mapped(lambda row: (row.prefix, row.date.isoformat(), row.last_number)),
    }


@pytest.mark.parametrize("death", DEATHS)
@pytest.mark.parametrize("point", POINTS)
def test_settlement_dies(bench, registry, demo_database, point, death):
    order_id = _ask(
        registry,
        lambda env: env["sale.order"].search([("repair_stage", "=", "ready")], limit=1).id,
    )
    before = _ask(registry, lambda env: _traces(env, order_id))
    _die_in(bench, demo_database, SETTLE.format(id=order_id), point, death)
    assert _ask(registry, lambda env: _traces(env, order_id)) == before


@pytest.mark.parametrize("death", DEATHS)
@pytest.mark.parametrize("point", POINTS)
def test_payment_dies(bench, registry, demo_database, point, death):
    def pick(env):
        due = env["dms.settlement"].search([("state", "=", "confirmed")])
        one = due.filtered(lambda item: item.amount_due > 0)[:1]
        journal = env["account.journal"].search([("tender", "=", "wechat")], limit=1)
        return one.order_id.id, one.id, journal.id, one.amount_due

    order_id, settlement_id, journal_id, amount = _ask(registry, pick)
    step = PAY.format(id=settlement_id, journal=journal_id, amount=amount)
    before = _ask(registry, lambda env: _traces(env, order_id))
    _die_in(bench, demo_database, step, point, death)
    assert _ask(registry, lambda env: _traces(env, order_id)) == before


def test_the_step_works_afterwards(registry):
    """What a dead worker left neither locks nor blocks: the next one settles and takes the money."""

    def work(env):
        due = env["dms.settlement"].search([("state", "=", "confirmed")])
        one = due.filtered(lambda item: item.amount_due > 0)[:1]
        journal = env["account.journal"].search([("tender", "=", "wechat")], limit=1)
        one._register_payments(
            [{"journal_id": journal.id, "amount": one.amount_due, "reference": "AFTER"}]
        )
        found = one.amount_due, one.state
        # Other tests want the money still to be taken.
        env.cr.rollback()
        return found

    assert _ask(registry, work) == (0, "paid")
