from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon


class ChecklistCommon(BaseCommon):
    """Templates, people and a vehicle for the tests of the checklist engine."""

    # a PNG of one pixel
    PIXEL = (
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
        "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            role: new_test_user(cls.env, login=f"cl_{role}", groups=f"dms_base.group_dms_{role}")
            for role in (
                "technician",
                "inspector",
                "cashier",
                "service_manager",
                "hr_officer",
                "guard",
            )
        }
        cls.people = {
            role: cls.env["hr.employee"].create({"name": f"Person {role}", "user_id": user.id})
            for role, user in cls.users.items()
        }
        cls.helper = cls.env["hr.employee"].create({"name": "Without Login"})
        brand = cls.env["fleet.vehicle.model.brand"].create({"name": "Test Brand"})
        model = cls.env["fleet.vehicle.model"].create({"name": "T1", "brand_id": brand.id})
        cls.vehicle = cls.env["fleet.vehicle"].create(
            {
                "model_id": model.id,
                "license_plate": "粤B12345",
                "fuel_type": "gasoline",
                "transmission": "automatic",
            }
        )

    @classmethod
    def _item(cls, name, kind="pass_fail", **vals):
        return Command.create({"name": name, "kind": kind, **vals})

    @classmethod
    def _section(cls, name, items, **vals):
        return Command.create({"name": name, "item_ids": items, **vals})

    @classmethod
    def _role(cls, name, group=None, **vals):
        group_id = cls.env.ref(f"dms_base.group_dms_{group}").id if group else False
        return Command.create({"name": name, "group_id": group_id, **vals})

    @classmethod
    def _template(cls, sections, roles=(), grades=(), publish=True, **vals):
        template = cls.env["dms.checklist.template"].create(
            {
                "name": "Test Sheet",
                "code": "TT-01",
                "section_ids": sections,
                "signoff_role_ids": list(roles),
                "grade_ids": [
                    Command.create({"min_score": bound, "name": name, "is_fail": bound == 0})
                    for bound, name in grades
                ],
                **vals,
            }
        )
        if publish:
            template.action_publish()
        return template

    @classmethod
    def _plain(cls, count=3, **vals):
        items = [
            cls._item(f"Point {number}", code=f"A{number:02}") for number in range(1, count + 1)
        ]
        return cls._template([cls._section("Work", items, code="A")], **vals)

    def _line(self, sheet, code, position=False):
        return sheet.line_ids.filtered(
            lambda line: line.code == code and (not position or line.position == position)
        )

    def _fill(self, sheet, **values):
        """Enter values by code: ``A01="pass"``, ``B01=3.5`` or a dict."""
        entered = {}
        for code, value in values.items():
            data = (
                value
                if isinstance(value, dict)
                else {"result" if isinstance(value, str) else "value": value}
            )
            entered[self._line(sheet, code).id] = data
        return sheet._fill(entered)
