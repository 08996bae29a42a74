from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.dms_base.exceptions import Refusal

from .common import SIGNATURE, DmsServiceCommon


@tagged("post_install", "-at_install", "dms")
class TestAuthority(DmsServiceCommon):
    """No way around the authority for discounts (E-311): typed prices, supplements, late changes."""

    def assertRefused(self, code, function, *args, **kwargs):
        with self.assertRaisesRegex(UserError, code), self.env.cr.savepoint():
            function(*args, **kwargs)
        self.env.invalidate_all()

    def test_price_typed_below_the_list(self):
        order = self._create_order()
        desk = order.with_user(self.advisor)
        labour = desk.order_line.filtered(lambda line: line.fee_kind == "labour")
        labour.price_unit = 180
        desk.action_quote()
        desk.action_requote()
        labour.price_unit = 170
        self.assertRefused("E-311", desk.action_quote)
        self.assertEqual(order.state, "draft")
        labour.write({"price_unit": 0, "zero_price_reason": "gift"})
        self.assertRefused("E-311", desk.action_quote)
        labour.zero_price_reason = "rework"
        desk.action_quote()

    def test_price_of_an_import(self):
        line = self._line(self.labour, 0.8, price_unit=100)
        order = self._create_order(lines=[line])
        self.assertRefused("E-311", order.with_user(self.advisor).action_quote)

    def test_the_manager_approves_by_quoting(self):
        order = self._create_order(lines=[self._line(self.labour, 1, discount=25)])
        order.with_user(self.manager).action_quote()
        self.assertEqual(order.discount_approved_by_id, self.manager)
        self._authorise(order.with_user(self.advisor))
        self._finish_work(order)
        self.assertTrue(order.with_user(self.advisor)._create_settlements())

    def test_a_change_asks_again(self):
        order = self._create_order(lines=[self._line(self.labour, 1, discount=20)])
        order.with_user(self.manager).action_approve_discount()
        order.order_line.with_user(self.advisor).discount = 60
        self.assertFalse(order.discount_approved_by_id)
        self.assertRefused("E-311", order.with_user(self.advisor).action_quote)

    def test_discount_after_the_signature(self):
        order = self._create_order(lines=[self._line(self.labour, 1)])
        self._authorise(order)
        self._finish_work(order)
        order.order_line.with_user(self.advisor).discount = 25
        desk = order.with_user(self.advisor)
        self.assertRefused("E-311", desk._create_settlements)
        order.with_user(self.manager).action_approve_discount()
        self.assertTrue(desk._create_settlements())

    def test_the_manager_is_asked(self):
        """The refusal leads to the manager: asked once, answered, told."""
        order = self._create_order(lines=[self._line(self.labour, 1, discount=20)])
        desk = order.with_user(self.advisor)
        with self.assertRaises(Refusal) as refusal, self.env.cr.savepoint():
            desk.action_quote()
        self.assertEqual(refusal.exception.context["method"], "action_ask_approval")
        desk.action_ask_approval()
        desk.action_ask_approval()
        asked = order.activity_ids.filtered(lambda one: one.user_id == self.manager)
        self.assertEqual(len(asked), 1)
        self.assertIn("service manager", asked.note)
        self.assertEqual(order.approval_asked_by_id, self.advisor)
        home = self.env["dms.cockpit"].with_user(self.manager)
        cockpit = self.env.ref("dms_base.dms_cockpit_manager")
        texts = [one["text"] for one in home._cockpit_exceptions(cockpit)]
        self.assertIn("Approvals asked for", texts)
        order.with_user(self.manager).action_approve_discount()
        self.assertFalse(order.approval_asked_at)
        self.assertFalse(order.activity_ids)
        self.assertIn("Approved", order.message_ids[0].body)
        desk.action_quote()

    def test_the_manager_says_no(self):
        order = self._create_order(lines=[self._line(self.labour, 1, discount=20)])
        order.with_user(self.advisor).action_ask_approval()
        with self.assertRaises(AccessError):
            order.with_user(self.advisor).action_refuse_approval()
        order.with_user(self.manager).action_refuse_approval()
        self.assertFalse(order.approval_asked_at)
        self.assertRefused("E-311", order.with_user(self.advisor).action_quote)

    def test_approval_within_authority(self):
        """31 % on labour is above the manager too: he asks the general manager."""
        order = self._create_order(lines=[self._line(self.labour, 1, discount=31)])
        self.assertRefused("E-311", order.with_user(self.manager).action_approve_discount)
        self.assertFalse(order.discount_approved_by_id)

    def test_supplement(self):
        order = self._create_order()
        self._authorise(order)
        supplement = self.env["dms.ro.supplement"].create(
            {
                "order_id": order.id,
                "finding": "制动片到极限",
                "line_ids": [(0, 0, {"product_id": self.labour_brake.id, "quantity": 1.2})],
            }
        )
        supplement.line_ids.price_unit = 100
        self.assertRefused("E-311", supplement.with_user(self.advisor).action_quote)
        self.assertEqual(supplement.state, "draft")
        supplement.line_ids.price_unit = 190
        supplement.with_user(self.advisor).action_quote()
        supplement._approve(signature=SIGNATURE, signed_by="王建国")
        self.assertEqual(order.order_line[-1].price_unit, 190)

    def test_package_carries_its_price(self):
        package = self.env["dms.repair.package"].create(
            {
                "name": "保养套餐",
                "line_ids": [
                    (0, 0, {"product_id": self.labour.id, "quantity": 0.8, "discount": 40}),
                    (0, 0, {"product_id": self.filter.id, "quantity": 1, "discount": 30}),
                ],
            }
        )
        order = self._create_order(lines=[])
        package.with_user(self.advisor)._apply_to(order.with_user(self.advisor))
        order.with_user(self.advisor).action_quote()
        order.action_requote()
        part = order.order_line.filtered(lambda line: line.product_id == self.filter)
        self.assertRefused("below", part.with_user(self.advisor).write, {"discount": 50})
        labour = order.order_line - part
        labour.discount = 45
        self.assertRefused("E-311", order.with_user(self.advisor).action_quote)

    def test_part_the_customer_brings(self):
        own = self._create_part("自带轮胎", 900, 0, "ZD-1", stock=0, is_storable=False)
        order = self._create_order(lines=[self._line(self.labour, 1)])
        order.with_user(self.advisor).order_line = [
            self._line(own, 4, price_unit=0, zero_price_reason="own")
        ]
        order.with_user(self.advisor).action_quote()
        self.assertRefused(
            "below",
            order.action_requote() and order.write,
            {"order_line": [self._line(self.pads, 1, price_unit=0, zero_price_reason="own")]},
        )

    def test_issue_type_follows_the_payer(self):
        order = self._create_order(
            lines=[self._line(self.oil, 1), self._line(self.pads, 1, payer_type="internal")]
        )
        self._authorise(order)
        kinds = {slip.move_ids.product_id: slip.issue_type for slip in order.picking_ids}
        self.assertEqual(kinds, {self.oil: "repair", self.pads: "internal"})
        car = self._create_vehicle(plate="粤B54321", vin="LSVAA49J912345678")
        rework = self._create_order(
            vehicle_id=car.id,
            service_type_id=self._get_service_type("RW").id,
            lines=[self._line(self.filter, 1)],
        )
        self._authorise(rework)
        self.assertEqual(rework.picking_ids.issue_type, "rework")
        maker = self._create_order(
            is_add_on=True,
            warranty_partner_id=self.maker.id,
            warranty_claim_no="SP-1",
            lines=[self._line(self.filter, 1, payer_type="warranty")],
        )
        self._authorise(maker)
        self.assertEqual(maker.picking_ids.issue_type, "claim")
