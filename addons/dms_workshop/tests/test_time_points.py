from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tests.common import BaseCase

from ..models import ro_timing
from .common import DmsWorkshopCommon

# Minutes after the arrival. Sections: 12, 28, 15, 15, 20, span of work 120, 5, 25, 30, 10, 120 = 400.
LONG = {
    "T04": 0,
    "T06": 12,
    "T09": 40,
    "T10": 55,
    "T12": 70,
    "T16": 90,
    "T17": 210,
    "T18": 215,
    "T19": 240,
    "T20": 245,
    "T21": 270,
    "T22": 280,
    "T23": 290,
    "T26": 400,
}
# 10, 10, 5, 5, 10, 60, 5, 5, 0, 10, 30 = 150.
SHORT = {
    "T04": 0,
    "T06": 10,
    "T09": 20,
    "T10": 25,
    "T12": 30,
    "T16": 40,
    "T17": 100,
    "T18": 105,
    "T19": 110,
    "T21": 110,
    "T22": 120,
    "T26": 150,
}


@tagged("post_install", "-at_install", "dms")
class TestTimePoints(DmsWorkshopCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"opening_hour": 8.5, "closing_hour": 17.5, "open_days": "all"})
        cls.day = cls.company._business_date() - timedelta(days=2)
        cls.arrival = cls.company._to_utc(cls.day, 9.0)
        cls.report = cls.env["dms.report"].search([("code", "=", "SV-16")], limit=1)
        cls.supervisor = new_test_user(
            cls.env,
            login="sv16_supervisor",
            groups="dms_base.group_dms_workshop_supervisor",
            company_id=cls.company.id,
        )

    def _stay(self, minutes, promise=None, arrival=None):
        """Order whose time points lie so many minutes after its arrival."""
        arrival = arrival or self.arrival
        order = self._create_order(
            receive=False,
            promised_date=arrival + timedelta(minutes=promise) if promise else False,
        )
        for code, after in minutes.items():
            order._stamp_event(code, at=arrival + timedelta(minutes=after))
        return order

    def _hold(self, order, reason, start, end):
        return self.env["dms.ro.hold"].create(
            {
                "order_id": order.id,
                "reason": reason,
                "date_from": self.arrival + timedelta(minutes=start),
                "date_to": self.arrival + timedelta(minutes=end) if end else False,
            }
        )

    def _data(self, day=None, **options):
        day = day or self.day
        return self.report._run(day, day, self.company, options)

    def _rows(self, table):
        return {row["_key"]: row for row in table["rows"]}

    def test_sections_add_up_to_the_stay(self):
        """Two holds overlap for ten minutes: parts 40, customer 20, work the rest; 400 in all."""
        order = self._stay(LONG, promise=250)
        self._hold(order, "parts", 100, 140)
        self._hold(order, "customer", 130, 160)
        self._hold(order, "parts", 215, 230)  # after the work: part of the check
        row = self._rows(self._data()["tables"][2])[order.name]
        expected = {
            "reception": 12,
            "estimate": 28,
            "authorise": 15,
            "dispatch": 15,
            "start": 20,
            "work": 60,
            "parts": 40,
            "approval": 20,
            "queue": 5,
            "check": 25,
            "wash": 30,
            "prepare": 10,
            "fetch": 120,
        }
        self.assertEqual({key: row.get(key) for key in expected}, expected)
        self.assertEqual(row["stay"], 400)
        self.assertEqual(sum(row.get(key) or 0 for key in ro_timing.SECTIONS), 400)
        self.assertEqual(row["late"], 30)
        over = {key for key, style in row["_styles"].items() if style == "red"}
        self.assertEqual(over, {"late", "dispatch", "start", "check", "fetch"})

    def test_queries_do_not_depend_on_cars(self):
        """One car or many: the same statements."""

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._data()
            return self.env.cr.sql_log_count - before

        self._hold(self._stay(LONG, promise=250), "parts", 100, 140)
        count()
        few = count()
        self.assertLessEqual(few, 14)
        for number in range(5):
            self._hold(self._stay(LONG, promise=250), "parts", 100 + number, 140)
        self.assertEqual(count(), few)

    def test_exceptions_first(self):
        """30 min late is an exception with its main cause; 80 min early is none."""
        late = self._stay(LONG, promise=250)
        early = self._stay(SHORT, promise=200)
        self._hold(late, "parts", 100, 140)
        data = self._data()
        exceptions = data["tables"][0]["rows"]
        self.assertEqual([row["order"] for row in exceptions], [late.name])
        self.assertEqual(exceptions[0]["late"], 30)
        labels = self.env["dms.report.dataset.sv16"]._get_labels()
        self.assertEqual(exceptions[0]["cause"], labels["parts"])
        points = data["tables"][1]["rows"]
        self.assertEqual([row["order"] for row in points], [late.name, early.name])
        self.assertEqual(points[1]["late"], -80)
        self.assertEqual(points[0]["T04"], f"{self.day:%m-%d} 09:00")
        self.assertEqual(points[0]["T26"], f"{self.day:%m-%d} 15:40")

    def test_averages(self):
        """400 and 150: mean 275, median 275, 90th percentile 400; work 120 and 60 are 32.7 %."""
        self._stay(LONG)
        self._stay(SHORT)
        data = self._data()
        rows = self._rows(data["tables"][2])
        self.assertEqual(rows["mean"]["stay"], 275)
        self.assertEqual(rows["median"]["stay"], 275)
        self.assertEqual(rows["p90"]["stay"], 400)
        self.assertEqual(rows["mean"]["work"], 90)
        self.assertAlmostEqual(rows["share"]["work"], 90 / 275)
        self.assertEqual(rows["standard"]["fetch"], 60)
        [group] = data["tables"][3]["rows"]
        self.assertEqual((group["name"], group["count"]), (self.service_type.name, 2))
        self.assertEqual(group["stay"], 275)
        self.assertEqual(data["chart"]["labels"][0], self.env._("Average"))
        [group] = self._data(group="hour")["tables"][3]["rows"]
        self.assertEqual(group["name"], "09:00–09:59")

    def test_opening_hours(self):
        """From 17:00 to 9:00 are 960 minutes, of which the shop was open 60."""
        arrival = self.company._to_utc(self.day - timedelta(days=1), 17.0)
        points = {code: after + 950 for code, after in SHORT.items() if code != "T04"}
        order = self._stay({"T04": 0, **points}, arrival=arrival)
        gross = self._rows(self._data()["tables"][2])[order.name]
        net = self._rows(self._data(basis="net")["tables"][2])[order.name]
        self.assertEqual((gross["reception"], gross["stay"]), (960, 1100))
        self.assertEqual((net["reception"], net["stay"]), (60, 200))
        self.assertEqual(net["work"], 60)

    def test_corrected_point(self):
        """A corrected reception counts with its better time; the old row stays in the time line."""
        order = self._stay(SHORT)
        order._correct_event("T06", self.arrival + timedelta(minutes=4), "录入晚了")
        row = self._rows(self._data()["tables"][2])[order.name]
        self.assertEqual((row["reception"], row["estimate"], row["stay"]), (4, 16, 150))
        self.assertFalse(row["redo"])
        line = self._data(order=order.id)
        received = [row for row in line["tables"][0]["rows"] if row["code"] == "T06"]
        self.assertEqual(len(received), 3)
        self.assertEqual([row["_style"] for row in received].count("muted"), 2)
        self.assertEqual(line["tables"][2]["totals"]["minutes"], 150)

    def test_missing_point(self):
        """A car without start of work is shown as odd and left out of the averages."""
        order = self._stay({code: at for code, at in LONG.items() if code != "T16"}, promise=100)
        good = self._stay(SHORT)
        data = self._data()
        rows = self._rows(data["tables"][2])
        self.assertEqual(rows[order.name]["_styles"]["state"], "red")
        self.assertIsNone(rows[order.name].get("stay"))
        self.assertEqual(rows["mean"]["stay"], 150)
        self.assertEqual([row["_key"] for row in data["tables"][0]["rows"]], [order.name])
        self.assertEqual(data["tables"][2]["rows"][1]["order"], good.name)
        self.assertIn("1", data["notes"])

    def test_reversed_point(self):
        order = self._stay({**LONG, "T18": 150})
        rows = self._rows(self._data()["tables"][2])
        self.assertIsNone(rows[order.name].get("stay"))

    def test_car_without_floor_work(self):
        """Only parts were sold: nothing of the floor is missing, the time lies before the delivery."""
        order = self._stay({key: SHORT[key] for key in ("T04", "T06", "T09", "T10", "T22", "T26")})
        row = self._rows(self._data()["tables"][2])[order.name]
        self.assertEqual((row["prepare"], row["stay"]), (95, 150))

    def test_cancelled_order(self):
        """A void order is no stay; a car that left unrepaired is listed and not averaged."""
        void, unrepaired = self._stay(SHORT), self._stay(SHORT)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET state = 'cancel', is_left = (id = %s) WHERE id IN %s",
            (unrepaired.id, (void.id, unrepaired.id)),
        )
        self.env.invalidate_all()
        data = self._data()
        rows = self._rows(data["tables"][2])
        self.assertNotIn(void.name, rows)
        self.assertEqual(rows[unrepaired.name]["_style"], "muted")
        self.assertIsNone(rows["mean"]["stay"])
        self.assertIsNone(data["chart"])

    def test_still_inside(self):
        """Today's report shows cars inside up to now; yesterday's does not."""
        now = fields.Datetime.now()
        order = self._create_order(receive=False, promised_date=now - timedelta(minutes=45))
        for code, before in {"T04": 200, "T06": 190, "T09": 180, "T10": 170, "T12": 160}.items():
            order._stamp_event(code, at=now - timedelta(minutes=before))
        today = self.company._business_date()
        data = self._data(today)
        row = self._rows(data["tables"][2])[order.name]
        self.assertAlmostEqual(row["stay"], 200, delta=1)
        self.assertAlmostEqual(row["start"], 160, delta=1)
        self.assertAlmostEqual(row["late"], 45, delta=1)
        self.assertIn(order.name, self._rows(data["tables"][0]))
        self.assertIsNone(self._rows(data["tables"][2])["mean"]["stay"])
        self.assertNotIn(order.name, self._rows(self._data()["tables"][2]))

    def test_filters(self):
        order = self._stay(SHORT)
        self.assertIn(order.name, self._rows(self._data(user=self.advisor.id)["tables"][2]))
        self.assertNotIn(order.name, self._rows(self._data(user=self.manager.id)["tables"][2]))

    def test_punctuality_is_the_registry_s(self):
        self._stay(LONG, promise=250)
        self._stay(SHORT, promise=200)
        rows = self._rows(self._data()["tables"][4])
        values = self.env["dms.kpi"]._values(["K-50"], self.day, self.day, self.company.ids)
        self.assertEqual(rows["K-50"]["value"], values["K-50"][None]["value"])

    def test_queries_do_not_grow_with_cars(self):
        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._data()
            return self.env.cr.sql_log_count - before

        self._hold(self._stay(LONG, promise=250), "parts", 100, 140)
        count()
        before = count()
        for _index in range(8):
            self._hold(self._stay(LONG, promise=250), "parts", 100, 140)
        self.env.flush_all()
        self.assertLessEqual(count(), before)

    def test_faces_and_rights(self):
        """The supervisor opens it, prints it, takes it as a spreadsheet, issues it; a guard may not."""
        order = self._stay(LONG, promise=250)
        report = self.report.with_user(self.supervisor)
        data = report._run(self.day, self.day, self.company)
        self.assertTrue(data["landscape"])
        self.assertTrue(report._render_xlsx(data).startswith(b"PK"))
        self.assertIn(order.name.encode(), report._render_pdf(data))
        self.assertTrue(report._may_issue())
        form = self.env["dms.form"].with_user(self.supervisor).search([("code", "=", "SV-16")])
        self.assertEqual(form.action_open()["tag"], "dms_base.report")
        action = order.with_user(self.supervisor).action_view_time_points()
        self.assertEqual(action["context"]["report_params"], {"options": {"order": order.id}})
        guard = new_test_user(self.env, login="sv16_guard", groups="dms_base.group_dms_guard")
        with self.assertRaises(UserError):
            self.env["dms.report"].with_user(guard)._get_report("SV-16")


