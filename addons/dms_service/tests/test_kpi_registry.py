from datetime import date, datetime, timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL

from .common import SIGNATURE, DmsServiceCommon


@tagged("post_install", "-at_install", "dms")
class TestKpiRegistry(DmsServiceCommon):
    """Indicators on hand-worked figures; each is defined once and opens its records."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.day = cls.company._business_date()
        cls.kpis = cls.env["dms.kpi"].sudo()

    def _figures(self, codes, date_from=None, date_to=None, **kwargs):
        span = (date_from or self.day, date_to or date_from or self.day)
        values = self.kpis._values(codes, *span, self.company.ids, **kwargs)
        return {code: values[code].get(None) for code in codes}

    def _set(self, record, **values):
        """Write columns that only the flow may write."""
        self.env.flush_all()
        for name, value in values.items():
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = %s WHERE id IN %s",
                    SQL.identifier(record._table),
                    SQL.identifier(name),
                    value,
                    tuple(record.ids),
                )
            )
        record.invalidate_recordset()

    def _car(self, number, **vals):
        vin = f"LSVAA49J9123{number}"
        return self._create_vehicle(
            plate=f"粤B{number:05d}", vin=vin, vin_override=True, vin_override_reason="测试", **vals
        )

    def _visit(self, car, day, code="GR", **vals):
        """Order of a past day that left the same day, without lines."""
        order = self._create_order(
            lines=[],
            receive=False,
            vehicle_id=car.id,
            service_type_id=self._get_service_type(code).id,
            **vals,
        )
        moment = datetime.combine(day, datetime.min.time()) + timedelta(hours=2)
        self._set(
            order,
            business_date=day,
            delivered_date=day,
            state="sale",
            received_at=moment,
            arrived_at=moment,
            delivered_at=moment + timedelta(hours=5),
        )
        return order

    def test_every_indicator_answers(self):
        """Each has a value or is undefined, alone and by every cut; none fails, none is defined twice."""
        self._run_to_settled()
        codes = self.kpis.search([]).mapped("code")
        self.assertEqual(len(codes), len(set(codes)))
        values = self.kpis._values(codes, self.day, self.day, self.company.ids)
        self.assertEqual(set(values), set(codes))
        for group in ("user", "type_code", "payer", "brand", "day", "month", "team"):
            self.kpis._values(codes, self.day, self.day, self.company.ids, group_by=group)

    def test_the_dictionary_is_complete(self):
        """Every number of the dictionary that this addon owns is in the registry."""
        owned = [
            *range(1, 8), *range(10, 18), *range(20, 26), *range(30, 34), *range(40, 46),
            *range(50, 55), 66, *range(70, 75), *range(80, 85),
        ]  # fmt: skip
        codes = {code.split(".")[0] for code in self.kpis.search([]).mapped("code")}
        self.assertFalse({f"K-{number:02d}" for number in owned} - codes - {"K-15", "K-16"})
        names = self.kpis.search([]).mapped("code")
        self.assertIn("K-15.customer", names)
        self.assertIn("K-16.mechanical", names)

    def test_drill_of_every_indicator(self):
        """The records behind a figure are as many as a count says."""
        self._run_to_settled()
        for code in ("K-01", "K-03", "K-06", "K-41.due", "K-05"):
            figure = self._figures([code])[code]
            if figure["num"]:
                action = self.kpis._drill_action(code, self.day, self.day, None, self.company.ids)
                self.assertEqual(len(action["domain"][0][2]), figure["num"], code)

    def test_rework_counts(self):
        """The car is back after 5 days for the same fault: K-01 +1, K-03 +0, K-54 +1, K-53 of the first."""
        start = date(2025, 3, 3)
        first = self._visit(self.vehicle, start)
        job = self.env["dms.ro.job"].create({"order_id": first.id, "name": "异响"})
        other = self._visit(self._car(31001), start)
        pdi = self._visit(self._car(31002), start, "PDI")
        self.assertTrue(other | pdi)
        back = self._visit(self.vehicle, start + timedelta(days=5), "RW")
        self.env["dms.ro.job"].create(
            {"order_id": back.id, "name": "异响复发", "rework_of_id": job.id}
        )
        codes = ["K-01", "K-03", "K-53", "K-54", "K-54.count"]
        march = self._figures(codes, start, date(2025, 3, 31))
        self.assertEqual((march["K-01"]["value"], march["K-03"]["value"]), (4, 2))
        self.assertEqual((march["K-54"]["num"], march["K-54"]["den"]), (1, 4))
        self.assertEqual((march["K-53"]["num"], march["K-53"]["den"]), (1, 3))
        self.assertAlmostEqual(march["K-53"]["value"], 2 / 3)
        by_origin = self.kpis._values(
            ["K-54"], start, date(2025, 3, 31), self.company.ids, "origin_user"
        )["K-54"]
        self.assertEqual(by_origin[first.user_id.id]["num"], 1)
        self.company.first_fix_days = 4
        self.assertEqual(self._figures(["K-53"], start, date(2025, 3, 31))["K-53"]["num"], 0)

    def test_churn(self):
        """Hand-worked: 40 in the earlier half year, 2 scrapped since, 29 came again: 9 ÷ 38."""
        end = date(2025, 6, 30)
        cars = [self._car(40000 + index) for index in range(40)]
        for index, car in enumerate(cars):
            self._visit(car, date(2024, 7, 1) + timedelta(days=index * 4))
            if index < 29:
                self._visit(car, date(2025, 1, 1) + timedelta(days=index))
        for car in cars[38:]:
            car.service_status = "scrapped"
        new = self._car(41000)
        self._visit(new, date(2024, 9, 1), "PDI")
        self._visit(self._car(41001), date(2025, 5, 5))
        figures = self._figures(["K-80", "K-81", "K-82"], end)
        self.assertEqual((figures["K-80"]["num"], figures["K-80"]["den"]), (9, 38))
        self.assertAlmostEqual(figures["K-80"]["value"], 0.2368, 4)
        self.assertEqual(figures["K-81"]["value"], 41, "a vehicle seen only for PDI counts nowhere")
        by_user = self.kpis._values(["K-80"], end, end, self.company.ids, "user")["K-80"]
        self.assertEqual(by_user[self.advisor.id]["num"], 9)

    def test_new_customers(self):
        """K-82 counts the first valid visit of a vehicle only."""
        self._visit(self.vehicle, date(2025, 4, 1))
        self._visit(self.vehicle, date(2025, 4, 20))
        self.assertEqual(
            self._figures(["K-82"], date(2025, 4, 1), date(2025, 4, 30))["K-82"]["value"], 1
        )

    def _booking(self, number, hours, **values):
        """Appointment of a slot on 2025-03-10, local 10:00 plus hours."""
        slot = datetime(2025, 3, 10, 2, 0) + timedelta(hours=hours)
        car = self._car(number)
        booking = self.env["dms.appointment"].create(
            {"vehicle_id": car.id, "slot_start": fields.Datetime.now() + timedelta(days=30)}
        )
        self._set(booking, slot_start=slot, day=slot.date(), **values)
        return booking

    def test_appointments(self):
        """Cancelled by the customer 3 h before leaves the base of K-41; cancelled by the shop stays."""
        slot = datetime(2025, 3, 10, 2, 0)
        booked = slot - timedelta(days=2)
        self._booking(50001, 0, state="converted", booked_at=booked, arrived_at=slot)
        self._booking(
            50002, 1, state="converted", booked_at=booked, arrived_at=slot + timedelta(minutes=90)
        )
        self._booking(
            50003, 2, state="cancelled", cancel_reason="customer_time", booked_at=booked,
            closed_at=slot - timedelta(hours=1),
        )  # fmt: skip
        self._booking(
            50004, 3, state="cancelled", cancel_reason="shop_parts", booked_at=booked,
            closed_at=slot - timedelta(hours=1),
        )  # fmt: skip
        self._booking(50005, 4, state="no_show", booked_at=booked)
        codes = [
            "K-41",
            "K-42",
            "K-43",
            "K-41.registered",
            "K-43.customer",
            "K-43.shop",
            "K-42.late",
        ]
        figures = self._figures(codes, date(2025, 3, 10))
        self.assertEqual((figures["K-41"]["num"], figures["K-41"]["den"]), (2, 4))
        self.assertEqual((figures["K-42"]["num"], figures["K-42"]["den"]), (1, 2))
        self.assertEqual((figures["K-43"]["num"], figures["K-43"]["den"]), (1, 4))
        self.assertEqual(figures["K-43.customer"]["value"], 1)
        self.assertEqual(figures["K-43.shop"]["value"], 1)
        self.assertEqual(figures["K-42.late"]["value"], 1)
        made = self._figures(["K-41.registered"], date(2025, 3, 8))
        self.assertEqual(made["K-41.registered"]["value"], 5)

    def test_parts_prepared(self):
        """K-45: of two confirmed bookings that need parts one was prepared in time."""
        slot = datetime(2025, 3, 10, 2, 0)
        ready = {"state": "prepared", "parts_ready": True, "prepared_at": slot - timedelta(hours=1)}
        for number, values, product in (
            (51001, ready, self.oil),
            (51002, {"state": "confirmed"}, self.filter),
            (51003, {"state": "confirmed"}, self.labour),
        ):
            booking = self._booking(number, 0, confirmed_at=slot - timedelta(days=1), **values)
            self.env["dms.appointment.line"].create(
                {"appointment_id": booking.id, "product_id": product.id}
            )
        figure = self._figures(["K-45"], date(2025, 3, 10))["K-45"]
        self.assertEqual((figure["num"], figure["den"]), (1, 2))

    def test_estimate_accuracy(self):
        """The shop's supplement of 480 deviates from what was signed; the customer's own wish does not."""
        order = self._create_order()
        self._authorise(order)
        signed = order.amount_total
        self.assertEqual(order.signed_amount, signed)
        for product, asked in ((self.pads, False), (self.filter, True)):
            supplement = self.env["dms.ro.supplement"].create(
                {
                    "order_id": order.id,
                    "asked_by_customer": asked,
                    "line_ids": [(0, 0, {"product_id": product.id})],
                }
            )
            supplement._approve(signature=SIGNATURE)
        self._issue_parts(order)
        self._finish_work(order)
        self._settle(order)
        figure = self._figures(["K-71"])["K-71"]
        self.assertAlmostEqual(figure["num"], 480.0, 2)
        self.assertAlmostEqual(figure["den"], signed, 2)
        self.assertAlmostEqual(figure["value"], 1 - 480 / signed, 4)

    def test_parts_first_fill(self):
        """K-73: one of the two part lines was short when the parts were requested."""
        order = self._create_order()
        self._authorise(order)
        if not order.parts_requested_at:
            order._stamp_event("T13")
        line = order.order_line.filtered(lambda one: one.product_id == self.oil)
        self.env["dms.shortage"].create(
            {
                "order_id": order.id,
                "line_id": line.id,
                "product_id": self.oil.id,
                "quantity": 4,
                "free": 1,
                "short": 3,
                "company_id": self.company.id,
            }
        )
        figure = self._figures(["K-73"])["K-73"]
        self.assertEqual((figure["num"], figure["den"]), (1, 2))

    def test_stock_of_a_past_day(self):
        """Ten in at 100 four days ago, four out two days ago: 0, 1 000, 600 and 600."""
        part = self._create_part("水泵", 200.0, 100.0, "SB-1", stock=0)
        days = [self.day - timedelta(days=back) for back in (5, 3, 1, 0)]

        def values():
            figures = self.kpis._values_multi(
                ["K-73.stock"], {day: (day, day) for day in days}, self.company.ids
            )
            return [figures[day]["K-73.stock"][None]["value"] for day in days]

        before = values()
        shelf = self.warehouse.lot_stock_id
        supplier = self.env.ref("stock.stock_location_suppliers")
        customer = self.env.ref("stock.stock_location_customers")
        for source, target, quantity, back in ((supplier, shelf, 10, 4), (shelf, customer, 4, 2)):
            move = self.env["stock.move"].create(
                {
                    "product_id": part.id,
                    "product_uom_qty": quantity,
                    "location_id": source.id,
                    "location_dest_id": target.id,
                    "price_unit": 100.0,
                    "company_id": self.company.id,
                }
            )
            move._action_confirm()
            move.write({"quantity": quantity, "picked": True})
            move._action_done()
            move.date = self.company._to_utc(self.day - timedelta(days=back), 12)
        after = [now - then for now, then in zip(values(), before, strict=True)]
        self.assertEqual([round(value, 2) for value in after], [0.0, 1000.0, 600.0, 600.0])

    def test_warranty_claims(self):
        """K-74: 1 000 claimed, the maker takes 200 off."""
        work = self._create_labour("更换水泵(保修)", 1000.0, 4, "GS-W1")
        _order, settlement = self._run_to_settled(
            lines=[self._line(work, 1, payer_type="warranty")],
            warranty_partner_id=self.maker.id,
            warranty_claim_no="SP-1",
        )
        invoice = settlement.move_ids
        credit = invoice._reverse_moves([{"invoice_date": self.day, "date": self.day}])
        credit.invoice_line_ids.filtered(lambda line: line.display_type == "product").write(
            {"price_unit": 200.0, "quantity": 1.0}
        )
        credit.action_post()
        figure = self._figures(["K-74", "K-74.submitted"])
        self.assertAlmostEqual(figure["K-74.submitted"]["value"], 1000.0, 2)
        self.assertAlmostEqual(figure["K-74"]["value"], 0.8, 4)

    def test_days_until_claims_are_paid(self):
        """K-74.days: paid after 6 and after 10 days are 8 on average; an unpaid claim does not count."""
        work = self._create_labour("更换水泵(保修)", 1000.0, 4, "GS-W2")
        for number, days in enumerate((6, 10, None)):
            _order, settlement = self._run_to_settled(
                lines=[self._line(work, 1, payer_type="warranty")],
                vehicle_id=self._car(71000 + number).id,
                warranty_partner_id=self.maker.id,
                warranty_claim_no=f"SP-{number}",
            )
            if days:
                self._pay_claim(settlement.move_ids, self.day + timedelta(days=days))
        figure = self._figures(["K-74.days", "K-74.count"])
        self.assertEqual(figure["K-74.count"]["value"], 3)
        self.assertEqual((figure["K-74.days"]["num"], figure["K-74.days"]["den"]), (16, 2))
        self.assertAlmostEqual(figure["K-74.days"]["value"], 8.0)

    def _pay_claim(self, invoice, day):
        """The maker's money comes in on a day."""
        journal = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.company.id)], limit=1
        )
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        wizard.create({"journal_id": journal.id, "payment_date": day})._create_payments()
        self.assertEqual(invoice.amount_residual, 0.0)

    def test_turnover_of_stock(self):
        """K-73.turnover over 30 days: stock at the end × 30 ÷ cost of the 4 oil and 1 filter issued."""
        self._run_to_settled()
        span = (self.day - timedelta(days=29), self.day)
        figure = self._figures(["K-73.turnover", "K-73.stock", "K-32.cost"], *span)
        cost = 4 * self.oil.standard_price + self.filter.standard_price
        self.assertAlmostEqual(figure["K-32.cost"]["value"], cost, 2)
        stock = figure["K-73.stock"]["value"]
        self.assertGreater(stock, 0.0)
        self.assertAlmostEqual(figure["K-73.turnover"]["value"], stock * 30 / cost, 2)
        day = self._figures(["K-73.turnover"])["K-73.turnover"]["value"]
        self.assertAlmostEqual(day, stock / cost, 2, "one day alone")

    def test_cars_in_the_shop(self):
        """The split of K-06 adds up to it."""
        orders = self.env["sale.order"]
        for index, reason in enumerate(("parts", "insurer", "customer", None)):
            order = self._create_order(vehicle_id=self._car(52000 + index).id)
            if reason:
                self.env["dms.ro.hold"].create(
                    {
                        "order_id": order.id,
                        "reason": reason,
                        "date_from": fields.Datetime.now() - timedelta(minutes=5),
                    }
                )
            orders |= order
        self._set(orders[:1], business_date=self.day - timedelta(days=5))
        parts = ("work", "parts", "insurer", "customer", "ready")
        codes = [f"K-06.{part}" for part in parts]
        figures = self._figures(["K-06", "K-06.over3", "K-06.over7", *codes])
        self.assertEqual([figures[code]["value"] for code in codes], [1, 1, 1, 1, 0])
        self.assertEqual(figures["K-06"]["value"], 4)
        self.assertEqual(figures["K-06.over3"]["value"], 1)
        self.assertEqual(figures["K-06.over7"]["value"], 0)
        self.assertGreater(self._figures(["K-52.hold.parts"])["K-52.hold.parts"]["value"], 0)

    def test_services_due(self):
        """K-83 and K-84: a first service done early counts in its month; a service within 30 days counts."""
        may = date(2025, 5, 1), date(2025, 5, 31)
        for index, (kind, due, done, elsewhere) in enumerate(
            (
                ("first", date(2025, 5, 10), date(2025, 4, 20), False),
                ("first", date(2025, 5, 15), False, False),
                ("first", date(2025, 5, 16), date(2025, 5, 16), True),
                ("routine", date(2025, 5, 10), date(2025, 7, 20), False),
                ("routine", date(2025, 5, 20), date(2025, 6, 5), False),
                ("routine", date(2025, 6, 1), False, False),
            )
        ):
            car = self._car(53000 + index)
            self.env["dms.service.due"].search([("vehicle_id", "=", car.id)]).unlink()
            self.env["dms.service.due"].create(
                {
                    "vehicle_id": car.id,
                    "kind": kind,
                    "basis": "time",
                    "date_due": due,
                    "date_done": done,
                    "is_elsewhere": elsewhere,
                }
            )
        figures = self._figures(["K-83", "K-84"], *may)
        self.assertEqual((figures["K-83"]["num"], figures["K-83"]["den"]), (1, 3))
        self.assertEqual((figures["K-84"]["num"], figures["K-84"]["den"]), (1, 2))

    def test_cars_per_advisor(self):
        """K-66: three cars on two advisor days."""
        for index in range(3):
            self._visit(self._car(54000 + index), date(2025, 3, 3 if index < 2 else 4))
        self.env["dms.reception.rota"].create(
            {
                "company_id": self.company.id,
                "date": date(2025, 3, 3),
                "user_id": self.manager.id,
                "state": "absent",
            }
        )
        figure = self._figures(["K-66"], date(2025, 3, 1), date(2025, 3, 31))["K-66"]
        self.assertEqual((figure["num"], figure["den"], figure["value"]), (3, 2, 1.5))

    def test_business_day(self):
        """Settled 23:40 on the 31st belongs to the 31st; after the day close to the next day."""
        company = self.company
        self.assertEqual(company._business_date(datetime(2025, 3, 31, 15, 40)), date(2025, 3, 31))
        self.assertEqual(company._business_date(datetime(2025, 3, 31, 16, 10)), date(2025, 4, 1))
        company.closed_until = date(2025, 3, 31)
        self.assertEqual(company._business_date(datetime(2025, 3, 31, 10, 45)), date(2025, 4, 1))

    def test_series(self):
        """Days of a month: flows add up to it, levels are those of each day's end."""
        start = date(2025, 3, 1)
        for day in (3, 3, 10):
            self._visit(
                self._car(55000 + day + len(self.env["fleet.vehicle"].search([]))),
                date(2025, 3, day),
            )
        series = self.kpis._series(
            ["K-01", "K-06"], start, date(2025, 3, 31), "day", self.company.ids
        )
        self.assertEqual(series["K-01"][date(2025, 3, 3)]["value"], 2)
        self.assertEqual(sum(cell["value"] for cell in series["K-01"].values()), 3)
        self.assertEqual(len(series["K-06"]), 31)
        months = self.kpis._series(["K-01"], start, date(2025, 4, 30), "month", self.company.ids)
        self.assertEqual(months["K-01"], {start: {"value": 3.0, "num": 3.0, "den": None}})
