from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.dms_service.models.dms_rescue_tool import WARN_DAYS

from .common import DmsServiceCommon


@tagged("post_install", "-at_install", "dms")
class TestRescue(DmsServiceCommon):
    """Tools of the rescue van SV-04 and its trips SV-06."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.van = cls._create_vehicle(
            plate="粤B66666", vin="LSVAA49J912345678", vehicle_use="rescue"
        )
        people = cls.env["hr.employee"].create(
            [
                {"name": "高俊峰", "user_id": cls.technician.id, "company_id": cls.company.id},
                {"name": "梁家辉", "company_id": cls.company.id},
            ]
        )
        cls.driver, cls.mate = people
        for person in people:
            cls._give_licence(person)

    def _check_tools(self, **short):
        """A finished tool check; `T15=0` for a tool that is missing."""
        template = self.env["dms.checklist.template"]._published("SV-04", self.company)
        sheet = template._create_checklists(self.van, company_id=self.company.id)
        kind = sheet.line_ids.filtered(lambda line: line.code == "KIND")
        values = {kind.id: {"choice_id": kind.item_id.choice_ids[0].id}}
        for line in sheet.line_ids.filtered(lambda one: one.kind == "measure"):
            values[line.id] = {"value": short.get(line.code, float(line.tol_min))}
        sheet._fill(values)
        sheet._complete(
            signatures=[
                {"role": "hander", "employee": self.driver},
                {"role": "taker", "employee": self.mate},
            ]
        )
        return sheet

    def _trip(self, **vals):
        return self.env["dms.rescue.trip"].create(
            {
                "company_id": self.company.id,
                "vehicle_id": self.van.id,
                "driver_id": self.driver.id,
                "reason": "parts",
                "destination": "保税区配件城",
                "out_km": 52000,
                **vals,
            }
        )

    def test_tools(self):
        """36 pieces are required: one jump starter short is 35 of 36."""
        sheet = self._check_tools()
        self.assertEqual((sheet.result, sheet.readiness), ("pass", 100.0))
        self.assertFalse(self.van._get_tool_blockers())
        required = sum(float(line.tol_min) for line in sheet.line_ids if line.kind == "measure")
        sheet = self._check_tools(T17=0, T03=1, T28=5)
        self.assertEqual(sheet.result, "fail")
        self.assertEqual(sheet.readiness, round((required - 2) / required * 100, 1))
        self.assertEqual(self.van._get_tool_blockers(), ["Jump starter"], "stands are not critical")
        self.assertTrue(self.van.activity_ids)
        gloves = self._check_tools(T25=0)
        self.assertFalse(self.van._get_tool_blockers())
        self.assertEqual(len(self.van._get_tool_blockers(electric=True)), 1)
        with self.assertRaisesRegex(UserError, "not plausible"):
            line = gloves.line_ids.filtered(lambda one: one.code == "T02")
            fresh = self.env["dms.checklist.template"]._published("SV-04", self.company)
            sheet = fresh._create_checklists(self.van, company_id=self.company.id)
            line = sheet.line_ids.filtered(lambda one: one.code == "T02")
            sheet._fill({line.id: {"value": -1}})

    def test_state_of_a_tool(self):
        """The checker says what he sees: the count proposes, a broken tool on board is not in order."""
        template = self.env["dms.checklist.template"]._published("SV-04", self.company)
        sheet = template._create_checklists(self.van, company_id=self.company.id)
        lines = {line.code: line for line in sheet.line_ids}
        jack, stands = lines["T01"], lines["T03"]
        shown = jack._screen_data()
        self.assertEqual([one["value"] for one in shown["states"]], ["good", "repair", "missing"])
        self.assertFalse(lines["KIND"]._screen_data()["states"])
        sheet.sheet_save({str(jack.id): {"state": "repair"}, str(stands.id): {"value": 1}})
        self.assertEqual((jack.value, jack.tool_state, jack.is_bad), (1.0, "repair", True))
        self.assertEqual((stands.tool_state, stands.result), ("missing", "fail"), "1 of 2")
        with self.assertRaisesRegex(UserError, "fewer than 2"):
            sheet.sheet_save({str(stands.id): {"state": "good"}})
        sheet.sheet_save({str(stands.id): {"value": 2}})
        self.assertEqual((stands.tool_state, stands.is_bad), ("good", False))
        with self.assertRaisesRegex(UserError, "all are there"):
            sheet.sheet_save({str(stands.id): {"state": "missing"}})
        sheet.sheet_save({str(stands.id): {"state": "repair"}})
        sheet.sheet_save({str(stands.id): {"value": 1}})
        self.assertEqual(stands.tool_state, "repair", "seen broken, it stays so")
        sheet.sheet_save({str(stands.id): {"value": None}})
        self.assertEqual((stands.tool_state, stands.result), (False, False))
        sheet.sheet_save({str(stands.id): {"state": "missing"}})
        self.assertEqual((stands.value, stands.is_bad), (0.0, True))
        stands.write({"value": 2, "tool_state": "good"})
        self.assertEqual(stands._get_tool_state(), "In Good Order")
        for code, line in lines.items():
            if line.kind == "measure" and code not in ("T01", "T03"):
                line.tool_state = "good"
        lines["KIND"].write({"choice_id": lines["KIND"].item_id.choice_ids[0].id})
        people = [
            {"role": "hander", "employee": self.driver},
            {"role": "taker", "employee": self.mate},
        ]
        sheet._complete(signatures=people)
        self.assertEqual(
            (sheet.result, sheet.readiness), ("fail", 100.0), "all on board, one broken"
        )
        self.assertEqual(self.van._get_tool_blockers(), [jack.name], "a broken jack stays at home")
        self.assertIn("Needs Repair", self.van.activity_ids[-1:].summary)
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("dms_base.report_checklist", sheet.ids)[0]
            .decode()
        )
        self.assertIn("Needs Repair", html)

    def test_only_for_rescue_vans(self):
        template = self.env["dms.checklist.template"]._published("SV-04", self.company)
        with self.assertRaisesRegex(UserError, "rescue vehicle"):
            template._create_checklists(self.vehicle, company_id=self.company.id)

    def test_trip(self):
        """42 km, 4.2 l are 10 l per 100 km; 37.80 + 8 are 45.80 or 1.09 per km."""
        before = self._check_tools()
        trip = self._trip()
        self.assertRegex(trip.name, r"^CC\d{8}-\d{4}$")
        trip.with_user(self.supervisor).action_leave()
        self.assertEqual((trip.state, trip.approver_id), ("out", self.supervisor))
        self.assertFalse(self.van._gate_exit_blockers("rescue"))
        with self.assertRaisesRegex(UserError, "afterwards"):
            trip.with_user(self.supervisor).out_km = 1
        with self.assertRaises(AccessError):
            trip.with_user(self.supervisor).state = "checked"
        with self.assertRaisesRegex(UserError, "still out"):
            self._trip(driver_id=self.mate.id).action_leave()
        with self.assertRaisesRegex(UserError, "km back"):
            trip.action_return()
        with self.assertRaises(ValidationError):
            trip.back_km = 51000
        trip.write({"back_km": 52042, "condition": "bad", "fuel_litres": 4.2})
        trip.write({"fuel_cost": 37.8, "toll_cost": 8.0})
        with self.assertRaisesRegex(UserError, "not in order"):
            trip.action_return()
        trip.write({"condition": "good"})
        with self.assertRaisesRegex(UserError, "key"):
            trip.action_return()
        trip.key_returned = True
        trip.action_return()
        self.assertEqual((trip.state, trip.driven_km, trip.cost), ("back", 42, 45.8))
        self.assertEqual(trip.tools_out_id, before)
        after = self._check_tools(T17=0)
        self._check_tools()
        self.assertEqual(trip.tools_back_id, after, "the first check after the trip")
        self.assertEqual(self.van.last_odometer, 52042)
        self.assertEqual(self.van.log_services.amount, 45.8)
        sums = trip._print_totals()
        self.assertAlmostEqual(sums["per_100"], 10.0)
        self.assertAlmostEqual(sums["per_km"], 1.0905, places=4)
        self.assertIsNone(trip.browse()._print_totals()["per_km"])
        self.assertEqual(sums["recovered"], 0.0, "a trip for parts brings nothing back")
        with self.assertRaises(AccessError):
            trip.with_user(self.technician).action_check()
        trip.with_user(self.manager).action_check()
        self.assertEqual(trip.state, "checked")
        again = self._trip(out_km=52100)
        with self.assertRaisesRegex(UserError, "does not join"):
            again.action_leave()
        again.gap_reason = "仪表试车"
        again.action_leave()
        with self.assertRaises(UserError):
            again.unlink()

    def test_licence(self):
        """No licence, one that is too small, one that has ended; a bigger class drives smaller cars."""
        self._check_tools()
        novice = self.env["hr.employee"].create({"name": "许文强", "company_id": self.company.id})
        trip = self._trip(driver_id=novice.id)
        with self.assertRaisesRegex(UserError, "no driving licence"):
            trip.action_leave()
        self._give_licence(novice, "C2")
        with self.assertRaisesRegex(UserError, "C2 of 许文强 does not permit class C1"):
            trip.action_leave()
        day = trip.date
        self._give_licence(novice, "B1", until=day - timedelta(days=1))
        with self.assertRaisesRegex(UserError, "expired on"):
            trip.action_leave()
        self.van.licence_class = "B2"
        self._give_licence(novice, "A2", until=day)
        trip.action_leave()
        self.assertEqual(trip.state, "out", "A2 permits B2, valid on its last day")

    def test_calibration(self):
        """Gloves whose test has ended are flagged, told to the keeper and stay away from electric cars."""
        self._check_tools()
        gloves = self.van.rescue_tool_ids.filtered(lambda tool: tool.code == "T25")
        wrench = self.van.rescue_tool_ids.filtered(lambda tool: tool.code == "T06")
        self.assertEqual(self.van.rescue_tool_ids.filtered("is_dated"), gloves | wrench)
        self.assertEqual(set((gloves | wrench).mapped("validity")), {"unknown"})
        today = fields.Date.context_today(gloves)
        gloves.write({"valid_until": today - timedelta(days=1), "keeper_id": self.mate.id})
        wrench.valid_until = today + timedelta(days=WARN_DAYS)
        self.assertEqual((gloves.validity, wrench.validity), ("ended", "soon"))
        sheet = self._check_tools()
        line = sheet.line_ids.filtered(lambda one: one.code == "T25")
        self.assertEqual(
            (line.validity, line.keeper, line._print_tool_mark()), ("ended", "梁家辉", "△")
        )
        self.assertIn(str(gloves.valid_until), line._screen_data()["standard"])
        self.assertIn("Calibration ended", self.van.activity_ids[-1:].summary)
        self.assertFalse(self.van._get_tool_blockers())
        self.assertEqual(len(self.van._get_tool_blockers(electric=True)), 1)
        gloves.valid_until = today + timedelta(days=WARN_DAYS + 1)
        self.assertFalse(self.van._get_tool_blockers(electric=True))
        self.assertEqual(line.validity, "ended", "the sheet keeps the date of its day")
        html = self.env["ir.qweb"]._render(sheet._print_body(), {"sheet": sheet, "blank": False})
        self.assertIn(str(line.valid_until), html)

    def test_month_matrix(self):
        """Two checks of a day: the last one stands in the column; other days are empty."""
        self._check_tools(T17=0)
        sheet = self._check_tools(T01=0)
        page = sheet._print_tool_month()
        day = sheet.date.day
        rows = {row["name"]: row["cells"] for row in page["rows"]}
        self.assertEqual(len(page["rows"]), 29)
        self.assertEqual(rows["Hydraulic jack 3 t"][day - 1], "×")
        self.assertEqual(rows["Jump starter"][day - 1], "○")
        self.assertEqual("".join(rows["Jump starter"]), "○", "no other day was checked")
        self.assertEqual(page["people"][0][1][day - 1], "高俊峰")
        report = self.env["ir.actions.report"]
        html = report._render_qweb_html("dms_service.report_rescue_tool_month", sheet.ids)[0]
        self.assertIn("粤B66666", html.decode())

    def test_refusals(self):
        trip = self._trip(reason="rescue")
        codes = [code for code, _text, _role in self.van._gate_exit_blockers("rescue")]
        self.assertEqual(codes, ["G-03"], "not approved, the gate stays shut")
        with self.assertRaises(AccessError):
            trip.with_user(self.technician).action_leave()
        with self.assertRaisesRegex(UserError, "rescue case"):
            trip.action_leave()
        trip.rescue_number = "JY20260101-0001"
        with self.assertRaisesRegex(UserError, "Critical tools"):
            trip.action_leave()
        trip.tool_override = "事故现场等待"
        with self.assertRaises(AccessError):
            trip.with_user(self.supervisor).action_leave()
        self.van.compulsory_insurance_expiry = fields.Date.today() - timedelta(days=1)
        with self.assertRaisesRegex(UserError, "ended"):
            trip.with_user(self.manager).action_leave()
        self.van.compulsory_insurance_expiry = False
        trip.with_user(self.manager).action_leave()
        self.assertEqual(trip.state, "out")

    def test_supplies(self):
        """3 of 4 litres expected, 2 counted: one short to the books, two to par."""
        oil = self.env["dms.rescue.supply"].search([("vehicle_id", "=", False)], limit=1)
        oil.product_id = self.oil
        action = self.van.with_user(self.storekeeper).action_rescue_supplies()
        place = self.van.rescue_location_id
        self.assertEqual(place.location_id, self.warehouse.view_location_id)
        own = self.van.supply_ids[0]
        self.assertEqual((own.product_id, own.par_qty), (self.oil, 4.0))
        self.env["dms.checklist"].browse(action["res_id"]).action_cancel("再次清点")
        self.env["stock.quant"]._update_available_quantity(self.oil, place, 3)
        own.invalidate_recordset()
        sheet = self.env["dms.checklist"].browse(self.van.action_rescue_supplies()["res_id"])
        self.assertEqual(self.van.action_rescue_supplies()["res_id"], sheet.id)
        kind = sheet.line_ids.filtered(lambda line: line.code == "KIND")
        values = {kind.id: {"choice_id": kind.item_id.choice_ids[0].id}}
        for line in sheet.line_ids.filtered(lambda one: one.kind == "measure"):
            values[line.id] = {"value": float(line.tol_min)}
        first = sheet.line_ids.filtered(lambda line: line.code == "S01")
        values[first.id] = {"value": 2}
        sheet._fill(values)
        with self.assertRaisesRegex(UserError, "difference"):
            sheet.action_submit()
        sheet._fill({first.id: {"remark": "路边用掉一升，未登记"}})
        with self.assertRaisesRegex(UserError, "sign the count"):
            sheet.action_reconcile_supplies()
        clerk = self.env["hr.employee"].create(
            {"name": "吴桂芳", "user_id": self.storekeeper.id, "company_id": self.company.id}
        )
        sheet._complete(
            signatures=[
                {"role": "technician", "employee": self.driver},
                {"role": "parts", "employee": clerk},
            ]
        )
        self.assertEqual((sheet.state, own.last_count), ("done", 2.0))
        sheet.action_reconcile_supplies()
        sheet.action_reconcile_supplies()
        own.invalidate_recordset()
        self.assertEqual(own.on_hand, 2.0)
        sheet.action_replenish_supplies()
        refill = sheet.replenish_id
        self.assertFalse(sheet.has_stock_gap)
        self.assertEqual(refill.move_ids.product_uom_qty, 2.0)
        self.assertEqual(refill.location_dest_id, place)
        sheet.action_replenish_supplies()
        self.assertEqual(sheet.replenish_id, refill)
        refill.action_confirm()
        refill.move_ids.write({"quantity": 2.0, "picked": True})
        refill.button_validate()
        self._check_next_count(own)

    def _check_next_count(self, oil):
        """2 carried over, 2 refilled, 1 used on a rescue: 3 are due; 3 found is no difference."""
        case = self.env["dms.rescue.order"].create(
            {
                "company_id": self.company.id,
                "safety": "safe",
                "caller": "王建国",
                "phone": "13800138000",
                "location": "深南大道",
                "fault": "heat",
                "van_id": self.van.id,
                "line_ids": [Command.create({"product_id": oil.product_id.id, "quantity": 1})],
            }
        )
        case._book_parts()
        self.env.flush_all()
        self.env.invalidate_all()
        sheet = self.env["dms.checklist"].browse(self.van.action_rescue_supplies()["res_id"])
        line = sheet.line_ids.filtered(lambda one: one.code == "S01")
        self.assertEqual(
            (line.supply_opening, line.supply_refilled, line.supply_used, line.auto_value),
            (2.0, 2.0, 1.0, 3.0),
        )
        bare = sheet.line_ids.filtered(lambda one: one.code == "S03")
        sheet._fill({line.id: {"value": 3}, bare.id: {"value": bare.supply_opening + 2}})
        self.assertEqual((line._get_difference(), line._get_stock_gap()), (0.0, 0.0))
        self.assertEqual((bare._get_refilled(), bare._get_difference()), (2.0, 0.0))
        sheet._fill({bare.id: {"value": bare.supply_opening - 1}})
        self.assertEqual(bare._get_difference(), -1.0, "a loss is explained also without stock")
        self.assertEqual(line._print_supply()["due"], "3")
        html = self.env["ir.qweb"]._render(sheet._print_body(), {"sheet": sheet, "blank": False})
        self.assertIn("Carried Over", html)

    def test_expiry(self):
        today = fields.Date.today()
        supply = self.env["dms.rescue.supply"].create({"name": "急救包", "vehicle_id": self.van.id})
        for days, state in ((-1, "ended"), (0, "soon"), (30, "soon"), (31, "good")):
            supply.expiry_date = today + timedelta(days=days)
            self.assertEqual(supply.expiry_state, state)
            self.assertIn(supply, supply.search([("expiry_state", "=", state)]))
        supply.expiry_date = False
        self.assertFalse(supply.expiry_state)

    def test_print(self):
        trip = self._trip()
        report = self.env["ir.actions.report"]
        html = report._render_qweb_html("dms_service.report_rescue_trip", trip.ids)[0].decode()
        self.assertIn("粤B66666", html)
        blank = report._render_qweb_html("dms_service.report_rescue_trip_blank", self.company.ids)[
            0
        ]
        self.assertIn("SV-06", blank.decode())
