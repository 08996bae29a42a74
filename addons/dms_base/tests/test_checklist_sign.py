from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .checklist_common import ChecklistCommon


@tagged("post_install", "-at_install", "dms")
class TestChecklistSign(ChecklistCommon):
    """Signatures, stages, raters and scores."""

    def _signed_template(self, **vals):
        roles = [
            self._role("Self Check", "technician", code="self", sequence=1),
            self._role("Final Check", "inspector", code="final", sequence=2, independent=True),
            self._role("Customer", code="customer", sequence=3, required=False, is_external=True),
        ]
        return self._plain(roles=roles, **vals)

    def _as(self, sheet, role):
        return sheet.with_user(self.users[role])

    def test_roles_sign_in_order(self):
        sheet = self._signed_template()._create_checklists(self.vehicle)
        with self.assertRaisesRegex(UserError, "Submit .* first"):
            self._as(sheet, "technician").action_sign()
        sheet.action_pass_all()
        sheet.action_submit()
        self.assertEqual((sheet.state, sheet.next_role_id.code), ("to_sign", "self"))
        with self.assertRaisesRegex(UserError, "“Self Check” signs first"):
            self._as(sheet, "inspector").action_sign("final")
        self._as(sheet, "technician").action_sign()
        self._as(sheet, "technician").action_sign("self")
        self.assertEqual(len(sheet.signoff_ids), 1)
        self.assertEqual(sheet.next_role_id.code, "final")
        self._as(sheet, "inspector").action_sign()
        self.assertEqual((sheet.state, sheet.result), ("done", "pass"))
        self.assertEqual(
            sheet.signoff_ids.mapped("signed_name"), ["Person technician", "Person inspector"]
        )

    def test_role_needs_its_group(self):
        sheet = self._signed_template()._create_checklists(self.vehicle)
        sheet.action_pass_all()
        sheet.action_submit()
        with self.assertRaisesRegex(UserError, "is signed by: Technician"):
            self._as(sheet, "cashier").action_sign()
        with self.assertRaises(AccessError):
            self._as(sheet, "cashier").action_sign(employee=self.people["technician"].id)

    def test_independent_person(self):
        both = self.users["technician"]
        both.group_ids = [Command.link(self.env.ref("dms_base.group_dms_inspector").id)]
        sheet = self._signed_template()._create_checklists(self.vehicle)
        sheet.action_pass_all()
        sheet.action_submit()
        self._as(sheet, "technician").action_sign()
        with self.assertRaisesRegex(UserError, "another person signs here"):
            self._as(sheet, "technician").action_sign()

    def test_person_without_login_signs_with_badge(self):
        sheet = self._signed_template()._create_checklists(self.vehicle)
        sheet.action_pass_all()
        sheet.action_submit()
        sheet._sign("self", self.helper, channel="kiosk")
        self.assertEqual(
            (sheet.signoff_ids.signed_name, sheet.signoff_ids.channel), ("Without Login", "kiosk")
        )
        with self.assertRaisesRegex(UserError, "is signed by: Inspector"):
            sheet._sign("final", self.helper, channel="kiosk")

    def test_outsider_signs_by_name_even_later(self):
        sheet = self._signed_template()._create_checklists(self.vehicle)
        sheet._complete(
            [{"employee": self.people["technician"]}, {"employee": self.people["inspector"]}]
        )
        self.assertEqual(sheet.state, "done")
        with self.assertRaisesRegex(UserError, "Enter the name"):
            sheet.action_sign("customer")
        sheet.action_sign("customer", name="张先生")
        self.assertEqual(sheet.signoff_ids[-1].signed_name, "张先生")
        self.assertFalse(sheet.signoff_ids[-1].user_id)

    def test_submitted_sheet_is_closed_until_taken_back(self):
        sheet = self._signed_template()._create_checklists(self.vehicle)
        sheet.action_pass_all()
        sheet.action_submit()
        with self.assertRaisesRegex(UserError, "waits for signatures"):
            self._fill(sheet, A01="fail")
        sheet.action_take_back()
        self._fill(sheet, A01="fail")
        sheet.action_submit()
        self._as(sheet, "technician").action_sign()
        with self.assertRaisesRegex(UserError, "signed already"):
            sheet.action_take_back()
        with self.assertRaisesRegex(UserError, "Give the reason"):
            self._as(sheet, "inspector").action_refuse("")
        self._as(sheet, "inspector").action_refuse("look again")
        self.assertEqual(sheet.state, "filling")
        self.assertEqual(sheet.signoff_ids.mapped("decision"), ["withdrawn", "refused"])
        self._fill(sheet, A01="pass")
        sheet.action_submit()
        self.assertEqual(sheet.next_role_id.code, "self")

    def test_signatures_are_not_deleted(self):
        sheet = self._signed_template()._create_checklists(self.vehicle)
        sheet.action_pass_all()
        sheet.action_submit()
        self._as(sheet, "technician").action_sign()
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            sheet.signoff_ids.unlink()
        with self.assertRaises(AccessError):
            sheet.signoff_ids.with_user(self.users["technician"]).write({"signed_name": "Other"})

    def test_done_sheet_is_cancelled_by_superiors_only(self):
        sheet = self._plain()._create_checklists(self.vehicle)
        sheet._complete()
        with self.assertRaisesRegex(AccessError, "only a manager"):
            self._as(sheet, "technician").action_cancel("mistake")
        self._as(sheet, "service_manager").action_cancel("mistake")
        self.assertEqual(sheet.state, "cancelled")

    def test_stages_open_one_after_the_other(self):
        template = self._template(
            [
                self._section("Before", [self._item("Noise", code="A01")], code="A"),
                self._section("After", [self._item("Bore", code="B01")], code="B", stage=2),
            ],
            roles=[
                self._role("Technician", "technician", code="t1"),
                self._role("Inspector", "inspector", code="i2", stage=2, independent=True),
            ],
        )
        sheet = template._create_checklists(self.vehicle)
        self.assertEqual(sheet.missing_count, 1)
        with self.assertRaisesRegex(UserError, "opens when stage 1 is signed"):
            self._fill(sheet, B01="pass")
        self._fill(sheet, A01="pass")
        sheet.action_submit()
        self._as(sheet, "technician").action_sign()
        self.assertEqual((sheet.state, sheet.stage, sheet.missing_count), ("filling", 2, 1))
        with self.assertRaisesRegex(UserError, "is signed and cannot be changed"):
            self._fill(sheet, A01="fail")
        self._fill(sheet, B01="pass")
        sheet.action_submit()
        with self.assertRaisesRegex(UserError, "another stage"):
            sheet._check_turn(template.signoff_role_ids[0], sheet.signoff_ids[:0])
        self._as(sheet, "inspector").action_sign()
        self.assertEqual(sheet.state, "done")

    def _score_template(self, **vals):
        sections = [
            self._section(
                "Output",
                [
                    self._item("Tasks", "score", code="S1", score_max=40),
                    self._item(
                        "Lateness",
                        "score",
                        code="S2",
                        score_max=10,
                        score_mode="deduct",
                        score_each=2,
                    ),
                ],
                code="A",
            ),
            self._section(
                "Conduct",
                [self._item("Order", "score", code="S3", score_max=50, score_alarm=20)],
                code="B",
            ),
            self._section(
                "Bonus",
                [self._item("Praise", "score", code="P", score_max=10, required=False)],
                is_bonus=True,
                bonus_limit=5,
            ),
        ]
        grades = [(90, "Excellent"), (80, "Good"), (60, "Fair"), (0, "Poor")]
        return self._template(
            sections, grades=grades, result_rule="score", kind="scorecard", **vals
        )

    def test_score_sheet(self):
        """36 + (10 - 2x2) = 42 of 50; 45 of 50; bonus 8 limited to 5: 92, excellent."""
        sheet = self._score_template()._create_checklists(self.people["technician"])
        self._fill(sheet, S1=36, S2=2, S3=45, P=8)
        self.assertEqual(sheet.score, 92)
        self.assertEqual(sheet.grade, "Excellent")
        with self.assertRaisesRegex(UserError, "at most 40 points"):
            self._fill(sheet, S1=41)
        self._fill(sheet, S3=10)
        self.assertEqual((sheet.score, sheet.grade), (57, "Poor"))
        sheet.action_submit()
        self.assertEqual((sheet.result, sheet.bad_count), ("fail", 1))

    def test_raters_fill_their_own_column(self):
        """Self 80x20 + leader 70x30 + head 90x50 = 82 of 100."""
        roles = [
            self._role("Self", "technician", code="self", sequence=1, is_rater=True, weight=20),
            self._role(
                "Leader",
                "inspector",
                code="lead",
                sequence=2,
                is_rater=True,
                weight=30,
                independent=True,
            ),
            self._role(
                "Head", "service_manager", code="head", sequence=3, is_rater=True, weight=50
            ),
        ]
        template = self._template(
            [self._section("A", [self._item("Work", "score", code="S", score_max=100)])],
            roles=roles,
            result_rule="score",
            grades=[(80, "B"), (0, "E")],
        )
        sheet = template._create_checklists(self.people["technician"])
        self._fill(sheet, S=80)
        sheet.action_submit()
        self._as(sheet, "technician").action_sign()
        line = sheet.line_ids
        with self.assertRaisesRegex(UserError, "not filled"):
            self._as(sheet, "inspector").action_sign()
        self._as(sheet, "inspector")._fill({line.id: {"value": 70}})
        self.assertEqual(sheet.score, 74)
        self._as(sheet, "inspector").action_sign()
        self._as(sheet, "service_manager")._fill({line.id: {"value": 90}})
        self._as(sheet, "service_manager").action_sign()
        self.assertEqual((sheet.state, sheet.score, sheet.grade), ("done", 82, "B"))
        self.assertEqual(sorted(line.ratings.values()), [70, 80, 90])

    def test_three_level_ticks(self):
        roles = [
            self._role("Self", "technician", code="self", sequence=1, is_rater=True),
            self._role(
                "Final", "inspector", code="final", sequence=2, is_rater=True, independent=True
            ),
        ]
        sheet = self._plain(roles=roles)._create_checklists(self.vehicle)
        sheet._complete([{"employee": self.people["technician"]}])
        self.assertEqual(sheet.next_role_id.code, "final")
        lines = sheet.line_ids
        self._as(sheet, "inspector").action_pass_all()
        self._as(sheet, "inspector")._fill({lines[1].id: {"result": "fail", "remark": "loose"}})
        self._as(sheet, "inspector").action_sign()
        self.assertEqual((sheet.state, sheet.result), ("done", "fail"))
        self.assertEqual(lines.mapped("result"), ["pass", "fail", "pass"])
        self.assertEqual(sorted(lines[1].ratings.values()), ["fail", "pass"])

    def test_linked_score(self):
        employee = self.people["technician"]
        month = {"period_start": "2026-03-01", "period_end": "2026-03-31"}
        items = [
            self._item("Specialist card", "linked", code="L", linked_code="TT-01", score_max=70)
        ]
        general = self._template([self._section("A", items)], code="TT-09", result_rule="score")
        card = self._score_template()._create_checklists(employee, **month)
        sheet = general._create_checklists(employee, **month)
        with self.assertRaisesRegex(
            UserError, "Specialist card of Person technician is not approved"
        ):
            sheet.action_submit()
        self._fill(card, S1=40, S2=0, S3=30)
        card.action_submit()
        sheet.action_refresh_auto()
        self.assertEqual((card.score, sheet.score), (80, 56))
        sheet.action_submit()
        self.assertEqual(sheet.state, "done")

    def test_indicator_fills_points_and_needs_reason_to_overrule(self):
        items = [
            self._item(
                "On time",
                "score",
                code="K",
                score_max=10,
                score_mode="linear",
                score_floor=70,
                score_target=98,
                kpi_code="ws.on_time_rate",
            ),
            self._item(
                "Unknown", "score", code="U", score_max=10, kpi_code="nobody.knows", required=False
            ),
        ]
        template = self._template([self._section("A", items)], result_rule="score")
        employee = self.people["technician"]
        asked = []

        def values(_self, codes, company, model, start, end):
            asked.append((model, sorted(codes)))
            return {"ws.on_time_rate": {employee.id: {"value": 84, "num": 21, "den": 25}}}

        self.patch(type(self.env["dms.checklist"]), "_kpi_values", values)
        sheet = template._create_checklists(employee | self.people["inspector"])[0]
        self.assertEqual(asked, [("hr.employee", ["nobody.knows", "ws.on_time_rate"])])
        line = self._line(sheet, "K")
        self.assertEqual((line.value, line.auto_value, line.score), (84, 84, 5))
        self.assertFalse(self._line(sheet, "U").result)
        self._fill(sheet, K=98)
        with self.assertRaisesRegex(UserError, "Give the reason for another figure"):
            sheet.action_submit()
        self._fill(sheet, K={"remark": "storm day left out"})
        sheet.action_refresh_auto()
        self.assertEqual(line.score, 10)
        sheet.action_submit()
        self.assertEqual(sheet.state, "done")


