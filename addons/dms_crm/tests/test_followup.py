from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.dms_service.tests.common import DmsServiceCommon


@tagged("post_install", "-at_install", "dms")
class TestFollowup(DmsServiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = new_test_user(
            cls.env,
            login="dms_care",
            groups="dms_base.group_dms_care_agent",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.order, settlement = cls._run_to_settled()
        cls._pay(settlement)
        cls._deliver(cls.order)
        cls.followup = cls.order.followup_ids.with_user(cls.agent)

    def test_delivery_plans_one_call(self):
        """A normal job gets the call of the third day; planning again adds nothing."""
        self.assertEqual(self.followup.rule_id.code, "F02")
        delivered = self.company._local_date(self.order.delivered_at)
        self.assertEqual(self.followup.date_due, delivered + timedelta(days=2))
        self.env["dms.followup"]._create_for_orders(self.order)
        self.assertEqual(len(self.order.followup_ids), 1)

    def test_satisfied_call(self):
        self.followup.action_all_satisfied()
        self.followup.action_finish()
        self.assertEqual(self.followup.state, "done")
        self.assertAlmostEqual(self.followup.score, 100.0)
        self.assertTrue(self.order.followed_up_at)
        self.assertFalse(self.followup.complaint_ids)

    def test_dissatisfaction_needs_words_and_opens_a_case(self):
        self.followup.action_all_satisfied()
        self.followup.grade_overall = "2"
        with self.assertRaises(UserError):
            self.followup.action_finish()
        self.followup.verbatim = "等了一个多小时才有人接待"
        self.followup.action_finish()
        case = self.followup.complaint_ids
        self.assertEqual(case.kind, "dissatisfaction")
        self.assertTrue(case.name.startswith("BM"))
        # points of 5, 5, 5 and 2: (100 + 100 + 100 + 30) / 4
        self.assertAlmostEqual(self.followup.score, 82.5)

    def test_advisor_does_not_measure_the_own_visit(self):
        with self.assertRaises(AccessError):
            self.order.followup_ids.with_user(self.advisor).action_all_satisfied()

    def test_three_tries_then_failed(self):
        for _attempt in range(3):
            self.followup._record_outcome("no_answer")
        self.assertEqual(self.followup.state, "failed")
        self.assertEqual(self.followup.attempt_count, 3)

    def test_call_later_uses_no_attempt(self):
        with self.assertRaises(UserError):
            self.followup._record_outcome("later")
        self.followup._record_outcome("later", next_try="2030-01-01 10:00:00")
        self.assertEqual(self.followup.attempt_count, 0)
        self.assertEqual(self.followup.state, "trying")

    def test_handler_does_not_close(self):
        case = self.env["dms.complaint"].create(
            {
                "company_id": self.company.id,
                "description": "收费与估价不符",
                "handler_id": self.agent.id,
            }
        )
        own = case.with_user(self.agent)
        own.write({"solution": "退还差额", "result": "satisfied"})
        own.action_solve()
        with self.assertRaises(UserError):
            own.action_close()
        case.action_close()
        self.assertTrue(case.is_closed)
