from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import SIGNATURE, DmsServiceCommon


@tagged("post_install", "-at_install", "dms")
class TestSupplement(DmsServiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._create_order()
        cls._authorise(cls.order)

    def _propose(self, urgency="soon", **vals):
        lines = [
            {"product_id": self.labour_brake.id, "quantity": 1.2, "urgency": urgency},
            {"product_id": self.pads.id, "quantity": 1, "urgency": urgency},
        ]
        return self.env["dms.ro.supplement"].create(
            {
                "order_id": self.order.id,
                "finding": "前制动片 2.1 mm",
                "line_ids": [(0, 0, line) for line in lines],
                **vals,
            }
        )

    def test_signed_order_is_closed(self):
        """After the signature nothing is added or dearer without a supplement (E-402)."""
        with self.assertRaisesRegex(UserError, "E-402"):
            self.order.write({"order_line": [self._line(self.pads)]})
        line = self.order.order_line[0]
        for vals in ({"product_uom_qty": 9}, {"price_unit": 999}, {"product_id": self.pads.id}):
            with self.assertRaisesRegex(UserError, "E-402"):
                line.write(vals)
        with self.assertRaisesRegex(UserError, "E-402"):
            line.write({"product_uom_qty": 0.5})
        line.write({"product_uom_qty": 0.5, "change_reason": "实际只用半小时"})
        self.assertEqual(line.product_uom_qty, 0.5)

    def test_forged_context_is_no_way_in(self):
        """The switch cannot arrive through a remote call."""
        lines = self.env["sale.order.line"].with_context(dms_supplement_ok=True)
        with self.assertRaisesRegex(UserError, "E-402"):
            lines.create({"order_id": self.order.id, "product_id": self.pads.id})

    def test_approved(self):
        """Approved lines become order lines and reserve parts; money and promise follow."""
        supplement = self._propose(delay_minutes=60)
        before = (self.order.amount_total, self.order.authorised_amount, self.order.promised_date)
        moves = len(self.order.picking_ids.move_ids)
        supplement.action_quote()
        self.assertEqual(supplement.state, "quoted")
        self.assertEqual(self.order.hold_ids.reason, "customer")
        lines = supplement._approve(signature=SIGNATURE, signed_by="王建国")
        self.assertEqual(supplement.state, "approved")
        self.assertEqual(len(lines), 2)
        self.assertTrue(lines.job_id)
        self.assertEqual(self.order.amount_total, before[0] + 240 + 480)
        self.assertEqual(self.order.authorised_amount, before[1] + 720)
        self.assertEqual((self.order.promised_date - before[2]).total_seconds(), 3600)
        self.assertEqual(self.order.promise_kpi, self.order.promised_date)
        self.assertEqual(len(self.order.picking_ids.move_ids), moves + 1)
        self.assertTrue(self.order.hold_ids.date_to)

    def test_partly(self):
        supplement = self._propose()
        labour = supplement.line_ids[0]
        lines = supplement._approve(line_ids=labour.ids, signature=SIGNATURE, signed_by="王建国")
        self.assertEqual(supplement.state, "partly")
        self.assertEqual(lines.product_id, self.labour_brake)
        self.assertEqual(self.order.recommendation_ids.product_id, self.pads)

    def test_declined(self):
        """Declined: no line, no picking, same total, kept as recommended work."""
        total, pickings = self.order.amount_total, self.order.picking_ids
        supplement = self._propose()
        supplement._approve(line_ids=[], signature=SIGNATURE, signed_by="王建国")
        self.assertEqual(supplement.state, "declined")
        self.assertEqual((self.order.amount_total, self.order.picking_ids), (total, pickings))
        self.assertEqual(len(self.order.recommendation_ids), 2)

    def test_twice(self):
        supplement = self._propose()
        first = supplement._approve(signature=SIGNATURE)
        second = supplement._approve(signature=SIGNATURE)
        self.assertEqual(first, second)

    def test_safety_declined_needs_signature(self):
        """A safety item declined by phone is refused (E-403)."""
        supplement = self._propose(urgency="now")
        with self.assertRaisesRegex(UserError, "E-403"):
            supplement._approve(line_ids=[], channel="phone", phone="13800138000", signed_by="王")
        supplement._approve(line_ids=[], signature=SIGNATURE, signed_by="王建国")
        self.assertTrue(self.order.recommendation_ids[0].risk_signature)

    def test_phone_cap(self):
        """By phone up to the cap of the order, cumulated (E-404)."""
        call = {"channel": "phone", "phone": "13800138000", "signed_by": "王建国"}
        self._propose(line_ids=[(0, 0, {"product_id": self.pads.id})])._approve(**call)
        self.assertEqual(self.order.verbal_amount, 480)
        more = self._propose(line_ids=[(0, 0, {"product_id": self.filter.id})])
        with self.assertRaisesRegex(UserError, "E-404"):
            more._approve(**call)
        with self.assertRaises(UserError):
            more._approve(channel="phone", signed_by="王建国")

    def test_desk_needs_signature(self):
        with self.assertRaisesRegex(UserError, "E-307"):
            self._propose()._approve(channel="desk")

    def test_back_to_the_workshop(self):
        """Approved after the check: the check is withdrawn, the log keeps both rows."""
        self._issue_parts(self.order)
        self._finish_work(self.order)
        self._propose()._approve(signature=SIGNATURE)
        self.assertEqual(self.order.repair_stage, "working")
        self.assertFalse(self.order.ready_at)
        rows = self.order.event_ids.filtered(lambda event: event.code == "T22")
        self.assertEqual(len(rows), 2)
        self.assertFalse(rows.filtered("is_live"))

    def test_settled_order_takes_none(self):
        self._issue_parts(self.order)
        self._finish_work(self.order)
        self._settle(self.order)
        with self.assertRaises(UserError):
            self._propose()

    def test_wizard(self):
        supplement = self._propose()
        supplement.action_quote()
        wizard = self.env["dms.ro.decide"].create(
            {"supplement_id": supplement.id, "signature": SIGNATURE, "signed_by": "王建国"}
        )
        wizard.line_ids[1].accept = False
        wizard.action_confirm()
        self.assertEqual(supplement.state, "partly")

    def test_payer_price(self):
        """A warranty line is priced from the maker's list."""
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "厂家索赔价",
                "currency_id": self.company.currency_id.id,
                "item_ids": [
                    (
                        0,
                        0,
                        {
                            "applied_on": "0_product_variant",
                            "product_id": self.labour.id,
                            "compute_price": "fixed",
                            "fixed_price": 120,
                        },
                    )
                ],
            }
        )
        self.maker.property_product_pricelist = pricelist
        order = self._create_order(
            lines=[self._line(self.labour, 1, payer_type="warranty")],
            warranty_partner_id=self.maker.id,
            warranty_claim_no="SP-1",
            receive=False,
        )
        self.assertEqual(order.order_line.price_unit, 120)
        self.assertEqual(order.order_line.payer_id, self.maker)
        order.order_line.payer_type = "customer"
        self.assertEqual(order.order_line.price_unit, 200)
        self.assertEqual(order.order_line.payer_id, self.customer)
