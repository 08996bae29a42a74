import base64
import io
import json
import os
import re
from datetime import timedelta

from PIL import Image

from odoo import fields
from odoo.exceptions import UserError
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
        """A link that opens nothing says so in one sentence, and nothing about the order."""
        other = self._create_vehicle(plate="粤B54321", vin="LSVAA49J912345678")
        foreign = self._create_order(receive=False, vehicle_id=other.id)
        foreign._portal_ensure_token()
        for path in (
            f"/my/orders/{self.order.id}?access_token=wrong",
            f"/my/orders/{self.order.id}?access_token={foreign.access_token}",
            "/my/orders/999999999?access_token=wrong",
            "/my/orders/99999999999999999999?access_token=wrong",
            "/my/repair/supplement/999999999?access_token=wrong",
        ):
            page = self.url_open(path)
            self.assertEqual(page.status_code, 404, path)
            self.assertIn("o_dms_link_unknown", page.text)
            for secret in ("更换机油机滤", "粤B", self.order.name):
                self.assertNotIn(secret, page.text)

    def test_ended_link(self):
        """Long after delivery the link is gone (410), for pages and for answers."""
        self.order.action_receive()
        supplement = self._create_supplement()
        days = self.company.portal_link_days
        self.env.cr.execute(
            "UPDATE sale_order SET delivered_at = %s WHERE id = %s",
            (fields.Datetime.now() - timedelta(days=days + 1), self.order.id),
        )
        self.order.invalidate_recordset()
        for record in (self.order, supplement):
            page = self.url_open(record.get_portal_url())
            self.assertEqual(page.status_code, 410)
            self.assertIn("o_dms_link_ended", page.text)
            self.assertNotIn("更换", page.text)
        line = self.order.order_line[0]
        self.assertIn("error", self._choose(line, False))
        self.assertFalse(line.is_refused)

    def _choose(self, line, accept, order=None):
        order = order or self.order
        params = {"access_token": order.access_token, "line_id": line.id, "accept": accept}
        path = f"/my/repair/{order.id}/choose"
        answer = self.url_open(path, json={"jsonrpc": "2.0", "params": params}).json()["result"]
        self.env.invalidate_all()
        return answer

    def test_line_by_line(self):
        """A no takes the line off with the one signature; the work is offered again next time."""
        self.order.action_requote()
        self.order.order_line = [self._line(self.labour_brake, 1.2), self._line(self.pads, 1)]
        self.order.action_quote()
        self.order.action_receive()
        page = self.url_open(self.order.get_portal_url())
        self.assertEqual(page.text.count('role="radiogroup"'), 6)  # five lines and the old parts
        brake = self.order.order_line.filtered(lambda one: one.product_id == self.labour_brake)
        pads = self.order.order_line.filtered(lambda one: one.product_id == self.pads)
        before = self.order.amount_total
        answer = self._choose(brake, False)
        # The pads go with the work that fits them: 1.2 h × 200 + 480.
        self.assertEqual(set(answer["refused"]), {brake.id, pads.id})
        self.assertAlmostEqual(answer["total"], before - 720)
        self.assertFalse(answer["risk"])
        self.assertEqual(self.order.state, "sent", "an answer makes no new version")
        self.assertTrue(self._sign(self.order).get("force_refresh"))
        self.order.invalidate_recordset()
        self.assertEqual(self.order.repair_stage, "authorised")
        self.assertAlmostEqual(self.order.authorised_amount, before - 720)
        self.assertFalse((brake | pads).exists())
        declined = self.order.recommendation_ids
        self.assertEqual(declined.product_id, self.labour_brake | self.pads)
        self.assertAlmostEqual(sum(declined.mapped("amount")), 720)
        version = self.order.estimate_ids[0]
        self.assertEqual((version.version, version.outcome), (2, "partly"))
        self.assertAlmostEqual(version.amount_customer, before)
        self.assertEqual(sum(row["refused"] for row in version._get_rows()), 2)
        # The next visit takes it up again.
        following = self._create_order(lines=[], receive=False, is_add_on=True)
        self.assertFalse(declined._apply_to(following))
        self.assertEqual(following.order_line.product_id, self.labour_brake | self.pads)

    def test_no_to_everything(self):
        """Nothing left is no order: the customer is told to say why."""
        self.order.action_receive()
        for line in self.order.order_line:
            self._choose(line, False)
        self.assertIn("error", self._sign(self.order))
        self.assertEqual(self.order.state, "sent")
        self.assertEqual(len(self.order.order_line), 3)
        self._choose(self.order.order_line.filtered(lambda one: one.product_id == self.oil), True)
        refused = self.order.order_line.filtered("is_refused")
        self.assertEqual(refused.product_id, self.filter, "the work comes back with its part")

    def test_foreign_line(self):
        """A line of another payer or another order is no line of this page."""
        self.order.action_receive()
        other = self._create_vehicle(plate="粤B54321", vin="LSVAA49J912345678")
        foreign = self._create_order(receive=False, vehicle_id=other.id)
        self.assertFalse(self._choose(foreign.order_line[0], False)["refused"])
        self.assertFalse(foreign.order_line[0].is_refused)

    def test_refused_safety_item(self):
        """A safety item that was found: the notice shows, and the signature is kept under it (E-403)."""
        item = self.env["dms.ro.recommendation"].create(
            {
                "vehicle_id": self.vehicle.id,
                "company_id": self.company.id,
                "name": "前制动片 1.4 mm",
                "product_id": self.pads.id,
                "urgency": "now",
            }
        )
        self.order.action_requote()
        item._apply_to(self.order)
        self.order.action_quote()
        self.order.action_receive()
        pads = self.order.order_line.filtered(lambda one: one.product_id == self.pads)
        self.assertTrue(self._choose(pads, False)["risk"])
        with self.assertRaisesRegex(UserError, "E-403"), self.env.cr.savepoint():
            self.order._authorise(signed_by="王建国", channel="phone")
        self.env.invalidate_all()
        self.assertTrue(self._sign(self.order).get("force_refresh"))
        item.invalidate_recordset()
        self.assertEqual((item.state, item.job_id.id), ("open", False))
        self.assertEqual(item.risk_signed_by, "王建国")
        self.assertTrue(item.risk_signature)
        self.assertEqual(self.order.recommendation_ids, item, "known work is not written twice")

    def test_variants(self):
        """Genuine 480 or same quality 260: one counts, the customer takes the other and signs."""
        cheap = self._create_part(
            "前制动片(同质)", 260.0, 120.0, "PJ-013", part_grade="same_quality"
        )
        self.order.action_requote()
        job = self.order.job_ids[:1]
        before = self.order.amount_total
        self.order.order_line = [
            self._line(self.pads, 1, job_id=job.id, variant="a"),
            self._line(cheap, 1, job_id=job.id, variant="b"),
        ]
        self.order.action_quote()
        self.order.action_receive()
        self.assertAlmostEqual(self.order.amount_total, before + 480)
        page = self.url_open(self.order.get_portal_url()).text
        self.assertIn("o_dms_variants", page)
        self.assertIn("260.00", page)
        path = f"/my/repair/{self.order.id}/variant"

        def take(letter, job_id=job.id):
            params = {"access_token": self.order.access_token, "job_id": job_id, "variant": letter}
            answer = self.url_open(path, json={"jsonrpc": "2.0", "params": params})
            self.env.invalidate_all()
            return answer.json()["result"]

        self.assertIn("error", take("c"))
        self.assertIn("error", take("b", job_id=0))
        self.assertAlmostEqual(take("b")["total"], before + 260)
        self.assertEqual(self.order.state, "sent", "a choice makes no new version")
        self.assertAlmostEqual(self.order.amount_total, before + 260)
        self.order.action_requote()
        self.order.action_quote()
        self.assertAlmostEqual(self.order.amount_total, before + 260, msg="the choice stays")
        shown = self.order.estimate_ids[:1]._get_rows()
        self.assertEqual(
            {row["variant"]: (row["quantity"], row["taken"]) for row in shown if row["variant"]},
            {"A": (1, False), "B": (1, True)},
        )
        self.assertEqual(
            {row["variant"]: row["total"] for row in shown if row["variant"]},
            {"A": 480.0, "B": 260.0},
            "the way not taken keeps its price",
        )
        self.assertTrue(self._sign(self.order).get("force_refresh"))
        self.order.invalidate_recordset()
        self.assertEqual(self.order.repair_stage, "authorised")
        self.assertNotIn(self.pads, self.order.order_line.product_id)
        self.assertIn(cheap, self.order.order_line.product_id)
        self.assertAlmostEqual(self.order.authorised_amount, before + 260)

    def test_versions(self):
        """A change and a refusal keep the version the customer saw; he finds it on his page."""
        self.order.action_receive()
        first = self.order.amount_total
        labour = self.order.order_line.filtered(lambda one: one.product_id == self.labour)
        labour.product_uom_qty = 1.5
        self.order.action_quote()
        self.order._decline_estimate("太贵了")
        labour.price_unit = 190
        self.order.action_quote()
        versions = self.order.estimate_ids.sorted("version")
        self.assertRecordValues(
            versions,
            [
                {"version": 1, "outcome": "changed", "amount_customer": first, "reason": False},
                {
                    "version": 2,
                    "outcome": "declined",
                    "amount_customer": first + 140,
                    "reason": "太贵了",
                },
            ],
        )
        rows = versions[0].with_user(self.advisor)._get_rows()
        self.assertEqual([row["quantity"] for row in rows], [0.8, 4, 1])
        page = self.url_open(self.order.get_portal_url())
        self.assertIn("o_dms_versions", page.text)
        self.assertIn("V2", page.text)

    def test_photos(self):
        """Only what the advisor released is shown; a photo of 10 MB is sent small."""
        picture = io.BytesIO()
        Image.frombytes("RGB", (1900, 1850), os.urandom(1900 * 1850 * 3)).save(picture, "PNG")
        self.assertGreater(len(picture.getvalue()), 10_000_000)
        vals = {"res_model": "sale.order", "res_id": self.order.id}
        photo, other = self.env["ir.attachment"].create(
            [
                {"name": "划痕.png", "raw": picture.getvalue(), **vals},
                {"name": "hidden.png", "raw": base64.b64decode(SIGNATURE), **vals},
            ]
        )
        self.order.portal_photo_ids = photo
        self.order.action_receive()
        page = self.url_open(self.order.get_portal_url())
        self.assertIn("划痕.png", page.text)
        self.assertNotIn("hidden.png", page.text)
        self.assertNotIn(f"/web/image/{other.id}", page.text)
        source = re.search(rf'src="(/web/image/{photo.id}/[^"]+)"', page.text).group(1)
        answer = self.url_open(source.replace("&amp;", "&"))
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(max(Image.open(io.BytesIO(answer.content)).size), 640)
        self.assertLess(len(answer.content), 2_000_000)

    def test_free_text_is_text(self):
        """What people type is shown as text on every page of the customer."""
        attack = "<script>alert(1)</script><img src=x onerror=alert(2)>"
        self.order.action_requote()
        self.order.order_line[0].name = attack
        self.order.action_receive()
        self.order.action_quote()
        self.order._decline_estimate(attack)
        self.order.action_quote()
        self.order.sender_name = attack
        supplement = self._create_supplement(finding=attack)
        supplement.line_ids[0].name = attack
        pages = [self.url_open(self.order.get_portal_url()).text]
        self._authorise(self.order)
        supplement.action_quote()
        pages.append(self.url_open(supplement.get_portal_url()).text)
        for page in pages:
            self.assertNotIn("<script>alert(1)", page)
            self.assertNotIn("<img src=x", page)
            self.assertIn("alert(1)", page)
        self.assertNotIn("<script>alert", self.order.estimate_ids[0].rows_html)
        paper = self.env["ir.actions.report"]._render_qweb_html(
            "dms_service.report_work_order", self.order.ids
        )[0]
        self.assertNotIn(b"<script>alert(1)", paper)
        self.assertNotIn(b"<img src=x", paper)

    def test_bad_signature(self):
        """Something that is no picture is refused in one sentence, and the order is as before."""
        self.order.action_receive()
        for junk in ("<svg onload=alert(1)>", "AAAA", "%%%", ["x"], 7):
            self.assertIn("E-307", self._sign(self.order, signature=junk)["error"], junk)
        self.order.invalidate_recordset()
        self.assertEqual(self.order.state, "sent")
        self.assertFalse(self.order.signature)

    def test_plate_is_masked(self):
        self.order.action_receive()
        page = self.url_open(self.order.get_portal_url()).text
        self.assertNotIn("粤B12345", page)
        self.assertNotIn("粤B·12345", page)
        self.assertIn("粤B·1**45", page)
        self.assertNotIn(self.vehicle.vin_sn, page)
        self.assertNotIn("13800138000", page)

    def _create_supplement(self, **vals):
        lines = [(self.pads, 1), (self.labour_brake, 1.2)]
        supplement = self.env["dms.ro.supplement"].create(
            {
                "order_id": self.order.id,
                "finding": "前制动片 2.1 mm",
                "line_ids": [
                    (0, 0, {"product_id": product.id, "quantity": quantity})
                    for product, quantity in lines
                ],
                **vals,
            }
        )
        supplement._portal_ensure_token()
        return supplement

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
        self.assertEqual(choice.json()["result"]["total"], 480.0)
        self.assertEqual(choice.json()["result"]["refused"], supplement.line_ids[1].ids)
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