@tagged("post_install", "-at_install", "dms")
class TestChecklistRights(ChecklistCommon):
    """Who may fill, see and design."""

    def test_fillers_of_a_form(self):
        inspector = self.env.ref("dms_base.group_dms_inspector")
        template = self._plain(filler_group_ids=[Command.link(inspector.id)])
        sheet = template._create_checklists(self.vehicle)
        with self.assertRaisesRegex(AccessError, "is filled by: Inspector"):
            sheet.with_user(self.users["cashier"]).line_ids[0].write({"result": "pass"})
        sheet.with_user(self.users["inspector"]).line_ids[0].write({"result": "pass"})
        self.assertEqual(sheet.line_ids[0].result, "pass")

    def test_technician_opens_and_fills(self):
        template = self._plain().with_user(self.users["technician"])
        sheet = template._create_checklists(self.vehicle)
        sheet.line_ids.write({"result": "pass"})
        sheet.action_submit()
        self.assertEqual(sheet.state, "done")

    def test_private_sheets(self):
        manager = self.env.ref("dms_base.group_dms_service_manager")
        readers = [Command.link(self.env.ref("dms_base.group_dms_hr_officer").id)]
        template = self._plain(
            is_private=True, reader_group_ids=readers, roles=[self._role("Head", "service_manager")]
        )
        sheet = template._create_checklists(self.people["technician"])
        seen = {
            role
            for role, user in self.users.items()
            if sheet.with_user(user).search([("id", "=", sheet.id)])
        }
        self.assertEqual(seen, {"technician", "service_manager", "hr_officer"})
        line = sheet.line_ids[0]
        with self.assertRaises(AccessError):
            line.with_user(self.users["guard"]).read(["name"])
        self.assertTrue(line.with_user(self.users["technician"]).read(["name"]))
        self.assertTrue(manager)

    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Branch"})
        sheet = self._plain()._create_checklists(self.vehicle, company_id=other.id)
        self.assertFalse(sheet.with_user(self.users["technician"]).search([("id", "=", sheet.id)]))

    def test_only_designers_change_templates(self):
        template = self._plain(publish=False)
        with self.assertRaises(AccessError):
            template.with_user(self.users["technician"]).write({"name": "Mine"})
        template.with_user(self.users["service_manager"]).write({"name": "Better"})

    def test_lines_are_not_made_by_hand(self):
        sheet = self._plain()._create_checklists(self.vehicle)
        with self.assertRaises(AccessError):
            self.env["dms.checklist.line"].with_user(self.users["technician"]).create(
                {"checklist_id": sheet.id, "name": "Invented"}
            )
        with self.assertRaises(AccessError):
            sheet.line_ids[0].with_user(self.users["technician"]).unlink()
        with self.assertRaises(AccessError):
            self.env["dms.signoff"].with_user(self.users["technician"]).create(
                {
                    "res_model": "dms.checklist",
                    "res_id": sheet.id,
                    "role": "Final",
                    "company_id": self.env.company.id,
                }
            )
