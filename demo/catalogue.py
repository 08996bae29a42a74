"""Labour operations, parts with bins and stock, and repair packages per model family."""

import csv
import pathlib

DATA = pathlib.Path(__file__).parent / "data"
LABOUR_RATE = 200.0  # CNY per hour, VAT included


def read(name):
    """Rows of a CSV in the data folder as dictionaries."""
    with (DATA / f"{name}.csv").open(encoding="utf8", newline="") as stream:
        return list(csv.DictReader(stream))


def create_labour(env, company, tax):
    """Labour operations with flat-rate hours, sold by the hour, and labour for work that is none of them.

    :return: {code: product}
    """
    hour = env.ref("uom.product_uom_hour")
    rows = read("labour")
    products = env["product.product"].create(
        [
            {
                "name": row["name"],
                "default_code": row["code"],
                "type": "service",
                "uom_id": hour.id,
                "list_price": LABOUR_RATE,
                "fee_kind": "labour",
                "flat_rate_hours": float(row["hours"]),
                "trade": row["trade"],
                "repair_class": row["repair_class"],
                "taxes_id": [(6, 0, tax.ids)],
                "invoice_policy": "delivery",
            }
            for row in rows
        ]
    )
    company.general_labour_id = products.create(
        {
            "name": "通用工时",
            "default_code": "TY-000",
            "type": "service",
            "uom_id": hour.id,
            "list_price": LABOUR_RATE,
            "fee_kind": "labour",
            "trade": "mechanical",
            "repair_class": "minor",
            "taxes_id": [(6, 0, tax.ids)],
            "invoice_policy": "delivery",
        }
    )
    return {row["code"]: product for row, product in zip(rows, products, strict=True)}


def create_parts(env, company, tax):
    """Two hundred parts of the shop with price, cost, brand, grade and unit.

    :return: {code: product}
    """
    rows = read("parts")
    units = _units(env, {row["unit"] for row in rows})
    categories = _categories(env, {row["category"] for row in rows})
    brands = _brands(env, {row["brand"] for row in rows})
    products = (
        env["product.product"]
        .with_company(company)
        .create(
            [
                {
                    "name": f"{row['name']} {row['spec']}",
                    "default_code": row["code"],
                    "oe_number": row["oe_number"] or False,
                    "type": "consu",
                    "is_storable": True,
                    "is_part": True,
                    "part_brand_id": brands[row["brand"]].id,
                    "part_grade": row["grade"],
                    "uom_id": units[row["unit"]].id,
                    "categ_id": categories[row["category"]].id,
                    "list_price": float(row["price"]),
                    "standard_price": float(row["cost"]),
                    "taxes_id": [(6, 0, tax.ids)],
                }
                for row in rows
            ]
        )
        .with_env(env)
    )
    return {row["code"]: product for row, product in zip(rows, products, strict=True)}


def _units(env, names):
    """Counting units of the trade (个, 套, 桶…), one each."""
    unit = env.ref("uom.product_uom_unit")
    found = {"个": unit}
    for name in sorted(names - {"个"}):
        found[name] = env["uom.uom"].search([("name", "=", name)], limit=1) or env[
            "uom.uom"
        ].create({"name": name, "relative_uom_id": unit.id, "relative_factor": 1.0})
    return found


def _categories(env, names):
    """Part categories below the valued category of parts."""
    parent = env.ref("dms_parts.product_category_parts", raise_if_not_found=False) or env.ref(
        "product.product_category_goods"
    )
    names = sorted(names)
    categories = env["product.category"].create(
        [{"name": name, "parent_id": parent.id} for name in names]
    )
    categories.filtered(lambda one: one.name == "养护品").is_accessory = True
    for category in categories:
        category.write(
            {
                "property_cost_method": "average",
                "property_valuation": "real_time",
            }
        )
    return dict(zip(names, categories, strict=True))


def _brands(env, names):
    names = sorted(names)
    return dict(
        zip(names, env["dms.part.brand"].create([{"name": name} for name in names]), strict=True)
    )


def stock_parts(env, company, parts, factor=1.0):
    """Put the opening stock into its bins, by an inventory adjustment.

    :param parts: {code: product}
    :param factor: multiplies the quantities of the catalogue
    """
    warehouse = env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
    rows = read("parts")
    racks = sorted({row["bin"] for row in rows})
    bins = env["stock.location"].create(
        [
            {
                "name": rack,
                "location_id": warehouse.lot_stock_id.id,
                "usage": "internal",
                "company_id": company.id,
            }
            for rack in racks
        ]
    )
    by_rack = dict(zip(racks, bins, strict=True))
    quants = (
        env["stock.quant"]
        .with_context(inventory_mode=True)
        .create(
            [
                {
                    "product_id": parts[row["code"]].id,
                    "location_id": by_rack[row["bin"]].id,
                    "inventory_quantity": round(float(row["stock"]) * factor),
                }
                for row in rows
            ]
        )
    )
    quants.action_apply_inventory()


def create_packages(env, labour, parts, models_by_family):
    """Packages of the shop, one per family of models where the parts differ.

    :param models_by_family: {family letter: fleet.vehicle.model recordset}
    :return: {(code, family): package}
    """
    rows = read("packages")
    types = {kind.code: kind for kind in env["dms.service.type"].search([])}
    by_package = {}
    for row in rows:
        by_package.setdefault((row["package"], row["name"], row["service_type"]), []).append(row)
    keys, vals_list = [], []
    for (code, name, service_type), items in by_package.items():
        for family, models in models_by_family.items():
            lines = _package_lines(items, family, labour, parts)
            if lines is None:
                continue
            keys.append((code, family))
            vals_list.append(
                {
                    "name": name,
                    "code": f"{code}-{family}",
                    "service_type_id": types[service_type].id,
                    "model_ids": [(6, 0, models.ids)],
                    "resets_maintenance": service_type in ("PM", "FS"),
                    "line_ids": lines,
                }
            )
    return dict(zip(keys, env["dms.repair.package"].create(vals_list), strict=True))


def _package_lines(items, family, labour, parts):
    """Line commands of a package for one family, or None when a part does not exist for it."""
    commands = []
    for sequence, item in enumerate(items):
        product = labour.get(item["item"]) or parts.get(item["item"])
        if not product:
            code = next(
                (code for code in parts if code.startswith(f"{item['item']}-{family}")), None
            )
            if not code:
                return None
            product = parts[code]
        quantity = (
            product.flat_rate_hours if product.fee_kind == "labour" else float(item["quantity"])
        )
        commands.append(
            (0, 0, {"product_id": product.id, "quantity": quantity, "sequence": 10 * sequence})
        )
    return commands
