import base64
import json
from unittest.mock import Mock

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.base.tests.common import BaseCommon

PHONE = "13800138000"
MASKED = "138****8000"


@tagged("post_install", "-at_install", "dms")
class TestPersonRights(BaseCommon):
    """Phones, approvals, the trace of changes, and what a person may ask for."""

    CALLERS = ("advisor", "service_manager", "care_agent", "care_supervisor", "general_manager")
    OTHERS = (
        "workshop_supervisor",
        "team_leader",
        "technician",
        "inspector",
        "storekeeper",
        "parts_supervisor",
        "cashier",
        "accountant",
        "hr_officer",
        "guard",
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create({"name": "王建国", "phone": PHONE})
        cls.users = {
            role: new_test_user(
                cls.env,
                login=f"rights_{role}",
                groups=f"dms_base.group_dms_{role},base.group_allow_export",
            )
            for role in (*cls.CALLERS, *cls.OTHERS, "admin")
        }
        cls.manager = cls.users["service_manager"]

    def _ways(self, user):
        """Calls by which a phone could leave the server: {name: call}."""
        partner = self.partner.with_user(user)
        model = partner.browse()
        return {
            "read": lambda: partner.read(["phone"]),
            "read others": lambda: partner.read(["phone_sanitized"]),
            "web_read": lambda: partner.web_read({"phone": {}}),
            "search_read": lambda: model.search_read([("id", "=", partner.id)], ["phone"]),
            "web_search_read": lambda: model.web_search_read([], {"phone": {}}, limit=1),
            "group": lambda: model.formatted_read_group([], ["phone"], ["__count"], limit=1),
            "export": lambda: partner.export_data(["phone"]),
            "search": lambda: model.search([("phone", "=", PHONE)]),
            "search box": lambda: model.search([("phone_mobile_search", "ilike", "1380013")]),
            "through a user": lambda: model.search([("user_ids.phone", "=", PHONE)]),
            "order": lambda: model.search([], order="phone", limit=1),
            "write": lambda: partner.write({"phone": "1"}),
        }

    def test_phone_is_for_callers(self):
        for role in self.CALLERS:
            partner = self.partner.with_user(self.users[role])
            self.assertEqual(partner.read(["phone"])[0]["phone"], PHONE, role)
            self.assertEqual(partner.masked_phone, PHONE)
            self.assertIn(partner, partner.search([("phone", "=", PHONE)]))
        for role in self.OTHERS:
            for way, call in self._ways(self.users[role]).items():
                with self.subTest(role=role, way=way), self.assertRaises(AccessError):
                    call()
            partner = self.partner.with_user(self.users[role])
            self.assertEqual(partner.read(["masked_phone"])[0]["masked_phone"], MASKED, role)
            self.assertNotIn("phone", partner.fields_get())

    def test_phone_on_papers_and_cards(self):
        """Addresses of papers, the card of a contact and the form show it to callers only."""
        for role, seen in (("advisor", True), ("storekeeper", False)):
            env = self.env(user=self.users[role])
            contact = env["ir.qweb.field.contact"]
            html = contact.value_to_html(env["res.partner"].browse(self.partner.id), {})
            self.assertEqual(PHONE in str(html), seen, role)
            own = contact.value_to_html(env.company.partner_id, {"fields": ["name", "phone"]})
            self.assertIn(env.company.name, str(own))
            arch = env["res.partner"].get_view(view_type="form")["arch"]
            self.assertEqual('name="phone"' in arch, seen, role)
        fields = self.partner.with_user(self.users["technician"])._get_store_avatar_card_fields
        target = Mock()
        self.assertNotIn("phone", fields(target))

    def test_own_phone_and_company(self):
        """One's own number and that of the shop are no secret."""
        self.env.company.phone = "0755-12345678"
        technician = self.users["technician"]
        technician.sudo().phone = PHONE
        me = technician.with_user(technician)
        self.assertEqual(me.read(["phone"])[0]["phone"], PHONE)
        self.assertEqual(self.env.company.with_user(technician).phone, "0755-12345678")

    def test_people_outside_the_shop(self):
        """People of another application keep what Odoo gives; an employee without any sees masks."""
        staff = new_test_user(self.env, login="rights_staff", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.partner.with_user(staff).read(["phone"])
        other = new_test_user(self.env, login="rights_other", groups="fleet.fleet_group_user")
        self.assertEqual(self.partner.with_user(other).phone, PHONE)
        self.assertTrue(other.has_group("dms_base.group_dms_see_cost"))
        # A role of the shop binds at once, also the person of another application.
        other.group_ids += self.env.ref("dms_base.group_dms_technician")
        with self.assertRaises(AccessError):
            self.partner.with_user(other).read(["phone"])
        self.assertFalse(other.has_group("dms_base.group_dms_outsider"))

    def test_approvals(self):
        """Nobody writes approvals of others, whatever the core allows."""
        definition = self.env["tier.definition"].search([], limit=1)
        reviewer, asker = self.manager, self.users["advisor"]
        definition = self.env["tier.definition"].create(
            {
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "review_type": "individual",
                "reviewer_id": reviewer.id,
            }
        )
        reviews = self.env["tier.review"]
        vals = {
            "definition_id": definition.id,
            "model": "res.partner",
            "res_id": self.partner.id,
            "status": "pending",
        }
        review = reviews.with_user(asker).create({**vals, "requested_by": asker.id})
        with self.assertRaises(AccessError):
            reviews.with_user(asker).create(
                {**vals, "requested_by": asker.id, "status": "approved", "done_by": reviewer.id}
            )
        for role in ("advisor", "cashier", "technician"):
            with self.assertRaises(AccessError):
                review.with_user(self.users[role]).write({"status": "approved"})
        with self.assertRaises(AccessError):
            review.with_user(self.users["cashier"]).unlink()
        review.with_user(reviewer).write({"status": "approved", "done_by": reviewer.id})
        self.assertEqual(review.status, "approved")

    def _get_trace(self, record, name):
        """Lines of the audit log about a field of a record: [(user, old, new)]."""
        lines = self.env["auditlog.log.line"].search(
            [
                ("log_id.res_id", "=", record.id),
                ("log_id.model_id.model", "=", record._name),
                ("field_name", "=", name),
            ]
        )
        return [(line.log_id.user_id, line.old_value, line.new_value) for line in lines]

    def test_trace_of_personal_data_and_rights(self):
        advisor = self.users["advisor"]
        self.partner.with_user(advisor).phone = "13900139000"
        self.assertIn((advisor, PHONE, "13900139000"), self._get_trace(self.partner, "phone"))
        admin = self.users["admin"]
        technician = self.users["technician"]
        group = self.env.ref("dms_base.group_dms_see_price")
        technician.with_user(admin).write({"group_ids": [Command.link(group.id)]})
        [(old, new)] = [
            (old, new)
            for user, old, new in self._get_trace(technician, "group_ids")
            if user == admin
        ]
        self.assertNotIn(str(group.id), old.strip("[]").split(", "))
        self.assertIn(str(group.id), new.strip("[]").split(", "))
        log = self.env["auditlog.log"]
        self.assertTrue(log.search([("res_id", "=", technician.id)])[0].create_date)
        for role in ("service_manager", "general_manager", "accountant"):
            self.assertFalse(log.with_user(self.users[role]).has_access("read"), role)

    def test_trace_of_single_values(self):
        """What each repair writes keeps a value only where somebody changed it by hand."""
        before = self.partner._remember(["name", "street"])
        self.partner.with_user(self.manager).street = "深南大道 1 号"
        self.partner.with_user(self.manager)._keep_changes(before)
        self.assertIn((self.manager, "", "深南大道 1 号"), self._get_trace(self.partner, "street"))
        self.assertFalse(self._get_trace(self.partner, "name"))
        self.assertEqual(self.partner._remember([]), {})

    def test_reveal_log(self):
        """A look is written down before the value is given out, and stays."""
        log = self.env["dms.reveal.log"]
        value = log.with_user(self.manager)._reveal(self.partner, "phone")
        self.assertEqual(value, PHONE)
        row = log.search([("res_id", "=", self.partner.id)], limit=1)
        self.assertEqual((row.user_id, row.kind, row.field_name), (self.manager, "reveal", "phone"))
        self.assertEqual(row.name, self.partner.display_name)
        for call in (lambda: row.write({"note": "x"}), row.unlink):
            with self.assertRaises(UserError):
                call()
        with self.assertRaises(AccessError):
            log.with_user(self.manager).create({"res_model": "res.partner", "res_id": 1})
        for role in self.OTHERS:
            self.assertFalse(log.with_user(self.users[role]).has_access("read"), role)

    def _open_request(self, user):
        return (
            self.env["dms.personal.data"]
            .with_user(user)
            .create({"partner_id": self.partner.id, "reason": "本人到店，核对身份证"})
        )

    def test_export(self):
        request = self._open_request(self.manager)
        request.action_export()
        data = json.loads(base64.b64decode(request.json_file))
        self.assertIn(PHONE, str(data))
        self.assertTrue(base64.b64decode(request.xlsx_file).startswith(b"PK"))
        row = self.env["dms.reveal.log"].search([("res_id", "=", self.partner.id)], limit=1)
        self.assertEqual((row.kind, row.note), ("export", request.reason))
        for role in ("advisor", *self.OTHERS, "general_manager"):
            with self.assertRaises(AccessError):
                self._open_request(self.users[role])

    def test_erase(self):
        """Name, phone, messages, files and old values go; twice is once."""
        child = self.partner.create({"name": "王太太", "parent_id": self.partner.id, "phone": "1"})
        self.partner.with_user(self.users["advisor"]).phone = "13700137000"
        self.partner.message_post(body="王建国 13800138000")
        self.env["ir.attachment"].create(
            {"name": "id.jpg", "raw": b"x", "res_model": "res.partner", "res_id": self.partner.id}
        )
        request = self._open_request(self.manager)
        request.action_erase()
        request.action_erase()
        self.assertTrue(request.is_erased)
        self.assertNotIn("王", self.partner.name)
        self.assertFalse(self.partner.phone or self.partner.message_ids or child.phone)
        self.assertNotIn("王", child.name)
        files = [("res_model", "=", "res.partner"), ("res_id", "=", self.partner.id)]
        self.assertFalse(self.env["ir.attachment"].search(files))
        for name in ("name", "phone"):
            values = str(self._get_trace(self.partner, name))
            self.assertNotIn("王", values)
            self.assertNotIn("13800", values)
        logs = [("res_model", "=", "res.partner"), ("res_id", "=", self.partner.id)]
        rows = self.env["dms.reveal.log"].search([*logs, ("kind", "=", "erase")])
        self.assertEqual(len(rows), 1)
        self.assertNotIn("王", rows.name)

    def test_erase_refused(self):
        """People who work here and our own companies are kept."""
        self.partner = self.users["guard"].partner_id
        with self.assertRaisesRegex(UserError, "works here"):
            self._open_request(self.manager).action_erase()
        self.partner = self.env.company.partner_id
        with self.assertRaisesRegex(UserError, "own companies"):
            self._open_request(self.manager).action_erase()
