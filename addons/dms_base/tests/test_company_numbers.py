from datetime import date, datetime

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from odoo.addons.base.tests.common import BaseCommon

DAY = date(2031, 3, 16)


@tagged("post_install", "-at_install", "dms")
class TestCompanyNumbers(BaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.env["res.company"].create({"name": "Number Shop"})
        cls.other = cls.env["res.company"].create({"name": "Other Shop"})

    def test_format_and_order(self):
        self.assertEqual(self.shop._next_number("QA", DAY), "QA20310316-0001")
        self.assertEqual(self.shop._next_number("QA", DAY), "QA20310316-0002")
        self.assertEqual(
            self.shop._next_numbers("QA", 3, DAY),
            ["QA20310316-0003", "QA20310316-0004", "QA20310316-0005"],
        )

    def test_each_day_prefix_and_company_begins_with_one(self):
        self.shop._next_numbers("QA", 7, DAY)
        self.assertEqual(self.shop._next_number("QB", DAY), "QB20310316-0001")
        self.assertEqual(self.shop._next_number("QA", date(2031, 3, 17)), "QA20310317-0001")
        self.assertEqual(self.other._next_number("QA", DAY), "QA20310316-0001")

    def test_two_days_at_a_time_stay_unique(self):
        """After a day close bookings go to tomorrow while a gate log still counts on today."""
        days = [DAY, date(2031, 3, 17)] * 5
        numbers = [self.shop._next_number("QA", day) for day in days]
        self.assertEqual(len(set(numbers)), 10)

    def test_one_statement(self):
        for gapless in (False, True):
            self.shop._next_number("QA" if gapless else "QB", DAY, gapless)
            with self.assertQueryCount(1):
                self.shop._next_numbers("QA" if gapless else "QB", 20, DAY, gapless)

    def test_none_asked(self):
        self.assertEqual(self.shop._next_numbers("QA", 0, DAY), [])

    def test_gapless_gives_a_rolled_back_number_again(self):
        self.assertEqual(self.shop._next_number("JS", DAY, gapless=True), "JS20310316-0001")
        with self.assertRaises(UserError), self.cr.savepoint():
            self.assertEqual(self.shop._next_number("JS", DAY, gapless=True), "JS20310316-0002")
            raise UserError(self.env._("rolled back"))
        self.assertEqual(self.shop._next_number("JS", DAY, gapless=True), "JS20310316-0002")

    def test_kind_changes_within_a_day(self):
        """No number is given twice when a series changes its kind."""
        first = self.shop._next_numbers("QC", 3, DAY, gapless=True)
        then = self.shop._next_numbers("QC", 3, DAY)
        last = self.shop._next_numbers("QC", 3, DAY, gapless=True)
        self.assertEqual(then[0], "QC20310316-0004")
        self.assertEqual(len({*first, *then, *last}), 9)

    def test_prefix_is_letters(self):
        for prefix in ("", "wt", "W-T", "A;DROP", "ABCDEFGHI"):
            with self.assertRaises(ValueError):
                self.shop._next_number(prefix, DAY)

    def test_business_date(self):
        """23:40 in Shanghai on the 31st is 15:40 UTC; 00:10 on the 1st is still the 31st in UTC."""
        evening, night = datetime(2025, 3, 31, 15, 40), datetime(2025, 3, 31, 16, 10)
        self.assertEqual(self.shop._business_date(evening), date(2025, 3, 31))
        self.assertEqual(self.shop._business_date(night), date(2025, 4, 1))
        self.shop.closed_until = date(2025, 3, 31)
        self.assertEqual(self.shop._business_date(evening), date(2025, 4, 1))
        self.assertEqual(self.shop._business_date(night), date(2025, 4, 1))

    def test_closed_day_is_refused(self):
        self.shop._check_day_open(date(2025, 3, 31))
        self.shop.closed_until = date(2025, 3, 31)
        with self.assertRaisesRegex(UserError, "2025"):
            self.shop._check_day_open(date(2025, 3, 31))
        self.shop._check_day_open(date(2025, 4, 1))

    def test_set_up_again(self):
        """Every call is safe to repeat, for several companies at once."""
        companies = self.shop | self.other
        companies._setup_dms()
        companies._setup_dms()


@tagged("post_install", "-at_install", "dms")
class TestUninstall(TransactionCase):
    def test_sequences_go(self):
        """The uninstall hook drops exactly our sequences."""
        from ..hooks import uninstall_hook

        self.env.company._next_number("QZ", DAY)
        uninstall_hook(self.env)
        self.env.cr.execute("SELECT relname FROM pg_class WHERE relname ~ '^dms_number_[0-9]'")
        self.assertFalse(self.env.cr.fetchall())
