from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.dms_base.exceptions import Refusal

from .common import SIGNATURE, DmsServiceCommon


@tagged("post_install", "-at_install", "dms")
class TestGuards(DmsServiceCommon):
    """Each refusal of the desk is reachable and names its code."""

    def assertRefused(self, code, function, *args, **kwargs):
        with self.assertRaisesRegex(UserError, code), self.env.cr.savepoint():
            function(*args, **kwargs)
        self.env.invalidate_all()

    def test_reception(self):
        self._create_order()
        again = self._create_order(receive=False)
        self.assertRefused("E-106", again.action_receive)
        car = self._create_vehicle(plate="粤B54321", vin="LSVAA49J912345678")
        order = self._create_order(receive=False, vehicle_id=car.id, sender_relation="driver")
        self.assertRefused("E-109", order.action_receive)
        order.write({"sender_name": "李师傅", "sender_id_number": "440301199003071234"})
        car.owner_id = False
        self.assertRefused("E-110", order.action_receive)
        car.owner_id = self.customer
        order.action_receive()

    def test_estimate(self):
        order = self._create_order(lines=[])
        self.assertRefused("E-303", order.action_quote)
        order.order_line = [self._line(self.labour, 0.8)]
        order.promised_date = False
        self.assertRefused("E-304", order.action_quote)
        order.promised_date = fields.Datetime.now() + timedelta(minutes=5)
        self.assertRefused("E-304", order.action_quote)
        order.promised_date = fields.Datetime.now() + timedelta(hours=4)
        order.order_line = [self._line(self.pads, 1, part_grade=False)]
        self.assertRefused("E-308", order.action_quote)
        order.order_line[-1].part_grade = "used"
        self.assertRefused("E-308", order.action_quote)
        order.part_consent = True
        order.order_line[0].price_unit = 0
        self.assertRefused("E-309", order.action_quote)
        order.order_line[0].zero_price_reason = "gift"
        order.action_quote()

    def test_foreign_price_list(self):
        usd = self.env.ref("base.USD")
        usd.active = True
        foreign = self.env["product.pricelist"].create(
            {"name": "Export", "company_id": self.company.id, "currency_id": usd.id}
        )
        order = self._create_order(lines=[])
        self.assertRefused("Export", order.write, {"pricelist_id": foreign.id})

    def test_guarantee_below_the_law(self):
        order = self._create_order()
        order._ensure_jobs()
        order.job_ids.guarantee_km = 1000
        self.assertRefused("E-309b", order.action_quote)

    def test_payers(self):
        order = self._create_order(lines=[self._line(self.labour, 1, payer_type="insurer")])
        self.assertRefused("E-310", order.action_quote)
        order.write({"insurer_id": self.insurer.id, "insurance_claim_no": "BX-1"})
        order.action_quote()
        other = self._create_order(
            lines=[self._line(self.labour, 1, payer_type="warranty")], is_add_on=True
        )
        self.assertRefused("E-310", other.action_quote)

    def test_discount(self):
        """10 % on labour for the advisor, 30 % for the manager, above it the general manager."""
        order = self._create_order(lines=[self._line(self.labour, 1, discount=10)])
        order.with_user(self.advisor).action_quote()
        order.action_requote()
        order.order_line.discount = 11
        self.assertRefused("E-311", order.with_user(self.advisor).action_quote)
        order.with_user(self.manager).action_approve_discount()
        order.with_user(self.advisor).action_quote()
        order.action_requote()
        self.assertFalse(order.discount_approved_by_id, "a new estimate needs a new approval")
        order.order_line.discount = 31
        self.assertRefused("E-311", order.with_user(self.manager).action_quote)
        with self.assertRaises(UserError):
            order.with_user(self.advisor).action_approve_discount()

    def test_authorise(self):
        order = self._create_order(receive=False)
        order.action_quote()
        self.assertRefused("E-301", order._authorise, signature=SIGNATURE, signed_by="王")
        order.action_receive()
        self.assertRefused("E-307", order._authorise, signed_by="王")
        order.old_part_choice = False
        self.assertRefused("E-305", order._authorise, signature=SIGNATURE, signed_by="王")
        order.old_part_choice = "take"
        order.validity_date = fields.Date.today() - timedelta(days=2)
        self.assertRefused("E-306", order._authorise, signature=SIGNATURE, signed_by="王")
        order.validity_date = fields.Date.today() + timedelta(days=2)
        order._authorise(signature=SIGNATURE, signed_by="王")
        self.assertEqual(order.repair_stage, "authorised")

    def test_core_confirm_is_the_same_gate(self):
        order = self._create_order()
        self.assertRefused("E-307", order.action_confirm)

    def test_ready(self):
        order = self._create_order()
        self._authorise(order)
        self.assertRefused("E-506", order.action_mark_ready)
        order.action_qc_passed()
        order.repair_class = "level2"
        self.assertRefused("E-507", order.action_mark_ready)
        order.certificate_no = "HG-0001"
        order.action_mark_ready()

    def test_not_signed_no_work(self):
        order = self._create_order()
        with self.assertRaises(UserError):
            order.action_work_done()

    def test_settlement(self):
        order = self._create_order()
        self._authorise(order)
        self.assertRefused("E-601", order.action_create_settlement)
        self._finish_work(order)
        self.assertRefused("E-602", order.action_create_settlement)
        self._issue_parts(order)
        order.customer_complaint = False
        self.assertRefused("E-610", order.action_create_settlement)
        order.customer_complaint = "异响"
        order.action_create_settlement()

    def test_payers_must_add_up(self):
        order = self._create_order()
        self._authorise(order)
        self._issue_parts(order)
        self._finish_work(order)
        settlement = order._create_settlements()
        order.order_line[0].accepted = False
        self.assertRefused("E-609", settlement.action_confirm)

    def test_release(self):
        order, settlement = self._run_to_settled()
        self.assertRefused("E-701", order.action_release)
        self.company.statement_sign_required = True
        self._pay(settlement)
        self.assertRefused("E-704", order.action_release)
        settlement._sign(SIGNATURE, "王建国")
        order.old_part_choice = "take"
        self.assertRefused("E-703", order.action_release)
        order.old_parts_handed = True
        order.action_release()

    def test_gate(self):
        order, settlement = self._run_to_settled()
        codes = [code for code, _text, _role in self.vehicle._gate_exit_blockers("repair")]
        self.assertEqual(codes, ["E-701"])
        self.assertFalse(self.vehicle._gate_exit_blockers("road_test"))
        self._pay(settlement)
        order.action_release()
        self.assertFalse(self.vehicle._gate_exit_blockers("repair"))
        order._get_gate_passes().valid_to = fields.Datetime.now() - timedelta(minutes=1)
        codes = [code for code, _text, _role in self.vehicle._gate_exit_blockers("repair")]
        self.assertEqual(codes, ["E-702"])
        order.action_renew_gate_pass()
        self.assertFalse(self.vehicle._gate_exit_blockers("repair"))

    def test_gate_log_delivers(self):
        """The guard lets the car out: T26, odometer and guarantee follow by themselves."""
        order, settlement = self._run_to_settled()
        self._pay(settlement)
        order.action_release()
        log = self.env["dms.gate.log"].create(
            {"vehicle_id": self.vehicle.id, "exit_type": "repair", "odometer": 12008}
        )
        log._after_vehicle_out()
        self.assertEqual((order.repair_stage, order.odometer_out), ("delivered", 12008))

    def test_void(self):
        order = self._create_order()
        self._authorise(order)
        self.assertRefused("E-112", order.action_void, "录错")
        with self.assertRaises(UserError):
            order.action_cancel()
        with self.assertRaises(UserError):
            order.unlink()

    def test_leave_with_parts_out(self):
        order = self._create_order()
        self._authorise(order)
        self._issue_parts(order)
        self.assertRefused("E-602", order.action_leave_unrepaired, "不修了")

    def test_credit_blocked(self):
        order = self._create_order(payment_way="credit")
        blocked = patch.object(type(order), "_is_credit_blocked", lambda one: True)
        with blocked:
            self.assertRefused("E-313", order._authorise, signature=SIGNATURE, signed_by="王")
        self.assertEqual(order.state, "draft")
        order._authorise(signature=SIGNATURE, signed_by="王")

    def test_issue_needs_the_agreement(self):
        order = self._create_order()
        self._authorise(order)
        slip = order.picking_ids
        extra = self.env["stock.move"].create(
            {
                "product_id": self.pads.id,
                "product_uom_qty": 1,
                "product_uom": self.pads.uom_id.id,
                "picking_id": slip.id,
                "location_id": slip.location_id.id,
                "location_dest_id": slip.location_dest_id.id,
            }
        )
        self.assertRefused("E-502", slip.action_issue_all)
        self.assertNotEqual(slip.state, "done")
        oil = order.order_line.filtered(lambda line: line.product_id == self.oil)
        extra.write({"sale_line_id": oil.id, "quantity": 1})
        self.assertRefused("E-503", slip.action_issue_all)
        self.assertFalse(sum(order.order_line.mapped("qty_delivered")))
        extra._action_cancel()
        slip.action_issue_all()
        self.assertEqual(slip.state, "done")

    def test_open_supplement(self):
        order = self._create_order()
        self._authorise(order)
        supplement = self.env["dms.ro.supplement"].create(
            {
                "order_id": order.id,
                "finding": "渗油",
                "line_ids": [(0, 0, {"product_id": self.labour_brake.id, "quantity": 1.2})],
            }
        )
        supplement.action_quote()
        order.action_work_done()
        self.assertRefused("E-401", order.action_mark_ready)
        self.assertFalse(order.ready_at)

    def test_way_out(self):
        """A refusal offers the step that helps, and its button really exists."""
        order = self._create_order()
        self._authorise(order)
        with self.assertRaises(Refusal) as caught, self.env.cr.savepoint():
            order.order_line = [self._line(self.pads, 1)]
        self.env.invalidate_all()
        self.assertEqual(caught.exception.context["method"], "action_new_supplement")
        for _code, (label, method) in order._get_remedies().items():
            self.assertTrue(label)
            self.assertTrue(callable(getattr(order, method)))
            self.assertFalse(method.startswith("_"))
        again = self._create_order(receive=False)
        action = again.action_open_running()
        self.assertEqual(action["res_id"], order.id)
        self.assertEqual(order.action_open_vehicle()["res_id"], self.vehicle.id)
        self.assertEqual(order.action_view_issues()["domain"], [("sale_id", "=", order.id)])
