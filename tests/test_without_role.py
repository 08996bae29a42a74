"""Somebody with rights of Odoo's own apps and without a role in the shop works on as without our addons."""

import pytest

GROUPS = (
    "base.group_user",
    "sales_team.group_sale_manager",
    "stock.group_stock_manager",
    "account.group_account_manager",
    "hr.group_hr_manager",
    "fleet.fleet_group_manager",
)
MODELS = (
    "sale.order",
    "sale.order.line",
    "account.move",
    "account.payment",
    "stock.picking",
    "stock.move",
    "product.template",
    "fleet.vehicle",
)


@pytest.fixture
def person(env):
    """A user with the highest rights of the apps we extend and no role in the shop."""
    groups = [(6, 0, [env.ref(name).id for name in GROUPS])]
    user = env["res.users"].create({"name": "外人", "login": "outsider", "group_ids": groups})
    assert not user.has_group("dms_base.group_dms_user")
    return user


@pytest.mark.parametrize("model", MODELS)
def test_a_record_is_read_whole(env, person, model):
    """Without naming fields: nothing of ours that hangs on the record is in the way."""
    record = env[model].with_user(person).search([], limit=1)
    assert record
    env.invalidate_all()
    assert record.read()[0]["id"] == record.id
