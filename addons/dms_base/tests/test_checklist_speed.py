from odoo.tests import tagged
from odoo.tests.common import warmup

from .checklist_common import ChecklistCommon


@tagged("post_install", "-at_install", "dms")
class TestChecklistSpeed(ChecklistCommon):
    """Queries of the two steps every repair takes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        roles = [
            cls._role("Technician", "technician", code="self"),
            cls._role("Inspector", "inspector", code="final", sequence=20, independent=True),
        ]
        cls.template = cls._plain(40, roles=roles)
        cls.vehicles = cls.vehicle
        for number in range(2):
            cls.vehicles |= cls.vehicle.copy({"license_plate": f"粤B7770{number}"})

    @warmup
    def test_create_batch(self):
        self.template._line_blueprint()
        self.env.flush_all()
        with self.assertQueryCount(9):
            self.template._create_checklists(self.vehicles)
            self.env.flush_all()

    @warmup
    def test_complete(self):
        sheet = self.template._create_checklists(self.vehicle)
        signers = [{"employee": self.people["technician"]}, {"employee": self.people["inspector"]}]
        self.env.flush_all()
        with self.assertQueryCount(10):
            sheet._complete(signers)
            self.env.flush_all()
        self.assertEqual((sheet.state, len(sheet.line_ids)), ("done", 40))

    @warmup
    def test_list_does_not_grow_with_rows(self):
        fields = {
            "name": {},
            "template_id": {"fields": {"display_name": {}}},
            "subject_name": {},
            "grade": {},
        }
        self.template._create_checklists(self.vehicles)
        self.env.invalidate_all()
        with self.assertQueryCount(8):
            self.env["dms.checklist"].search([("template_id", "=", self.template.id)]).web_read(
                fields
            )
