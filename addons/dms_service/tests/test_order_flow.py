from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import DmsServiceCommon


@tagged("post_install", "-at_install", "dms")
class TestOrderFlow(DmsServiceCommon):
    def test_whole_path(self):
        """From the keys to the gate: every step sets its stage, time point and document."""
        order = self._create_order(receive=False)
        self.assertTrue(order.name.startswith("WT"))
        self.assertEqual(order.repair_stage, "expected")
        order.action_receive()
        self.assertTrue(order.arrived_at and order.received_at and order.business_date)
        order.action_quote()
        self.assertEqual(
            (order.repair_stage, order.state, order.quote_version), ("quoted", "sent", 1)
        )
        self.assertTrue(order.job_ids, "labour opens a job")
        self._authorise(order)
        self.assertEqual((order.repair_stage, order.state), ("authorised", "sale"))
        self.assertEqual(order.authorised_amount, order.amount_total)
        self.assertTrue(order.picking_ids, "parts are reserved by the standard delivery")
        self._issue_parts(order)
        self._finish_work(order)
        self.assertEqual(order.repair_stage, "ready")
        settlement = self._settle(order)
        self.assertEqual((order.repair_stage, settlement.state), ("settled", "confirmed"))
        self.assertTrue(order.locked)
        self._pay(settlement)
        self.assertEqual((order.repair_stage, settlement.state), ("paid", "paid"))
        order.action_release()
        self.assertEqual(len(order._get_gate_passes()), 1)
        order.action_deliver()
        self.assertEqual(order.repair_stage, "delivered")
        self.assertTrue(order.delivered_date)

    def test_whole_path_as_the_desk(self):
        """The advisor needs no accounting or stock rights for his steps."""
        order = self._create_order().with_user(self.advisor)
        order.action_quote()
        self._authorise(order)
        self._issue_parts(order.with_env(self.env))
        self._finish_work(order)
        settlement = order._create_settlements()
        settlement.action_confirm()
        self.assertEqual(order.repair_stage, "settled")

    def test_steps_are_idempotent(self):
        """A button pressed twice acts once."""
        order = self._create_order()
        order.action_receive()
        self.assertEqual(len(order.event_ids.filtered(lambda event: event.code == "T06")), 1)
        self._authorise(order)
        self._authorise(order)
        self.assertEqual(len(order.picking_ids), 1)
        self._issue_parts(order)
        self._finish_work(order)
        settlements = order._create_settlements() | order._create_settlements()
        self.assertEqual(len(settlements), 1)
        settlements.action_confirm()
        settlements.action_confirm()
        self.assertEqual(len(settlements.move_ids), 1)
        self._pay(settlements)
        order.action_release()
        order.action_release()
        self.assertEqual(len(order._get_gate_passes()), 1)

    def test_batch_of_orders(self):
        """Every step takes many orders at once."""
        orders = self.env["sale.order"]
        for number in range(3):
            vehicle = self._create_vehicle(plate=f"粤B2000{number}", vin=False)
            vehicle.vin_sn = f"LSVAA49J91234567{number}" if number == 8 else "LSVAA49J912345678"
            orders |= self._create_order(vehicle_id=vehicle.id)
        self._authorise(orders)
        self._issue_parts(orders)
        self._finish_work(orders)
        settlements = self._settle(orders)
        self.assertEqual(len(settlements.move_ids), 3)
        self._pay(settlements)
        self._deliver(orders)
        self.assertEqual(set(orders.mapped("repair_stage")), {"delivered"})

    def test_guarantee_starts_at_the_gate(self):
        """2 000 km or 10 days from the day after the car left, per job."""
        order, settlement = self._run_to_settled()
        self._pay(settlement)
        order.odometer_out = 12010
        self._deliver(order)
        job = order.job_ids[0]
        self.assertEqual(job.guarantee_until, order.delivered_date + timedelta(days=10))
        self.assertEqual(job.guarantee_until_km, 14010)

    def test_promise(self):
        """Only a change the customer caused moves the promise that counts (K-50)."""
        first = fields.Datetime.now() + timedelta(hours=6)
        order = self._create_order(promised_date=first)
        self._authorise(order)
        later = first + timedelta(hours=1)
        order._change_promise(later, "parts")
        self.assertEqual((order.promised_date, order.promise_kpi), (later, first))
        latest = later + timedelta(hours=1)
        order._change_promise(latest, "customer")
        self.assertEqual((order.promise_kpi, order.promise_first), (latest, first))
        with self.assertRaises(UserError):
            order.promised_date = latest + timedelta(hours=1)

    def test_promise_is_proposed(self):
        """5.2 h of work and 0.8 h beside it: six opening hours from 15:30 end at 12:30 next day."""
        self.company.write({"opening_hour": 8.5, "closing_hour": 17.5, "open_days": "all"})
        labour = self._create_labour("发动机大修", 200.0, 5.2, "GS-900")
        package = self.env["dms.repair.package"].create(
            {"name": "大修", "line_ids": [(0, 0, {"product_id": labour.id, "quantity": 5.2})]}
        )
        with freeze_time("2031-03-18 07:30:00"):
            order = self._create_order(lines=[], promised_date=False)
            package._apply_to(order)
            self.assertEqual(order.promised_date, datetime(2031, 3, 19, 4, 30))
            order.promised_date = datetime(2031, 3, 20, 1, 0)
            package._apply_to(order)
            self.assertEqual(order.promised_date, datetime(2031, 3, 20, 1, 0))

    def test_requote_is_a_new_version(self):
        order = self._create_order()
        order.action_quote()
        order.action_requote()
        self.assertEqual(order.repair_stage, "estimating")
        order.order_line[0].price_unit = 220
        order.action_quote()
        self.assertEqual(order.quote_version, 2)

    def test_decline_keeps_the_order(self):
        """The car stands in the shop: a declined estimate goes back to estimating."""
        order = self._create_order()
        order.action_quote()
        order._decline_estimate("太贵了")
        self.assertEqual((order.repair_stage, order.decline_reason), ("estimating", "太贵了"))
        self.assertTrue(order.activity_ids)

    def test_void_and_leave(self):
        order = self._create_order()
        order.action_void("录错车")
        self.assertEqual(order.repair_stage, "void")
        other = self._create_order()
        other.action_leave_unrepaired("价格")
        self.assertEqual(other.repair_stage, "left")
        self.assertEqual(len(other._get_gate_passes()), 1, "the car still needs its pass")

    def test_package(self):
        package = self.env["dms.repair.package"].create(
            {
                "name": "小保养",
                "line_ids": [
                    (0, 0, {"product_id": self.labour.id, "quantity": 0.8}),
                    (0, 0, {"product_id": self.oil.id, "quantity": 4}),
                ],
            }
        )
        order = self._create_order(lines=[])
        job = package._apply_to(order)
        self.assertEqual(job.line_ids.mapped("product_id"), self.labour + self.oil)
        self.assertEqual(order.amount_total, 0.8 * 200 + 4 * 85)
        self.assertEqual(order.repair_stage, "estimating")

    def test_visit(self):
        """A second order of the same stay belongs to the first one's visit."""
        first = self._create_order()
        second = self._create_order(receive=False, is_add_on=True)
        second.action_receive()
        self.assertEqual(second.visit_main_id, first)
