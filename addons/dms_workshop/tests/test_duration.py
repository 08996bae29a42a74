from datetime import datetime

from odoo.tests import TransactionCase, tagged

from odoo.addons.dms_workshop.models import duration


@tagged("post_install", "-at_install", "dms")
class TestDuration(TransactionCase):
    def test_split_keeps_every_hundredth(self):
        """2.00 h by 1.0 × 1.1 and 0.7 × 1.0: 1.22 and 0.77, the remainder 0.01 to the main technician."""
        self.assertEqual(duration.split(2.0, [1.1, 0.7]), [1.23, 0.77])

    def test_split_without_weights_goes_to_the_main_technician(self):
        self.assertEqual(duration.split(1.5, [0.0, 0.0]), [1.5, 0.0])

    def test_lunch_is_taken_off(self):
        """11:30 to 13:30 with lunch from 12 to 13 is one hour."""
        start, end = datetime(2026, 3, 2, 11, 30), datetime(2026, 3, 2, 13, 30)
        lunch = [(datetime(2026, 3, 2, 12), datetime(2026, 3, 2, 13))]
        seconds = (end - start).total_seconds() - duration.overlap(start, end, lunch)
        self.assertEqual(duration.hours(seconds), 1.0)

    def test_hours_round_half_up(self):
        self.assertEqual(duration.hours(18), 0.01)
        self.assertEqual(duration.hours(17), 0.0)
