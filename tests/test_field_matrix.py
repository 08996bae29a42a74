"""Who may read what is sensitive, field by field: the live system against the table `field_matrix.csv`.

A row of the table is a field, a column a role, a cell what the role gets of the demo company's records:

- ``read``: the value, by every way that shows one
- ``closed``: a refusal by every way, and no result by searching for the value
- ``hidden``: the record that holds the value is not shown to the role
- empty: the role does not read the model at all

After a wanted change of rights write the table anew and read the difference before it is committed:

    DMS_WRITE_MATRIX=1 ./dms test --fast tests/test_field_matrix.py
"""

import csv
import os
import pathlib

from odoo.exceptions import AccessError
from odoo.fields import Command, Domain
from odoo.tools import mute_logger

from .test_access_matrix import ROLES, users  # noqa: F401 (a fixture)

TABLE = pathlib.Path(__file__).with_name("field_matrix.csv")
COGS = [("display_type", "=", "cogs")]
BILL = [("move_type", "=", "in_invoice")]
# Field, and a domain for records that hold a value worth hiding.
FIELDS = {
    # Costs
    "product.product.standard_price": [("is_part", "=", True)],
    "product.template.standard_price": [("is_part", "=", True)],
    "product.product.avg_cost": [("is_part", "=", True)],
    "product.product.total_value": [("is_part", "=", True)],
    "product.supplierinfo.price": [],
    "product.value.value": [],
    "purchase.order.amount_total": [],
    "purchase.order.line.price_unit": [],
    "stock.move.value": [("value", "!=", 0)],
    "stock.move.price_unit": [("state", "=", "done")],
    "stock.move.standard_price": [("state", "=", "done")],
    "account.move.line.balance": COGS,
    "account.move.amount_total": BILL,
    "account.invoice.report.price_margin": [],
    "account.invoice.report.inventory_value": [],
    "dms.settlement.line.amount_cost": [("amount_cost", "!=", 0)],
    "dms.price.approval.margin_rate": [],
    # Prices of repair orders
    "sale.order.amount_total": [("is_repair", "=", True), ("amount_total", ">", 0)],
    "sale.order.authorised_amount": [("authorised_amount", ">", 0)],
    "sale.order.settlement_due": [("is_repair", "=", True)],
    "sale.order.line.price_unit": [("price_unit", ">", 0)],
    "sale.order.line.price_total": [("price_total", ">", 0)],
    "sale.order.line.discount": [("price_total", ">", 0)],
    "dms.ro.supplement.amount_total": [],
    "dms.ro.supplement.line.price_unit": [],
    "dms.ro.recommendation.amount": [],
    "dms.appointment.planned_amount": [],
    "dms.appointment.line.price_unit": [],
    # Phones, identity, links
    "res.partner.phone": [("vehicle_ids", "!=", False), ("phone", "!=", False)],
    "res.partner.phone_sanitized": [("vehicle_ids", "!=", False), ("phone", "!=", False)],
    "res.partner.phone_key": [("vehicle_ids", "!=", False), ("phone", "!=", False)],
    "res.partner.masked_phone": [("vehicle_ids", "!=", False), ("phone", "!=", False)],
    "fleet.vehicle.owner_phone": [("owner_id.phone", "!=", False)],
    "dms.appointment.phone": [("phone", "!=", False)],
    "dms.appointment.masked_phone": [("phone", "!=", False)],
    "sale.order.sender_phone": [("sender_phone", "!=", False)],
    "sale.order.sender_id_number": [("is_repair", "=", True)],
    "sale.order.access_token": [("is_repair", "=", True)],
    "dms.ro.supplement.phone": [],
    "dms.ro.supplement.access_token": [],
    "dms.appointment.access_token": [("access_token", "!=", False)],
    # People and pay
    "hr.employee.private_phone": [],
    "hr.employee.identification_id": [],
    "hr.employee.pin": [],
    "hr.employee.barcode": [],
    "hr.version.wage": [],
    "dms.pay.entry.amount": [],
    "dms.labour.credit.amount": [],
    # Money
    "account.payment.amount": [],
    "dms.cash.session.cash_counted": [],
    "dms.reveal.log.note": [],
    "auditlog.log.line.new_value": [],
}


def _split(path):
    model, _dot, name = path.rpartition(".")
    return model, name


def _find(env, path, domain, user):
    """A record of the demo company that holds the field, as superuser; not the user's own."""
    model, name = _split(path)
    records = env[model].with_context(active_test=False)
    company = user.company_id
    if "company_id" in records._fields and records._fields["company_id"].store:
        domain = Domain(domain) & Domain("company_id", "in", [company.id, False])
    return records.search(domain, limit=1)


def _ways(records, name):
    """Calls over the wire that may tell a field: {name: call}; the first shows its value."""
    model = records.browse()
    mine = [("id", "in", records.ids)]
    stored = records.sudo().fields_get([name], ["searchable"])[name]["searchable"]
    ways = {
        "read": lambda: records.read([name]),
        "web_read": lambda: records.web_read({name: {}}),
        "search_read": lambda: model.search_read(mine, [name]),
        "web_search_read": lambda: model.web_search_read(mine, {name: {}}),
    }
    if records.env.user.has_group("base.group_allow_export"):
        ways["export_data"] = lambda: records.export_data([name])
    if stored:
        value = records.sudo()[name]
        ways["search"] = lambda: model.search([*mine, (name, "=", value)])
    if records._fields[name].store:
        ways["order"] = lambda: model.search(mine, order=name)
        ways["group"] = lambda: model.formatted_read_group(mine, [], [f"{name}:count_distinct"])
    return ways


