"""Who may do what: the live system against the table `access_matrix.csv`, allowed and denied alike.

A row of the table is a model, a column a role, a cell the letters of what the role may do with records of
the model: c(reate), r(ead), u(pdate), d(elete). After a wanted change of rights write the table anew and
read the difference before it is committed:

    DMS_WRITE_MATRIX=1 ./dms test --fast tests/test_access_matrix.py
"""

import csv
import os
import pathlib

import pytest

from odoo.fields import Command

TABLE = pathlib.Path(__file__).with_name("access_matrix.csv")
LETTERS = {"c": "create", "r": "read", "u": "write", "d": "unlink"}
# Roles of the shop, then people who have none: other staff, customers, visitors.
ROLES = {
    **{
        name: f"dms_base.group_dms_{name}"
        for name in (
            "advisor",
            "service_manager",
            "workshop_supervisor",
            "team_leader",
            "technician",
            "inspector",
            "storekeeper",
            "parts_supervisor",
            "cashier",
            "accountant",
            "care_agent",
            "care_supervisor",
            "hr_officer",
            "guard",
            "general_manager",
            "admin",
        )
    },
    "staff": "base.group_user",
    "portal": "base.group_portal",
    "public": "base.group_public",
}
# Models of Odoo that a repair writes or reads on its way.
CORE = (
    "account.account",
    "account.bank.statement.line",
    "account.journal",
    "account.move",
    "account.move.line",
    "account.payment",
    "account.tax",
    "auditlog.log",
    "fleet.vehicle",
    "fleet.vehicle.log.services",
    "fleet.vehicle.model",
    "fleet.vehicle.model.brand",
    "fleet.vehicle.odometer",
    "hr.attendance",
    "hr.employee",
    "hr.employee.public",
    "hr.leave",
    "hr.version",
    "ir.config_parameter",
    "product.category",
    "product.pricelist",
    "product.pricelist.item",
    "product.product",
    "product.supplierinfo",
    "product.template",
    "product.value",
    "purchase.order",
    "purchase.order.line",
    "res.company",
    "res.partner",
    "res.users",
    "sale.order",
    "sale.order.line",
    "stock.location",
    "stock.move",
    "stock.move.line",
    "stock.picking",
    "stock.picking.type",
    "stock.quant",
    "stock.scrap",
    "stock.warehouse",
    "tier.definition",
    "tier.review",
)
# Parts of records that may be shared by all companies.
PARENTS = {
    "dms.checklist.choice": "item_id.section_id.template_id.company_id",
    "dms.checklist.grade": "template_id.company_id",
    "dms.checklist.item": "template_id.company_id",
    "dms.checklist.role": "template_id.company_id",
    "dms.checklist.section": "template_id.company_id",
    "dms.register.field": "template_id.company_id",
    "dms.repair.package.line": "package_id.company_id",
}
# Core documents that belong to one company.
OF_A_COMPANY = {"sale.order", "sale.order.line", "account.move", "stock.picking", "account.payment"}


@pytest.fixture
def users(env):
    """One user per role with this role alone, in the demo company."""
    company = env["res.company"].search([("chart_template", "=", "cn")], limit=1)
    made = env["res.users"].with_context(no_reset_password=True)
    return {
        role: made.create(
            {
                "name": role,
                "login": f"matrix_{role}",
                "lang": "zh_CN",
                "group_ids": [Command.set(env.ref(group).ids)],
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
            }
        )
        for role, group in ROLES.items()
    }


def _models(env):
    """Names of the models of the table: all of ours that hold records, and some of Odoo's."""
    ours = (name for name in env.registry if name.startswith("dms."))
    return sorted([*(name for name in ours if not env[name]._abstract), *CORE])


def _letters(env, model, user):
    """What a role may do with a model, as in a cell: by its access rows, and no rule closes every record."""
    records = env[model].with_user(user).with_context(allowed_company_ids=user.company_id.ids)
    rules = records.env["ir.rule"]
    return "".join(
        letter
        for letter, name in LETTERS.items()
        if records.has_access(name) and not rules._compute_domain(model, name).is_false()
    )


def _read_table():
    with open(TABLE, encoding="utf8", newline="") as stream:
        return {row.pop("model"): row for row in csv.DictReader(stream)}


def _write_table(live):
    with open(TABLE, "w", encoding="utf8", newline="") as stream:
        writer = csv.DictWriter(stream, ["model", *ROLES], lineterminator="\n")
        writer.writeheader()
        writer.writerows({"model": model, **row} for model, row in live.items())


def test_matrix(env, users):
    live = {
        model: {role: _letters(env, model, user) for role, user in users.items()}
        for model in _models(env)
    }
    if os.environ.get("DMS_WRITE_MATRIX"):
        _write_table(live)
    table = _read_table()
    assert sorted(table) == sorted(live), "a model is missing in the table, or gone"
    wrong = [
        f"{model}, {role}: may {live[model][role] or 'nothing'}, the table says {cell or 'nothing'}"
        for model, row in table.items()
        for role, cell in row.items()
        if live[model][role] != cell
    ]
    assert not wrong, "\n".join(wrong)


def _belongs_to_company(env, name, known):
    """Whether records of a model belong to one company, by themselves or by what they are part of."""
    if name in OF_A_COMPANY:
        return True
    if name not in known:
        fields = env[name]._fields
        own = fields.get("company_id")
        # Entered first: two models may refer to each other.
        known[name] = bool(own and own.store)
        known[name] = known[name] or any(
            field.required
            and field.store
            and field.comodel_name.startswith(("dms.", *OF_A_COMPANY))
            and _belongs_to_company(env, field.comodel_name, known)
            for field in fields.values()
            if field.type == "many2one"
        )
    return known[name]


def test_other_company_sees_nothing(env):
    """Whatever role a person of another company has, nothing of this one is shown."""
    other = env["res.company"].create({"name": "乙店"})
    user = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": "乙店",
                "login": "matrix_other",
                "group_ids": [Command.set(env.ref("dms_base.group_dms_admin").ids)],
                "company_id": other.id,
                "company_ids": [Command.set(other.ids)],
            }
        )
    )
    theirs = env(user=user.id, context={"allowed_company_ids": other.ids})
    known, seen, empty = {}, [], []
    for name in _models(env):
        model = env[name]
        if model._transient or not name.startswith("dms."):
            continue
        if not _belongs_to_company(env, name, known):
            continue
        if not model.with_context(active_test=False).search_count([], limit=1):
            empty.append(name)
        # What names no company is shared on purpose: a template, a target of the group.
        path = "company_id" if "company_id" in model._fields else PARENTS.get(name)
        domain = [(path, "!=", False)] if path else []
        rows = theirs[name].with_context(active_test=False).search_count(domain)
        mine = theirs[name].with_context(active_test=False).sudo()
        made = mine.search_count([(path, "=", other.id)]) if path else 0
        if rows > made:
            seen.append(f"{name}: {rows - made}")
    assert not seen, "shown to another company: " + ", ".join(seen)
    # Rules that nothing was tried on: see that there is one.
    everything = [(1, "=", 1)]
    open_to_all = [
        name
        for name in empty
        if list(theirs["ir.rule"]._compute_domain(name, "read") or everything) == everything
    ]
    assert not open_to_all, "no company rule: " + ", ".join(open_to_all)
