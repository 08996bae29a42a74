from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon

# One transparent pixel: the smallest valid signature image.
SIGNATURE = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5"
    b"ErkJggg=="
)


class DmsServiceCommon(BaseCommon):
    """A Chinese shop with stock, people and one customer's car; creators for the whole path.

    A repair from the desk to the gate is::

        order = self._create_order()
        self._authorise(order)
        self._issue_parts(order)
        self._finish_work(order)
        settlement = self._settle(order)
        self._pay(settlement)
        self._deliver(order)
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls._create_shop()
        cls.env.user.company_ids |= cls.company
        cls.env.user.company_id = cls.company
        cls.env = cls.env(context=dict(cls.env.context, allowed_company_ids=cls.company.ids))
        cls.company = cls.company.with_env(cls.env)
        cls.warehouse = cls._get_warehouse()
        cls._create_people()
        cls._create_products()
        cls.customer = cls.env["res.partner"].create({"name": "王建国", "phone": "13800138000"})
        cls.insurer = cls.env["res.partner"].create({"name": "平安保险", "is_company": True})
        cls.maker = cls.env["res.partner"].create({"name": "一汽大众", "is_company": True})
        cls.service_type = cls._get_service_type("GR")
        cls.vehicle = cls._create_vehicle()

    @classmethod
    def _create_shop(cls, name="测试维修厂"):
        """Company with the Chinese chart of accounts, prices with tax."""
        company = cls.env["res.company"].create(
            {
                "name": f"{name} {cls.__name__}",
                "country_id": cls.env.ref("base.cn").id,
                "currency_id": cls.env.ref("base.CNY").id,
            }
        )
        cls.env.ref("base.CNY").active = True
        template = cls.env["account.chart.template"].with_company(company)
        template.try_loading("cn", company=company, install_demo=False)
        company._setup_dms()
        # The desk of this shop may grant 5 % on parts without asking.
        company.part_discount_free = 5.0
        # The walk-around has a test class of its own; the others begin at the estimate.
        company.walk_around_required = False
        return company

    @classmethod
    def _get_warehouse(cls):
        warehouses = cls.env["stock.warehouse"]
        found = warehouses.search([("company_id", "=", cls.company.id)], limit=1)
        if not found:
            found = warehouses.create(
                {"name": "配件库", "code": "PJK", "company_id": cls.company.id}
            )
            cls.company._setup_dms()
        return found

    @classmethod
    def _create_people(cls):
        """One user per role, named after the role; `cls.advisor`, `cls.manager`…"""
        roles = {
            "advisor": "dms_base.group_dms_advisor",
            "manager": "dms_base.group_dms_service_manager",
            "cashier": "dms_base.group_dms_cashier",
            "storekeeper": "dms_base.group_dms_storekeeper",
            "supervisor": "dms_base.group_dms_workshop_supervisor",
            "technician": "dms_base.group_dms_technician",
            "guard": "dms_base.group_dms_guard",
        }
        for role, group in roles.items():
            user = new_test_user(
                cls.env,
                login=f"dms_{role}",
                groups=group,
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            setattr(cls, role, user)

    @classmethod
    def _create_products(cls):
        cls.labour = cls._create_labour("更换机油机滤", 200.0, 0.8, "GS-001")
        cls.labour_brake = cls._create_labour("更换前制动片", 200.0, 1.2, "GS-002")
        cls.oil = cls._create_part("机油 1L", 85.0, 40.0, "PJ-001")
        cls.filter = cls._create_part("机油滤清器", 60.0, 25.0, "PJ-002")
        cls.pads = cls._create_part("前制动片", 480.0, 260.0, "PJ-003")

    @classmethod
    def _create_labour(cls, name, price, hours, code=None, **vals):
        """Labour operation priced per hour."""
        return cls.env["product.product"].create(
            {
                "name": name,
                "default_code": code,
                "type": "service",
                "fee_kind": "labour",
                "list_price": price,
                "flat_rate_hours": hours,
                "trade": "mechanical",
                "uom_id": cls.env.ref("uom.product_uom_hour").id,
                **vals,
            }
        )

    @classmethod
    def _create_part(cls, name, price, cost, code=None, stock=100.0, **vals):
        """Genuine part with `stock` pieces on the shelf."""
        part = cls.env["product.product"].create(
            {
                "name": name,
                "default_code": code,
                "type": "consu",
                "is_storable": True,
                "is_part": True,
                "part_grade": "genuine",
                "list_price": price,
                "standard_price": cost,
                **vals,
            }
        )
        if stock:
            cls.env["stock.quant"]._update_available_quantity(
                part, cls.warehouse.lot_stock_id, stock
            )
        return part

    @classmethod
    def _get_service_type(cls, code):
        types = cls.env["dms.service.type"]
        found = types.search([("code", "=", code)], limit=1)
        return found or types.create({"code": code, "name": code})

    @classmethod
    def _give_licence(cls, person, name="C1", until=None):
        """Driving licence of a class; without an end unless `until` is given."""
        kind = cls.env.ref("dms_hr.hr_skill_type_licence")
        return cls.env["hr.employee.skill"].create(
            {
                "employee_id": person.id,
                "skill_type_id": kind.id,
                "skill_id": kind.skill_ids.filtered(lambda one: one.name == name).id,
                "skill_level_id": kind.skill_level_ids[:1].id,
                "valid_from": "2015-01-01",
                "valid_to": until,
            }
        )

    @classmethod
    def _create_vehicle(cls, plate="粤B12345", vin="LFV2A21K4B3123456", owner=None, **vals):
        """Customer's car with a complete file."""
        model = cls.env["fleet.vehicle.model"].search([("name", "=", "速腾")], limit=1)
        if not model:
            brand = cls.env["fleet.vehicle.model.brand"].create({"name": "大众"})
            model = cls.env["fleet.vehicle.model"].create({"name": "速腾", "brand_id": brand.id})
        return cls.env["fleet.vehicle"].create(
            {
                "model_id": model.id,
                "license_plate": plate,
                "vin_sn": vin,
                "owner_id": (owner or cls.customer).id,
                "company_id": cls.company.id,
                **vals,
            }
        )

    @classmethod
    def _line(cls, product, quantity=1.0, **vals):
        """Command for one order line."""
        return Command.create({"product_id": product.id, "product_uom_qty": quantity, **vals})

    @classmethod
    def _create_order(cls, lines=None, receive=True, **vals):
        """Repair order of the test car, received; default 0.8 h labour, oil and filter.

        :param lines: list of commands for `order_line` (see `_line`)
        :param receive: take the keys, so that the order may be signed
        """
        if lines is None:
            lines = [
                cls._line(cls.labour, 0.8),
                cls._line(cls.oil, 4),
                cls._line(cls.filter, 1),
            ]
        defaults = {
            "is_repair": True,
            "partner_id": cls.customer.id,
            "vehicle_id": cls.vehicle.id,
            "service_type_id": cls.service_type.id,
            "user_id": cls.advisor.id,
            "odometer": 12000,
            "customer_complaint": "保养，制动有异响",
            "sender_name": "王建国",
            "old_part_choice": "waive",
            "promised_date": fields.Datetime.now() + timedelta(hours=8),
            "company_id": cls.company.id,
            "warehouse_id": cls.warehouse.id,
            "order_line": lines,
        }
        order = cls.env["sale.order"].create({**defaults, **vals})
        if receive:
            order.action_receive()
        return order

    @classmethod
    def _authorise(cls, orders, channel="desk", **kwargs):
        """The customer signs."""
        kwargs.setdefault("signature", SIGNATURE)
        kwargs.setdefault("signed_by", "王建国")
        orders._authorise(channel=channel, **kwargs)
        return orders

    @classmethod
    def _issue_parts(cls, orders):
        """The storekeeper issues everything the orders ask for."""
        pickings = orders.picking_ids.filtered(lambda one: one.state not in ("done", "cancel"))
        for picking in pickings:
            picking.action_issue_all()
        return pickings

    @classmethod
    def _finish_work(cls, orders):
        """Work done, final check passed, customer told."""
        orders.action_work_done()
        orders.action_qc_passed()
        orders.action_mark_ready()
        return orders

    @classmethod
    def _settle(cls, orders):
        """Post the invoices of all payers."""
        settlements = orders._create_settlements()
        settlements.action_confirm()
        return settlements

    @classmethod
    def _pay(cls, settlements, payer_type="customer"):
        """Pay the invoices of one kind of payer in cash."""
        journal = cls.env["account.journal"].search(
            [("type", "in", ("cash", "bank")), ("company_id", "=", cls.company.id)], limit=1
        )
        moves = settlements.move_ids.filtered(
            lambda move: move.payer_type == payer_type and move.amount_residual
        )
        if not moves:
            return cls.env["account.payment"]
        wizard = (
            cls.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=moves.ids)
            .create({"journal_id": journal.id})
        )
        return wizard._create_payments()

    @classmethod
    def _deliver(cls, orders):
        """Release the cars and let them out of the gate."""
        orders.action_release()
        orders.action_deliver()
        return orders

    @classmethod
    def _run_to_settled(cls, **vals):
        """A whole order up to its statement: (order, settlement)."""
        order = cls._create_order(**vals)
        cls._authorise(order)
        cls._issue_parts(order)
        cls._finish_work(order)
        return order, cls._settle(order)