def _cell(env, path, domain, user):
    """What a role gets of a field, as in a cell of the table."""
    model, name = _split(path)
    mine = env[model].with_user(user).with_context(allowed_company_ids=user.company_id.ids)
    if not mine.has_access("read"):
        return ""
    record = _find(env, path, domain, user)
    closed = not mine._has_field_access(mine._fields[name], "read")
    if record and not closed:
        shown = mine.with_context(active_test=False).search([("id", "=", record.id)])
        if not shown:
            try:
                record.with_env(mine.env).read([name])
            except AccessError:
                return "hidden"
            return "read though not found"
    if not record:
        hidden = mine.env["ir.rule"]._compute_domain(model, "read").is_false()
        return "closed" if closed else "hidden" if hidden else "read"
    answers = {}
    for way, call in _ways(record.with_env(mine.env), name).items():
        try:
            call()
            answers[way] = "read"
        except AccessError:
            answers[way] = "closed"
    return answers["read"] if len(set(answers.values())) == 1 else str(answers)


def _add_samples(env, company):
    """Records of models the demo company has none of; the test rolls them back."""
    shop = env(context={**env.context, "allowed_company_ids": company.ids})
    supplier = shop["res.partner"].create({"name": "供应商", "company_id": company.id})
    part = shop["product.product"].search([("is_part", "=", True)], limit=1)
    shop["product.supplierinfo"].create(
        {"partner_id": supplier.id, "product_tmpl_id": part.product_tmpl_id.id, "price": 7.5}
    )
    shop["account.move"].with_company(company).create(
        {
            "move_type": "in_invoice",
            "partner_id": supplier.id,
            "invoice_line_ids": [Command.create({"name": "机油", "price_unit": 7.5})],
        }
    )
    worker = shop["hr.employee"].search([("company_id", "=", company.id)], limit=1)
    worker._propose_pay_entry("BONUS", 100, "全勤", None)


def _live(env, users):  # noqa: F811
    _add_samples(env, users["advisor"].company_id)
    export = env.ref("base.group_allow_export")
    for role, user in users.items():
        if role not in ("staff", "portal", "public"):
            # Exporting is a right of its own; with it nothing closed may open.
            user.group_ids = [Command.link(export.id)]
    return {
        path: {
            role: _cell(env, path, domain, user)
            for role, user in users.items()
            if role not in ("portal", "public")
        }
        for path, domain in FIELDS.items()
    }


def test_field_matrix(env, users):  # noqa: F811
    with mute_logger("odoo.models", "odoo.addons.base.models.ir_rule"):
        live = _live(env, users)
    roles = [role for role in ROLES if role not in ("portal", "public")]
    if os.environ.get("DMS_WRITE_MATRIX"):
        with open(TABLE, "w", encoding="utf8", newline="") as stream:
            writer = csv.DictWriter(stream, ["field", *roles], lineterminator="\n")
            writer.writeheader()
            writer.writerows({"field": path, **row} for path, row in live.items())
    with open(TABLE, encoding="utf8", newline="") as stream:
        table = {row.pop("field"): row for row in csv.DictReader(stream)}
    assert sorted(table) == sorted(live), "a field is missing in the table, or gone"
    wrong = [
        f"{path}, {role}: {live[path][role] or 'no access'}, the table says {cell or 'no access'}"
        for path, row in table.items()
        for role, cell in row.items()
        if live[path][role] != cell
    ]
    assert not wrong, "\n".join(wrong)


def test_masks_hide_the_middle(env, users):  # noqa: F811
    """The masked twin of a phone tells three and four digits to those who do not call."""
    partner = _find(env, "res.partner.phone", FIELDS["res.partner.phone"], users["advisor"])
    whole = partner.phone
    for role, user in users.items():
        if role in ("portal", "public"):
            continue
        seen = partner.with_user(user).read(["masked_phone"])[0]["masked_phone"]
        if user.has_group("dms_base.group_dms_see_phone"):
            assert seen == whole, role
        else:
            assert "****" in seen, role
            assert whole not in seen, role


def test_own_pay_only(env, users):  # noqa: F811
    """Everybody reads the own pay and hours, nobody those of a colleague; HR reads all."""
    for model in ("dms.pay.entry", "dms.labour.credit"):
        entry = env[model].search([], limit=1)
        if not entry:
            continue
        company = entry.company_id
        for role, user in users.items():
            if role in ("portal", "public", "staff") or user.company_id != company:
                continue
            seen = entry.with_user(user).search([("id", "=", entry.id)])
            readers = {"hr_officer", "admin"}
            if model == "dms.labour.credit":
                readers |= {"workshop_supervisor", "general_manager"}
            assert bool(seen) == (role in readers), (model, role)
            entry.employee_id.user_id = user
            assert entry.with_user(user).search([("id", "=", entry.id)]), (model, role)
            entry.employee_id.user_id = False
