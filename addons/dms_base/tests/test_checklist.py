from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .checklist_common import ChecklistCommon


@tagged("post_install", "-at_install", "dms")
class TestChecklist(ChecklistCommon):
    """Templates and the filling of sheets."""

    def test_sheet_copies_lines(self):
        template = self._plain()
        sheet = template._create_checklists(self.vehicle)
        self.assertEqual(sheet.vehicle_id, self.vehicle)
        self.assertEqual(sheet.line_ids.mapped("name"), ["Point 1", "Point 2", "Point 3"])
        self.assertEqual(sheet.line_ids.mapped("section_name"), ["A Work"] * 3)
        self.assertEqual(sheet.missing_count, 3)
        self.assertTrue(sheet.name.startswith("CK"))

    def test_pass_all_and_finish(self):
        sheet = self._plain()._create_checklists(self.vehicle)
        sheet.action_pass_all()
        self.assertEqual((sheet.state, sheet.missing_count), ("filling", 0))
        sheet.action_submit()
        self.assertEqual((sheet.state, sheet.result), ("done", "pass"))

    def test_submit_names_open_items(self):
        sheet = self._plain()._create_checklists(self.vehicle)
        self._fill(sheet, A01="pass")
        with self.assertRaisesRegex(UserError, r"2 item\(s\) not filled: A02, A03"):
            sheet.action_submit()

    def test_measure_yields_light(self):
        items = [
            self._item(
                "Tread",
                "measure",
                code="T",
                uom="mm",
                tol_min="3.5",
                urgent_min="1.6",
                positions="wheel",
            )
        ]
        template = self._template([self._section("Tyres", items)], result_rule="worst_light")
        sheet = template._create_checklists(self.vehicle)
        lines = sheet.line_ids
        self.assertEqual(lines.mapped("position"), ["LF", "RF", "LR", "RR"])
        sheet._fill(
            {line.id: {"value": value} for line, value in zip(lines, (5, 3, 1.2, 4), strict=True)}
        )
        self.assertEqual(lines.mapped("result"), ["ok", "attention", "urgent", "ok"])
        sheet.action_submit()
        self.assertEqual((sheet.result, sheet.bad_count, sheet.urgent_count), ("red", 2, 1))

    def test_measured_zero_is_filled(self):
        items = [self._item("Slip", "measure", code="S", tol_min="-5", tol_max="5")]
        sheet = self._template([self._section("A", items)])._create_checklists(self.vehicle)
        self._fill(sheet, S=0)
        self.assertEqual(self._line(sheet, "S").result, "ok")
        self.assertEqual(sheet.missing_count, 0)
        sheet._fill({sheet.line_ids.id: {"value": None}})
        self.assertEqual(sheet.missing_count, 1)

    def test_measure_refuses_words_and_nonsense(self):
        items = [
            self._item(
                "Pressure", "measure", code="P", uom="kPa", tol_min="220", plausible_max="600"
            )
        ]
        sheet = self._template([self._section("A", items)])._create_checklists(self.vehicle)
        with self.assertRaisesRegex(UserError, "needs a number"):
            sheet._fill({sheet.line_ids.id: {"value": "many"}})
        with self.assertRaisesRegex(UserError, "not plausible, check the unit"):
            sheet._fill({sheet.line_ids.id: {"value": 2300}})

    def test_measure_without_limits_is_judged_by_hand(self):
        items = [self._item("Free play", "measure", code="F", from_spec=True)]
        sheet = self._template(
            [self._section("A", items)], result_rule="worst_light"
        )._create_checklists(self.vehicle)
        self._fill(sheet, F=12)
        self.assertFalse(sheet.line_ids.result)
        self._fill(sheet, F="attention")
        self.assertEqual((sheet.line_ids.value, sheet.line_ids.result), (12, "attention"))

    def test_computed_per_cylinder(self):
        items = [
            self._item("Compression", "measure", code="C", positions="n:4"),
            self._item(
                "Deviation",
                "computed",
                code="D",
                positions="n:4",
                sources="C",
                operation="deviation",
                tol_min="-8",
                tol_max="8",
            ),
            self._item("Mean", "computed", code="M", sources="C", operation="mean"),
        ]
        sheet = self._template([self._section("A", items)])._create_checklists(self.vehicle)
        lines = self._line(sheet, "C")
        sheet._fill({line.id: {"value": 1000} for line in lines[:3]})
        self.assertFalse(any(self._line(sheet, "D").mapped("result")))
        values = zip(lines, (1200, 1180, 1210, 1050), strict=True)
        sheet._fill({line.id: {"value": value} for line, value in values})
        deviations = self._line(sheet, "D")
        self.assertEqual([round(line.value, 1) for line in deviations], [3.4, 1.7, 4.3, -9.5])
        self.assertEqual(deviations.mapped("result"), ["ok", "ok", "ok", "fail"])
        self.assertEqual(self._line(sheet, "M").value, 1160)
        with self.assertRaisesRegex(UserError, "filled by the system"):
            sheet._fill({deviations[0].id: {"value": 1}})

    def test_condition_hides_items(self):
        items = [
            self._item("Spark plugs", code="G1", condition="G"),
            self._item("Insulation", code="E1", condition="EV"),
            self._item("Clutch", code="M1", condition="MT"),
            self._item("Air brake", code="B1", condition="air"),
        ]
        template = self._template(
            [
                self._section("A", items),
                self._section("EV only", [self._item("HV")], condition="EV"),
            ]
        )
        sheet = template._create_checklists(self.vehicle)
        self.assertEqual(sheet.line_ids.mapped("code"), ["G1", "B1"])
        sheet._complete()
        self.assertEqual(sheet.result, "pass")

    def test_choice_with_verdict(self):
        choices = [
            Command.create({"name": "None"}),
            Command.create({"name": "Black", "is_bad": True}),
        ]
        template = self._template(
            [self._section("A", [self._item("Smoke", "choice", code="S", choice_ids=choices)])]
        )
        sheet = template._create_checklists(self.vehicle)
        options = sheet.line_ids.item_id.choice_ids
        sheet._fill({sheet.line_ids.id: {"choice_id": options[1].id}})
        self.assertTrue(sheet.line_ids.is_bad)
        other = self._template(
            [self._section("A", [self._item("X", "choice", choice_ids=choices)])], code="TT-02"
        )
        with self.assertRaisesRegex(UserError, "own options"):
            sheet._fill(
                {sheet.line_ids.id: {"choice_id": other.section_ids.item_ids.choice_ids[0].id}}
            )

    def test_work_result(self):
        items = [self._item("Oil filter", "work", code="W", default_work="replace")]
        sheet = self._template([self._section("A", items)])._create_checklists(self.vehicle)
        self._fill(sheet, W="ok")
        self.assertEqual((sheet.line_ids.work, sheet.line_ids.is_bad), ("replace", False))
        self._fill(sheet, W="attention")
        self.assertTrue(sheet.line_ids.is_bad)

    def test_critical_never_na(self):
        items = [
            self._item("Brake hose", code="B", critical=True),
            self._item("Wax", code="W", na_allowed=False),
        ]
        sheet = self._template([self._section("A", items)])._create_checklists(self.vehicle)
        for code in ("B", "W"):
            with self.assertRaisesRegex(UserError, "cannot be n/a"):
                self._fill(sheet, **{code: "na"})

    def test_bad_line_needs_remark_and_photo(self):
        items = [self._item("Paint", code="P", remark_required_bad=True, photo_required_bad=True)]
        sheet = self._template([self._section("A", items)])._create_checklists(self.vehicle)
        self._fill(sheet, P="fail")
        with self.assertRaisesRegex(UserError, "Write what is wrong with: P"):
            sheet.action_submit()
        self._fill(sheet, P={"remark": "scratch"})
        with self.assertRaisesRegex(UserError, "Take a photo of: P"):
            sheet.action_submit()
        sheet.sheet_add_photo(sheet.line_ids.id, "a.png", self.PIXEL)
        sheet.action_submit()
        self.assertEqual(sheet.result, "fail")
        with self.assertRaisesRegex(UserError, "not a picture"):
            self._plain(code="TT-02")._create_checklists(self.vehicle).sheet_add_photo(
                1, "a.png", "bm90aGluZw=="
            )

    def test_done_sheet_is_frozen(self):
        sheet = self._plain()._create_checklists(self.vehicle)
        sheet._complete()
        user = self.users["technician"]
        with self.assertRaisesRegex(UserError, "Signed sheets cannot be changed"):
            sheet.with_user(user).line_ids[0].write({"result": "fail"})
        with self.assertRaisesRegex(UserError, "Signed sheets cannot be changed"):
            sheet.with_user(user).write({"remark": "later"})
        with self.assertRaises(UserError):
            sheet.unlink()

    def test_cancel_needs_reason(self):
        sheet = self._plain()._create_checklists(self.vehicle)
        with self.assertRaisesRegex(UserError, "Give the reason"):
            sheet.action_cancel(" ")
        sheet.action_cancel("wrong car")
        sheet.action_cancel("twice")
        self.assertEqual((sheet.state, sheet.cancel_reason), ("cancelled", "wrong car"))

    def test_new_attempt_opens_failed_items_only(self):
        sheet = self._plain()._create_checklists(self.vehicle)
        with self.assertRaisesRegex(UserError, "has not failed"):
            sheet._new_attempt()
        self._fill(sheet, A01="pass", A02="fail", A03="pass")
        sheet.action_submit()
        attempt = sheet._new_attempt()
        self.assertEqual(attempt, sheet._new_attempt())
        self.assertEqual(
            (attempt.attempt, attempt.previous_id, attempt.missing_count), (2, sheet, 1)
        )
        with self.assertRaisesRegex(UserError, "signed and cannot be changed"):
            self._fill(attempt, A01="fail")
        attempt._complete()
        self.assertEqual(attempt.result, "pass")

    def test_published_template_is_frozen(self):
        template = self._plain()
        for change in (
            lambda: template.write({"name": "Other"}),
            lambda: template.section_ids.write({"name": "Other"}),
            lambda: template.section_ids.item_ids[0].write({"standard": "Other"}),
            lambda: template.section_ids.item_ids[0].unlink(),
            lambda: template.section_ids.write({"item_ids": [self._item("More")]}),
        ):
            with self.assertRaisesRegex(UserError, "make a new version"):
                change()

    def test_new_version_leaves_filled_sheets(self):
        template = self._plain()
        sheet = template._create_checklists(self.vehicle)
        action = template.action_new_version()
        draft = self.env["dms.checklist.template"].browse(action["res_id"])
        self.assertEqual(template.action_new_version()["res_id"], draft.id)
        self.assertEqual((draft.version, draft.previous_id, draft.state), (2, template, "draft"))
        draft.section_ids.item_ids[0].name = "Reworded"
        draft.action_publish()
        self.assertEqual(template.state, "retired")
        self.assertEqual(sheet.line_ids[0].name, "Point 1")
        self.assertEqual(self.env["dms.checklist.template"]._published("TT-01"), draft)
        self.assertEqual(draft._create_checklists(self.vehicle).line_ids[0].name, "Reworded")
        with self.assertRaisesRegex(UserError, "not published"):
            template._create_checklists(self.vehicle)

    def test_template_refusals(self):
        with self.assertRaisesRegex(UserError, "Section weights add up to 90, must be 100"):
            self._template(
                [
                    self._section("A", [self._item("x")], weight=40),
                    self._section("B", [self._item("y")], weight=50),
                ],
                use_weights=True,
            )
        with self.assertRaisesRegex(ValidationError, "lower limit is above"):
            self._template(
                [self._section("A", [self._item("x", "measure", tol_min="5", tol_max="4")])],
                code="T2",
            )
        with self.assertRaisesRegex(ValidationError, "must be numbers"):
            self._template(
                [self._section("A", [self._item("x", "measure", tol_min="five")])], code="T3"
            )
        with self.assertRaisesRegex(UserError, "must start at 0"):
            self._template([self._section("A", [self._item("x")])], code="T4", grades=[(60, "C")])
        with self.assertRaisesRegex(ValidationError, "cannot be read"):
            self._template([self._section("A", [self._item("x", condition="G &")])], code="T5")
        with self.assertRaisesRegex(UserError, "no choices"):
            self._template([self._section("A", [self._item("x", "choice")])], code="T6")
        with self.assertRaisesRegex(UserError, "no section"):
            self._template([], code="T7")

    def test_used_template_is_retired_not_deleted(self):
        template = self._plain()
        template._create_checklists(self.vehicle)
        with self.assertRaisesRegex(UserError, "retire it instead"):
            template.unlink()

    def test_one_published_version(self):
        self._plain()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self._plain(version=2)

    def test_once_per_period(self):
        template = self._plain(once_per_period=True)
        employee = self.people["technician"]
        period = {"period_start": "2026-03-01", "period_end": "2026-03-31"}
        first = template._create_checklists(employee, **period)
        with self.assertRaises(UserError):
            template._create_checklists(employee, **period)
        first.action_cancel("void")
        self.assertTrue(template._create_checklists(employee, **period))
        self.assertTrue(
            template._create_checklists(
                employee, period_start="2026-04-01", period_end="2026-04-30"
            )
        )

    def test_form_creation_takes_vehicle_as_subject(self):
        template = self._plain(subject_model="fleet.vehicle")
        sheet = self.env["dms.checklist"].create(
            {"template_id": template.id, "vehicle_id": self.vehicle.id}
        )
        self.assertEqual((sheet.res_model, sheet.res_id), ("fleet.vehicle", self.vehicle.id))
        self.assertEqual(len(sheet.line_ids), 3)

    def test_extra_lines_hook(self):
        template = self._plain(1)

        def extra(_self, subjects):
            return {
                one.id: [
                    {
                        "name": "Generated",
                        "kind": "pass_fail",
                        "source_model": "fleet.vehicle",
                        "source_id": one.id,
                    }
                ]
                for one in subjects
            }

        self.patch(type(template), "_extra_lines", extra)
        sheet = template._create_checklists(self.vehicle)
        self.assertEqual(sheet.line_ids.mapped("name"), ["Point 1", "Generated"])
        self.assertEqual(sheet.line_ids[1].source_id, self.vehicle.id)
        sheet._complete()
        self.assertEqual(sheet.result, "pass")

    def test_limits_hook(self):
        items = [self._item("Cold pressure", "measure", code="P", from_spec=True)]
        template = self._template([self._section("A", items)])
        self.patch(
            type(template),
            "_subject_limits",
            lambda _self, subjects: {
                one.id: {"P": {"tol_min": "220", "tol_max": "240"}} for one in subjects
            },
        )
        sheet = template._create_checklists(self.vehicle)
        self._fill(sheet, P=250)
        self.assertEqual((sheet.line_ids.tol_max, sheet.line_ids.result), ("240", "fail"))

    def test_hooks_run_once(self):
        calls = []
        Sheet = type(self.env["dms.checklist"])
        self.patch(Sheet, "_after_done", lambda one: calls.append(("done", one.result)))
        self.patch(Sheet, "_on_bad_lines", lambda one, lines: calls.append(("bad", len(lines))))
        sheet = self._plain()._create_checklists(self.vehicle)
        self._fill(sheet, A01="fail")
        sheet._complete()
        sheet._complete()
        sheet.action_submit()
        self.assertEqual(calls, [("bad", 1), ("done", "fail")])

    def test_typed_state_is_refused(self):
        sheet = self._plain()._create_checklists(self.vehicle).with_user(self.users["technician"])
        with self.assertRaises(AccessError):
            sheet.write({"state": "done"})
        with self.assertRaises(AccessError):
            sheet.line_ids[0].write({"is_bad": False})
        with self.assertRaises(AccessError):
            sheet.line_ids[0].write({"critical": False})
