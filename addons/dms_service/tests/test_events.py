from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import DmsServiceCommon


@tagged("post_install", "-at_install", "dms")
class TestEvents(DmsServiceCommon):
    def test_direct_write_is_refused(self):
        """Time points and stage change only through their actions (E-100)."""
        order = self._create_order()
        for vals in ({"ready_at": fields.Datetime.now()}, {"repair_stage": "ready"}):
            with self.assertRaisesRegex(UserError, "E-100"):
                order.write(vals)
            with self.assertRaisesRegex(UserError, "E-100"):
                order.with_context(dms_stamp=True).write(vals)
        with self.assertRaisesRegex(UserError, "E-100"):
            self._create_order(receive=False, ready_at=fields.Datetime.now())

    def test_append_only(self):
        order = self._create_order()
        event = order.event_ids[0]
        with self.assertRaises(UserError):
            event.write({"note": "x"})
        with self.assertRaises(UserError):
            event.unlink()

    def test_order_of_time(self):
        """T22 before T19 is refused, and so is the future (E-113)."""
        order = self._create_order()
        now = fields.Datetime.now()
        with self.assertRaisesRegex(UserError, "E-113"):
            order._stamp_event("T09", at=now + timedelta(hours=1))
        with self.assertRaisesRegex(UserError, "E-113"):
            order._stamp_event("T09", at=now - timedelta(hours=1))
        order._stamp_event("T13", at=now - timedelta(hours=1))
        self.assertTrue(order.parts_requested_at, "T13 may lie anywhere")

    def test_late_entry(self):
        """A back-dated arrival is allowed before reception; the entry time stays beside it."""
        order = self._create_order(receive=False)
        early = fields.Datetime.now() - timedelta(hours=2)
        event = order._stamp_event("T04", at=early)
        order.action_receive()
        self.assertEqual(order.arrived_at, early)
        self.assertGreater(event.create_date, event.date)

    def test_once_per_code(self):
        order = self._create_order()
        self.assertFalse(order._stamp_event("T06"))

    def test_withdraw_and_correct(self):
        order = self._create_order()
        self._authorise(order)
        order.action_work_done()
        order._withdraw_event(["T17"], "检验不合格")
        self.assertFalse(order.work_done_at)
        self.assertEqual(order.repair_stage, "working")
        order._stamp_event("T17")
        codes = order.event_ids.filtered(lambda event: event.code == "T17")
        self.assertEqual(len(codes), 3)
        self.assertEqual(len(codes.filtered("is_live")), 1)

    def test_business_day(self):
        """23:40 of the 31st in Shanghai is still the 31st; 00:10 is the 1st."""
        company = self.company
        late = fields.Datetime.to_datetime("2025-03-31 15:40:00")
        early = fields.Datetime.to_datetime("2025-03-31 16:10:00")
        self.assertEqual(company._business_date(late), fields.Date.to_date("2025-03-31"))
        self.assertEqual(company._business_date(early), fields.Date.to_date("2025-04-01"))

    def test_company_wall(self):
        """The log of another shop is not visible."""
        order = self._create_order()
        other = self._create_shop("另一家店")
        user = self.advisor.copy({"login": "other_advisor"})
        user.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        found = (
            self.env["dms.ro.event"]
            .with_user(user)
            .with_context(allowed_company_ids=other.ids)
            .search([("order_id", "=", order.id)])
        )
        self.assertFalse(found)
