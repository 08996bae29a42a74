from odoo.exceptions import UserError, ValidationError
from odoo.tests import HttpCase, tagged

from ..models import checklist_drawing, checklist_table
from .checklist_common import ChecklistCommon

CODES = "System | Code* | Back: Yes! / No"


@tagged("post_install", "-at_install", "dms")
class TestChecklistParts(ChecklistCommon):
    """Tables filled row by row, and drawings on which damage is marked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = cls._template(
            [
                cls._section(
                    "Body",
                    [
                        cls._item(
                            "Front",
                            code="A01",
                            drawing="car_front",
                            photo_required_bad=True,
                            na_allowed=False,
                        ),
                        cls._item("Left", code="A02", drawing="car_left", photo_required_bad=True),
                    ],
                    code="A",
                ),
                cls._section(
                    "Diagnosis",
                    [cls._item("Codes", "table", code="B01", columns=CODES, required=False)],
                    code="B",
                ),
            ],
            roles=[cls._role("Technician", "technician", code="self")],
            result_rule="none",
        )
        cls.sheet = cls.template._create_checklists(cls.vehicle)

    def _mark(self, x=10, y=20, kind="dent", photo=False):
        return {"x": x, "y": y, "kind": kind, "photo": photo}

    def _html(self, report, records):
        html = self.env["ir.actions.report"]._render_qweb_html(report, records.ids)[0]
        return html.decode()

    def test_columns(self):
        heads = checklist_table.columns(CODES)
        self.assertEqual([one.name for one in heads], ["System", "Code", "Back"])
        self.assertEqual([one.required for one in heads], [False, True, False])
        self.assertEqual((heads[2].options, set(heads[2].bad)), (("Yes", "No"), {"Yes"}))
        rows = checklist_table.clean(heads, [["", None, ""], [" Engine ", "P0301"]])
        self.assertEqual(rows, [["Engine", "P0301", ""]])
        self.assertEqual(checklist_table.gaps(heads, [["Engine", "", "No"]]), [(1, "Code")])
        with self.assertRaises(ValidationError):
            self._template([self._section("Empty", [self._item("Nothing", "table")])], code="TT-02")

    def test_table(self):
        line = self._line(self.sheet, "B01")
        sheet = self.sheet.with_user(self.users["technician"])
        rows = [["Engine", "P0301", "No"], ["", "", ""], ["ABS", "C0035", "Yes"]]
        change = sheet.sheet_save({str(line.id): {"rows": rows}})
        self.assertEqual(change["lines"][0]["rows"], [rows[0], rows[2]])
        self.assertEqual(
            change["lines"][0]["columns"][2]["options"],
            [{"name": "Yes", "bad": True}, {"name": "No", "bad": False}],
        )
        self.assertEqual((line.result, line.is_bad), ("attention", True))
        self.assertEqual(line.text, "Engine P0301 No; ABS C0035 Yes")
        for bad, text in (
            ([["Engine", "P0301", "Maybe"]], "Maybe"),
            ([["x" * 201, "P0301", ""]], "System"),
            ([["Engine", f"P{one}", ""] for one in range(61)], "60"),
        ):
            with self.assertRaisesRegex(UserError, text):
                sheet.sheet_save({str(line.id): {"rows": bad}})
        sheet.sheet_save({str(line.id): {"rows": []}})
        self.assertEqual((line.result, line.rows, line.text), (False, False, False))
        sheet._pass_all()
        sheet._fill({line.id: {"rows": [["Engine", "", "No"]]}})
        with self.assertRaisesRegex(UserError, "row 1: fill in Code"):
            sheet.action_submit()

    def test_signed_table_stays(self):
        line = self._line(self.sheet, "B01")
        self.sheet._complete(
            [{"employee": self.people["technician"]}],
            values={line.id: {"rows": [["Engine", "P0301", "No"]]}},
        )
        with self.assertRaises(UserError):
            self.sheet._fill({line.id: {"rows": []}})
        self.assertEqual(line.rows, [["Engine", "P0301", "No"]])
        exported = line.export_data(["name", "text"])["datas"]
        self.assertEqual(exported, [["Codes", "Engine P0301 No"]])
        html = self._html("dms_base.report_checklist", self.sheet)
        self.assertIn("P0301", html)
        self.assertIn("<th>Code</th>", html)
        self.assertIn("<th>Code</th>", self._html("dms_base.report_checklist_blank", self.template))

    def test_marks(self):
        line = self._line(self.sheet, "A01")
        sheet = self.sheet.with_user(self.users["technician"])
        with self.assertRaisesRegex(UserError, "tap the damage"):
            sheet._fill({line.id: {"result": "fail"}})
        sheet.sheet_save({str(line.id): {"marks": [self._mark(), self._mark(60, 50, "scratch")]}})
        self.assertEqual((line.result, line.is_bad, line.text), ("fail", True, "Dent, Scratch"))
        with self.assertRaisesRegex(UserError, "carries marks"):
            sheet._fill({line.id: {"result": "pass"}})
        for wrong in (self._mark(x=120), self._mark(kind="eaten"), self._mark(y=None)):
            with self.assertRaises(UserError):
                sheet._fill({line.id: {"marks": [wrong]}})
        sheet._fill({line.id: {"marks": []}})
        self.assertFalse(line.result, "neither marked nor without damage is not filled")
        with self.assertRaisesRegex(UserError, "A01"):
            sheet.action_submit()
        sheet._fill({line.id: {"result": "pass"}})
        self.assertEqual((line.result, line.marks), ("pass", False))

    def test_photo_of_each_mark(self):
        line = self._line(self.sheet, "A02")
        sheet = self.sheet.with_user(self.users["technician"])
        sheet._fill({line.id: {"marks": [self._mark(), self._mark(60, 50, "rust")]}})
        sheet._pass_all()
        change = sheet.sheet_add_photo(line.id, "a.png", self.PIXEL, 0)
        first = change["lines"][0]["marks"][0]["photo"]
        self.assertEqual(line.photo_ids.ids, [first])
        with self.assertRaisesRegex(UserError, "photo of: Left 2"):
            sheet.action_submit()
        with self.assertRaisesRegex(UserError, "gone"):
            sheet.sheet_add_photo(line.id, "a.png", self.PIXEL, 7)
        sheet.sheet_add_photo(line.id, "b.png", self.PIXEL, 1)
        other = self.env["ir.attachment"].create({"name": "other.png", "datas": self.PIXEL})
        marks = [dict(line.marks[0]), {**line.marks[1], "photo": other.id}]
        sheet._fill({line.id: {"marks": marks}})
        self.assertFalse(line.marks[1]["photo"], "photos of other records are not taken over")
        self.assertEqual(line.photo_ids.ids, [first], "the photo of a mark goes with it")
        sheet.sheet_remove_photo(line.id, first)
        self.assertEqual([one["photo"] for one in line.marks], [False, False])
        for number in range(2):
            sheet.sheet_add_photo(line.id, "c.png", self.PIXEL, number)
        sheet.action_submit()
        self.assertEqual(sheet.state, "to_sign")
        sections = self.sheet._print_sections()
        self.assertTrue(sections[0]["picture"].startswith("data:image/svg+xml;base64,"))
        self.assertEqual(
            [(one["number"], one["damage"]) for one in sections[0]["marks"]],
            [(1, "Dent"), (2, "Rust")],
        )
        self.assertFalse(sections[0]["rows"], "the picture says it all")
        texts = [one["text"] for page in self.sheet._print_photos() for one in page]
        self.assertEqual(texts, ["1 Left Dent", "2 Left Rust"])

    def test_drawings(self):
        for name in checklist_drawing.SIZES:
            self.assertIn("<path", checklist_drawing.shapes(name))
        views = [
            {"name": name, "caption": "<b>", "marks": [(7, 50, 50)]}
            for name in checklist_drawing.SIZES
        ]
        picture = checklist_drawing.compose(views)
        self.assertEqual(picture.count(">7</text>"), 5)
        self.assertNotIn("<b>", picture)
        html = self._html("dms_base.report_checklist_blank", self.template)
        self.assertIn("data:image/svg+xml;base64,", html)
        self.assertIn("Glass Cracked", html)


@tagged("post_install", "-at_install", "dms")
class TestChecklistPartsTour(HttpCase, ChecklistCommon):
    """A thumb marks damage and fills a table."""

    def test_mark_and_fill(self):
        template = self._template(
            [
                self._section("Body", [self._item("Front", code="A01", drawing="car_front")]),
                self._section(
                    "Diagnosis", [self._item("Codes", "table", code="B01", columns=CODES)]
                ),
            ],
            result_rule="none",
            code="TT-03",
        )
        sheet = template._create_checklists(self.vehicle)
        self.start_tour(
            f"/odoo/dms-checklists/{sheet.id}", "dms_checklist_parts_tour", login="cl_technician"
        )
        body, codes = self._line(sheet, "A01"), self._line(sheet, "B01")
        self.assertEqual([mark["kind"] for mark in body.marks], ["dent"])
        self.assertTrue(40 < body.marks[0]["x"] < 60 and 40 < body.marks[0]["y"] < 60)
        self.assertEqual(codes.rows, [["", "P0301", "No"], ["ABS", "C0035", ""]])
