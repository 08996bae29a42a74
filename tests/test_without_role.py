"""Somebody with rights of Odoo's own apps and without a role in the shop works on as without our addons."""

MANAGERS = (
    "base.group_user",
    "sales_team.group_sale_manager",
    "stock.group_stock_manager",
    "account.group_account_manager",
    "hr.group_hr_manager",
    "fleet.fleet_group_manager",
)


def test_rows_of_the_shop_are_closed_with_their_fields(env):
    """A record of Odoo's own is read whole: no field of ours leads it into rows that are closed."""
    person = env["res.users"].create(
        {
            "name": "外人",
            "login": "outsider",
            "group_ids": [(6, 0, [env.ref(name).id for name in MANAGERS])],
        }
    )
    assert not person.has_group("dms_base.group_dms_user")
    broken = []
    for name, model in sorted(env.registry.items()):
        records = env[name].with_user(person)
        if model._abstract or name.startswith("dms.") or not records.has_access("read"):
            continue
        broken += [
            str(field)
            for field in model._fields.values()
            if field.type in ("one2many", "many2many")
            and (field._modules and all(one.startswith("dms_") for one in field._modules))
            and not field.groups
            and not env[field.comodel_name].with_user(person).has_access("read")
        ]
    assert not broken, broken
