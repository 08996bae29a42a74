from contextlib import contextmanager

from odoo.exceptions import UserError
from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon


class RegisterCommon(BaseCommon):
    """A head who draws forms, a reviewer, two people who fill them."""

    PIXEL = (
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
        "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users, cls.people = {}, {}
        for name, role in (
            ("head", "workshop_supervisor"),
            ("reviewer", "hr_officer"),
            ("first", "technician"),
            ("second", "technician"),
            ("parts", "parts_supervisor"),
            ("guard", "guard"),
        ):
            user = new_test_user(cls.env, login=f"reg_{name}", groups=f"dms_base.group_dms_{role}")
            cls.users[name] = user
            cls.people[name] = cls.env["hr.employee"].create(
                {"name": f"Person {name}", "user_id": user.id}
            )
        cls.chapter = cls.env.ref("dms_base.dms_handbook_06")
        cls.templates = cls.env["dms.checklist.template"]
        cls.entries = cls.env["dms.register.entry"]
        cls.today = cls.env.company._local_date()

    @contextmanager
    def refused(self, sentence, error=UserError):
        """What happens inside is refused with this sentence and leaves nothing behind."""
        with self.assertRaises(error) as caught:
            yield
        self.assertRegex(str(caught.exception), sentence)

    @classmethod
    def _field(cls, kind, label, **vals):
        return {"kind": kind, "label_zh": label, **vals}

    @classmethod
    def _oil(cls):
        """The six columns of the acceptance: a decimal with limits, an employee, a photo, a total."""
        return [
            cls._field("text", "油品", key="f1", required=True),
            cls._field(
                "decimal",
                "用量",
                key="f2",
                required=True,
                unit="L",
                min_value="0.5",
                max_value="20",
                digits=1,
                footer="sum",
            ),
            cls._field("money", "单价", key="f3", required=True, min_value="0"),
            cls._field("computed", "金额", key="f4", formula="{用量} × {单价}", footer="sum"),
            cls._field("employee", "领用人", key="f5", required=True),
            cls._field("photo", "照片", key="f6"),
        ]

    @classmethod
    def _draft(cls, rows=None, user="head", chapter=None, **vals):
        """A draft in the designer of a head."""
        templates = cls.templates.with_user(cls.users[user])
        action = templates.builder_create((chapter or cls.chapter).id)
        draft = templates.browse(action["params"]["template_id"])
        definition = {
            "kind": "register",
            "title_zh": "油品领用登记",
            "title_en": "Oil issued",
            "prefix": "YP",
            "frequency": "adhoc",
            "fields": cls._oil() if rows is None else rows,
            "boxes": [],
            **vals,
        }
        draft.designer_save(definition)
        return draft

    @classmethod
    def _published(cls, rows=None, **vals):
        """A form drawn by the head and published by the reviewer; its dms.register."""
        draft = cls._draft(rows, **vals)
        draft.action_submit_review()
        draft.with_user(cls.users["reviewer"]).action_publish()
        return draft.sudo().register_id.with_user(cls.env.user)

    def _fill(self, register, user="first", media=None, lines=None, **answers):
        """An entry as the filling screen sends it."""
        entries = self.entries.with_user(self.users[user])
        values = {
            "register_id": register.id,
            "answers": answers,
            "lines": lines or [],
            "media": media or {},
        }
        screen = entries.entry_save(values)
        return entries.browse(screen["entry"]["id"])

    def _oil_values(self, quantity=2.5, price=40.0, **vals):
        return {
            "f1": "5W-30",
            "f2": quantity,
            "f3": price,
            "f5": self.people["first"].id,
            **vals,
        }
