from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import DmsServiceCommon


@tagged("post_install", "-at_install", "dms")
class TestReports(DmsServiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.day = cls.company._business_date()
        cls.order, cls.settlement = cls._run_to_settled()

    def _data(self, code, **options):
        report = self.env["dms.report"].search([("code", "=", code)], limit=1)
        return report._run(self.day, self.day, self.company, options)

    def test_sm04(self):
        """Blocks of the service desk, figures of the registry, hidden blocks of absent addons."""
        data = self._data("SM-04")
        rows = {row["_key"]: row for row in data["tables"][0]["rows"]}
        self.assertEqual(rows["K-01"]["day"], 1)
        self.assertAlmostEqual(rows["K-10"]["day"], self.settlement.amount_total)
        self.assertAlmostEqual(rows["K-10"]["main"], self.settlement.amount_total)

    def test_sm04_extra_blocks(self):
        """Upper addons add their blocks through the hook; unknown indicators vanish."""
        dataset = self.registry["dms.report.dataset.sm04"]

        def extra(dataset):
            return [(95, "More", ["K-05"]), (99, "None", ["K-none"])]

        self.patch(dataset, "_extra_blocks", extra)
        names = [row["name"] for row in self._data("SM-04")["tables"][0]["rows"]]
        self.assertIn("More", names)
        self.assertNotIn("None", names)

    def test_sm04_exceptions(self):
        """A missed promise, a long stay and a settlement taken back are named."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET promise_kpi = ready_at - INTERVAL '1 hour' WHERE id = %s",
            (self.order.id,),
        )
        self.order.invalidate_recordset()
        self._pay(self.settlement)
        self._deliver(self.order)
        car = self._create_vehicle(plate="粤B90001", vin="LSVAA49J912345678")
        stay = self._create_order(vehicle_id=car.id)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET business_date = %s WHERE id = %s",
            (self.day - timedelta(days=5), stay.id),
        )
        stay.invalidate_recordset()
        exceptions = self._data("SM-04")["tables"][1]["rows"]
        orders = [row["order"] for row in exceptions]
        self.assertIn(self.order.name, orders)
        self.assertIn(stay.name, orders)

    def test_sa06(self):
        """The advisor's own cars, statements and summary."""
        data = self._data("SA-06", subject=self.advisor.id)
        received, settled, _inside, by_type = data["tables"][1:5]
        self.assertEqual([row["order"] for row in received["rows"]], [self.order.name])
        self.assertEqual(settled["totals"]["total"], self.settlement.amount_total)
        self.assertEqual(by_type["rows"][-1]["K-10"], self.settlement.amount_total)
        head = data["tables"][0]
        self.assertEqual(head["columns"][1]["key"], "shift")
        other = self._data("SA-06", subject=self.manager.id)
        self.assertFalse(other["tables"][1]["rows"])

    def test_sa06_shift(self):
        """The hours of the advisor's calendar on the day of the report."""
        calendar = self.env["resource.calendar"].create({"name": "早班", "attendance_ids": False})
        lines = [("morning", 8.5, 12), ("afternoon", 13, 17.25)]
        calendar.attendance_ids = [
            (
                0,
                0,
                {
                    "name": part,
                    "dayofweek": str(day),
                    "day_period": part,
                    "hour_from": start,
                    "hour_to": end,
                },
            )
            for day in range(7)
            for part, start, end in lines
        ]
        self.env["hr.employee"].create(
            {
                "name": self.advisor.name,
                "user_id": self.advisor.id,
                "company_id": self.company.id,
                "resource_calendar_id": calendar.id,
            }
        )
        rows = self._data("SA-06", subject=self.advisor.id)["tables"][0]["rows"]
        self.assertEqual(rows[0]["shift"], "08:30–17:15")
        calendar.attendance_ids.unlink()
        rows = self._data("SA-06", subject=self.advisor.id)["tables"][0]["rows"]
        self.assertEqual(rows[0]["shift"], "Day Off")

    def test_sa06_customer_told(self):
        """A car that stopped after the last word to its customer says no, until somebody calls or promises anew."""
        car = self._create_vehicle(plate="粤B90003", vin="LSVAA49J912345678")
        order = self._create_order(vehicle_id=car.id)
        now = fields.Datetime.now()
        self.env["dms.ro.hold"].create(
            {"order_id": order.id, "reason": "parts", "date_from": now - timedelta(hours=1)}
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE dms_ro_event SET date = %s, create_date = %s WHERE order_id = %s",
            (now - timedelta(hours=2), now - timedelta(hours=2), order.id),
        )
        self.assertFalse(self._told(order))
        call = self.env["dms.call.log"].create(
            {
                "phone": "13800138000",
                "vehicle_id": car.id,
                "direction": "out",
                "content": "配件明天到，已告知",
                "company_id": self.company.id,
            }
        )
        self.assertTrue(self._told(order))
        call.unlink()
        self.assertFalse(self._told(order))
        order._change_promise(now + timedelta(hours=5), "parts", self.advisor)
        self.assertTrue(self._told(order))

    def _told(self, order):
        rows = self._data("SA-06")["tables"][3]["rows"]
        return next(row["told"] for row in rows if row["_key"] == order.name)

    def test_sa06_subjects(self):
        report = self.env["dms.report"].search([("code", "=", "SA-06")], limit=1)
        dataset = self.env["dms.report.dataset.sa06"]
        subjects = dataset._subjects(report, self.day, self.day, self.company)
        self.assertEqual(subjects, [(self.advisor.id, self.advisor.name)])

    def test_queries_do_not_grow_with_orders(self):
        """Ten more orders cost no more statements."""

        def count(code):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._data(code)
            return self.env.cr.sql_log_count - before

        counts = {code: count(code) for code in ("SM-04", "SA-06")}
        counts = {code: count(code) for code in counts}
        for index in range(10):
            car = self._create_vehicle(plate=f"粤B9100{index}", vin="LSVAA49J912345678")
            self._create_order(vehicle_id=car.id)
            car.active = False
        self.env.flush_all()
        for code, before in counts.items():
            self.assertLessEqual(count(code), before + 1, code)

    def test_future_day(self):
        tomorrow = fields.Date.add(self.day, days=1)
        report = self.env["dms.report"].search([("code", "=", "SM-04")], limit=1)
        data = report._run(tomorrow, tomorrow, self.company, {})
        self.assertTrue(data["tables"])