@tagged("post_install", "-at_install", "dms")
class TestTimingArithmetic(BaseCase):
    def _event(self, number, minute, withdrawal=False, of=None):
        return {
            "id": number,
            "code": "T17",
            "date": datetime(2026, 3, 2) + timedelta(minutes=minute),
            "is_withdrawal": withdrawal,
            "correction_of": of,
        }

    def test_redo(self):
        """Failed at minute 70, done again at 110: 40 minutes redone, and the later end counts."""
        events = [self._event(1, 60), self._event(2, 70, True, 1), self._event(3, 110)]
        [(start, end)] = ro_timing.redo_spans(events)
        self.assertEqual((end - start).total_seconds() / 60, 40)
        self.assertEqual(ro_timing.live_points(events)["T17"], events[2]["date"])

    def test_correction_is_no_redo(self):
        events = [self._event(1, 60), self._event(2, 70, True, 1), self._event(3, 50)]
        self.assertEqual(ro_timing.redo_spans(events), [])

    def test_percentile(self):
        """Nearest rank: of ten values the ninth, of one the only one."""
        self.assertEqual(ro_timing.statistics(list(range(1, 11)))["p90"], 9)
        self.assertEqual(ro_timing.statistics([7]), {"mean": 7, "median": 7, "p90": 7})
