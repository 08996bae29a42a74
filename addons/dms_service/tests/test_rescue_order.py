from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import SIGNATURE, DmsServiceCommon


@tagged("post_install", "-at_install", "dms")
class TestRescueOrder(DmsServiceCommon):
    """A rescue SV-07 from the call to its repair order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.van = cls._create_vehicle(
            plate="粤B66666",
            vin="LSVAA49J912345678",
            vehicle_use="rescue",
            owner=cls.company.partner_id,
        )
        cls.driver, cls.mate = cls.env["hr.employee"].create(
            [
                {"name": "高俊峰", "user_id": cls.technician.id, "company_id": cls.company.id},
                {"name": "梁家辉", "company_id": cls.company.id},
            ]
        )
        for person in cls.driver | cls.mate:
            cls._give_licence(person)
        cls._check_tools()
        cls.photos = cls.env["ir.attachment"].create(
            [{"name": f"{number}.png", "datas": SIGNATURE} for number in range(2)]
        )
        cls.company.write({"rescue_night_from": 0.0, "rescue_night_to": 0.0})

    @classmethod
    def _check_tools(cls, **short):
        template = cls.env["dms.checklist.template"]._published("SV-04", cls.company)
        sheet = template._create_checklists(cls.van, company_id=cls.company.id)
        kind = sheet.line_ids.filtered(lambda line: line.code == "KIND")
        values = {kind.id: {"choice_id": kind.item_id.choice_ids[0].id}}
        for line in sheet.line_ids.filtered(lambda one: one.kind == "measure"):
            values[line.id] = {"value": short.get(line.code, float(line.tol_min))}
        sheet._fill(values)
        people = [
            {"role": "hander", "employee": cls.driver},
            {"role": "taker", "employee": cls.mate},
        ]
        sheet._complete(signatures=people)

    def _case(self, **vals):
        return self.env["dms.rescue.order"].create(
            {
                "company_id": self.company.id,
                "safety": "safe",
                "caller": "王建国",
                "phone": "13800138000",
                "vehicle_id": self.vehicle.id,
                "location": "深南大道与新洲路口",
                "fault": "battery",
                "van_id": self.van.id,
                "driver_id": self.driver.id,
                "price_told": True,
                **vals,
            }
        )

    def _finish(self, case, km=42, **vals):
        """Through the site and back to the shop."""
        case.action_arrive()
        case.write(
            {
                "finding": "蓄电池亏电",
                "treatment": "搭电启动",
                "outcome": "fixed",
                "photo_ids": [Command.set(self.photos.ids)],
                "signed_by": "王建国",
                "signature": SIGNATURE,
                **vals,
            }
        )
        case.action_finish()
        trip = case.trip_id
        trip.write({"back_km": trip.out_km + km, "condition": "good", "key_returned": True})
        trip.action_return()
        case.action_back()

    def test_whole_case(self):
        """42 km: 100 for the first 10 and 32 × 5 are 260; with 85 for oil the order is 345."""
        case = self._case().with_user(self.advisor)
        self.assertRegex(case.name, r"^JY\d{8}-\d{4}$")
        self.assertEqual((case.plate, case.partner_id), ("粤B12345", self.customer))
        case.action_dispatch()
        trip = case.trip_id
        self.assertEqual((case.state, trip.state), ("sent", "out"))
        self.assertEqual((trip.rescue_number, trip.approver_id), (case.name, self.advisor))
        case.action_dispatch()
        self.assertEqual(case.trip_id, trip, "pressed twice, one trip")
        case.sudo().line_ids = [Command.create({"product_id": self.oil.id, "quantity": 1})]
        self._finish(case.sudo())
        self.assertEqual((case.state, case.call_fee, case.tow_fee), ("back", 260.0, 0.0))
        self.assertEqual(case.amount_total, 345.0)
        action = case.action_bill()
        order = case.order_id
        self.assertEqual((case.state, action["res_id"]), ("billed", order.id))
        self.assertEqual(order.service_type_id.code, "RS")
        self.assertEqual(order.arrival_mode, "rescue")
        self.assertAlmostEqual(order.amount_total, 345.0)
        case.action_bill()
        self.assertEqual(case.order_id, order, "pressed twice, one order")
        self.assertEqual(trip.sudo()._print_totals()["recovered"], 345.0)
        self.assertIn("×1", trip.sudo().supplies_used)
        with self.assertRaisesRegex(UserError, "closed"):
            case.location = "别处"
        case.follow_result = "satisfied"
        with self.assertRaisesRegex(UserError, "not settled"):
            case.action_follow_up()

    def test_follow_up(self):
        """Nothing to bill: the call follows the return; only customer care and the desk make it."""
        self.company.rescue_base_fee = 0
        case = self._case()
        case.action_dispatch()
        with self.assertRaisesRegex(UserError, "not settled"):
            case.with_user(self.advisor).action_follow_up()
        self._finish(case, km=5)
        self.assertEqual((case.state, case.amount_total), ("back", 0.0))
        with self.assertRaises(AccessError):
            case.with_user(self.technician).action_follow_up()
        case.with_user(self.advisor).follow_result = "satisfied"
        case.with_user(self.advisor).action_follow_up()
        self.assertEqual((case.state, case.followed_by_id), ("followed", self.advisor))
        self.assertLessEqual(case.followed_at, fields.Datetime.now())
        with self.assertRaisesRegex(UserError, "closed"):
            case.with_user(self.advisor).follow_note = "后来改口"
        with self.assertRaises(AccessError):
            self._case().with_user(self.advisor).state = "followed"
        report = self.env["ir.actions.report"]
        html = report._render_qweb_html("dms_service.report_rescue_order", case.ids)[0].decode()
        self.assertIn("Followed up", html)
        self.assertIn(self.advisor.name, html)

    def test_refusals(self):
        case = self._case(price_told=False, van_id=False)
        with self.assertRaisesRegex(UserError, "price was not told"):
            case.action_dispatch()
        case.price_told = True
        with self.assertRaisesRegex(UserError, "van and its driver"):
            case.action_dispatch()
        case.van_id = self.van
        case.action_dispatch()
        case.write({"outcome": "fixed", "finding": "x", "treatment": "y"})
        with self.assertRaisesRegex(UserError, "E-113"):
            case.action_finish()
        case.action_arrive()
        with self.assertRaisesRegex(UserError, "2 photos"):
            case.action_finish()
        case.photo_ids = self.photos
        with self.assertRaisesRegex(UserError, "E-307"):
            case.action_finish()
        case.write({"signed_by": "王建国", "signature": SIGNATURE})
        case.action_finish()
        with self.assertRaisesRegex(UserError, "km back"):
            case.action_back()
        with self.assertRaisesRegex(UserError, "E-107"):
            self._case(phone="123")
        with self.assertRaisesRegex(UserError, "kept"):
            case.unlink()
        fresh = self._case()
        with self.assertRaisesRegex(UserError, "remark"):
            fresh.action_cancel()
        fresh.note = "自行启动"
        fresh.action_cancel()
        self.assertEqual((fresh.state, fresh.cancel_reason), ("cancelled", "自行启动"))

    def test_electric(self):
        """Without insulated gloves nobody goes to an electric car."""
        self._check_tools(T25=0)
        case = self._case(for_electric=True)
        with self.assertRaisesRegex(UserError, "gloves"):
            case.action_dispatch()
        self._case().action_dispatch()

    def test_fees(self):
        """Night: (100 + 2 × 5) × 1.5 = 165; towed 30 km: (200 + 30 × 8) × 1.5 = 660."""
        case = self._case(fault="accident", is_night=True)
        case.action_dispatch()
        self._finish(case, km=12, outcome="towed_in", towed_km=30)
        self.assertEqual((case.call_fee, case.tow_fee), (165.0, 660.0))
        ticket = self.env["dms.queue.ticket"].search([("plate", "=", case.plate)])
        self.assertEqual(ticket.state, "waiting", "the car stands in the queue")
        self.company.rescue_free_km = 20
        order = self._create_order()
        self.assertFalse(case._is_own_customer(), "not delivered yet")
        self._authorise(order)
        self._issue_parts(order)
        self._finish_work(order)
        self._pay(self._settle(order))
        self._deliver(order)
        self.assertEqual(case._get_call_fee(), 0.0)

    def test_night(self):
        self.company.write({"rescue_night_from": 22.0, "rescue_night_to": 6.0})
        case = self._case()
        local = {
            hour: self.company._to_utc(fields.Date.today(), hour) for hour in (5.9, 6, 21.9, 22)
        }
        self.assertEqual(
            {hour: case._is_night(moment) for hour, moment in local.items()},
            {5.9: True, 6: False, 21.9: False, 22: True},
        )

    def test_times(self):
        """Sent after 16 minutes and there after 46 is late in the city, on a motorway only the sending."""
        now = fields.Datetime.now()
        case = self._case(called_at=now - timedelta(minutes=60))
        case.write(
            {
                "dispatched_at": case.called_at + timedelta(minutes=16),
                "arrived_at": case.called_at + timedelta(minutes=46),
            }
        )
        self.assertEqual((case.minutes_to_dispatch, case.minutes_to_arrive), (16, 46))
        self.assertTrue(case.is_dispatched_late and case.is_arrived_late)
        case.road = "highway"
        self.assertFalse(case.is_arrived_late)

    def test_parts_leave_the_van(self):
        """Two cans used of five: three are left in the van, two in the store for the repair order."""
        self.van._ensure_supplies()
        place = self.van.rescue_location_id
        quants = self.env["stock.quant"]
        quants._update_available_quantity(self.oil, place, 5)
        store = self.warehouse.lot_stock_id
        before = quants._get_available_quantity(self.oil, store)
        case = self._case(line_ids=[Command.create({"product_id": self.oil.id, "quantity": 2})])
        case.action_dispatch()
        self._finish(case)
        self.assertEqual(quants._get_available_quantity(self.oil, place), 3)
        self.assertEqual(quants._get_available_quantity(self.oil, store), before + 2)
        with self.assertRaisesRegex(UserError, "booked"):
            case.line_ids.quantity = 1

    def test_list_queries(self):
        """The list of twelve cases asks as often as that of one."""
        cases = self.env["dms.rescue.order"]
        for _number in range(12):
            cases += self._case()
        self.env.flush_all()

        def count(records):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.read(["name", "plate", "masked_phone", "driven_km", "amount_total", "van_id"])
            return self.env.cr.sql_log_count - before

        count(cases)
        self.assertEqual(count(cases[:1]), count(cases))

    def test_indicators(self):
        """Two cases, one late on site and one excused: sent in time 100 %, there in time of those that count."""
        now = fields.Datetime.now()
        stamps = {"dispatched_at": now - timedelta(minutes=85)}
        late = {**stamps, "arrived_at": now, "outcome": "towed_in"}
        soon = {**stamps, "arrived_at": now - timedelta(minutes=50), "outcome": "fixed"}
        for vals in (late, {**late, "delay_excuse": "road"}, soon):
            self._case(called_at=now - timedelta(minutes=90), **vals)
        self._case().write({"note": "不用了"})
        self.env["dms.rescue.order"].search([("note", "=", "不用了")]).action_cancel()
        start = self.company._local_date(now - timedelta(minutes=90))
        codes = [f"K-{number}" for number in range(101, 106)]
        values = self.env["dms.kpi"]._values(codes, start, start, company_ids=self.company.ids)
        figures = {code: round(values[code][None]["value"], 4) for code in codes}
        self.assertEqual(
            figures,
            {"K-101": 3, "K-102": 1.0, "K-103": 0.5, "K-104": 0.3333, "K-105": 0.6667},
        )

    def test_margin(self):
        """K-106: 260 call-out and 85 oil with VAT, less oil at cost, 30 fuel, 8 tolls: worked by hand."""
        rate = self.company.account_sale_tax_id.amount
        case = self._case(line_ids=[Command.create({"product_id": self.oil.id, "quantity": 1})])
        case.action_dispatch()
        self._finish(case)
        case.trip_id._step().write({"fuel_cost": 30.0, "toll_cost": 8.0})
        case.third_party_cost = 12.0
        self.env.flush_all()
        span = [self.company._local_date(case.called_at)] * 2
        kpis = self.env["dms.kpi"]

        def figure():
            self.env.invalidate_all()
            return kpis._values(["K-106"], *span, company_ids=self.company.ids)["K-106"][None][
                "value"
            ]

        self.assertAlmostEqual(figure(), -50.0, 2, "nothing is settled yet: cost alone")
        case.action_bill()
        order = case.order_id
        order.action_receive()
        self._authorise(order)
        self._issue_parts(order)
        self._finish_work(order)
        settlement = self._settle(order)
        lines = settlement.line_ids
        self.assertAlmostEqual(sum(lines.mapped("amount_untaxed")), 345 / (1 + rate / 100), 1)
        cost = sum(lines.mapped("amount_cost"))
        by_hand = sum(lines.mapped("amount_untaxed")) - cost - 50.0
        self.assertAlmostEqual(figure(), by_hand, 2)
        self.assertAlmostEqual(case.margin, by_hand, 2)
        kpi = kpis.search([("code", "=", "K-106")])
        model, ids = kpis._drill_terms(kpi._get_terms()[0], *span, None, tuple(self.company.ids))
        self.assertEqual((model, ids), ("dms.rescue.order", case.ids))

    def test_towed_elsewhere(self):
        """A car towed to another place opens no reception here and is not one of ours."""
        case = self._case()
        case.action_dispatch()
        tickets = self.env["dms.queue.ticket"]
        before = tickets.search_count([])
        self._finish(case, outcome="towed_in", tow_to="客户指定：南山汽修厂", towed_km=5)
        self.assertEqual(tickets.search_count([]), before)
        day = self.company._local_date(case.called_at)
        values = self.env["dms.kpi"]._values(["K-105"], day, day, company_ids=self.company.ids)
        self.assertEqual(values["K-105"][None]["value"], 0.0)

    def test_rights(self):
        case = self._case()
        with self.assertRaises(AccessError):
            case.with_user(self.technician).write({"state": "back"})
        with self.assertRaises(AccessError):
            case.with_user(self.technician).action_dispatch()
        with self.assertRaises(AccessError):
            case.with_user(self.technician).read(["phone"])
        self.assertEqual(case.with_user(self.technician).masked_phone, "138****8000")
        with self.assertRaises(AccessError):
            case.with_user(self.storekeeper).write({"location": "x"})

    def test_print(self):
        case = self._case()
        report = self.env["ir.actions.report"]
        html = report._render_qweb_html("dms_service.report_rescue_order", case.ids)[0].decode()
        self.assertIn("粤B12345", html)
        blank = report._render_qweb_html("dms_service.report_rescue_order_blank", self.company.ids)[
            0
        ]
        self.assertIn("SV-07", blank.decode())
