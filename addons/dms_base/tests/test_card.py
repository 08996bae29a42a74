from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.base.tests.common import BaseCommon

from ..models import card_due


@tagged("post_install", "-at_install", "dms")
class TestCard(BaseCommon):
    """Cards: versions, receipts, tasks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            role: new_test_user(cls.env, f"card_{role}", groups=f"dms_base.group_dms_{role}")
            for role in ("technician", "cashier", "service_manager")
        }
        cls.people = {
            role: cls.env["hr.employee"].create({"name": role, "user_id": user.id})
            for role, user in cls.users.items()
        }
        cls.group = cls.env["res.groups"].create(
            {"name": "Readers", "user_ids": [Command.set(cls.users["technician"].ids)]}
        )

    def _card(self, **vals):
        return self.env["dms.card"].create(
            {
                "code": "TT-01",
                "name": "Clean work",
                "version_note": "First",
                "reader_group_ids": [Command.set(self.group.ids)],
                "line_ids": [Command.create({"name": "Tools never on the floor"})],
                **vals,
            }
        )

    def test_refusals_before_publishing(self):
        cases = (
            ({"version_note": False}, "version note"),
            ({"line_ids": False}, "no lines"),
            (
                {"line_ids": [Command.create({"name": "x", "frequency": "weekly"})]},
                "when it is due",
            ),
            (
                {
                    "line_ids": [
                        Command.create({"name": "x", "frequency": "weekly", "due_rule": "8"})
                    ]
                },
                "cannot be read",
            ),
        )
        for number, (vals, text) in enumerate(cases):
            card = self._card(code=f"TT-1{number}", **vals)
            with self.assertRaisesRegex(UserError, text):
                card.action_publish()
        with self.assertRaises(ValidationError):
            self._card(valid_from="2026-05-01", valid_to="2026-05-01")

    def test_life(self):
        """Published, read by each person for himself, replaced by the next version."""
        card = self._card()
        manager = self.users["service_manager"]
        card.with_user(manager).action_publish()
        self.assertEqual(card.receipt_ids.employee_id, self.people["technician"])
        self.assertEqual((card.reader_count, card.read_count), (1, 0))
        self.assertTrue(card.activity_ids)
        with self.assertRaisesRegex(UserError, "new version"):
            card.with_user(manager).write({"name": "Other"})
        with self.assertRaisesRegex(UserError, "new version"):
            card.line_ids.with_user(manager).write({"name": "Other"})
        with self.assertRaises(AccessError):
            card.with_user(manager).write({"state": "draft"})
        with self.assertRaisesRegex(UserError, "Only technician"):
            card.with_user(self.users["cashier"]).action_acknowledge()
        reader = card.with_user(self.users["technician"])
        self.assertTrue(reader.is_waiting_for_me)
        self.assertIn(card, reader.search([("is_waiting_for_me", "=", True)]))
        reader.action_acknowledge()
        self.assertEqual((card.state, card.read_count), ("acknowledged", 1))
        self.assertFalse(card.activity_ids)
        action = card.with_user(manager).action_new_version()
        fresh = self.env["dms.card"].browse(action["res_id"])
        self.assertEqual(
            (fresh.version, fresh.state, fresh.line_ids.name), (2, "draft", card.line_ids.name)
        )
        self.assertEqual(card.action_new_version()["res_id"], fresh.id, "one draft only")
        fresh.write({"version_note": "Second"})
        fresh.action_publish()
        self.assertEqual((card.state, fresh.state), ("superseded", "published"))
        with self.assertRaisesRegex(UserError, "not in force"):
            reader.action_acknowledge()
        with self.assertRaisesRegex(UserError, "revoke"):
            fresh.unlink()
        fresh.action_revoke()
        self.assertEqual(fresh.state, "revoked")
        self.assertFalse(fresh.receipt_ids)

    def test_holder(self):
        card = self._card(holder_id=self.people["cashier"].id)
        card.action_publish()
        self.assertEqual(card.receipt_ids.user_id, self.users["cashier"])

    def test_rights(self):
        card = self._card()
        with self.assertRaises(AccessError):
            card.with_user(self.users["technician"]).write({"name": "x"})
        with self.assertRaises(AccessError):
            card.with_user(self.users["technician"]).action_publish()

    def test_due_days(self):
        start, end = date(2026, 2, 1), date(2026, 2, 28)
        cases = (
            ("daily", "09:00", 28),
            ("weekly", "1", 4),
            ("monthly", "31", 1),
            ("quarterly", "10", 0),
            ("yearly", "02-14", 1),
            ("occasion", "", 0),
        )
        for frequency, rule, count in cases:
            self.assertEqual(len(card_due.dates(frequency, rule, start, end)), count, frequency)
        self.assertEqual(card_due.dates("monthly", "31", start, end), [date(2026, 2, 28)])
        self.assertEqual(
            card_due.dates("quarterly", "10", date(2026, 1, 1), date(2026, 4, 30)),
            [date(2026, 1, 10), date(2026, 4, 10)],
        )
        for frequency, rule in (("daily", "25:00"), ("weekly", "0"), ("yearly", "13-01")):
            with self.assertRaises(ValueError):
                card_due.dates(frequency, rule, start, end)

    def test_tasks(self):
        """One task per line and day; a second press adds none; the responsible person ticks."""
        user = self.users["technician"]
        card = self._card(
            kind="work",
            line_ids=[
                Command.create(
                    {
                        "name": "Month end",
                        "frequency": "monthly",
                        "due_rule": "31",
                        "responsible_id": user.id,
                    }
                ),
                Command.create({"name": "Now and then", "frequency": "occasion"}),
            ],
        )
        with self.assertRaisesRegex(UserError, "Publish"):
            card.action_create_tasks()
        card.action_publish()
        card.action_create_tasks()
        task = card.task_ids
        self.assertEqual((len(task), task.state, task.user_id), (1, "due", user))
        self.assertEqual(task.activity_ids.user_id, user)
        card.action_create_tasks()
        self.assertEqual(card.task_ids, task)
        with self.assertRaises(AccessError):
            task.with_user(self.users["cashier"]).action_done()
        task.with_user(user).action_done()
        self.assertEqual((task.state, task.done_by_id), ("done", user))
        task.done_at = False
        task.date_due = "2020-01-31"
        self.assertEqual(task.state, "late")
        self.assertIn(task, task.search([("state", "=", "late")]))
        self.assertNotIn(task, task.search([("state", "in", ["done", "due"])]))

    def test_print(self):
        card = self._card(kind="work")
        html = self.env["ir.actions.report"]._render_qweb_html("dms_base.report_card", card.ids)[0]
        self.assertIn("TT-01-V1", html.decode())
