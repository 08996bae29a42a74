from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_reception import ReceptionCommon


@tagged("post_install", "-at_install", "dms")
class TestOdometer(ReceptionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vehicle = cls._create_vehicle()

    def test_latest_not_highest(self):
        """The last reading counts, also after the instrument was replaced."""
        self._add_reading(self.vehicle, 86000, days_ago=30)
        with self.assertRaisesRegex(UserError, "E-104"):
            self._add_reading(self.vehicle, 4800)
        self._add_reading(self.vehicle, 4800, reason="instrument replaced")
        self.assertEqual(self.vehicle.last_odometer, 4800)
        self.assertEqual(self.vehicle.odometer, 4800)

    def test_typing_error_is_suspect_and_can_be_rejected(self):
        """14 800 then 158 000: never used until somebody confirms it."""
        self._add_reading(self.vehicle, 14800, days_ago=60)
        slip = self._add_reading(self.vehicle, 158000, days_ago=1)
        self.assertEqual(slip.state, "suspect")
        self.assertIn("E-105", slip.verdict)
        self.assertEqual(self.vehicle.last_odometer, 14800)
        slip.action_confirm_reading()
        self.assertEqual(self.vehicle.last_odometer, 158000)
        slip.action_reject()
        self.assertEqual(self.vehicle.last_odometer, 14800)
        self._add_reading(self.vehicle, 22300)
        self.assertEqual(self.vehicle.last_odometer, 22300)

    def test_daily_cap_depends_on_usage(self):
        """8 000 km in ten days: impossible for a private car, normal for ride-hailing."""
        self._add_reading(self.vehicle, 20000, days_ago=10)
        self.assertEqual(self._add_reading(self.vehicle, 28000).state, "suspect")
        taxi = self._create_vehicle("粤B54321", usage="ride_hailing", vin_sn=False)
        self._add_reading(taxi, 20000, days_ago=10)
        self.assertEqual(self._add_reading(taxi, 28000).state, "valid")

    def test_late_entry_of_an_old_reading(self):
        """A reading of last year may be lower than today's and does not become the last one."""
        self._add_reading(self.vehicle, 30000)
        self._add_reading(self.vehicle, 12000, days_ago=300)
        self.assertEqual(self.vehicle.last_odometer, 30000)

    def test_same_reading_is_stored_once(self):
        self.vehicle._add_readings({self.vehicle: 5000}, source="gate")
        self.vehicle._add_readings({self.vehicle: 5000}, source="desk")
        self.assertEqual(len(self.vehicle.reading_ids), 1)

    def test_readings_are_computed_set_based(self):
        vehicles = self.vehicle
        for number in range(20):
            vehicles |= self._create_vehicle(f"粤B7{number:04d}", vin_sn=False)
        for vehicle in vehicles:
            self._add_reading(vehicle, 1000)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(2):
            vehicles.mapped("odometer")
