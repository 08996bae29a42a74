from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .common import SIGNATURE, DmsServiceCommon

ID_NUMBER = "440301199003071234"
PRICES = {
    "sale.order": ("amount_total", "amount_untaxed", "amount_tax", "authorised_amount"),
    "sale.order.line": ("price_unit", "discount", "price_subtotal", "price_total"),
}


@tagged("post_install", "-at_install", "dms")
class TestPrivacy(DmsServiceCommon, HttpCase):
    """Who sees prices, phones and ID numbers of an order; links of customers; erasing a customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        shop = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}
        for role in ("team_leader", "inspector", "care_agent", "general_manager", "accountant"):
            groups = f"dms_base.group_dms_{role}"
            setattr(cls, role, new_test_user(cls.env, login=f"dms_{role}", groups=groups, **shop))
        cls.order = cls._create_order(receive=False)
        cls.order.write({"sender_name": "李师傅", "sender_phone": "13600136000"})
        cls.other = cls.env["res.partner"].create({"name": "刘芳", "phone": "13500135000"})
        names = cls.customer.name, cls.other.name
        cls.portal_a, cls.portal_b = (
            new_test_user(
                cls.env,
                login=f"portal_{name}",
                password=f"portal_{name}",
                groups="base.group_portal",
                partner_id=partner.id,
                **shop,
            )
            for name, partner in (("a", cls.customer), ("b", cls.other))
        )
        cls.customer.name, cls.other.name = names

    def _closed(self, records, name):
        """Whether every way of reading a field is refused."""
        model = records.browse()
        calls = [
            lambda: records.read([name]),
            lambda: records.web_read({name: {}}),
            lambda: model.search_read([("id", "in", records.ids)], [name]),
            lambda: model.web_search_read([("id", "in", records.ids)], {name: {}}),
            lambda: model.search([(name, "!=", False)]),
            lambda: model.formatted_read_group([], [], [f"{name}:count"]),
        ]
        refused = []
        for call in calls:
            try:
                call()
                refused.append(False)
            except AccessError:
                refused.append(True)
        self.assertEqual(len(set(refused)), 1, f"{name}: {refused}")
        return refused[0]

    def test_prices_of_orders(self):
        """The workshop sees what is done, not what it costs, unless the shop ticks it."""
        for user in (self.supervisor, self.technician, self.team_leader, self.inspector):
            for records in (self.order, self.order.order_line):
                for name in PRICES[records._name]:
                    self.assertTrue(self._closed(records.with_user(user), name), (user.name, name))
                self.assertTrue(records.with_user(user).read(["display_name"]))
        for user in (self.advisor, self.manager, self.cashier, self.accountant, self.care_agent):
            for records in (self.order, self.order.order_line):
                for name in PRICES[records._name]:
                    records.with_user(user).read([name])
        self.technician.group_ids += self.env.ref("dms_base.group_dms_see_price")
        self.order.with_user(self.technician).read(["amount_total"])

    def test_workshop_opens_the_order(self):
        """Form and list of an order open for the workshop, without a box for prices."""
        for user in (self.supervisor, self.technician, self.inspector):
            order = self.order.with_user(user)
            for view in ("sale_order_view_form_repair", "sale_order_view_list_repair"):
                view_id = self.env.ref(f"dms_service.{view}", raise_if_not_found=False)
                if not view_id:
                    continue
                arch = order.get_view(view_id.id, view_id.type)["arch"]
                self.assertNotIn("amount_total", arch)
                self.assertNotIn("price_unit", arch)

    def test_supplement_by_a_technician(self):
        """He proposes work, the price is computed and stays with the desk."""
        self.order.action_quote()
        self.order.action_receive()
        self._authorise(self.order)
        found = (
            self.env["dms.ro.supplement"]
            .with_user(self.technician)
            .create(
                {
                    "order_id": self.order.id,
                    "finding": "前制动片 2.1 mm",
                    "line_ids": [Command.create({"product_id": self.pads.id, "quantity": 1})],
                }
            )
        )
        self.assertEqual(found.sudo().line_ids.price_unit, 480)
        self.assertTrue(self._closed(found.line_ids, "price_unit"))
        self.assertTrue(self._closed(found, "amount_total"))

    def test_sender(self):
        """The desk enters phone and ID number; the number is read by the manager alone, each look kept."""
        order = self.order.with_user(self.advisor)
        order.sender_id_masked = "440301 19900307123x"
        self.assertEqual(self.order.sudo().sender_id_number, "44030119900307123X")
        order.sender_id_masked = order.sender_id_masked
        self.assertEqual(self.order.sudo().sender_id_number, "44030119900307123X")
        order.sender_id_masked = ID_NUMBER
        self.assertEqual(
            order.read(["sender_id_masked"])[0]["sender_id_masked"], "440301********1234"
        )
        for user in (self.advisor, self.manager, self.cashier, self.env.ref("base.user_admin")):
            self.assertTrue(self._closed(self.order.with_user(user), "sender_id_number"), user.name)
        log = self.env["dms.reveal.log"]
        for user in (self.advisor, self.cashier, self.care_agent, self.technician):
            with self.assertRaises(AccessError):
                self.order.with_user(user).action_reveal_sender_id()
        self.assertFalse(log.search([("res_id", "=", self.order.id)]))
        answer = self.order.with_user(self.manager).action_reveal_sender_id()
        self.assertEqual(answer["params"]["message"], ID_NUMBER)
        row = log.search([("res_model", "=", "sale.order"), ("res_id", "=", self.order.id)])
        self.assertEqual((row.user_id, row.field_name), (self.manager, "sender_id_number"))
        for user in (self.cashier, self.storekeeper, self.technician, self.accountant):
            self.assertTrue(self._closed(self.order.with_user(user), "sender_phone"), user.name)
        self.assertEqual(order.sender_phone, "13600136000")

    def test_appointment(self):
        """A booking shows its phone to callers; others find it by plate and name."""
        booking = self.env["dms.appointment"].create(
            {"vehicle_id": self.vehicle.id, "slot_start": fields.Datetime.now()}
        )
        self.assertEqual(booking.phone, "13800138000")
        for user in (self.technician, self.storekeeper, self.guard, self.cashier):
            mine = booking.with_user(user)
            self.assertTrue(self._closed(mine, "phone"), user.name)
            self.assertEqual(mine.masked_phone, "138****8000")
            self.assertFalse(mine.name_search("13800138000"))
            self.assertTrue(self._closed(mine, "access_token"), user.name)
        self.assertTrue(booking.with_user(self.advisor).name_search("13800138000"))
        found = self.env["fleet.vehicle"].with_user(self.guard).name_search("13800138000")
        self.assertFalse(found)
        self.assertTrue(
            self.env["fleet.vehicle"].with_user(self.advisor).name_search("13800138000")
        )

    def test_customer_link(self):
        """Only the desk hands out the link; the workshop could sign with it."""
        self.order._portal_ensure_token()
        for user in (self.technician, self.inspector, self.storekeeper, self.cashier):
            self.assertTrue(self._closed(self.order.with_user(user), "access_token"), user.name)
            with self.assertRaises(AccessError):
                self.order.with_user(user).get_portal_url()
        self.assertIn(self.order.access_token, self.order.with_user(self.advisor).get_portal_url())

    def _opens(self, path):
        """Whether a page of the portal shows the order."""
        return "更换机油机滤" in self.url_open(path).text

    def test_links_end(self):
        """A link of another order, a withdrawn one and one long after delivery are refused."""
        self.order.action_quote()
        link = self.order.get_portal_url()
        foreign = self._create_order(
            receive=False,
            vehicle_id=self._create_vehicle(plate="粤B54321", vin="LSVAA49J912345678").id,
        )
        foreign._portal_ensure_token()
        self.assertTrue(self._opens(link))
        self.assertFalse(self._opens(f"/my/orders/{self.order.id}"))
        self.assertFalse(
            self._opens(f"/my/orders/{self.order.id}?access_token={foreign.access_token}")
        )
        with self.assertRaises(AccessError):
            self.order.with_user(self.technician).action_revoke_portal_link()
        self.order.with_user(self.advisor).action_revoke_portal_link()
        self.assertFalse(self._opens(link))
        link = self.order.get_portal_url()
        self.assertTrue(self._opens(link))
        days = self.company.portal_link_days
        self.env.cr.execute(
            "UPDATE sale_order SET delivered_at = %s WHERE id = %s",
            (fields.Datetime.now() - timedelta(days=days + 1), self.order.id),
        )
        self.order.invalidate_recordset()
        self.assertFalse(self._opens(link))
        self.assertFalse(self._opens(f"{link}&report_type=html"))
        params = {"name": "王建国", "signature": SIGNATURE.decode()}
        answer = self.url_open(
            self.order.get_portal_url(suffix="/accept"), json={"jsonrpc": "2.0", "params": params}
        )
        self.assertIn("error", answer.json().get("result") or answer.json())
        # The customer with a login still reads his own order.
        self.authenticate("portal_a", "portal_a")
        self.assertTrue(self._opens(f"/my/orders/{self.order.id}"))

    def test_customers_apart(self):
        """A customer sees the own order and its files, never those of another."""
        self.order.action_quote()
        photo = self.env["ir.attachment"].create(
            {
                "name": "damage.jpg",
                "raw": b"photo",
                "res_model": "sale.order",
                "res_id": self.order.id,
            }
        )
        mine, theirs = (self.order.with_user(user) for user in (self.portal_a, self.portal_b))
        self.assertTrue(mine.has_access("read"))
        self.assertFalse(theirs.has_access("read"))
        self.assertFalse(theirs.search([("id", "=", self.order.id)]))
        with self.assertRaises(AccessError):
            photo.with_user(self.portal_b).read(["raw"])
        self.authenticate("portal_b", "portal_b")
        self.assertFalse(self._opens(f"/my/orders/{self.order.id}"))
        self.assertNotEqual(self.url_open(f"/web/content/{photo.id}").content, b"photo")
        self.authenticate("portal_a", "portal_a")
        self.assertTrue(self._opens(f"/my/orders/{self.order.id}"))
        for model in ("dms.ro.supplement", "dms.appointment", "dms.settlement", "dms.ro.event"):
            self.assertFalse(self.env[model].with_user(self.portal_a).has_access("read"), model)

    def test_trace_of_prices_after_the_signature(self):
        self.order.action_quote()
        self.order.action_receive()
        self._authorise(self.order)
        line = self.order.order_line.filtered(lambda one: one.fee_kind == "labour")[:1]
        old = line.discount
        line.with_user(self.manager).write({"discount": old + 3})
        trace = self.env["auditlog.log.line"].search(
            [("log_id.res_id", "=", line.id), ("field_name", "=", "discount")]
        )
        self.assertEqual(trace.log_id.user_id, self.manager)
        self.assertEqual((float(trace.old_value), float(trace.new_value)), (old, old + 3))

    def _request(self, partner):
        return (
            self.env["dms.personal.data"]
            .with_user(self.manager)
            .create({"partner_id": partner.id, "reason": "书面申请"})
        )

    def test_erase_waits_for_the_law(self):
        """A repair in the shop, then an invoice of the last six years keep the person."""
        order = self._create_order()
        with self.assertRaisesRegex(UserError, order.name):
            self._request(self.customer).action_erase()
        self.order.with_user(self.manager).action_void("录错")
        self._authorise(order)
        self._issue_parts(order)
        self._finish_work(order)
        self._pay(self._settle(order))
        self._deliver(order)
        invoice = order.settlement_ids.move_ids[:1]
        request = self._request(self.customer)
        with self.assertRaisesRegex(UserError, invoice.name):
            request.action_erase()
        self.assertEqual(self.customer.name, "王建国")
        request.action_export()
        self.assertTrue(request.json_file)
        self.env.flush_all()
        long_ago = fields.Date.today() - timedelta(days=6 * 366)
        self.env.cr.execute(
            "UPDATE account_move SET invoice_date = %s WHERE partner_id = %s",
            (long_ago, self.customer.id),
        )
        self.env.invalidate_all()
        request.action_erase()
        self.assertNotIn("王", self.customer.name)
        self.assertFalse(order.sender_phone or order.signed_by or order.signature)
        self.assertEqual(order.settlement_ids.amount_total, order.amount_total)
