from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .checklist_common import ChecklistCommon


@tagged("post_install", "-at_install", "dms")
class TestChecklistScreen(ChecklistCommon):
    """What the tap screen and the kiosk read and do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kiosk = cls.env["dms.kiosk"].create({"name": "Floor", "app_codes": "checklist"})
        roles = [cls._role("Technician", "technician", code="self")]
        cls.template = cls._plain(roles=roles)
        cls.sheet = cls.template._create_checklists(cls.vehicle)

    def test_load_and_save(self):
        sheet = self.sheet.with_user(self.users["technician"])
        data = sheet.sheet_load()
        self.assertEqual(
            [line["code"] for line in data["sections"][0]["lines"]], ["A01", "A02", "A03"]
        )
        self.assertTrue(data["can_fill"])
        line = data["sections"][0]["lines"][0]
        change = sheet.sheet_save({str(line["id"]): {"result": "fail", "is_bad": False}})
        self.assertEqual((change["filled"], change["bad"]), (1, 1))
        self.assertEqual(change["lines"][0]["result"], "fail")
        change = sheet.sheet_pass_section(data["sections"][0]["id"])
        self.assertEqual((change["filled"], change["missing"], change["bad"]), (3, 0, 1))
        data = sheet.sheet_submit()
        self.assertTrue(data["roles"][0]["can_sign"])
        data = sheet.sheet_sign(data["roles"][0]["id"])
        self.assertEqual((data["state"], data["result"]), ("done", "fail"))

    def test_kiosk_steps(self):
        kiosk, badge = self.kiosk.sudo(), self.helper
        self.assertIn(self.sheet.id, [one["id"] for one in kiosk._kiosk_checklist_list(badge)])
        section = self.template.section_ids.id
        kiosk._kiosk_checklist_step(
            badge, "pass_section", checklist_id=self.sheet.id, section_id=section
        )
        kiosk._kiosk_checklist_submit(badge, self.sheet.id)
        data = kiosk._kiosk_checklist_sign(badge, self.sheet.id)
        self.assertEqual(data["state"], "done")
        self.assertEqual(
            (self.sheet.signoff_ids.employee_id, self.sheet.signoff_ids.channel), (badge, "kiosk")
        )
        self.assertFalse(self.sheet.signoff_ids.user_id)
        with self.assertRaises(AccessError):
            kiosk._kiosk_checklist_step(badge, "list")

    def test_kiosk_shows_no_private_or_foreign_sheet(self):
        private = self._plain(code="TT-02", is_private=True)._create_checklists(
            self.people["inspector"]
        )
        other = self.env["res.company"].create({"name": "Branch"})
        foreign = self.template._create_checklists(company_id=other.id)
        for sheet in private | foreign:
            with self.assertRaises(AccessError):
                self.kiosk.sudo()._kiosk_checklist_load(self.helper, sheet.id)

    def test_kiosk_refuses_roles_that_do_not_fill(self):
        inspector = self.env.ref("dms_base.group_dms_inspector")
        sheet = self._plain(code="TT-02", filler_group_ids=inspector.ids)._create_checklists(
            self.vehicle
        )
        for person in (self.helper, self.people["cashier"]):
            with self.assertRaises(AccessError):
                self.kiosk.sudo()._kiosk_checklist_load(person, sheet.id)
        self.assertTrue(self.kiosk.sudo()._kiosk_checklist_load(self.people["inspector"], sheet.id))

    def test_photo_of_another_sheet_is_refused(self):
        other = self.template._create_checklists(self.vehicle)
        with self.assertRaises(UserError):
            self.sheet.sheet_add_photo(other.line_ids[0].id, "a.png", self.PIXEL)


@tagged("post_install", "-at_install", "dms")
class TestChecklistTour(HttpCase, ChecklistCommon):
    """The tap screen in a browser."""

    def test_tap_through_a_sheet(self):
        sections = [
            self._section(
                "Work",
                [self._item(f"Point {one}", "light", code=f"A0{one}") for one in (1, 2)],
                code="A",
            ),
            self._section(
                "Tyres",
                [
                    self._item(
                        "Tread",
                        "measure",
                        code="B01",
                        uom="mm",
                        tol_min="3.5",
                        urgent_min="1.6",
                        plausible_max="15",
                    )
                ],
                code="B",
            ),
        ]
        template = self._template(
            sections, roles=[self._role("Technician", "technician")], result_rule="worst_light"
        )
        sheet = template._create_checklists(self.vehicle)
        self.start_tour(
            f"/odoo/dms-checklists/{sheet.id}", "dms_checklist_tour", login="cl_technician"
        )
        self.assertEqual((sheet.state, sheet.result, sheet.bad_count), ("done", "red", 2))
        self.assertEqual(sheet.signoff_ids.employee_id, self.people["technician"])
