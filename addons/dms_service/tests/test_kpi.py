from datetime import date, timedelta

from odoo import fields
from odoo.tests import tagged

from .common import SIGNATURE, DmsServiceCommon


@tagged("post_install", "-at_install", "dms")
class TestKpi(DmsServiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.day = cls.company._business_date()
        cls.kpis = cls.env["dms.kpi"].sudo()

    def _value(self, code, **kwargs):
        return self._figures([code], **kwargs)[code][None]["value"]

    def _figures(self, codes, **kwargs):
        return self.kpis._values(codes, self.day, self.day, self.company.ids, **kwargs)

    def _settled_example(self):
        """Customer 1 416 and insurer 1 500 (the worked example of the statement)."""
        paint = self._create_labour("前保险杠喷漆", 500.0, 2.5, "GS-101", trade="paint")
        bumper = self._create_part("前保险杠", 1200.0, 700.0, "PJ-101")
        order = self._create_order(
            lines=[
                self._line(self.labour, 0.8, discount=10),
                self._line(self.labour_brake, 1.2, discount=10),
                self._line(self.oil, 4),
                self._line(self.filter, 1),
                self._line(self.pads, 1, discount=5),
                self._line(paint, 1, payer_type="insurer"),
                self._line(bumper, 1, payer_type="insurer"),
            ],
            insurer_id=self.insurer.id,
            insurance_claim_no="BX-778",
        )
        order._add_adjust_pair("insurer", "customer", 200.0)
        self._authorise(order)
        self._issue_parts(order)
        self._finish_work(order)
        return order, self._settle(order)

    def test_money(self):
        """Hand-worked: output 2 916 = labour 860 + parts 2 056, by payer 1 416 + 1 500."""
        self._settled_example()
        expected = {
            "K-10": 2916.0,
            "K-11": 860.0,
            "K-12": 2056.0,
            "K-13": 0.0,
            "K-14": 0.0,
            "K-15.customer": 1416.0,
            "K-15.insurer": 1500.0,
            "K-15.internal": 0.0,
            "K-16.paint": 500.0 + 1200.0,
            "K-17": 64.0,
            "K-04": 1,
            "K-20": 2916.0,
            "K-21": 1416.0,
            "K-24": 2056 / 860,
        }
        figures = self._figures(list(expected))
        for code, value in expected.items():
            self.assertAlmostEqual(figures[code][None]["value"], value, 2, code)

    def test_margin(self):
        """Gross profit = untaxed revenue − cost at issue (oil 160, filter 25)."""
        order, settlement = self._run_to_settled()
        revenue = settlement.amount_untaxed
        self.assertAlmostEqual(self._value("K-30"), revenue - 185, delta=0.02)
        self.assertAlmostEqual(self._value("K-31"), (revenue - 185) / revenue, 4)
        parts = sum(
            settlement.line_ids.filtered(lambda line: line.fee_kind == "part").mapped(
                "amount_untaxed"
            )
        )
        self.assertAlmostEqual(self._value("K-32"), (parts - 185) / parts, 4)
        self.assertTrue(order)

    def test_one_stay_counts_once(self):
        """Self-pay and insurance order on one stay: one visit, the output of both."""
        first = self._create_order()
        second = self._create_order(
            lines=[self._line(self.labour_brake, 1)], receive=False, is_add_on=True
        )
        second.action_receive()
        orders = first | second
        self._authorise(orders)
        self._issue_parts(orders)
        self._finish_work(orders)
        self._settle(orders)
        figures = self._figures(["K-01", "K-02", "K-03", "K-04", "K-10", "K-20"])
        self.assertEqual(
            [figures[code][None]["value"] for code in ("K-01", "K-02", "K-03", "K-04")],
            [1, 1, 1, 1],
        )
        total = sum(orders.mapped("amount_total"))
        self.assertAlmostEqual(figures["K-10"][None]["value"], total)
        self.assertAlmostEqual(figures["K-20"][None]["value"], total)

    def test_pdi_and_rework(self):
        """A PDI and a rework add to K-01, not to K-03, K-20 or K-50."""
        for index, code in enumerate(("PDI", "RW", "GR")):
            kind = self._get_service_type(code)
            car = self._create_vehicle(plate=f"粤B6000{index}", vin="LSVAA49J912345678")
            order = self._create_order(
                service_type_id=kind.id,
                vehicle_id=car.id,
                lines=[self._line(self.labour, 1, payer_type="customer")],
            )
            self._authorise(order)
            self._finish_work(order)
            self._pay(self._settle(order))
            self._deliver(order)
            car.active = False
        figures = self._figures(["K-01", "K-03", "K-04", "K-05", "K-20", "K-50"])
        self.assertEqual(figures["K-01"][None]["value"], 3)
        self.assertEqual(figures["K-03"][None]["value"], 1)
        self.assertEqual(figures["K-04"][None]["value"], 1)
        self.assertEqual(figures["K-05"][None]["value"], 3)
        self.assertEqual(figures["K-20"][None]["value"], 200)
        self.assertEqual(figures["K-50"][None]["den"], 2, "PDI has no promise to keep")

    def test_undefined_ratio(self):
        """Nothing settled: a quotient has no value, a sum is zero."""
        self.assertIsNone(self._value("K-20"))
        self.assertEqual(self._value("K-10"), 0)

    def test_promise(self):
        """Ready 20 minutes after the promise is late; a shop-caused new promise changes nothing."""
        now = fields.Datetime.now()
        for index, (promise, reason, on_time) in enumerate(
            [
                (now - timedelta(minutes=20), None, 0),
                (now - timedelta(minutes=20), "parts", 0),
                (now - timedelta(minutes=20), "customer", 1),
                (now + timedelta(minutes=20), None, 1),
            ]
        ):
            car = self._create_vehicle(plate=f"粤B7000{index}", vin="LSVAA49J912345678")
            order = self._create_order(vehicle_id=car.id, lines=[self._line(self.labour, 0.2)])
            self._authorise(order)
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE sale_order SET promise_kpi = %s, promised_date = %s WHERE id = %s",
                (promise, promise, order.id),
            )
            order.invalidate_recordset()
            if reason:
                order._change_promise(now + timedelta(minutes=30), reason)
            self._finish_work(order)
            self._pay(self._settle(order))
            self._deliver(order)
            car.active = False
            figures = self._figures(["K-50"], filters={"vehicle": car.id})["K-50"]
            self.assertEqual(figures[None]["num"], on_time, (index, reason))

    def test_in_shop_by_day(self):
        """K-06 of any past day: received by then and not gone by then."""
        order = self._create_order()
        past = self.day - timedelta(days=3)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET business_date = %s, delivered_date = %s WHERE id = %s",
            (past, self.day - timedelta(days=1), order.id),
        )
        order.invalidate_recordset()

        def inside(day):
            values = self.kpis._values(["K-06"], day, day, self.company.ids)
            return values["K-06"][None]["value"]

        self.assertEqual(inside(past - timedelta(days=1)), 0)
        self.assertEqual(inside(past), 1)
        self.assertEqual(inside(self.day - timedelta(days=2)), 1)
        self.assertEqual(inside(self.day - timedelta(days=1)), 0)

    def test_booking_rate(self):
        """A booking made 20 minutes before arrival does not count (K-40)."""
        for index, minutes in enumerate((20, 90)):
            car = self._create_vehicle(plate=f"粤B8000{index}", vin="LSVAA49J912345678")
            arrived = fields.Datetime.now() - timedelta(minutes=5)
            booking = self.env["dms.appointment"].create(
                {
                    "vehicle_id": car.id,
                    "slot_start": fields.Datetime.now() + timedelta(days=1 + index),
                    "company_id": self.company.id,
                    "booked_at": arrived - timedelta(minutes=minutes),
                }
            )
            order = self._create_order(vehicle_id=car.id, appointment_id=booking.id, receive=False)
            order._stamp_event("T04", at=arrived)
            order.action_receive()
        figures = self._figures(["K-40"])["K-40"][None]
        self.assertEqual((figures["num"], figures["den"]), (1, 2))

    def test_supplements_and_signatures(self):
        order = self._create_order()
        self._authorise(order)
        supplement = self.env["dms.ro.supplement"].create(
            {
                "order_id": order.id,
                "line_ids": [
                    (0, 0, {"product_id": self.pads.id}),
                    (0, 0, {"product_id": self.filter.id}),
                ],
            }
        )
        supplement._approve(line_ids=supplement.line_ids[:1].ids, signature=SIGNATURE)
        figures = self._figures(["K-70", "K-70.rate", "K-72"])
        self.assertAlmostEqual(figures["K-70"][None]["value"], 480 / 540, 4)
        self.assertEqual(figures["K-70.rate"][None]["value"], 1)
        self.assertEqual(figures["K-72"][None]["value"], 1)

    def test_cuts_add_up(self):
        """By advisor and by type the parts sum to the whole; the drill opens the same records."""
        self._settled_example()
        total = self._value("K-10")
        for group in ("user", "type_code", "payer", "trade", "day"):
            parts = self._figures(["K-10"], group_by=group)["K-10"]
            self.assertAlmostEqual(sum(cell["value"] for cell in parts.values()), total, 2, group)
        action = self.kpis._drill_action("K-10", self.day, self.day, company_ids=self.company.ids)
        self.assertEqual(action["res_model"], "dms.settlement")
        action = self.kpis._drill_action("K-01", self.day, self.day, company_ids=self.company.ids)
        self.assertEqual(action["res_model"], "sale.order")

    def test_other_company(self):
        self._settled_example()
        other = self._create_shop("另一家店")
        values = self.kpis._values(["K-10", "K-01"], self.day, self.day, other.ids)
        self.assertEqual(values["K-10"][None]["value"], 0)
        self.assertEqual(values["K-01"][None]["value"], 0)

    def test_unsettled_is_out(self):
        _order, settlement = self._settled_example()
        settlement.with_user(self.manager).action_unsettle("金额错误")
        self.assertEqual(self._value("K-10"), 0)

    def test_queries_do_not_grow(self):
        """Any number of indicators costs one statement per fact."""
        self._settled_example()
        codes = ["K-01", "K-03", "K-05", "K-10", "K-11", "K-12", "K-20", "K-50"]
        self._figures(codes)
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self._figures(codes)
        self.assertLessEqual(self.env.cr.sql_log_count - before, 4)

    def test_month_is_sum_of_days(self):
        self._settled_example()
        first = date(self.day.year, self.day.month, 1)
        month = self.kpis._values(["K-10"], first, self.day, self.company.ids)
        by_day = self.kpis._values(["K-10"], first, self.day, self.company.ids, group_by="day")
        self.assertAlmostEqual(
            month["K-10"][None]["value"], sum(cell["value"] for cell in by_day["K-10"].values())
        )
