from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import DmsWorkshopCommon


@tagged("post_install", "-at_install", "dms")
class TestClock(DmsWorkshopCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dispatch = cls._dispatch()
        cls.other_order = cls._create_order(
            vehicle_id=cls._create_vehicle("粤B54321", "LSVAA49J912345678").id
        )
        cls._authorise(cls.other_order)
        line = cls.other_order.order_line.filtered(lambda item: item.fee_kind == "labour")
        cls.other = cls._dispatch(line)

    def test_start_and_finish(self):
        self.dispatch._clock_start(self.main)
        self.assertEqual(self.dispatch.state, "working")
        self.assertEqual(self.order.repair_stage, "working")
        self.dispatch._finish(self.main)
        self.assertEqual(self.dispatch.state, "done")
        self.assertTrue(self.order.work_done_at)
        self.assertEqual(self.order.workshop_state, "to_inspect")

    def test_start_twice_is_one_clock(self):
        first = self.dispatch._clock_start(self.main)
        self.assertEqual(self.dispatch._clock_start(self.main), first)
        self.assertEqual(len(self.dispatch.log_ids), 1)

    def test_one_running_clock_per_technician(self):
        self.dispatch._clock_start(self.main)
        with self.assertRaises(UserError):
            self.other._clock_start(self.main)

    @mute_logger("odoo.sql_db")
    def test_database_refuses_a_second_running_clock(self):
        vals = {
            "employee_id": self.main.id,
            "company_id": self.company.id,
            "date_start": fields.Datetime.now(),
        }
        logs = self.env["dms.dispatch.log"]
        logs.create({**vals, "dispatch_id": self.dispatch.id})
        with self.assertRaises(UniqueViolation), self.cr.savepoint():
            logs.create({**vals, "dispatch_id": self.other.id})
            self.env.flush_all()

    def test_overlap_is_refused(self):
        now = fields.Datetime.now()
        vals = {
            "employee_id": self.main.id,
            "company_id": self.company.id,
            "dispatch_id": self.dispatch.id,
        }
        logs = self.env["dms.dispatch.log"]
        logs.create(
            {**vals, "date_start": now - timedelta(hours=3), "date_end": now - timedelta(hours=1)}
        )
        with self.assertRaises(ValidationError):
            logs.create({**vals, "date_start": now - timedelta(hours=2), "date_end": now})

    def test_pause_for_parts_opens_a_hold(self):
        self.dispatch._clock_start(self.main)
        self.dispatch.log_ids.date_start = fields.Datetime.now() - timedelta(minutes=30)
        self.dispatch._clock_stop(self.main, self.env.ref("dms_workshop.dms_stop_reason_01"))
        self.assertEqual(self.dispatch.state, "wait_parts")
        self.assertEqual(self.order.hold_ids.reason, "parts")
        self.dispatch._release_waiting("wait_parts")
        self.assertEqual(self.dispatch.state, "queue")
        self.assertTrue(self.dispatch.ready_flag)
        self.assertTrue(self.order.hold_ids.date_to)
        self.assertFalse(self.dispatch.log_ids.filtered(lambda log: not log.date_end))

    def test_other_reason_needs_a_remark(self):
        self.dispatch._clock_start(self.main)
        with self.assertRaises(UserError):
            self.dispatch._clock_stop(self.main, self.env.ref("dms_workshop.dms_stop_reason_99"))

    def test_finish_without_clock_is_refused(self):
        with self.assertRaisesRegex(UserError, "E-504"):
            self.dispatch._finish(self.main)
        self.assertEqual(self.dispatch.state, "queue")

    def test_nobody_corrects_the_own_clock(self):
        self.main.user_id = self.technician
        self._work(self.dispatch)
        log = self.dispatch.log_ids
        end = log.date_end
        with self.assertRaises(UserError):
            log.with_user(self.technician)._correct(end - timedelta(hours=1), end, "忘记打卡")
        log.with_user(self.supervisor)._correct(end - timedelta(hours=1), end, "忘记打卡")
        self.assertAlmostEqual(log.net_hours, 1.0, delta=1.0)
        self.assertEqual(log.fix_ids.reason, "忘记打卡")

    def test_clocked_time_is_never_deleted(self):
        self._work(self.dispatch)
        with self.assertRaises(UserError):
            self.dispatch.log_ids.unlink()
        with self.assertRaises(UserError):
            self.dispatch.unlink()

    def test_auto_stop_closes_at_the_end_of_the_shift(self):
        """Clock of yesterday still runs: it is closed at the end of yesterday's shift, the job is paused."""
        self.main.tz = self.company.resource_calendar_id.tz
        monday = fields.Datetime.now() - timedelta(days=fields.Datetime.now().weekday() + 7)
        start = monday.replace(hour=8, minute=30, second=0, microsecond=0)
        log = self.env["dms.dispatch.log"].create(
            {
                "employee_id": self.main.id,
                "company_id": self.company.id,
                "dispatch_id": self.dispatch.id,
                "date_start": start,
            }
        )
        self.dispatch.state = "working"
        expected = log._get_shift_end(fields.Datetime.now())
        self.env["dms.dispatch"]._cron_auto_stop()
        self.assertEqual(log.date_end, expected)
        self.assertTrue(log.flagged)
        self.assertEqual(self.dispatch.state, "paused")
