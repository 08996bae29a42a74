from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.dms_base.exceptions import Refusal

from .common import SIGNATURE, DmsServiceCommon


@tagged("post_install", "-at_install", "dms")
class TestWalkAround(DmsServiceCommon):
    """Nothing is quoted on a car whose condition nobody has signed for (E-302)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.walk_around_required = True

    def _walk(self, order):
        """Advisor and customer walk around the car and sign."""
        sheet = order._create_arrival_inspection()
        keys = sheet.line_ids.filtered(lambda line: line.code == "E06")
        sheet._complete(
            signatures=[
                {"role": "customer", "name": "王建国", "signature": SIGNATURE},
                {"role": "advisor", "employee": self._employee(self.advisor)},
            ],
            values={keys.id: {"value": 2}},
        )
        return sheet

    def _employee(self, user):
        return self.env["hr.employee"].create(
            {"name": user.name, "user_id": user.id, "company_id": self.company.id}
        )

    def _add_photos(self, sheet):
        for line in sheet.line_ids.filtered(
            lambda one: one.required and (one.code or "").startswith("C")
        ):
            photo = self.env["ir.attachment"].create({"name": "p.png", "datas": SIGNATURE})
            # sudo: the engine keeps photos of lines to the screens; the test hangs one on
            line.sudo()._store({"photo_ids": [(4, photo.id)]})

    def test_head_says_who_brought_the_car(self):
        """Part A of the paper: sender masked, fuel and way of arrival; the blank has boxes to tick."""
        order = self._create_order(
            fuel_level="50", arrival_mode="towed", sender_name="王建国", sender_phone="13712345678"
        )
        sheet = order._create_arrival_inspection()
        head = dict(sheet.with_user(self.advisor)._print_header())
        self.assertEqual((head["Fuel Level"], head["Arrival"]), ("1/2", "Towed In"))
        self.assertIn("王建国", head["Sender"])
        self.assertNotIn("13712345678", head["Sender"])
        self.assertEqual(head["Service Advisor"], order.user_id.name)
        blank = dict(sheet.template_id._blank_checklist()._print_header())
        self.assertEqual(blank["Fuel Level"], "□Empty □1/4 □1/2 □3/4 □Full")
        self.assertFalse(blank["Sender"] or blank["Received at"])

    def test_refused_until_signed(self):
        order = self._create_order()
        with self.assertRaisesRegex(Refusal, "E-302") as caught, self.env.cr.savepoint():
            order.with_user(self.advisor).action_quote()
        self.assertEqual(caught.exception.context["method"], "action_arrival_inspection")
        self.assertEqual(caught.exception.context["ids"], order.ids)
        self.env.invalidate_all()
        self.assertEqual((order.state, order.quote_version, order.quoted_at), ("draft", 0, False))
        self.assertFalse(order.checklist_ids, "the refused step leaves nothing behind")
        sheet = self._walk(order)
        self.assertTrue(order.walk_around_at)
        order.with_user(self.advisor).action_quote()
        self.assertEqual(order.state, "sent")
        order.action_requote()
        sheet.action_cancel("拍错了车")
        self.assertFalse(order.walk_around_at)
        with self.assertRaisesRegex(UserError, "E-302"):
            order.action_quote()

    def test_filled_is_not_signed(self):
        order = self._create_order()
        sheet = order._create_arrival_inspection()
        keys = sheet.line_ids.filtered(lambda line: line.code == "E06")
        sheet._fill({keys.id: {"value": 2}})
        sheet._pass_all()
        sheet.action_submit()
        with self.assertRaisesRegex(UserError, "E-302"):
            order.action_quote()

    def test_estimate_before_arrival(self):
        """An estimate may be sent before the car comes; it is signed after the walk-around."""
        order = self._create_order(receive=False)
        order.action_quote()
        order.action_receive()
        with self.assertRaisesRegex(UserError, "E-302"), self.env.cr.savepoint():
            self._authorise(order)
        self.env.invalidate_all()
        self.assertFalse(order.authorised_at or order.signed_by)
        self._walk(order)
        self._authorise(order)
        self.assertEqual(order.repair_stage, "authorised")

    def test_exempt(self):
        pdi = self._create_order(service_type_id=self._get_service_type("PDI").id)
        pdi.action_quote()
        self.assertEqual(pdi.state, "sent")
        again = self._create_order(is_add_on=True)
        with self.assertRaisesRegex(UserError, "E-302"), self.env.cr.savepoint():
            again.action_quote()
        self._walk(pdi)
        self.env.invalidate_all()
        again.action_quote()
        self.assertEqual(again.state, "sent", "one walk-around for all orders of a stay")

    def test_towed_in_at_night(self):
        """Nobody is there to sign: the estimate goes on, work waits for the photos."""
        order = self._create_order(receive=False, arrival_mode="towed")
        night = fields.Datetime.now().replace(hour=18, minute=30) - timedelta(days=2)
        order._stamp_event(["T04", "T05", "T06"], at=night)
        self.assertFalse(order.walk_around_due)
        self._authorise(order)
        with self.assertRaisesRegex(UserError, "E-302"), self.env.cr.savepoint():
            order.action_work_done()
        sheet = order._create_arrival_inspection()
        with self.assertRaisesRegex(UserError, "E-302"), self.env.cr.savepoint():
            order.action_work_done()
        self._add_photos(sheet)
        order.action_work_done()
        self.assertTrue(order.work_done_at)

    def test_towed_in_by_day(self):
        order = self._create_order(receive=False, arrival_mode="towed")
        noon = fields.Datetime.now().replace(hour=4, minute=0) - timedelta(days=2)
        order._stamp_event(["T04", "T05", "T06"], at=noon)
        with self.assertRaisesRegex(UserError, "E-302"):
            order.action_quote()
