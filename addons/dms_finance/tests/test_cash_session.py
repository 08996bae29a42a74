from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import DmsFinanceCommon


@tagged("post_install", "-at_install", "dms")
class TestCashSession(DmsFinanceCommon):
    def test_count_and_close(self):
        """Float 500 and 100 in cash: 600 expected; a right count needs no reason."""
        session = self._open_drawer(opening_float=500.0)
        self._take((self.drawer, 100.0, None))
        self.assertAlmostEqual(session.cash_expected, 600.0)
        session._close(600.0)
        self.assertEqual(session.state, "closed")
        self.assertAlmostEqual(session.difference, 0.0)

    def test_difference_needs_reason(self):
        session = self._open_drawer(opening_float=500.0)
        with self.assertRaises(UserError):
            session._close(495.0)
        session._close(495.0, "硬币短少")
        self.assertAlmostEqual(session.difference, -5.0)

    def test_other_person_may_not_close(self):
        session = self._open_drawer()
        with self.assertRaises(UserError):
            session.with_env(self.env(user=self.manager)).sudo()._close(500.0, "x")

    @mute_logger("odoo.sql_db")
    def test_one_drawer_one_session(self):
        self._open_drawer()
        with self.assertRaises(UniqueViolation), self.cr.savepoint():
            self._open_drawer()
            self.env.flush_all()

    def test_session_is_never_deleted(self):
        session = self._open_drawer()
        with self.assertRaises(UserError):
            session.sudo().unlink()

    def test_open_session_blocks_day_close(self):
        self._open_drawer()
        close = self.env["dms.day.close"].create({"company_id": self.company.id})
        with self.assertRaises(UserError):
            close.action_close()
