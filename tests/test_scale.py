"""Big databases of the benchmark: what is multiplied in SQL is what the real flow makes."""

import pytest

from tests.bench.scale import check
from tests.bench.scale.delta import Delta
from tests.bench.scale.drive import drive
from tests.bench.scale.multiply import Multiplier

UNITS, VISITS, COPIES = 2, 3, 4


@pytest.fixture(scope="module")
def big(bench):
    """A database of its own: two cars with three visits each, four copies of them."""
    import os

    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tools import config

    name = "run_scale_test"
    bench.odoo.copy(os.environ["DMS_DEMO_TEMPLATE"], name)
    config.parse_config(
        ["-c", str(bench.odoo.conf), "-d", name, "--no-http", "--max-cron-threads=0"]
    )
    registry = Registry(name)
    with registry.cursor() as cursor:
        env = api.Environment(cursor, SUPERUSER_ID, {"lang": "zh_CN", "tz": "Asia/Shanghai"})
        sample = drive(env, UNITS, VISITS)
        delta = Delta(env, sample)
        Multiplier(delta, COPIES).run()
        yield env, delta
        cursor.rollback()
    Registry.delete(name)
    bench.odoo.drop(name)


def _copies_of(delta, table):
    """Ids of the copies of rows of the sample, by row."""
    stride = delta.stride(table)
    return {
        row: [row + number * stride for number in range(1, COPIES + 1)]
        for row in delta.unit_of[table]
    }


def test_the_columns_filled_are_those_of_the_real_flow(big):
    env, delta = big
    assert len(delta.unit_of["sale_order"]) == UNITS * VISITS
    assert not check.differing_columns(env.cr, delta, COPIES)


def test_links_lead_somewhere(big):
    env, delta = big
    assert not check.dangling_links(env.cr, delta)


def test_sums_states_and_days_hold(big):
    env, _delta = big
    assert not check.broken_invariants(env.cr)


def test_invariants_notice_a_wrong_copy(big):
    """The checks bite: one cent, one piece, one day."""
    env, delta = big
    order = min(_copies_of(delta, "sale_order")[min(delta.unit_of["sale_order"])])
    for statement, name in (
        (
            "UPDATE sale_order_line SET price_total = price_total + 0.01 WHERE id = "
            "(SELECT min(id) FROM sale_order_line WHERE order_id = %s)",
            "an order is worth what its lines are",
        ),
        (
            "UPDATE sale_order SET arrived_at = delivered_at + interval '1 day' WHERE id = %s",
            "time points follow each other",
        ),
        (
            "UPDATE account_move_line SET balance = balance + 1 WHERE id = (SELECT min(l.id) FROM "
            "account_move_line l JOIN account_move m ON m.id = l.move_id JOIN dms_settlement s "
            "ON s.id = m.settlement_id WHERE s.order_id = %s)",
            "every entry balances",
        ),
    ):
        with env.cr.savepoint() as savepoint:
            env.cr.execute(statement, [order])
            assert name in check.broken_invariants(env.cr)
            savepoint.rollback()


@pytest.mark.parametrize("model", check.RECOMPUTED)
def test_stored_figures_follow_from_the_copies_own_rows(big, model):
    """Computed again, a copy keeps every figure that the really made record keeps."""
    env, delta = big
    table = env[model]._table
    copies = _copies_of(delta, table)
    real = check.changing_fields(env, model, list(copies))
    copied = check.changing_fields(env, model, [row for rows in copies.values() for row in rows])
    assert copied <= real


def test_the_flow_goes_on_beside_the_copies(big):
    """New cars find their numbers, and fill the columns that the copies have."""
    env, delta = big
    fresh = Delta(env, drive(env, 1, 1))
    for table, rows in fresh.unit_of.items():
        assert table in delta.unit_of, f"only a real repair fills {table}"
        ids = ", ".join(map(str, rows))
        _total, filled = check.filled_columns(env.cr, table, f"id IN ({ids})")
        first, last = max(delta.ids[table]), fresh.mark[table]
        _total, copied = check.filled_columns(env.cr, table, f"id > {first} AND id <= {last}")
        missing = [name for name, number in filled.items() if number and not copied[name]]
        assert not missing, f"{table}: {missing}"
