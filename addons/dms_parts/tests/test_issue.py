from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import DmsPartsCommon


@tagged("post_install", "-at_install", "dms")
class TestIssue(DmsPartsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pads = cls._create_part("前制动片", stock=10)
        cls.oil = cls._create_part("机油 1L", price=85, cost=40, stock=10)

    def test_issue_once(self):
        """One press issues everything, names the taker; a second press changes nothing."""
        order = self._confirm([(self.pads, 2), (self.oil, 4)])
        self.assertEqual(order.parts_status, "available")
        slip = self._slip(order)
        self.assertTrue(slip.name.startswith("FL"))
        slip.issue_from_desk(self.taker.id)
        self.assertEqual(slip.state, "done")
        self.assertEqual(slip.receiver_id, self.taker)
        self.assertEqual(slip.issued_by_id, self.storekeeper)
        moves = self.pads.stock_move_ids.filtered("sale_line_id")
        slip.action_issue_all()
        self.assertEqual(self.pads.stock_move_ids.filtered("sale_line_id"), moves)
        self.assertEqual(self.pads.qty_available, 8)
        self.assertEqual(order.parts_status, "issued")

    def test_only_the_storekeeper(self):
        """An advisor may not let parts out, by neither button."""
        order = self._confirm([(self.pads, 1)])
        slip = order.picking_ids
        with self.assertRaises(AccessError):
            slip.with_user(self.advisor).action_issue_all()
        with self.assertRaises(AccessError):
            slip.with_user(self.advisor).button_validate()
        self.assertEqual(slip.state, "assigned")

    def test_core_button(self):
        """Validate of the core goes the same way for the storekeeper."""
        slip = self._slip(self._confirm([(self.pads, 1)]))
        slip.button_validate()
        self.assertEqual(slip.state, "done")
        self.assertEqual(slip.issued_by_id, self.storekeeper)

    def test_customer_with_phone(self):
        """The store validates deliveries to customers whose number it may not see."""
        part = self._create_part("件", stock=5)
        self.customer.phone = "13800138000"
        slip = self._slip(self._confirm([(part, 1)])).with_user(self.storekeeper)
        self.company.stock_text_confirmation = True
        self.company.stock_confirmation_type = "sms"
        slip.button_validate()
        self.assertEqual(slip.state, "done")
        with self.assertRaises(AccessError):
            slip.partner_id.mapped("phone")

    def test_partial_issue(self):
        """What is not handed out now stays on a back order, and the order says so."""
        order = self._confirm([(self.pads, 4)])
        slip = self._slip(order)
        slip.move_ids.quantity = 3
        slip.action_issue_all()
        rest = self._slip(order)
        self.assertEqual(rest.backorder_id.id, slip.id)
        self.assertEqual(rest.move_ids.product_uom_qty, 1)
        self.assertEqual(order.parts_status, "complete")
        self.assertEqual(order.order_line.qty_delivered, 3)

    def test_not_more_than_asked(self):
        """Nobody takes five where four are asked for."""
        slip = self._slip(self._confirm([(self.pads, 4)]))
        slip.move_ids.quantity = 5
        with self.assertRaisesRegex(UserError, "4"):
            slip.action_issue_all()
        self.assertNotEqual(slip.state, "done")

    def test_nothing_there(self):
        """A slip without stock says so instead of issuing nothing."""
        bulb = self._create_part("灯泡")
        order = self._create_order([(bulb, 1)])
        order.action_request_shortage()
        order.shortage_ids.write({"state": "approved"})
        order.action_confirm()
        with self.assertRaises(UserError):
            self._slip(order).action_issue_all()

    def test_never_negative(self):
        """Bin book 2, issue 3: refused in full, whoever writes."""
        quants = self.env["stock.quant"]
        bulb = self._create_part("灯泡", stock=2)
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            quants._update_available_quantity(bulb, self.shelf, -3)
        self.assertEqual(bulb.qty_available, 2)

    def test_never_negative_at_full_precision(self):
        """Oil counted to four decimals does not slip under zero by 0.004 L."""
        self.env.ref("uom.decimal_product_uom").digits = 4
        oil = self._create_part("机油散装", stock=0)
        quants = self.env["stock.quant"]
        quants._update_available_quantity(oil, self.shelf, 1)
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            quants.search([("product_id", "=", oil.id)]).quantity = -0.004

    def test_closed_day(self):
        """Nothing is back-dated to a closed day."""
        today = self.company._local_date()
        slip = self._slip(self._confirm([(self.pads, 1)]))
        self.company.closed_until = today - timedelta(days=1)
        yesterday = fields.Datetime.now() - timedelta(days=1, hours=2)
        with self.assertRaises(UserError):
            slip.scheduled_date = yesterday - timedelta(days=1)
        slip.action_issue_all()
        with self.assertRaises(UserError):
            slip.date_done = yesterday - timedelta(days=1)

    def test_desk(self):
        """The desk lists the slip with its parts, and knows slips, orders and badges by scan."""
        order = self._confirm([(self.pads, 2), (self.oil, 1)])
        slips = self.env["stock.picking"].with_user(self.storekeeper)
        desk = slips.get_issue_desk()
        card = next(item for item in desk["slips"] if item["order"] == order.name)
        self.assertEqual([row["asked"] for row in card["rows"]], [2, 1])
        self.assertTrue(card["ready"])
        self.assertFalse(card["short"])
        self.assertIn(self.taker.id, [person["id"] for person in desk["people"]])
        self.assertEqual(slips.scan_issue(card["name"].lower()), {"slips": [card["id"]]})
        self.assertEqual(slips.scan_issue(order.name), {"slips": [card["id"]]})
        self.assertEqual(slips.scan_issue("990001")["receiver"]["id"], self.taker.id)
        self.assertEqual(slips.scan_issue("nothing"), {})

    def test_desk_queries(self):
        """The desk costs the same with twenty slips as with two."""
        parts = [self._create_part(f"件{n}", stock=50) for n in range(4)]
        slips = self.env["stock.picking"].with_user(self.storekeeper)

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            slips.get_issue_desk()
            return self.env.cr.sql_log_count - before

        for _n in range(2):
            self._confirm([(part, 1) for part in parts])
        count()
        few = count()
        for _n in range(10):
            self._confirm([(part, 1) for part in parts])
        self.assertLessEqual(count(), few)

    def test_push_rule_is_found_at_once(self):
        """Issued parts are pushed on as soon as there is a rule for it, and no longer when it is gone."""
        part = self._create_part("件", stock=50)
        customers = self.env.ref("stock.stock_location_customers")
        rules = self.env["stock.rule"]
        values = {"route_ids": self.env["stock.route"], "warehouse_id": False}
        values["packaging_uom_id"] = part.uom_id
        self.assertFalse(rules._get_push_rule(part, customers, values))
        route = self.env["stock.route"].create({"name": "送货", "product_selectable": True})
        values["route_ids"] = route
        rule = rules.create(
            {
                "name": "送到车上",
                "action": "push",
                "route_id": route.id,
                "location_src_id": customers.id,
                "location_dest_id": customers.copy({"name": "车"}).id,
                "picking_type_id": self.env["stock.picking.type"]
                .search([("code", "=", "outgoing"), ("company_id", "=", self.company.id)], limit=1)
                .id,
            }
        )
        self.assertEqual(rules._get_push_rule(part, customers, values), rule)
        rule.active = False
        self.assertFalse(rules._get_push_rule(part, customers, values))

    def test_held_stock_is_not_locked_again(self):
        """What a desk holds is taken as locked; another row is locked as ever."""
        mine, other = (self._create_part(name, stock=5) for name in ("件1", "件2"))
        quants = self.env["stock.quant"].search([("product_id", "in", (mine | other).ids)])
        shelf = quants.filtered(lambda row: row.location_id.usage == "internal")
        held = self.env["stock.quant"]._hold_stock(
            mine, shelf.location_id, self.env.ref("stock.stock_location_customers")
        )
        quant = shelf.filtered(lambda row: row.product_id == mine)
        self.assertEqual(held, frozenset(quant.ids))
        with self.assertQueryCount(0):
            locked = quant.with_context(dms_held_quants=held).try_lock_for_update(
                allow_referencing=True, limit=1
            )
        self.assertEqual(locked, quant)
        with self.assertQueryCount(1):
            (shelf - quant).with_context(dms_held_quants=held).try_lock_for_update(
                allow_referencing=True, limit=1
            )

    def test_issue_queries(self):
        """Issue of a slip of four lines stays within its budget."""
        parts = [self._create_part(f"件{n}", stock=50) for n in range(4)]
        self._slip(self._confirm([(part, 1) for part in parts])).action_issue_all()
        slip = self._slip(self._confirm([(part, 1) for part in parts]))
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(69):
            slip.action_issue_all()
            self.env.flush_all()
