"""A view asks a role only for fields that this role may read: otherwise its screen breaks in the browser."""

import re

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tools import mute_logger

from .test_access_matrix import users  # noqa: F401 (a fixture)

# Models with fields that are closed to some roles.
MODELS = (
    "res.partner",
    "product.template",
    "product.product",
    "stock.move",
    "stock.picking",
    "stock.quant",
    "purchase.order",
    "purchase.order.line",
    "sale.order",
    "sale.order.line",
    "account.move",
    "account.invoice.report",
    "fleet.vehicle",
    "fleet.vehicle.model",
    "dms.appointment",
    "dms.ro.supplement",
    "dms.ro.recommendation",
    "dms.settlement",
    "dms.price.approval",
)
# The form of a plain quotation: repair orders open their own, which is the one the workshop gets.
ELSEWHERE = {"sale.view_order_form"}
TYPES = ("form", "list", "kanban", "search", "pivot", "graph", "calendar")
CLIENT = re.compile(r"record\.(\w+)\.(?:raw_)?value")


def _uses(node, model):
    """(model, field) of every field a view names, by node or in a client-side template."""
    for child in node:
        if not isinstance(child.tag, str):
            continue
        name, inner = child.get("name"), model
        if child.tag == "field" and name:
            yield model, name
            field = model._fields.get(name)
            if field is not None and field.relational:
                inner = model.env[field.comodel_name]
        for key, value in child.attrib.items():
            if key.startswith("t-"):
                yield from ((model, found) for found in CLIENT.findall(value))
        yield from _uses(child, inner)


def test_views_name_open_fields_only(env, users):  # noqa: F811
    wrong = set()
    for role in ("technician", "workshop_supervisor", "storekeeper", "cashier", "advisor", "staff"):
        mine = env(user=users[role].id)
        for name in MODELS:
            model = mine[name]
            if not model.has_access("read"):
                continue
            views = env["ir.ui.view"].search(
                [("model", "=", name), ("type", "in", TYPES), ("mode", "=", "primary")]
            )
            for view in views.filtered(lambda one: one.xml_id not in ELSEWHERE):
                try:
                    with mute_logger("odoo.addons.base.models.ir_ui_view"):
                        arch = model.get_view(view.id, view.type)["arch"]
                except AccessError:
                    continue
                wrong |= {
                    f"{role}: {view.xml_id} names {used._name}.{field}"
                    for used, field in _uses(etree.fromstring(arch), model)
                    if field in used._fields
                    and not used._has_field_access(used._fields[field], "read")
                }
    assert not wrong, "\n".join(sorted(wrong))
