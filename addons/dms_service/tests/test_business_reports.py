from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.dms_base.tools import period as periods

from .common import DmsServiceCommon

BUSINESS = (
    "SM-03", "SM-04", "SM-05", "SM-16", "SM-20", "SA-06", "SA-07", "SA-08", "SA-09", "SA-10",
    "SA-11", "MT-06",
)  # fmt: skip
# Statements of a report, whatever it shows: one for each fact its tables ask, and what surrounds them.
QUERIES = {
    "SM-03": 76, "SM-04": 50, "SM-05": 57, "SM-16": 44, "SM-20": 25, "SA-06": 39, "SA-07": 47, "SA-08": 48,
    "SA-09": 101, "SA-10": 51, "SA-11": 116, "MT-06": 35,
}  # fmt: skip


@tagged("post_install", "-at_install", "dms")
class TestBusinessReports(DmsServiceCommon):
    """The day, week and month reports of the desk on a few orders worked out by hand.

    Of the day: a customer's service of 560, an accident of 1 700 (insurer 1 500, customer 200), and a car that
    still waits for its first word. The service is paid and has left; the accident stands ready, on credit.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The shop's clock: payments of the evening belong to its day, whatever the day of the server.
        cls.env = cls.env(context=dict(cls.env.context, tz="Asia/Shanghai"))
        cls.company = cls.company.with_env(cls.env)
        cls.day = cls.company._business_date()
        cls.paint = cls._create_labour("前保险杠喷漆", 500.0, 2.5, "GS-101", trade="paint")
        cls.bumper = cls._create_part("前保险杠", 1200.0, 700.0, "PJ-101")
        # 0.8 h × 200 + 4 × 85 + 60 = 560, all the customer's.
        cls.service, cls.statement = cls._run_to_settled(
            service_type_id=cls._get_service_type("PM").id
        )
        # Insurer: paint 500 + bumper 1200 less 200 = 1500; customer: 200 of it.
        car = cls._create_vehicle(plate="粤B20001", vin="LSVAA49J912345678")
        accident = cls._create_order(
            vehicle_id=car.id,
            service_type_id=cls._get_service_type("BP").id,
            lines=[
                cls._line(cls.paint, 1, payer_type="insurer"),
                cls._line(cls.bumper, 1, payer_type="insurer"),
            ],
            insurer_id=cls.insurer.id,
            insurance_claim_no="BX-778",
            insurance_approved=1500,
        )
        accident._add_adjust_pair("insurer", "customer", 200.0)
        cls._authorise(accident)
        cls._issue_parts(accident)
        cls._finish_work(accident)
        cls.accident, cls.accident_statement = accident, cls._settle(accident)
        waiting = cls._create_vehicle(plate="粤B20002", vin="LSVAA49J912345678", vin_override=True)
        cls.waiting = cls._create_order(vehicle_id=waiting.id)
        cls._pay(cls.statement)
        cls._deliver(cls.service)

    def _report(self, code):
        return self.env["dms.report"].search([("code", "=", code)], limit=1)

    def _tables(self, code, kind=None, **options):
        report = self._report(code)
        kind = kind or report.period
        params = {"kind": kind, "day": self.day.isoformat(), "company_id": self.company.id}
        span = report._read_params(params)[2:]
        return report._run(*span, self.company, options, kind)["tables"]

    def _rows(self, table):
        return {row["_key"]: row for row in table["rows"]}

    def test_every_report_has_its_faces(self):
        """Screen, spreadsheet, form, menu; a reader of its role; every kind of period it offers."""
        menus = self.env["ir.ui.menu"].search([("action", "like", "ir.actions.client,%")])
        opened = {menu.action.context for menu in menus}
        for code in BUSINESS:
            report = self._report(code)
            self.assertTrue(report.form_id.report_def_id, code)
            self.assertTrue(report.scheduled, code)
            self.assertTrue(any(code in (context or "") for context in opened), code)
            for kind in ("day", "week", "month"):
                data = report.get_report(code, {"kind": kind, "day": self.day.isoformat()})
                self.assertTrue(data["tables"], code)
                for table in data["tables"]:
                    self.assertGreater(len(table["columns"]), 1, (code, table["title"]))
                    shares = sum(column.get("width") or 0 for column in table["columns"])
                    self.assertLessEqual(shares, 100, (code, table["title"]))
            self.assertTrue(report._render_xlsx(data), code)

    def test_sa07_mix(self):
        """Output 560 + 1 700; labour 160 + 500, parts 400 + 1 200; accidents by who pays; visits once."""
        mix = self._rows(self._tables("SA-07")[0])
        self.assertEqual((mix["PM"]["K-01"], mix["PM"]["K-10"]), (1, 560))
        self.assertEqual((mix["BPI"]["K-01"], mix["BPI"]["K-10"]), (1, 1500))
        self.assertEqual((mix["BPC"]["K-01"], mix["BPC"]["K-10"]), (0, 200))
        self.assertEqual(mix["total"]["K-01"], 3)
        self.assertEqual(mix["total"]["K-04.all@visit_business"], 2)
        self.assertEqual(
            [mix["total"][code] for code in ("K-11", "K-12", "K-10")], [660, 1600, 2260]
        )
        self.assertAlmostEqual(mix["BPI"]["share"], 1500 / 2260)

    def test_sa07_payers(self):
        """Insurer and customer of the accident owe 1 700; the 560 are paid on the day."""
        payers = self._rows(self._tables("SA-07")[2])
        self.assertEqual(payers["customer"]["K-94.billed"], 760)
        self.assertEqual(payers["customer"]["K-94.received"], 560)
        self.assertEqual(payers["customer"]["K-94.credit"], 200)
        self.assertEqual(payers["insurer"]["K-94.credit"], 1500)

    def test_sa07_check_lines(self):
        """Money: 760 = 560 received + 200 new credit; cars: 0 + 3 − 1 = 2."""
        dataset = self.env["dms.report.dataset.sa07"]
        values = dataset._check_values((self.day, self.day), self.company)
        self.assertEqual((values["K-15.customer"], values["K-93.receipt"]), (760, 560))
        self.assertEqual((values["K-93.credit"], values["K-93.gap"]), (200, 0))
        self.assertEqual(
            (values["before"], values["K-01"], values["K-05"], values["K-06"]), (0, 3, 1, 2)
        )
        self.assertEqual(values["cars"], 0)

    def test_difference_keeps_the_day_open(self):
        """A credit note that nobody settled leaves 100 uncovered: the day close names it and refuses."""
        close = self.env["dms.day.close"].create({"company_id": self.company.id, "date": self.day})
        close.action_check()
        lines = {line.code: line for line in close.line_ids}
        self.assertTrue(
            lines["sa07_cars"].is_ok and lines["sa07_money"].is_ok, lines["sa07_money"].text
        )
        move = self.accident_statement.move_ids.filtered(lambda one: one.payer_type == "customer")
        note = move._reverse_moves([{"invoice_date": move.invoice_date, "date": move.date}])
        note.action_post()
        close.action_check()
        lines = {line.code: line for line in close.line_ids}
        self.assertFalse(lines["sa07_money"].is_ok)
        with self.assertRaises(UserError):
            close.action_close()

    def test_half_way_statement_keeps_the_day_open(self):
        """A statement that was gone through but not settled is named."""
        self.accident_statement._step().write({"state": "checked"})
        close = self.env["dms.day.close"].create({"company_id": self.company.id, "date": self.day})
        close.action_check()
        line = close.line_ids.filtered(lambda one: one.code == "settlement_half")
        self.assertFalse(line.is_ok)
        self.assertIn(self.accident_statement.name, line.text)

    def test_numbers_missing(self):
        """A gap in the numbers of a day is named."""
        gaps = self.env["dms.report.dataset.sa07"]._find_gaps(
            ["JS20250316-0001", "JS20250316-0004", "JS20250317-0002"]
        )
        self.assertEqual(gaps, ["JS20250316-0002", "JS20250316-0003"])

    def test_sm05_targets_and_score(self):
        """Output 2 260 of a target of 2 000 counts 1.13; without other targets the score is 113."""
        employee = self.env["hr.employee"].create({"name": "顾问", "user_id": self.advisor.id})
        month = self.day.replace(day=1)
        self.env["dms.kpi.target"].create(
            {
                "kpi_id": self.env["dms.kpi"].search([("code", "=", "K-10")]).id,
                "company_id": self.company.id,
                "month": month,
                "value": 2000.0,
                "subject": f"hr.employee,{employee.id}",
            }
        )
        tables = self._tables("SM-05")
        today = self._rows(tables[0])
        key = str(self.advisor.id)
        self.assertEqual((today[key]["K-01"], today[key]["K-10"]), (3, 2260))
        self.assertEqual(today[key]["K-20"], 1130)
        against = self._rows(tables[1])
        self.assertAlmostEqual(against[key]["K-10:achieved"], 1.13)
        self.assertEqual(against[key]["_styles"]["K-10:achieved"], "green")
        score = self._rows(tables[-1])[key]
        self.assertAlmostEqual(score["score"], 113)
        self.assertEqual(score["rank"], 1)

    def test_score_is_capped(self):
        dataset = self.env["dms.report.dataset.sm05"]
        row = {"K-10:achieved": 2.0, "K-04:achieved": 0.5}
        self.assertAlmostEqual(
            dataset._get_score(row, {"K-10": 30, "K-04": 10}), (36 + 5) / 40 * 100
        )
        self.assertIsNone(dataset._get_score({}, {"K-10": 30}))

    def test_sa08_week(self):
        """Seven days, their sum, the week before without anything."""
        cars, money, *__ = self._tables("SA-08", subject=self.advisor.id)
        self.assertEqual(len([row for row in cars["rows"] if not row.get("_style")]), 7)
        rows = self._rows(money)
        self.assertEqual(rows["total"]["K-10"], 2260)
        self.assertEqual(rows[self.day.isoformat()]["K-12"], 1600)
        self.assertEqual(rows["previous"]["K-10"], 0)
        self.assertIsNone(rows["change"]["K-10"])
        other = self._rows(self._tables("SA-08", subject=self.manager.id)[1])
        self.assertEqual(other["total"]["K-10"] or 0, 0)

    def test_sa09_week(self):
        """Days beside the week; levels show the end; rows are those of SM-04."""
        week = self._tables("SA-09")[0]
        rows = self._rows(week)
        self.assertEqual((rows["K-10"]["sum"], rows["K-10"][self.day.isoformat()]), (2260, 2260))
        self.assertEqual((rows["K-01"]["sum"], rows["K-05"]["sum"]), (3, 1))
        self.assertEqual(rows["K-06"][self.day.isoformat()], 2)
        daily = {row["_key"] for row in self._tables("SM-04")[0]["rows"]}
        self.assertEqual(set(rows), daily)

    def test_sa10_appraisal(self):
        """Points and place of the month's SV-09 beside the figures; other months are left out."""
        seller = self.env["hr.employee"].create(
            {"name": "王静", "user_id": self.advisor.id, "company_id": self.company.id}
        )
        after = (self.day.replace(day=1) + timedelta(days=40)).replace(day=1)
        sheets = self.env["dms.checklist"]._create_appraisals(self.company, after)
        old = self.env["dms.checklist"]._create_appraisals(self.company, self.day)
        sheet = sheets.filtered(lambda one: one.employee_id == seller)
        found = [
            row
            for table in self._tables("SA-10")
            for row in table["rows"]
            if row["_key"].startswith("dms.checklist,")
        ]
        keys = {row["_key"] for row in found}
        self.assertIn(f"dms.checklist,{sheet.id}", keys)
        self.assertFalse(keys & {f"dms.checklist,{one.id}" for one in old})

    def test_sa10_and_sa11(self):
        """The month of one advisor by day and mix; the calendar of the shop in two halves."""
        days, __, mix, models, trend, __ = self._tables("SA-10", subject=self.advisor.id)
        self.assertEqual(self._rows(days)[self.day.isoformat()]["K-10"], 2260)
        cross = self._rows(mix)
        self.assertEqual((cross["BP"]["insurer"], cross["BP"]["customer"]), (1500, 200))
        self.assertEqual((cross["total"]["customer"], cross["total"]["sum"]), (760, 2260))
        self.assertAlmostEqual(models["rows"][0]["share"], 1.0)
        self.assertEqual(len(trend["rows"]), 13)
        first, second, compared = self._tables("SA-11")[:3]
        shown = {column["key"] for table in (first, second) for column in table["columns"]}
        self.assertIn(self.day.isoformat(), shown)
        self.assertEqual(self._rows(second)["K-10"]["sum"], 2260)
        self.assertEqual(self._rows(compared)["K-10"]["ytd"], 2260)

    def test_sm03_year(self):
        """The month and the year so far, a hand-entered market figure, the shops side by side."""
        month = self.day.replace(day=1)
        self.env["dms.market.figure"].create(
            {"company_id": self.company.id, "month": month, "area_fleet": 12000, "premium": 3400.0}
        )
        rows = self._rows(self._tables("SM-03")[0])
        self.assertEqual(rows["K-10"][month.isoformat()], 2260)
        self.assertEqual(rows["K-01.bp_insured"]["sum"], 1)
        self.assertEqual(rows["M-01"]["sum"], 12000)
        self.assertAlmostEqual(rows["M-07"]["sum"], 1700 / 3400)
        shops = self._rows(self._tables("SM-03", view="shops")[0])
        self.assertEqual(shops["K-10"][f"shop{self.company.id}"], 2260)

    def test_sm20_inflow(self):
        """Three cars came, one left, two stand inside; the peak is named."""
        data_tables = self._tables("SM-20")
        flow, load = self._rows(data_tables[0]), self._rows(data_tables[1])
        self.assertEqual((flow["total"]["K-01"], flow["total"]["K-01.walk_in"]), (3, 3))
        self.assertEqual(load["total"]["K-05"], 1)
        self.assertEqual(load["total"]["in_shop"], 2)

    def test_sm16_counts(self):
        """A range longer than a year is refused; the day table has the days of the month."""
        report = self._report("SM-16")
        with self.assertRaises(UserError):
            report._run(self.day - timedelta(days=400), self.day, self.company, {}, "free")
        table = self._tables("SM-16")[0]
        self.assertEqual(self._rows(table)["total"]["K-03"], 3)

    def test_mt06(self):
        """The day before the meeting: output, share of the month still missing."""
        tables = self._tables("MT-06")
        rows = self._rows(tables[0])
        self.assertEqual((rows["K-01"]["value"], rows["K-10"]["value"]), (3, 2260))
        month = self._rows(tables[1])
        self.assertEqual(month["K-10"]["main"], 2260)
        self.assertIsNone(month["K-10"]["gap"])

    def test_mt06_people(self):
        """Who needs care today and who is away: VIP and rework with their reason, leave of the whole day."""
        today = self.day + timedelta(days=1)
        self.company.write({"open_days": "all"})
        self.customer.customer_class = "vip"
        rework = self._get_service_type("RW")
        bookings = self.env["dms.appointment"].create(
            [
                {
                    "plate": "粤B12345",
                    "vehicle_id": self.vehicle.id,
                    "contact_name": "王建国",
                    "phone": "13800138000",
                    "company_id": self.company.id,
                    "slot_start": self.company._to_utc(today, 10),
                    "service_type_id": kind.id,
                    "customer_words": "刹车异响",
                    "state": "booked",
                }
                for kind in rework
            ]
        )
        person = self.env["hr.employee"].create({"name": "张三丰", "company_id": self.company.id})
        kind = self.env["hr.leave.type"].create(
            {
                "name": "事假",
                "requires_allocation": False,
                "leave_validation_type": "no_validation",
                "company_id": self.company.id,
            }
        )
        leave = self.env["hr.leave"].create(
            {
                "employee_id": person.id,
                "holiday_status_id": kind.id,
                "request_date_from": today,
                "request_date_to": today + timedelta(days=4),
            }
        )
        leave.sudo().state = "validate"
        tables = self._tables("MT-06")
        rows = [row for table in tables for row in table["rows"]]
        watched = [row for row in rows if row["_key"] == f"dms.appointment,{bookings.id}"]
        self.assertEqual(len(watched), 1)
        self.assertEqual(watched[0]["plate"], "粤B12345")
        self.assertEqual(len(watched[0]["why"].split("、")), 2)
        self.assertIn("张三丰", [row.get("name") for row in rows])

    def test_sources(self):
        """Accessories by the category of the part, hours by attendance, labour rate by the market figures."""
        kpis, day = self.env["dms.kpi"], (self.day, self.day)

        def figure(code, span=day):
            self.env.invalidate_all()
            return kpis._values([code], *span, self.company.ids)[code][None]["value"]

        self.assertFalse(figure("K-12.accessory"))
        care = self.env["product.category"].create(
            {"name": "精品", "is_accessory": True, "parent_id": self.oil.categ_id.id}
        )
        film = self.env["product.category"].create({"name": "贴膜", "parent_id": care.id})
        self.filter.product_tmpl_id.categ_id = film
        self.assertEqual(figure("K-12.accessory"), 60.0, "the filter, below the marked category")
        begin = self.company._to_utc(self.day, 0.5)
        employee = (
            self.env["hr.employee"].create(
                {"name": "顾问", "user_id": self.advisor.id, "company_id": self.company.id}
            )
            if not self.advisor.employee_id
            else self.advisor.employee_id
        )
        attendance = self.env["hr.attendance"].create(
            {
                "employee_id": employee.id,
                "check_in": begin,
                "check_out": begin + timedelta(hours=4),
            }
        )
        self.assertAlmostEqual(figure("K-66.hours"), attendance.worked_hours, 2)
        self.company.published_labour_rate = 180.0
        month = self.day.replace(day=1)
        market = self.env["dms.market.figure"].create(
            {"company_id": self.company.id, "month": month}
        )
        self.assertEqual((market.labour_rate, figure("M-08")), (180.0, 180.0))

    def test_paper(self):
        """SM-04 stays upright with ten columns; the year by month is laid across and printed close."""
        daily, year = self._report("SM-04"), self._report("SM-03")
        self.assertFalse(daily._run(self.day, self.day, self.company)["landscape"])
        self.assertTrue(year._run(self.day, self.day, self.company)["landscape"])
        self.assertTrue(daily.dense and year.dense)

    def _measure(self, code, day, **vals):
        report = self._report(code)
        first, last = periods.bounds(report.period, day)
        return (
            self.env["dms.report.measure"]
            .with_user(vals.pop("by", self.manager))
            .create(
                {
                    "report_id": report.id,
                    "company_id": self.company.id,
                    "date_from": first,
                    "date_to": last,
                    "text": "催保险公司定损",
                    "user_id": self.advisor.id,
                    "deadline": last + timedelta(days=3),
                    **vals,
                }
            )
        )

    def test_measures(self):
        """Plan of a week: a task of its responsible; the next week shows whether it was done and its effect."""
        before = self._measure("SA-09", self.day - timedelta(days=7), text="上周措施")
        self.assertEqual(before.activity_ids.user_id, self.advisor)
        self.assertEqual(before.activity_ids.date_deadline, before.deadline)
        with self.assertRaisesRegex(UserError, "not done"):
            before.with_user(self.advisor).action_not_done()
        before.with_user(self.advisor).effect = "定损周期由五天降至三天"
        before.with_user(self.advisor).action_done()
        before.with_user(self.advisor).action_done()
        self.assertEqual((before.state, len(before.activity_ids)), ("done", 0))
        with self.assertRaises(AccessError):
            before.with_user(self.advisor).text = "别的"
        with self.assertRaises(AccessError):
            before.with_user(self.advisor).write({"state": "open"})
        with self.assertRaises(UserError):
            self._measure("SA-09", self.day, by=self.advisor, text="顾问自拟")
        with self.assertRaises(UserError):
            self._measure("SA-09", self.day, text="过早", deadline=self.day - timedelta(days=30))
        plan = self._measure("SA-09", self.day, text="增加下午预约时段", area="service")
        check, planned = self._tables("SA-09")[-2:]
        self.assertEqual(check["rows"][0]["effect"], "定损周期由五天降至三天")
        self.assertEqual([row["text"] for row in planned["rows"]], ["增加下午预约时段"])
        action = self.env["dms.report"].open_link(
            "SA-09", {"day": self.day.isoformat(), "company_id": self.company.id}, "measures"
        )
        self.assertIn(plan, plan.search(action["domain"]))
        self.env["dms.report.note"].sudo().create(
            {
                "report_id": plan.report_id.id,
                "company_id": self.company.id,
                "date_from": plan.date_from,
                "date_to": plan.date_to,
                "state": "closed",
            }
        )
        with self.assertRaisesRegex(UserError, "E-801"):
            plan.with_user(self.manager).deadline = plan.deadline + timedelta(days=1)
        plan.with_user(self.advisor).action_done()

    def test_briefing_and_its_meeting(self):
        """MT-06 is written until the morning meeting begins; its coordination lines are part 4."""
        reports, params = (
            self.env["dms.report"].with_user(self.manager),
            {
                "day": self.day.isoformat(),
                "company_id": self.company.id,
            },
        )
        self._measure("MT-06", self.day, text="待料三台，配件部今日到货", area="parts")
        row = self._tables("MT-06")[-1]["rows"][0]
        self.assertEqual(row["deadline"], (self.day + timedelta(days=3)).isoformat())
        begin = self.company._to_utc(self.day + timedelta(days=1), 8.25)
        meeting = self.env["calendar.event"].create(
            {
                "name": "早会",
                "start": begin,
                "stop": begin + timedelta(minutes=15),
                "user_id": self.manager.id,
                "is_morning_meeting": True,
            }
        )
        reports.save_note("MT-06", params, {"praise": "昨日零返修"})
        note = meeting.report_note_ids
        self.assertEqual(note.texts, {"praise": "昨日零返修"})
        now = fields.Datetime.now()
        meeting.write({"start": now - timedelta(minutes=1), "stop": now + timedelta(minutes=14)})
        with self.assertRaisesRegex(UserError, "has begun"):
            reports.save_note("MT-06", params, {"praise": "补写"})

    def test_target_proposals(self):
        """An advisor proposes 60 000 for next month: approved by the manager it is his target, once."""
        month = periods.add_months(self.day.replace(day=1), 1)
        proposals = self.env["dms.kpi.target.proposal"]
        employee = self.advisor.employee_id or self.env["hr.employee"].create(
            {"name": "顾问", "user_id": self.advisor.id, "company_id": self.company.id}
        )
        vals = {
            "company_id": self.company.id,
            "user_id": self.advisor.id,
            "kpi_id": self.env["dms.kpi"].search([("code", "=", "K-10")]).id,
            "month": month,
            "value": 60000.0,
        }
        mine = proposals.with_user(self.advisor).create(vals)
        with self.assertRaises(AccessError):
            proposals.with_user(self.advisor).create({**vals, "user_id": self.manager.id})
        with self.assertRaises(AccessError):
            mine.action_approve()
        with self.assertRaises(AccessError):
            mine.write({"state": "approved"})
        row = self._tables("SA-10", subject=self.advisor.id)[-1]["rows"][0]
        self.assertEqual((row["actual"], row["target"], row["proposed"]), (2260, None, 60000.0))
        decided = mine.with_user(self.manager)
        decided.action_approve()
        decided.action_approve()
        target = self.env["dms.kpi.target"].search(
            [("month", "=", month), ("company_id", "=", self.company.id)]
        )
        self.assertEqual((target.subject, target.value), (employee, 60000.0))
        self.assertEqual((mine.state, mine.decided_by_id), ("approved", self.manager))
        with self.assertRaisesRegex(UserError, "decided"):
            mine.value = 1
        own = proposals.with_user(self.manager).create({**vals, "user_id": self.manager.id})
        with self.assertRaisesRegex(AccessError, "Somebody else"):
            own.action_approve()

    def test_sa06_submit_review_close(self):
        """A car that stands still is explained before submitting; the manager reviews; the issue is signed."""
        reports = self.env["dms.report"]
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET received_at = %s WHERE id = %s",
            (fields.Datetime.now() - timedelta(hours=5), self.waiting.id),
        )
        self.waiting.invalidate_recordset()
        params = {
            "kind": "day",
            "day": self.day.isoformat(),
            "company_id": self.company.id,
            "options": {"subject": str(self.advisor.id)},
        }
        mine = reports.with_user(self.advisor)
        key = f"order:{self.waiting.id}"
        with self.assertRaisesRegex(UserError, self.waiting.name):
            mine.save_note("SA-06", params, {"open": "无"}, "submit")
        with self.assertRaises(UserError):
            reports.with_user(self.cashier).save_note("SA-06", params, {})
        self.assertEqual(
            mine.save_note("SA-06", params, {"open": "无", key: "等客户"}, "submit"), "submitted"
        )
        with self.assertRaises(UserError):
            mine.save_note("SA-06", params, {}, "review")
        managers = reports.with_user(self.manager)
        self.assertEqual(managers.save_note("SA-06", params, {}, "review"), "reviewed")
        report = self._report("SA-06")
        data = report._run(self.day, self.day, self.company, params["options"])
        received = self._rows(data["tables"][1])
        self.assertEqual(received[self.waiting.name]["remark"], "等客户")
        issue = self.env["dms.report.issue"]._issue(
            report, self.day, self.day, self.company, "day", params["options"]
        )
        self.assertEqual(issue.state, "signed")
        self.assertEqual(issue.signoff_ids.mapped("user_id"), self.advisor | self.manager)
        self.assertEqual(issue.subject_name, self.advisor.name)
        with self.assertRaisesRegex(UserError, "E-801"):
            mine.save_note("SA-06", params, {"open": "改"})
        other = new_test_user(
            self.env,
            login="dms_advisor_two",
            groups="dms_base.group_dms_advisor",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        readers = report._get_readers(issue)
        self.assertIn(self.advisor, readers)
        self.assertIn(self.manager, readers)
        self.assertNotIn(other, readers, "a colleague's own report is not mailed to him")

    def test_closing_needs_closed_days(self):
        """A report is not issued before its days are closed (E-802)."""
        yesterday = self.day - timedelta(days=1)
        params = {"kind": "day", "day": yesterday.isoformat(), "company_id": self.company.id}
        issues = self.env["dms.report.issue"].with_user(self.manager)
        with self.assertRaisesRegex(UserError, "E-802"):
            issues.issue("SA-07", params)
        self.company.closed_until = yesterday
        issue = self.env["dms.report.issue"].browse(issues.issue("SA-07", params))
        self.assertTrue(issue.pdf and issue.xlsx and issue.is_intact)

    def test_an_advisor_opens_his_own_report(self):
        """Without a choice the advisor's report is his own, the manager's that of all; the ranking is of all."""
        reports = self.env["dms.report"]
        for code in ("SA-06", "SA-08", "SA-10"):
            mine = reports.with_user(self.advisor).get_report(code)
            self.assertEqual(mine["options"], {"subject": self.advisor.id})
            self.assertIn("write", mine["choices"]["note"]["steps"])
            everybody = {"options": {"subject": False}}
            self.assertFalse(
                reports.with_user(self.advisor).get_report(code, everybody)["options"]["subject"]
            )
            self.assertEqual(reports.with_user(self.manager).get_report(code)["options"], {})
        self.assertEqual(reports.with_user(self.manager).get_report("SM-05")["options"], {})

    def test_rights(self):
        """The cashier makes SA-07 and reads no other report of the manager; advisors read theirs."""
        reports = self.env["dms.report"]
        params = {"kind": "day", "day": self.day.isoformat(), "company_id": self.company.id}
        self.assertTrue(reports.with_user(self.cashier).get_report("SA-07", params)["tables"])
        for code in ("SM-04", "SA-09", "SA-06"):
            with self.assertRaises(UserError):
                reports.with_user(self.cashier).get_report(code, params)
        for code in ("SA-06", "SA-08", "SA-10"):
            self.assertTrue(reports.with_user(self.advisor).get_report(code, params)["tables"])
        with self.assertRaises(UserError):
            reports.with_user(self.advisor).get_report("SA-11", params)
        with self.assertRaises(AccessError):
            self.env["dms.market.figure"].with_user(self.advisor).create({"month": "2025-03-01"})

    def test_queries_do_not_grow_with_orders(self):
        """Every report takes the statements written down above, and none more for ten more cars."""
        today = self.company._local_date()

        def count(code):
            # Promised for today at any hour of the day: MT-06 lists these apart from those of tomorrow.
            orders = self.env["sale.order"].search([("is_repair", "=", True)])
            evening = self.company._to_utc(today, 23.9)
            orders.write({"promised_date": evening, "promise_kpi": evening})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._tables(code)
            return self.env.cr.sql_log_count - before

        for code in BUSINESS:
            count(code)
        counts = {code: count(code) for code in BUSINESS}
        over = {code: number for code, number in counts.items() if number > QUERIES[code]}
        self.assertFalse(over, f"more statements than written down: {over}")
        for index in range(10):
            car = self._create_vehicle(
                plate=f"粤B9300{index}", vin="LSVAA49J912345678", vin_override=True
            )
            self._create_order(vehicle_id=car.id)
        self.env.flush_all()
        for code, before in counts.items():
            self.assertLessEqual(count(code), before, code)
