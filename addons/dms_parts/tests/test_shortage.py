from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import DmsPartsCommon


@tagged("post_install", "-at_install", "dms")
class TestShortage(DmsPartsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.part = cls._create_part("前制动片", stock=3)

    def test_short_is_refused(self):
        """Free 3, asked 5: refused with all three figures; approved: 3 reserved, 2 wait."""
        order = self._create_order([(self.part, 5)], user_id=self.advisor.id)
        with self.assertRaisesRegex(UserError, r"5\D+3\D+2"):
            order.action_confirm()
        with self.assertRaises(UserError):
            order._check_parts_shortage()
        order.with_user(self.advisor).action_request_shortage()
        order.with_user(self.advisor).action_request_shortage()
        row = order.shortage_ids
        self.assertRecordValues(row, [{"quantity": 5, "free": 3, "short": 2, "state": "requested"}])
        with self.assertRaises(AccessError):
            row.with_user(self.advisor).action_approve()
        with self.assertRaises(UserError):
            row.with_user(self.parts_supervisor).action_approve()
        row.date_promised = fields.Date.today()
        row.with_user(self.parts_supervisor).action_approve()
        order.action_confirm()
        self.assertEqual(order.picking_ids.move_ids.quantity, 3)
        self.assertEqual(order.parts_status, "partial")

    def test_two_lines_share_the_stock(self):
        """Two lines of one part are added up; two orders as well once the first is reserved."""
        order = self._create_order([(self.part, 2), (self.part, 2)])
        with self.assertRaisesRegex(UserError, r"2\D+1\D+1"):
            order.action_confirm()
        self._confirm([(self.part, 2)])
        with self.assertRaises(UserError):
            self._create_order([(self.part, 2)]).action_confirm()

    def test_added_later(self):
        """A short part added to a confirmed order is on the parts desk's list at once."""
        order = self._confirm([(self.part, 1)])
        order.write(
            {"order_line": [Command.create({"product_id": self.part.id, "product_uom_qty": 5})]}
        )
        self.assertRecordValues(order.shortage_ids, [{"short": 3, "state": "requested"}])
        self.assertEqual(order.parts_status, "partial")

    def test_arrival_tells_the_advisor(self):
        """Goods in serve the waiting order and its advisor gets a note."""
        order = self._create_order([(self.part, 5)], user_id=self.advisor.id)
        order.action_request_shortage()
        order.shortage_ids.date_promised = fields.Date.today()
        order.shortage_ids.with_user(self.parts_supervisor).action_approve()
        order.action_confirm()
        self._receive(self.part, 2, 100)
        self.assertEqual(order.parts_status, "available")
        self.assertTrue(order.shortage_ids.date_arrived)
        self.assertIn(self.advisor, order.activity_ids.user_id)

    def test_enough_stays_quiet(self):
        """Nothing short, nothing logged."""
        order = self._confirm([(self.part, 3)])
        self.assertFalse(order.shortage_ids)
        self.assertEqual(order.parts_status, "available")
