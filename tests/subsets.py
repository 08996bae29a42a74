"""Which addons stand together, and what is left of those that went; run inside Odoo's shell.

Each step installs or removes one addon, as a person does in the list of apps, and looks at what stands then.
"""

from odoo import api
from odoo.tools import SQL

from .web_client import WebClient

# Removed with the columns and tables that hold them; their own tables are asked for separately.
DERIVED = {
    "ir.model",
    "ir.model.fields",
    "ir.model.fields.selection",
    "ir.model.constraint",
    "ir.model.relation",
    "ir.model.inherit",
}
TABLES = """
SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()
"""


class Shelf:
    """The installed addons of a database.

    :param env: superuser environment of Odoo's shell
    """

    def __init__(self, env):
        self.env, self.failures = env, []

    def _modules(self, *names):
        return self.env["ir.module.module"].search([("name", "in", names)])

    def installed(self):
        """Names of our addons that are installed."""
        found = self.env["ir.module.module"].search(
            [("name", "=like", "dms\\_%"), ("state", "=", "installed")]
        )
        return set(found.mapped("name"))

    def _fresh(self):
        """Environment on the registry that the last step made."""
        cursor = self.env.cr
        cursor.commit()
        cursor.reset()
        self.env = api.Environment(cursor, self.env.uid, {"lang": "zh_CN"})

    def install(self, *names):
        """Install addons with what they need."""
        self._modules(*names).button_immediate_install()
        self._fresh()
        missing = set(names) - self.installed()
        self.failures += [f"{name} is not installed" for name in sorted(missing)]

    def uninstall(self, *names):
        """Remove addons with those above them; nothing of them may be left."""
        gone = set(names) | set(self._modules(*names).downstream_dependencies().mapped("name"))
        before = self._possessions(gone)
        self._modules(*names).button_immediate_uninstall()
        self._fresh()
        label = "-".join(names)
        self.failures += [f"{label}: {line}" for line in self._leftovers(gone, before)]

    def _possessions(self, names):
        """What belongs to these addons alone: records, and columns by their fields."""
        self.env.cr.execute(
            SQL(
                """
                SELECT model, res_id, min(module || '.' || name) FROM ir_model_data GROUP BY model, res_id
                HAVING bool_and(module IN %s)
                """,
                tuple(names),
            )
        )
        records = self.env.cr.fetchall()
        fields = self.env["ir.model.fields"].browse(
            [number for model, number, _name in records if model == "ir.model.fields"]
        )
        tables = {model: self.env[model]._table for model in set(fields.mapped("model"))}
        columns = {(tables[field.model], field.name) for field in fields if field.store}
        models = [number for model, number, _name in records if model == "ir.model"]
        return {
            "records": [row for row in records if row[0] not in DERIVED],
            "columns": columns & self._columns(),
            "models": set(self.env["ir.model"].browse(models).mapped("model")),
        }

    def _columns(self):
        self.env.cr.execute(TABLES)
        return set(self.env.cr.fetchall())

    def _leftovers(self, names, before):
        """What is still there of addons that went."""
        count = self.env["ir.model.data"].search_count([("module", "in", list(names))])
        if count:
            yield f"{count} external identifiers"
        for model in sorted(
            before["models"] & set(self.env["ir.model"].search([]).mapped("model"))
        ):
            yield f"model {model}"
        for table, column in sorted(before["columns"] & self._columns()):
            yield f"column {table}.{column}"
        by_model = {}
        for model, number, name in before["records"]:
            by_model.setdefault(model, {})[number] = name
        for model, rows in by_model.items():
            if model in self.env:
                for record in self.env[model].browse(rows).exists():
                    yield f"record {rows[record.id]} ({model})"

    def walk(self):
        """Every menu, list and form of a person with all rights opens."""
        user = self.env.ref("base.user_admin")
        rows = self.env["ir.model.data"].search(
            [("model", "=", "res.groups"), ("module", "=like", "dms\\_%")]
        )
        user.group_ids |= self.env["res.groups"].browse(rows.mapped("res_id"))
        self.env.cr.commit()
        context = {"lang": "zh_CN", "uid": user.id, "allowed_company_ids": user.company_ids.ids}
        client = WebClient(self.env(user=user.id, context=context))
        if client.open_everything() < 20:
            self.failures.append("hardly any menu opens")
        self.failures += client.failures
        self.env.cr.rollback()

    def trade(self):
        """Odoo itself sells, delivers and bills."""
        customer = self.env["res.partner"].create({"name": "Customer"})
        product = self.env["product.product"].create(
            {"name": "Thing", "type": "consu", "is_storable": True, "list_price": 10}
        )
        warehouse = self.env["stock.warehouse"].search([], limit=1)
        self.env["stock.quant"]._update_available_quantity(product, warehouse.lot_stock_id, 5)
        order = self.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 2})],
            }
        )
        order.action_confirm()
        order.picking_ids.button_validate()
        order._create_invoices().action_post()
        if (order.picking_ids.state, order.invoice_ids.state) != ("done", "posted"):
            self.failures.append("a sale does not run to its invoice")
        self.env.cr.rollback()


def run(env, steps):
    """Run steps and print what was wrong after each.

    :param steps: list of (method, names…); printed with the addons that stand after it
    """
    shelf = Shelf(env)
    for method, *names in steps:
        getattr(shelf, method)(*names)
        print("STEP", method, *names, "->", *sorted(shelf.installed()))
        for failure in shelf.failures:
            print("WRONG", failure)
        shelf.failures.clear()
