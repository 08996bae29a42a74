from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import DmsPartsCommon


@tagged("post_install", "-at_install", "dms")
class TestPrice(DmsPartsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.part = cls._create_part("前制动片", price=100.0, cost=50.0, stock=50)
        cls.fleet_list = cls.env["product.pricelist"].create(
            {
                "name": "协议客户",
                "company_id": cls.company.id,
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "0_product_variant",
                            "product_id": cls.part.id,
                            "compute_price": "fixed",
                            "fixed_price": 90.0,
                        }
                    )
                ],
            }
        )
        cls.retail_list = cls.env["product.pricelist"].create(
            {"name": "零售", "company_id": cls.company.id}
        )
        cls.customer.property_product_pricelist = cls.fleet_list
        cls.customer.with_company(cls.company).property_product_pricelist = cls.fleet_list

    def _approval(self, price, user=None, **vals):
        return (
            self.env["dms.price.approval"]
            .with_user(user or self.advisor)
            .create(
                {
                    "partner_id": self.customer.id,
                    "product_id": self.part.id,
                    "price": price,
                    **vals,
                }
            )
        )

    def _sell(self, price, quantity=1, **vals):
        return self._create_order(
            [(self.part, quantity, {"price_unit": price})], user=self.advisor, **vals
        )

    def test_own_price(self):
        """The customer's own price, or a higher one, needs nobody."""
        order = self._create_order([(self.part, 1)], user=self.advisor)
        self.assertEqual(order.order_line.price_unit, 90)
        self._sell(95)

    def test_below_own_price(self):
        """List 90, typed 85: refused; approved at 86: refused; at 85: once."""
        with self.assertRaisesRegex(UserError, "90"):
            self._sell(85)
        self._approval(86).with_user(self.manager).action_approve()
        with self.assertRaises(UserError):
            self._sell(85)
        approval = self._approval(85)
        with self.assertRaises(UserError):
            self._sell(85)
        approval.with_user(self.manager).action_approve()
        order = self._sell(85)
        self.assertEqual(approval.sale_line_id, order.order_line)
        with self.assertRaises(UserError):
            self._sell(85)

    def test_discount_and_change(self):
        """A discount, a lower price later or more pieces meet the same check."""
        order = self._create_order([(self.part, 1)], user=self.advisor)
        for vals in ({"discount": 5}, {"price_unit": 80}, {"price_unit": 0}):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                order.order_line.write(vals)
        self._approval(85).with_user(self.manager).action_approve()
        order.order_line.price_unit = 85
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.order_line.product_uom_qty = 2

    def test_list_picked_on_the_order(self):
        """The yardstick is the payer's own list, whatever list is picked on the order."""
        cheap = self.fleet_list.copy({"name": "同行"})
        cheap.item_ids.fixed_price = 60
        with self.assertRaises(UserError):
            self._create_order([(self.part, 1)], user=self.advisor, pricelist_id=cheap.id)
        order = self._create_order([(self.part, 1)], user=self.advisor)
        with self.assertRaises(UserError):
            order.write({"pricelist_id": cheap.id})
            order.action_update_prices()

    def test_expired_or_too_small(self):
        """An approval binds quantity and time."""
        approval = self._approval(85, quantity=2)
        approval.with_user(self.manager).action_approve()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._sell(85, quantity=3)
        approval.sudo().valid_to = "2020-01-01 00:00:00"
        with self.assertRaises(UserError):
            self._sell(85, quantity=2)

    def test_who_approves(self):
        """Not the applicant, not the desk; below cost only the general manager."""
        approval = self._approval(85)
        with self.assertRaises(UserError):
            approval.with_user(self.advisor).action_approve()
        own = self._approval(85, user=self.manager)
        with self.assertRaises(UserError):
            own.action_approve()
        below = self._approval(40)
        with self.assertRaises(AccessError):
            below.with_user(self.manager).action_approve()
        below.with_user(self.general_manager).action_approve()
        self.assertEqual(below.state, "approved")

    def test_clearance_caps(self):
        """Retail 200: 15 left, floor 140; 8 left, floor 100; 20 left, not at all."""
        part = self._create_part("雨刮", price=200.0, cost=60.0, stock=20)

        def ask(price):
            return self.env["dms.price.approval"].create(
                {
                    "partner_id": self.customer.id,
                    "product_id": part.id,
                    "price": price,
                    "reason": "clearance",
                }
            )

        with self.assertRaises(UserError), self.env.cr.savepoint():
            ask(190)
        quants = self.env["stock.quant"]
        quants._update_available_quantity(part, self.shelf, -5)
        part.invalidate_recordset()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            ask(139)
        ask(140)
        quants._update_available_quantity(part, self.shelf, -6)
        part.invalidate_recordset()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            ask(95)
        ask(100)

    def test_clearance_without_request(self):
        """Parts marked for clearance pass inside the cap when the shop says so."""
        part = self._create_part("雨刮", price=200.0, cost=60.0, stock=8, is_clearance=True)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._create_order([(part, 1, {"price_unit": 120})])
        self.company.clear_preapproved = True
        self._create_order([(part, 1, {"price_unit": 120})])
        with self.assertRaises(UserError):
            self._create_order([(part, 1, {"price_unit": 95})])

    def test_list_price_costs_nothing(self):
        """Lines at the customer's own price compute no list twice."""
        self._create_order([(self.part, 1)])
        order = self._create_order([(self.part, 1)])
        self.env.flush_all()
        with self.assertQueryCount(0):
            self.assertFalse(order.order_line._get_price_blockers())
