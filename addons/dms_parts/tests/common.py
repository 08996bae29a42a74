from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon


class DmsPartsCommon(BaseCommon):
    """A shop with Chinese accounts, a store, its people and a customer with a price list."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.CNY").active = True
        cls.company = cls.env["res.company"].create(
            {
                "name": f"测试配件库 {cls.__name__}",
                "country_id": cls.env.ref("base.cn").id,
                "currency_id": cls.env.ref("base.CNY").id,
            }
        )
        cls.env["account.chart.template"].try_loading("cn", cls.company, install_demo=False)
        cls.env.user.company_ids |= cls.company
        cls.env.user.company_id = cls.company
        cls.env = cls.env(context=dict(cls.env.context, allowed_company_ids=cls.company.ids))
        cls.company = cls.company.with_env(cls.env)
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)])
        cls.shelf = cls.warehouse.lot_stock_id
        cls.supplier_location = cls.env.ref("stock.stock_location_suppliers")
        cls._create_people()
        cls.customer = cls.env["res.partner"].create({"name": "王建国"})
        cls.taker = cls.env["hr.employee"].create(
            {"name": "陈小龙", "barcode": "990001", "company_id": cls.company.id}
        )
        cls.category = cls.env.ref("dms_parts.product_category_parts")

    @classmethod
    def _create_people(cls):
        roles = {
            "advisor": "dms_base.group_dms_advisor,sales_team.group_sale_salesman_all_leads",
            "manager": "dms_base.group_dms_service_manager,sales_team.group_sale_salesman_all_leads",
            "storekeeper": "dms_base.group_dms_storekeeper",
            "parts_supervisor": "dms_base.group_dms_parts_supervisor",
            "general_manager": "dms_base.group_dms_general_manager",
        }
        for role, groups in roles.items():
            user = new_test_user(
                cls.env,
                login=f"parts_{role}",
                groups=groups,
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            setattr(cls, role, user)

    @classmethod
    def _create_part(cls, name="前制动片", price=200.0, cost=100.0, stock=0.0, **vals):
        """Part of the valued category, `stock` pieces on the shelf at `cost`."""
        part = cls.env["product.product"].create(
            {
                "name": name,
                "type": "consu",
                "is_storable": True,
                "is_part": True,
                "part_grade": "genuine",
                "categ_id": cls.category.id,
                "list_price": price,
                "standard_price": cost,
                "taxes_id": [Command.clear()],
                **vals,
            }
        )
        if stock:
            cls._receive(part, stock, cost)
        return part

    @classmethod
    def _receive(cls, part, quantity, cost):
        """Goods in from a supplier at a unit cost."""
        picking = cls.env["stock.picking"].create(
            {
                "picking_type_id": cls.warehouse.in_type_id.id,
                "location_id": cls.supplier_location.id,
                "location_dest_id": cls.shelf.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": part.id,
                            "product_uom_qty": quantity,
                            "product_uom": part.uom_id.id,
                            "price_unit": cost,
                            "location_id": cls.supplier_location.id,
                            "location_dest_id": cls.shelf.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.move_ids.picked = True
        picking.button_validate()
        return picking

    @classmethod
    def _create_order(cls, lines, user=None, **vals):
        """Order of parts; `lines` are (part, quantity) or (part, quantity, values)."""
        commands = []
        for part, quantity, *rest in lines:
            extra = rest[0] if rest else {}
            commands.append(
                Command.create({"product_id": part.id, "product_uom_qty": quantity, **extra})
            )
        orders = cls.env["sale.order"].with_user(user or cls.env.user)
        return orders.create(
            {
                "partner_id": cls.customer.id,
                "order_line": commands,
                "date_order": fields.Datetime.now(),
                **vals,
            }
        )

    @classmethod
    def _confirm(cls, lines, **vals):
        """Confirmed order with its issue slip."""
        order = cls._create_order(lines, **vals)
        order.action_confirm()
        return order

    @classmethod
    def _slip(cls, order, user=None):
        """Open issue slip of an order, as the storekeeper sees it."""
        slips = order.picking_ids.filtered(lambda slip: slip.state not in ("done", "cancel"))
        return slips.with_user(user or cls.storekeeper)

    @classmethod
    def _return(cls, slip, quantities, reason="surplus"):
        """Take parts of an issued slip back; `quantities` by part."""
        wizard = (
            cls.env["dms.parts.return"]
            .with_user(cls.storekeeper)
            .with_context(default_picking_id=slip.id)
            .create({"picking_id": slip.id, "reason": reason})
        )
        for line in wizard.line_ids:
            line.quantity = quantities.get(line.product_id, 0.0)
        action = wizard.action_return()
        return cls.env["stock.picking"].browse(action["res_id"])
