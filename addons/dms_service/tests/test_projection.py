from datetime import date, datetime, time, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.dms_service.models import service_projection as projection

from .common_reception import ReceptionCommon


@tagged("post_install", "-at_install", "dms")
class TestProjection(ReceptionCommon):
    """The worked cases of the SV-08 specification, and what the projection does with vehicles."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["dms.service.plan"].search([]).active = False
        cls.plan = cls.env["dms.service.plan"].create(
            {
                "name": "测试计划",
                "first_km": 5000,
                "first_months": 6,
                "interval_km": 7500,
                "interval_months": 6,
            }
        )

    def _create_car(self, readings, usage="private", **vals):
        """A car with readings [(day, km)]; implausible ones are suspect, as at the desk."""
        car = self._create_vehicle(usage=usage, **vals)
        self.env["fleet.vehicle.odometer"].create(
            [
                {
                    "vehicle_id": car.id,
                    "value": km,
                    "read_at": datetime.combine(day, time(4)),
                    "date": day,
                    "state": "suspect" if km == 158000 else "valid",
                }
                for day, km in readings
            ]
        )
        return car

    def _serve(self, car, day, km):
        car.write({"last_service_date": day, "last_service_km": km})

    def test_bad_reading_drops_out(self):
        """Case A: 158 000 km between 14 800 and 22 300 is a typing error."""
        car = self._create_car(
            [
                (date(2024, 3, 1), 0),
                (date(2024, 8, 28), 7200),
                (date(2025, 2, 24), 14800),
                (date(2025, 5, 1), 158000),
                (date(2025, 8, 23), 22300),
            ]
        )
        self._serve(car, date(2025, 8, 23), 22300)
        car._project_services(date(2025, 11, 1))
        self.assertRecordValues(
            car,
            [
                {
                    "daily_km": 41.2,
                    "daily_km_confidence": "A",
                    "next_service_km": 29800,
                    "service_day_by_km": date(2026, 2, 21),
                    "service_day_by_time": date(2026, 2, 23),
                    "next_service_date": date(2026, 2, 21),
                    "next_service_basis": "km",
                    "service_state": "not_due",
                }
            ],
        )
        self.assertAlmostEqual(car.observed_daily_km, 41.296, 3)
        car.daily_km = 41.228
        moment = datetime(2025, 11, 1, 4)
        self.assertEqual(car._estimate_odometer(moment)[car], 22300 + int(70 * 41.2))

    def test_ride_hailing(self):
        """Case B: the prior of a ride-hailing car is 200 km a day."""
        car = self._create_car(
            [
                (date(2025, 1, 10), 30000),
                (date(2025, 3, 11), 42500),
                (date(2025, 5, 10), 55200),
                (date(2025, 7, 9), 67000),
            ],
            usage="ride_hailing",
        )
        self._serve(car, date(2025, 7, 9), 67000)
        car._project_services(date(2025, 7, 20))
        self.assertAlmostEqual(car.observed_daily_km, 205.556, 3)
        self.assertEqual(car.next_service_date, date(2025, 8, 15))
        self.assertEqual(car.service_day_by_time, date(2026, 1, 9))
        self.assertEqual(car.next_service_km, 74500)

    def test_new_car_without_visit(self):
        """Case C: nothing but the sale is known."""
        car = self._create_car([], sale_date=date(2025, 9, 10), sale_odometer=12)
        car._project_services(date(2025, 10, 1))
        self.assertRecordValues(
            car,
            [
                {
                    "daily_km": 40.0,
                    "daily_km_confidence": "C",
                    "next_service_kind": "first",
                    "service_day_by_km": date(2026, 1, 13),
                    "service_day_by_time": date(2026, 3, 10),
                    "next_service_date": date(2026, 1, 13),
                    "free_first_lapsed": False,
                }
            ],
        )

    def test_low_use(self):
        """Case D: ten kilometres a day; the end of July is six months after the end of January."""
        car = self._create_car(
            [(date(2025, 5, 1), 915)], sale_date=date(2025, 1, 31), sale_odometer=15
        )
        car._project_services(date(2025, 5, 2))
        self.assertEqual(car.daily_km, 17.5)
        self.assertEqual(car.observed_daily_km, 10.0)
        self.assertEqual(car.service_day_by_km, date(2025, 12, 21))
        self.assertEqual(car.next_service_date, date(2025, 7, 31))
        self.assertEqual(car.next_service_basis, "time")

    def test_overdue(self):
        """Case E: the due distance was passed between two readings."""
        car = self._create_car(
            [(date(2024, 7, 1), 31000), (date(2025, 1, 15), 40000), (date(2025, 5, 20), 49500)]
        )
        self._serve(car, date(2025, 1, 15), 40000)
        car._project_services(date(2025, 6, 1))
        self.assertEqual(car.next_service_date, date(2025, 4, 24))
        self.assertEqual(car.service_state, "overdue")

    def test_new_instrument(self):
        """Case F: the new instrument began at zero; nobody is refused (E-104) and distances go on."""
        car = self._create_car([(date(2024, 9, 2), 78800), (date(2025, 3, 1), 86000)])
        odometer = self.env["fleet.vehicle.odometer"]
        later = datetime(2025, 3, 1, 5)
        with self.assertRaisesRegex(UserError, "E-104"), self.cr.savepoint():
            odometer.create({"vehicle_id": car.id, "value": 0, "read_at": later})
        odometer.create(
            {"vehicle_id": car.id, "value": 0, "read_at": later, "is_new_instrument": True}
        )
        odometer.create({"vehicle_id": car.id, "value": 4800, "read_at": datetime(2025, 6, 29, 4)})
        points = car._get_cumulative_readings()[car.id]
        self.assertEqual(points[-1].km, 90800)
        self._serve(car, date(2025, 3, 1), 0)
        car._project_services(date(2025, 7, 1))
        self.assertEqual(car.daily_km, 40.0)
        self.assertEqual(car.next_service_km, 7500, "as the new instrument will show")

    def test_grid(self):
        """At multiples of 10 000 km, the next one at least half an interval away."""
        point = projection.Reading(date(2025, 1, 1), 14000)
        due = projection.routine_service([point], 40, point, 10000, 0, on_grid=True)
        self.assertEqual(due.km, 20000)
        point = projection.Reading(date(2025, 1, 1), 16000)
        due = projection.routine_service([point], 40, point, 10000, 0, on_grid=True)
        self.assertEqual(due.km, 30000)

    def test_status(self):
        today = date(2025, 6, 30)
        steps = ((31, "not_due"), (30, "soon"), (0, "soon"), (-1, "due"), (-15, "due"))
        steps += ((-16, "overdue"), (-90, "overdue"), (-91, "lost"))
        for days, expected in steps:
            self.assertEqual(projection.status(today + timedelta(days=days), today), expected)

    def test_status_moves_with_the_calendar(self):
        car = self._create_car([], sale_date=date(2025, 9, 10))
        car._project_services(date(2025, 10, 1))
        self.assertEqual(car.service_state, "not_due")
        self.env["fleet.vehicle"]._refresh_service_states(car.next_service_date)
        self.assertEqual(car.service_state, "soon")

    def test_most_specific_plan(self):
        """A plan of the model goes before one of the brand, and that before a general one."""
        plans = self.env["dms.service.plan"]
        brand = plans.create({"name": "品牌", "brand_id": self.brand.id})
        model = plans.create({"name": "车型", "model_id": self.model.id})
        self.assertEqual(model.brand_id, self.brand)
        car = self._create_car([])
        self.assertEqual(plans._match(car)[car], model)
        model.active = False
        self.assertEqual(plans._match(car)[car], brand)

    def test_plan_or_reading_makes_stale(self):
        car = self._create_car([], sale_date=date(2025, 9, 10))
        car._project_services()
        self.assertFalse(car.projection_stale)
        self._add_reading(car, 100)
        self.assertTrue(car.projection_stale)
        car._project_services()
        self.plan.interval_km = 9000
        self.assertTrue(car.projection_stale)

    def test_no_plan_no_data(self):
        car = self._create_car([])
        car._project_services()
        self.assertEqual(car.service_state, "no_data")
        self.plan.active = False
        car._project_services()
        self.assertEqual(car.service_state, "no_plan")
        car.service_status = "scrapped"
        car._project_services()
        self.assertFalse(car.service_state)

    def test_service_elsewhere(self):
        """What the customer had done elsewhere closes the due service and counts from there."""
        today = fields.Date.context_today(self.env.user)
        car = self._create_car([], sale_date=today - timedelta(days=400))
        car._project_services()
        due = car.service_due_ids
        self.assertEqual(due.kind, "first")
        declare = self.env["dms.service.declare"].with_user(self.advisor)
        with self.assertRaisesRegex(UserError, "future"):
            declare.create(
                {"vehicle_id": car.id, "date": today + timedelta(days=1), "odometer": 6000}
            ).action_confirm()
        declare.create({"vehicle_id": car.id, "date": today, "odometer": 6000}).action_confirm()
        self.assertEqual((due.date_done, due.is_elsewhere), (today, True))
        self.assertEqual(car.next_service_kind, "routine")
        self.assertEqual(car.next_service_km, 13500)
        self.assertEqual(len(car.service_due_ids), 2)

    def test_booking_is_prefilled(self):
        today = fields.Date.context_today(self.env.user)
        car = self._create_car([], sale_date=today - timedelta(days=60))
        car._project_services()
        context = car.action_book_service()["context"]
        kind = self.env["dms.service.type"].browse(context["default_service_type_id"])
        self.assertEqual(kind.code, "FS")
        slot = self.company._to_local(context["default_slot_start"]).date()
        self.assertLessEqual(slot, max(car.next_service_date, today + timedelta(days=1)))

    def test_rights(self):
        """The desk reads plans, the service manager keeps them."""
        with self.assertRaises(AccessError):
            self.plan.with_user(self.advisor).write({"interval_km": 1})
        self.plan.with_user(self.manager).write({"interval_km": 8000})

    def test_report(self):
        """The list of a month and its counts by status."""
        car = self._create_car([], sale_date=date(2025, 9, 10), sale_odometer=12)
        car.company_id = self.company
        car._project_services(date(2025, 10, 1))
        dataset = self.env["dms.report.dataset.sv08"]
        report = self.env.ref("dms_service.report_sv08")
        data = dataset._dataset(report, date(2026, 1, 1), date(2026, 1, 31), self.company, {})
        rows = {row["_key"]: row for row in data["tables"][0]["rows"]}
        self.assertEqual(rows[str(car.id)]["due_km"], 5000)
        self.assertTrue(data["tables"][1]["rows"])

    def test_queries_do_not_grow(self):
        """Fifty cars take as many queries as five."""
        cars = self.env["fleet.vehicle"].create(
            [
                {
                    "license_plate": f"粤C{number:05d}",
                    "model_id": self.model.id,
                    "sale_date": date(2025, 9, 10),
                }
                for number in range(60)
            ]
        )
        cars[:2]._project_services(date(2025, 10, 1))
        counts = []
        for group in (cars[2:7], cars[7:57]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            group._project_services(date(2025, 10, 1))
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])
