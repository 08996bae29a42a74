from datetime import date, timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.base.tests.common import BaseCommon


@tagged("post_install", "-at_install", "dms")
class TestDayClose(BaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.env["res.company"].create({"name": "Close Shop"})
        companies = {"company_id": cls.shop.id, "company_ids": [(6, 0, cls.shop.ids)]}
        cls.users = {
            role: new_test_user(
                cls.env, login=f"dc_{role}", groups=f"dms_base.group_dms_{role}", **companies
            )
            for role in ("accountant", "general_manager", "cashier", "advisor", "service_manager")
        }
        cls.today = cls.shop._local_date()
        cls.closes = cls.env["dms.day.close"].with_user(cls.users["accountant"])

    def setUp(self):
        super().setUp()
        self.checks = []
        self.startPatcher(
            patch.object(
                self.registry["dms.day.close"], "_day_close_checks", lambda close: self.checks
            )
        )

    def _day(self, ago=0):
        return self.today - timedelta(days=ago)

    def _check(self, ok, **vals):
        return {"code": "cash", "name": "Drawers are closed", "ok": ok, **vals}

    def test_close_locks_the_day(self):
        close = self.closes.create({})
        self.assertEqual(close.date, self.today)
        self.assertTrue(close.action_close())
        self.assertEqual((close.state, close.closed_by_id), ("closed", self.users["accountant"]))
        self.assertEqual(self.shop.closed_until, self.today)
        self.assertTrue(close.is_latest)
        with self.assertRaises(UserError):
            self.shop._check_day_open(self.today)
        self.assertEqual(self.shop._business_date(), self.today + timedelta(days=1))

    def test_pressed_twice(self):
        close = self.closes.create({})
        close.action_close()
        at = close.closed_at
        self.assertTrue(close.action_close())
        self.assertEqual((close.closed_at, close.version), (at, 1))

    def test_red_check_blocks(self):
        self.checks = [self._check(True, code="ok"), self._check(False, text="2 open")]
        close = self.closes.create({})
        with self.assertRaisesRegex(UserError, "Drawers are closed"):
            close.action_close()
        self.assertFalse(self.shop.closed_until)
        close.action_check()
        self.assertEqual(close.line_ids.mapped("is_ok"), [False, True])

    def test_check_opens_what_it_found(self):
        """Dates in a domain come back as text, which the client understands."""
        domain = [("create_date", "<", fields.Datetime.now()), ("id", "in", (1, 2))]
        self.checks = [self._check(False, res_model="res.partner", domain=domain)]
        close = self.closes.create({})
        close.action_check()
        action = close.line_ids.action_open()
        self.assertEqual(action["res_model"], "res.partner")
        self.env["res.partner"].search(action["domain"])

    def test_checks_see_everything(self):
        seen = []
        with patch.object(
            self.registry["dms.day.close"],
            "_day_close_checks",
            lambda close: seen.append((close.env.su, close.env.companies.ids)) or [],
        ):
            self.closes.create({}).action_check()
        self.assertEqual(seen, [(True, self.shop.ids)])

    def test_days_without_a_close_are_closed_with_it(self):
        self.closes.create({"date": self._day(4)}).action_close()
        due = self.closes.create({})
        self.assertEqual(due.date, self._day(3))
        due.sudo().unlink()
        self.closes.create({"date": self.today}).action_close()
        closes = self.closes.search([("company_id", "=", self.shop.id)])
        self.assertEqual(closes.mapped("date"), [self._day(ago) for ago in range(5)])
        self.assertEqual(set(closes.mapped("state")), {"closed"})

    def test_earlier_open_day_comes_first(self):
        self.closes.create({"date": self._day(2)})
        with self.assertRaisesRegex(UserError, str(self._day(2))):
            self.closes.create({"date": self._day(1)}).action_close()

    def test_future_day(self):
        with self.assertRaises(ValidationError):
            self.closes.create({"date": self._day(-1)})

    def test_one_close_a_day(self):
        self.closes.create({})
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.closes.create({"date": self.today})
            self.env.flush_all()

    def test_nothing_by_hand(self):
        """State and day are changed by the buttons, also over RPC."""
        close = self.closes.create({"state": "closed", "version": 9})
        self.assertEqual((close.state, close.version), ("open", 1))
        for vals in ({"state": "closed"}, {"date": date(2020, 1, 1)}, {"version": 4}):
            with self.assertRaises(UserError):
                close.write(vals)
        close.action_close()
        with self.assertRaises(UserError):
            close.unlink()
        with self.assertRaises(AccessError):
            self.env["dms.day.close.line"].with_user(self.users["accountant"]).create(
                {"close_id": close.id, "code": "x", "name": "x", "is_ok": True}
            )

    def test_reopen(self):
        self.closes.create({"date": self._day(1)}).action_close()
        close = self.closes.create({"date": self.today})
        close.action_close()
        wizard = Form(
            self.env["dms.day.close.reopen"]
            .with_user(self.users["accountant"])
            .with_context(default_close_id=close.id)
        )
        wizard.reason = "A card payment was missing"
        wizard.save().action_confirm()
        self.assertEqual(
            (close.state, close.version, close.reopen_reason),
            ("open", 2, "A card payment was missing"),
        )
        self.assertEqual(self.shop.closed_until, self._day(1))
        close.action_close()
        self.assertEqual(self.shop.closed_until, self.today)

    def test_reopen_refused(self):
        first = self.closes.create({"date": self._day(1)})
        first.action_close()
        last = self.closes.create({"date": self.today})
        last.action_close()
        with self.assertRaisesRegex(UserError, "latest"):
            first._reopen("too late")
        with self.assertRaisesRegex(UserError, "reason"):
            last._reopen("  ")
        for role in ("cashier", "service_manager", "advisor"):
            with self.assertRaises(AccessError):
                last.with_user(self.users[role])._reopen("no right")

    def test_old_day_is_reopened_by_the_general_manager(self):
        old = self.closes.create({"date": self._day(3)})
        old.action_close()
        with self.assertRaises(AccessError):
            old._reopen("the accountant is too late")
        old.with_user(self.users["general_manager"])._reopen("audit")
        self.assertEqual(old.state, "open")

    def test_rights(self):
        close = self.closes.create({})
        with self.assertRaises(AccessError):
            close.with_user(self.users["cashier"]).action_close()
        with self.assertRaises(AccessError):
            close.with_user(self.users["advisor"]).read(["state"])
        self.assertEqual(close.with_user(self.users["cashier"]).state, "open")
        close.with_user(self.users["service_manager"]).action_close()
        self.assertEqual(close.state, "closed")

    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        close = self.env["dms.day.close"].create({"company_id": other.id})
        self.assertFalse(self.closes.search([("id", "=", close.id)]))

    def test_booking_at_the_same_moment(self):
        """While somebody books, the day does not close; while it closes, nobody books."""
        close = self.closes.create({})
        with (
            patch.object(
                self.registry["res.company"], "lock_for_update", side_effect=self._lock_error()
            ),
            self.assertRaisesRegex(UserError, "press the button again"),
        ):
            close.action_close()

    def _lock_error(self):
        from odoo.exceptions import LockError

        return LockError("busy")
