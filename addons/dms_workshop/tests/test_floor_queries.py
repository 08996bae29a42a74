from datetime import datetime

from odoo.tests import tagged

from .common import DmsWorkshopCommon


@tagged("post_install", "-at_install", "dms")
class TestFloorQueries(DmsWorkshopCommon):
    """The steps of the floor keep their number of queries."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._run(lambda _limit, step: step(), cls.order)
        cls.vehicle = cls._create_vehicle("粤B22222", "LSVAA49J912345678")
        cls.second = cls._create_order()
        cls._authorise(cls.second)

    @classmethod
    def _run(cls, step, order):
        """Dispatch, clock, final inspection and pre-delivery check of an order with one operation.

        :param step: function (limit of queries, step) that runs it
        """
        line = order.order_line.filtered(lambda one: one.fee_kind == "labour")
        dispatch = step(27, lambda: cls._dispatch(line))
        step(19, lambda: dispatch._clock_start(cls.main))
        step(21, lambda: dispatch._finish(cls.main))
        step(68, lambda: cls._inspect(order))
        cls._issue_parts(order)
        step(
            37,
            lambda: (
                order._get_pre_delivery_sheet()
                .with_user(cls.advisor)
                ._complete(signatures=[{"role": "advisor"}])
            ),
        )
        return dispatch

    def _count(self, limit, step):
        """Run a step as a request of its own and count its queries."""
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(limit):
            result = step()
            self.env.flush_all()
        return result

    def test_steps(self):
        dispatch = self._run(self._count, self.second)
        self.assertTrue(self.second.ready_at)
        credit = self.env["dms.labour.credit"].search(
            [("res_model", "=", "dms.dispatch"), ("res_id", "=", dispatch.id)]
        )
        self.assertEqual(credit.employee_id, self.main)
        self.assertEqual(credit.operation, dispatch.line_ids.name)

    def test_lunch_is_asked_only_where_it_can_matter(self):
        """A stretch of the morning asks one query; one over noon loses the break of the calendar."""
        calendar = self.main.sudo().resource_calendar_id
        calendar.tz = self.main.tz = "Asia/Shanghai"
        lunches = calendar.attendance_ids.filtered(lambda row: row.day_period == "lunch")
        self.assertTrue(lunches, "The standard calendar of Odoo has lunch breaks.")
        # Monday 2 March 2026; 08:00 in Shanghai is 00:00 UTC, lunch is from 12 to 13.
        morning = datetime(2026, 3, 2, 0, 0), datetime(2026, 3, 2, 3, 0)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            self.assertEqual(self.main._get_lunch_breaks(*morning), [])
        noon = datetime(2026, 3, 2, 3, 0), datetime(2026, 3, 2, 6, 0)
        self.assertEqual(
            self.main._get_lunch_breaks(*noon),
            [(datetime(2026, 3, 2, 4, 0), datetime(2026, 3, 2, 5, 0))],
        )
        days = datetime(2026, 3, 2, 8, 0), datetime(2026, 3, 3, 8, 0)
        self.assertEqual(len(self.main._get_lunch_breaks(*days)), 1)
