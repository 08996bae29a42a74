from odoo.tests import tagged

from .checklist_common import ChecklistCommon


@tagged("post_install", "-at_install", "dms")
class TestChecklistPrint(ChecklistCommon):
    """What stands on paper."""

    def _html(self, report, record, lang="en_US"):
        reports = self.env["ir.actions.report"].with_context(lang=lang)
        return reports._render_qweb_html(report, record.ids)[0].decode()

    def _tyre_sheet(self):
        items = [
            self._item("Tread", "measure", code="T", uom="mm", tol_min="3.5", positions="wheel"),
            self._item("Crack", "light", code="C"),
        ]
        roles = [self._role("Technician", "technician"), self._role("Customer", is_external=True)]
        sections = [self._section("Tyres", items, code="A")]
        template = self._template(
            sections,
            roles=roles,
            result_rule="worst_light",
            note="Visual check.",
            subject_model="fleet.vehicle",
        )
        return template._create_checklists(self.vehicle)

    def test_filled_sheet(self):
        sheet = self._tyre_sheet()
        sheet._fill({line.id: {"value": 3.1} for line in self._line(sheet, "T")})
        self._fill(sheet, C={"result": "attention", "remark": "left shoulder"})
        html = self._html("dms_base.report_checklist", sheet)
        for text in (
            "粤B12345",
            "Tread",
            "≥ 3.5",
            "Left Front",
            "3.1",
            "△",
            "left shoulder",
            "Visual check.",
            sheet.name,
        ):
            self.assertIn(text, html)

    def test_positions_become_columns(self):
        sheet = self._tyre_sheet()
        sections = sheet._print_sections()
        self.assertEqual(len(sections[0]["rows"]), 2)
        self.assertEqual(sections[0]["columns"], [])
        items = [
            self._item(name, code=name, positions="Bay 1, Bay 2") for name in ("Floor", "Tools")
        ]
        areas = self._template([self._section("Areas", items)], code="TT-02")._create_checklists()
        self.assertEqual(areas._print_sections()[0]["columns"], ["Bay 1", "Bay 2"])

    def test_blank_form_has_all_lines_and_no_data(self):
        template = self._tyre_sheet().template_id
        html = self._html("dms_base.report_checklist_blank", template)
        for text in ("Tread", "Crack", "Technician", "Plate"):
            self.assertIn(text, html)
        self.assertNotIn("粤B12345", html)
        self.assertFalse(
            self.env["dms.checklist"].search(
                [("template_id", "=", template.id), ("res_id", "=", 0)]
            )
        )

    def test_two_columns_from_forty_items(self):
        self.assertEqual(len(self._plain(39)._create_checklists()._print_halves()), 1)
        halves = self._plain(41, code="TT-02")._create_checklists()._print_halves()
        self.assertEqual(
            [sum(len(section["rows"]) for section in half) for half in halves], [20, 21]
        )

    def test_cancelled_sheet_says_so(self):
        sheet = self._tyre_sheet()
        sheet.action_cancel("wrong car")
        self.assertIn("dms-check-void", self._html("dms_base.report_checklist", sheet))

    def test_chinese(self):
        if "zh_CN" not in dict(self.env["res.lang"].get_installed()):
            self.skipTest("Chinese is not loaded")
        sheet = self._tyre_sheet()
        sheet._fill({line.id: {"value": 4} for line in self._line(sheet, "T")})
        html = self._html("dms_base.report_checklist", sheet, "zh_CN")
        for text in ("左前", "项目", "结果", "备注", "车牌号"):
            self.assertIn(text, html)
