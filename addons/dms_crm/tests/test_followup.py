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
        with self.assertRaises(UserError):
            self.followup.action_finish()
        self.assertEqual(self.followup.state, "planned", "nothing is half-saved")
        self.followup.cause_id = self.env["dms.complaint.cause"].search([], limit=1)
        self.followup.action_finish()
        case = self.followup.complaint_ids
        self.assertEqual(case.kind, "dissatisfaction")
        self.assertTrue(case.name.startswith("BM"))
        # points of 5, 5, 5 and 2: (100 + 100 + 100 + 30) / 4
        self.assertAlmostEqual(self.followup.score, 82.5)

    def test_every_question_is_asked(self):
        self.followup.grade_overall = "5"
        with self.assertRaisesRegex(UserError, "Car works"):
            self.followup.action_finish()

    def test_do_not_call(self):
        self.followup._record_outcome("opt_out", note="不要再打电话")
        self.assertTrue(self.customer.no_call)
        self.assertEqual(self.followup.state, "refused")
        order, settlement = self._run_to_settled()
        self._pay(settlement)
        self._deliver(order)
        planned = order.followup_ids
        self.assertEqual(planned.state, "exempt")
        planned.state = "due"
        own = planned.with_user(self.agent)
        own.action_all_satisfied()
        with self.assertRaisesRegex(UserError, "does not want to be called"):
            own.action_finish()
        self.assertEqual(planned.state, "due")

    def test_one_call_a_week_for_a_vehicle(self):
        self.followup.action_all_satisfied()
        self.followup.action_finish()
        order, settlement = self._run_to_settled()
        self._pay(settlement)
        self._deliver(order)
        again = order.followup_ids.with_user(self.agent)
        again.action_all_satisfied()
        with self.assertRaisesRegex(UserError, "was called on"):
            again.action_finish()
        self.assertNotEqual(again.state, "done")
        chief = new_test_user(
            self.env,
            login="dms_care_chief",
            groups="dms_base.group_dms_care_supervisor",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        again.with_user(chief).action_finish()
        self.assertEqual(again.state, "done")

    def test_the_bill_beside_the_promise(self):
        """Settled 628, agreed 628: no deviation; main jobs and settlement at hand."""
        self.assertAlmostEqual(self.followup.amount_settled, self.order.authorised_amount)
        self.assertAlmostEqual(self.followup.fee_deviation, 0.0)
        self.assertEqual(self.followup.settlement_names, self.order.settlement_ids.name)
        self.assertTrue(self.followup.job_names)

    def test_outcome_pressed_twice(self):
        wizard = self.env["dms.followup.outcome"].with_user(self.agent)
        vals = {"followup_id": self.followup.id, "outcome": "no_answer"}
        wizard.create(vals).action_save()
        wizard.create(vals).action_save()
        self.assertEqual(self.followup.attempt_count, 1)

    def test_towed_car_is_a_heavy_job(self):
        order = self._create_order(arrival_mode="towed")
        self.assertTrue(order._is_heavy_job())

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

    def test_open_cases_of_the_managers_day(self):
        """The manager's day (SM-01) counts complaints and dissatisfied customers until they are closed."""
        sheet = self.env["dms.checklist"].new({"company_id": self.company.id})
        before = sheet._routine_numbers()["complaints_open"]
        cases = self.env["dms.complaint"].create(
            [
                {"company_id": self.company.id, "description": "收费与估价不符", "kind": kind}
                for kind in ("complaint", "dissatisfaction", "praise")
            ]
        )
        self.assertEqual(sheet._routine_numbers()["complaints_open"], before + 2)
        cases[0].write({"solution": "退还差额", "result": "satisfied", "liability": "none"})
        cases[0].action_solve()
        cases[0].action_close()
        self.assertEqual(sheet._routine_numbers()["complaints_open"], before + 1)

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
        with self.assertRaisesRegex(UserError, "another person|who answers"):
            own.action_close()
        with self.assertRaisesRegex(UserError, "who answers"):
            case.action_close()
        own.liability = "company"
        with self.assertRaisesRegex(UserError, "another person"):
            own.action_close()
        case.action_close()
        self.assertTrue(case.is_closed)

    def _close_complaint(self, **vals):
        case = self.env["dms.complaint"].create(
            {
                "company_id": self.company.id,
                "description": "交车说明不清楚",
                "solution": "重新说明",
                "result": "accepted",
                "order_id": self.order.id,
                **vals,
            }
        )
        case.action_solve()
        case.action_close()
        return case

    def test_complaints_in_the_appraisal(self):
        """SV-09 item 403: five points, 2.5 off for each complaint the advisor answers for."""
        seller, other = self.env["hr.employee"].create(
            [
                {"name": "周敏", "user_id": self.advisor.id, "company_id": self.company.id},
                {"name": "赵强", "company_id": self.company.id},
            ]
        )
        mine = self._close_complaint(liability="company", liable_id=seller.id)
        self._close_complaint(liability="partial", liable_id=other.id)
        self._close_complaint(liability="maker", liable_id=False)
        self._close_complaint(kind="dissatisfaction")
        today = self.company._local_date()
        template = self.env["dms.checklist.template"]._published("SV-09", self.company)
        sheet = template._create_checklists(
            seller, company_id=self.company.id, period_start=today, period_end=today
        )
        line = sheet.line_ids.filtered(lambda one: one.code == "403")
        self.assertEqual((line.value, line.score), (1.0, 2.5))
        more = [self._close_complaint(liability="company", liable_id=seller.id) for _n in "12"]
        sheet.action_refresh_auto()
        self.assertEqual((line.value, line.score), (3.0, 0.0), "no points below nothing")
        (mine | more[0] | more[1]).liability = "third"
        sheet.action_refresh_auto()
        self.assertEqual((line.value, line.score, line.result), (0.0, 5.0, line.result))
        self.assertNotEqual(line.result, "na", "no complaint is a result, not a gap")
        kpi = self.env["dms.kpi"].search([("code", "=", "K-86.liable")])
        model, ids = self.env["dms.fact.liability"]._drill_records(
            "complaints", today, today, tuple(self.company.ids)
        )
        self.assertEqual((model, len(ids)), ("dms.complaint", 1), kpi.name)

    def _rescue(self, order, **vals):
        """A rescue whose repair order this is."""
        case = self.env["dms.rescue.order"].create(
            {
                "company_id": self.company.id,
                "safety": "safe",
                "caller": "王建国",
                "phone": "13800138000",
                "vehicle_id": self.vehicle.id,
                "location": "深南大道",
                "fault": "battery",
                **vals,
            }
        )
        case.sudo()._step().write({"state": "billed", "order_id": order.id})
        return case

    def test_call_closes_the_rescue(self):
        """The call after the rescue's repair order is the follow-up of the rescue, good or bad."""
        self.order.sudo().arrival_mode = "rescue"
        case, other = self._rescue(self.order), self._rescue(self._create_order())
        self.followup.action_all_satisfied()
        self.followup.write(
            {
                "grade_overall": "2",
                "verbatim": "等了一个多小时",
                "cause_id": self.env["dms.complaint.cause"].search([], limit=1).id,
            }
        )
        self.followup.action_finish()
        self.assertEqual((case.state, case.follow_result), ("followed", "dissatisfied"))
        self.assertEqual((case.followed_by_id, case.follow_note), (self.agent, "等了一个多小时"))
        self.assertEqual(other.state, "billed", "nobody was asked about that one")
        self.assertEqual(len(self.followup.complaint_ids), 1)

    def test_unhappy_at_the_roadside(self):
        """Asked at the desk: one case for customer care, however often the button is pressed."""
        case = self._rescue(self.order).with_user(self.agent)
        with self.assertRaisesRegex(UserError, "says of the rescue"):
            case.action_follow_up()
        case.follow_result = "dissatisfied"
        with self.assertRaisesRegex(UserError, "not happy"):
            case.action_follow_up()
        case.follow_note = "拖车师傅态度不好"
        case.action_follow_up()
        case.action_follow_up()
        self.assertEqual((case.state, case.followed_by_id), ("followed", self.agent))
        found = self.env["dms.complaint"].search([("description", "ilike", case.name)])
        self.assertEqual((len(found), found.order_id), (1, self.order))
