from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged, users, warmup

from .common import DmsServiceCommon


@tagged("post_install", "-at_install", "dms")
class TestRepairRights(DmsServiceCommon):
    def test_technician_does_not_settle(self):
        order = self._create_order()
        self._authorise(order)
        self._issue_parts(order)
        self._finish_work(order)
        with self.assertRaises(AccessError):
            self.env["dms.settlement"].with_user(self.technician).search([])
        with self.assertRaises(AccessError):
            order.with_user(self.technician)._create_settlements()

    def test_guard_sees_no_order(self):
        order = self._create_order()
        with self.assertRaises(AccessError):
            order.with_user(self.guard).read(["amount_total"])
        answer = self.vehicle.with_user(self.guard)._gate_exit_blockers("repair")
        self.assertEqual(answer[0][0], "E-701")

    def test_cost_is_hidden(self):
        _order, settlement = self._run_to_settled()
        line = settlement.line_ids[:1].with_user(self.advisor)
        self.assertTrue(line.amount_net)
        with self.assertRaises(AccessError):
            line.read(["amount_cost"])

    def test_log_is_read_only(self):
        order = self._create_order()
        events = order.event_ids.with_user(self.manager)
        self.assertTrue(events.mapped("code"))
        with self.assertRaises(UserError):
            events[0].write({"note": "x"})
        with self.assertRaises(AccessError):
            events.create({"order_id": order.id, "code": "T09"})

    def test_frozen_lines(self):
        _order, settlement = self._run_to_settled()
        with self.assertRaises(AccessError):
            settlement.line_ids[:1].with_user(self.manager).write({"amount_net": 0})

    def test_companies_are_apart(self):
        order, settlement = self._run_to_settled()
        other = self._create_shop("另一家店")
        user = self.advisor.copy({"login": "advisor_other"})
        user.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        env = self.env(user=user, context={"allowed_company_ids": other.ids})
        for model in ("dms.settlement", "dms.settlement.line", "dms.ro.job", "dms.ro.event"):
            self.assertFalse(env[model].search([]), model)
        self.assertFalse(env["sale.order"].search([("id", "=", order.id)]))
        self.assertTrue(settlement)

    def test_internal_amounts_need_no_rights(self):
        """The advisor settles internal work: clearing entry included."""
        order = self._create_order(lines=[self._line(self.labour, 1, payer_type="internal")])
        order = order.with_user(self.advisor)
        self._authorise(order)
        self._finish_work(order)
        order._create_settlements().action_confirm()
        self.assertEqual(order.repair_stage, "paid")


@tagged("post_install", "-at_install", "dms")
class TestRepairQueries(DmsServiceCommon):
    """What one step costs, warm; the sum stays below bare quotation, delivery and invoice."""

    LIMITS = {
        "receive": 12,
        "quote": 12,
        "authorise": 120,
        "issue": 50,
        "work": 15,
        "settle": 95,
        "release": 15,
    }

    def _run_measured(self, counts, plate):
        vehicle = self._create_vehicle(plate=plate, vin="LSVAA49J912345678")
        order = self._create_order(receive=False, vehicle_id=vehicle.id)
        steps = {
            "receive": lambda: order.action_receive(),
            "quote": lambda: order.action_quote(),
            "authorise": lambda: self._authorise(order),
            "issue": lambda: self._issue_parts(order),
            "work": lambda: self._finish_work(order),
            "settle": lambda: self._settle(order),
            "release": lambda: order.action_release(),
        }
        for name, step in steps.items():
            if name == "release":
                self._pay(order.settlement_ids)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            step()
            self.env.flush_all()
            counts[name] = self.env.cr.sql_log_count - before
        vehicle.active = False
        self.env.flush_all()

    def test_steps(self):
        self._run_measured({}, "粤B30001")
        counts = {}
        self._run_measured(counts, "粤B30002")
        over = {name: count for name, count in counts.items() if count > self.LIMITS[name]}
        self.assertFalse(over, f"{counts}")

    @users("dms_advisor")
    @warmup
    def test_list(self):
        """The list of the desk costs the same for one order and for many."""
        orders = self.env["sale.order"]
        spec = {
            "name": {},
            "vehicle_plate": {},
            "partner_id": {"fields": {"display_name": {}}},
            "repair_stage": {},
            "is_late": {},
            "amount_total": {},
        }
        domain = [("is_repair", "=", True)]
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        orders.web_search_read(domain, spec)
        self.assertLessEqual(self.env.cr.sql_log_count - before, 12)
