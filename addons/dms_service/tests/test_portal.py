import json

from odoo.tests import HttpCase, tagged

from .common import SIGNATURE, DmsServiceCommon


@tagged("post_install", "-at_install", "dms")
class TestPortal(DmsServiceCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._create_order(receive=False)
        cls.order.action_quote()
        cls.order._portal_ensure_token()

    def _sign(self, record, suffix="/accept", **values):
        response = self.url_open(
            record.get_portal_url(suffix=suffix),
            data=json.dumps(
                {
                    "jsonrpc": "2.0",
                    "method": "call",
                    "params": {"name": "王建国", "signature": SIGNATURE.decode(), **values},
                }
            ),
            headers={"Content-Type": "application/json"},
        )
        return response.json()["result"]

    def test_before_arrival(self):
        """An estimate seen before arrival is no order for repair (E-301)."""
        page = self.url_open(self.order.get_portal_url())
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("o_dms_sign_area", page.text)
        self.assertIn("E-301", self._sign(self.order)["error"])
        self.assertEqual(self.order.state, "sent")

    def test_sign(self):
        """Lines, terms and one signature; the order is confirmed and parts are reserved."""
        self.order.action_receive()
        page = self.url_open(self.order.get_portal_url())
        for text in ("更换机油机滤", "机油 1L", "o_dms_terms_end", "o_dms_sign_area"):
            self.assertIn(text, page.text)
        self.assertNotIn("user_id", page.text)
        result = self._sign(self.order)
        self.assertTrue(result.get("force_refresh"), result)
        self.order.invalidate_recordset()
        self.assertEqual(self.order.repair_stage, "authorised")
        self.assertEqual(self.order.authorise_channel, "portal")
        self.assertTrue(self.order.signature and self.order.picking_ids)
        self.assertEqual(
            self.order.event_ids.filtered(lambda event: event.code == "T10").source, "portal"
        )
        again = self._sign(self.order)
        self.assertTrue(again["error"])
        page = self.url_open(self.order.get_portal_url())
        self.assertNotIn("o_dms_sign_area", page.text)

    def test_old_parts(self):
        """The customer decides until he signs; nobody without the token, nothing but the two answers."""
        self.order.action_receive()
        path = f"/my/repair/{self.order.id}/old_parts"

        def choose(choice, token):
            params = {"choice": choice, "access_token": token}
            answer = self.url_open(path, json={"jsonrpc": "2.0", "params": params})
            return answer.json()["result"]

        token = self.order.access_token
        self.assertFalse(choose("take", token))
        self.assertEqual(self.order.old_part_choice, "take")
        for choice, key in (("warranty", token), ("waive", "wrong")):
            self.assertIn("error", choose(choice, key))
        self.assertEqual(self.order.old_part_choice, "take")
        self._sign(self.order)
        self.assertIn("error", choose("waive", token))

    def test_no_signature(self):
        self.order.action_receive()
        self.assertIn("E-307", self._sign(self.order, signature="")["error"])
        self.assertEqual(self.order.state, "sent")

    def test_decline(self):
        """Declining keeps the order: the advisor gets the reason."""
        self.order.action_receive()
        page = self.url_open(self.order.get_portal_url())
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        self.url_open(
            self.order.get_portal_url(suffix="/decline"),
            data={"csrf_token": token, "decline_message": "太贵了"},
        )
        self.order.invalidate_recordset()
        self.assertEqual(self.order.state, "draft")
        self.assertEqual(self.order.repair_stage, "estimating")
        self.assertEqual(self.order.decline_reason, "太贵了")

    def test_wrong_token(self):
        page = self.url_open(f"/my/orders/{self.order.id}?access_token=wrong")
        self.assertNotIn("更换机油机滤", page.text)

    def test_internal_lines_are_hidden(self):
        self.order.action_requote()
        self.order.write(
            {"order_line": [self._line(self.pads, 1, payer_type="internal", name="内部检查")]}
        )
        self.order.action_quote()
        page = self.url_open(self.order.get_portal_url())
        self.assertNotIn("内部检查", page.text)

    def test_supplement(self):
        """Line by line on the phone: one yes, one no, one signature."""
        self.order.action_receive()
        self._authorise(self.order)
        supplement = self.env["dms.ro.supplement"].create(
            {
                "order_id": self.order.id,
                "finding": "前制动片 2.1 mm",
                "line_ids": [
                    (0, 0, {"product_id": self.pads.id, "quantity": 1}),
                    (0, 0, {"product_id": self.labour_brake.id, "quantity": 1.2}),
                ],
            }
        )
        supplement.action_quote()
        supplement._portal_ensure_token()
        page = self.url_open(supplement.get_portal_url())
        self.assertIn("前制动片 2.1 mm", page.text)
        choice = self.url_open(
            f"/my/repair/supplement/{supplement.id}/choose",
            data=json.dumps(
                {
                    "params": {
                        "access_token": supplement.access_token,
                        "line_id": supplement.line_ids[1].id,
                        "accept": False,
                    }
                }
            ),
            headers={"Content-Type": "application/json"},
        )
        self.assertEqual(choice.json()["result"], {"total": 480.0})
        result = self._sign(supplement)
        self.assertTrue(result.get("force_refresh"), result)
        supplement.invalidate_recordset()
        self.assertEqual(supplement.state, "partly")
        self.assertEqual(self.order.recommendation_ids.product_id, self.labour_brake)

    def test_statement(self):
        """After the settlement the customer finds and signs his statement."""
        self.order.action_receive()
        self._authorise(self.order)
        self._issue_parts(self.order)
        self._finish_work(self.order)
        settlement = self._settle(self.order)
        page = self.url_open(self.order.get_portal_url())
        self.assertIn("document=statement", page.text)
        response = self.url_open(
            f"/my/repair/statement/{settlement.id}/sign",
            data=json.dumps(
                {
                    "params": {
                        "order_id": self.order.id,
                        "access_token": self.order.access_token,
                        "name": "王建国",
                        "signature": SIGNATURE.decode(),
                    }
                }
            ),
            headers={"Content-Type": "application/json"},
        )
        self.assertTrue(response.json()["result"].get("force_refresh"))
        settlement.invalidate_recordset()
        self.assertTrue(settlement.signed_on)
