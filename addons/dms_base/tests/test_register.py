import json
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .register_common import RegisterCommon


@tagged("post_install", "-at_install", "dms")
class TestRegister(RegisterCommon):
    """A form from the first field to the closed month."""

    def test_acceptance(self):
        """The story of the specification, on the server."""
        register = self._published()
        form = self.env["dms.form"].search([("code", "=", register.code)])
        self.assertEqual(form.title_zh, "油品领用登记")
        self.assertEqual(form.handbook_ids, self.chapter)
        photo = {"f6": [{"name": "oil.png", "data": self.PIXEL}]}
        one = self._fill(register, "first", photo, **self._oil_values())
        two = self._fill(register, "second", **self._oil_values(1.0, 33.33))
        self.assertEqual(one._raw()["f4"], 100.0)
        self.assertEqual(two._raw()["f4"], 33.33)
        self.assertEqual(one.employee_id, self.people["first"])
        self.assertEqual(one.clerk_id, self.people["first"])
        self.assertRegex(one.name, rf"^YP{self.today.year}-0001$")
        self.assertRegex(two.name, rf"^YP{self.today.year}-0002$")
        with self.refused("“用量” must be between 0.5 and 20"):
            self._fill(register, "first", **self._oil_values(20.5))
        [table] = register._ledger(self.today)
        self.assertEqual(table["totals"]["f4"], "133.33")
        self.assertEqual(table["totals"]["f2"], "3.5")
        # A seventh column makes version 2; what was filled stays with version 1.
        first_version = register.template_id
        head = self.users["head"]
        action = first_version.with_user(head).action_new_version()
        draft = self.templates.with_user(head).browse(action["params"]["template_id"])
        definition = draft.designer_load()["definition"]
        definition["fields"].append(self._field("text", "备注", key="f7"))
        draft.designer_save(definition)
        draft.action_submit_review()
        self.assertEqual(
            register.template_id, first_version, "in use until the next one is published"
        )
        draft.with_user(self.users["reviewer"]).action_publish()
        self.assertEqual(register.template_id, draft.with_user(self.env.user))
        self.assertEqual(first_version.state, "retired")
        three = self._fill(register, "second", **self._oil_values(2.0, 10.0, f7="new"))
        self.assertEqual((one.template_id.version, three.template_id.version), (1, 2))
        tables = register._ledger(self.today)
        self.assertEqual([len(table["columns"]) for table in tables], [6, 7])
        self.assertEqual([table["totals"]["f4"] for table in tables], ["133.33", "20.00"])
        self.assertEqual(form.template_id, register.template_id)
        # Carried as a file into another place.
        content = json.dumps(register.with_user(head)._export_definition())
        copy = self.env["dms.register"].with_user(head)._import_definition(content)
        self.assertNotEqual(copy.code, register.code)
        self.assertEqual(copy.register_id.state, "draft")
        copy.action_submit_review()
        copy.with_user(self.users["reviewer"]).action_publish()
        other = self._fill(copy.sudo().register_id, "first", **self._oil_values(3.0, 2.0))
        self.assertEqual(other._raw()["f4"], 6.0)

    def test_refused_designs(self):
        text, number = self._field("text", "甲"), self._field("integer", "乙", key="f2")
        cases = [
            ([], "has no field"),
            ([text, {**text, "key": "f9"}], "Two fields are called “甲”"),
            ([self._field("choice", "丙")], "“丙” has no choices"),
            ([{**number, "min_value": "5", "max_value": "1"}], "lower limit is above"),
            ([{**number, "min_value": "x"}], "must be numbers"),
            ([self._field("computed", "丁", formula="{戊} + 1")], "no field “戊”"),
            ([self._field("computed", "丁", formula="{丁} + 1")], "refers to itself"),
            (
                [
                    self._field("computed", "丁", key="f1", formula="{己}"),
                    self._field("computed", "己", key="f2", formula="{丁}"),
                ],
                "refers to itself",
            ),
            ([self._field("computed", "丁", formula="1 +")], "cannot be read"),
            ([self._field("computed", "丁", formula="FOO(1)")], "no function FOO"),
            (
                [number, self._field("computed", "丁", formula="SUM({乙})")],
                "columns of the line table",
            ),
            ([{**text, "area": "line"}], "cannot stand in a line table"),
            ([self._field("pass_fail", "庚")], "check sheet only"),
            ([self._field("text", "")], "Give the field a label"),
            ([self._field("text", str(n)) for n in range(61)], "at most 60 fields"),
            ([{**text, "visible_key": "zz"}], "depends on a field"),
            ([{**text, "autofill": "today"}], "cannot be filled from"),
        ]
        draft = self._draft()
        for rows, sentence in cases:
            draft.designer_save({"kind": "register", "title_zh": "甲", "fields": rows})
            with self.refused(sentence):
                draft.action_submit_review()
        draft.designer_save(
            {"kind": "slip", "fields": [text], "boxes": [{"name": "批准", "approval": True}]}
        )
        with self.refused("has no approver"):
            draft.action_submit_review()
        columns = [{**self._field("text", str(n)), "area": "line"} for n in range(21)]
        draft.designer_save({"kind": "slip", "fields": columns, "boxes": []})
        with self.refused("at most 20 columns"):
            draft.action_submit_review()

    def test_rights(self):
        with self.refused("belongs to", AccessError):
            self._draft(chapter=self.env.ref("dms_base.dms_handbook_07"))
        register = self._published()
        template = register.template_id
        for name in ("first", "head", "reviewer", "parts"):
            with self.assertRaises(AccessError):
                template.with_user(self.users[name]).write({"head_definition": []})
            with self.assertRaises(AccessError):
                register.with_user(self.users[name]).write({"title_zh": "x"})
            with self.assertRaises(AccessError):
                template.field_ids[:1].with_user(self.users[name]).write({"label_zh": "x"})
        with self.assertRaises(AccessError):
            template.with_user(self.users["first"]).designer_load()
        with self.assertRaises(AccessError):
            template.with_user(self.users["parts"]).action_new_version()
        draft = self._draft()
        draft.action_submit_review()
        with self.refused("published by a reviewer", AccessError):
            draft.action_publish()
        with self.assertRaises(UserError):
            draft.designer_save({"fields": []})
        with self.refused("what is to be changed"):
            draft.with_user(self.users["reviewer"]).action_return_review("")
        reviewer = self.users["reviewer"]
        self.assertEqual(draft.with_user(reviewer).designer_load()["state"], "review")
        self.assertTrue(self.entries.with_user(reviewer).entry_load(template_id=draft.id)["form"])
        with self.refused("belongs to", AccessError):
            draft.with_user(self.users["parts"]).designer_load()
        draft.with_user(reviewer).action_return_review("Add a unit")
        self.assertEqual(draft.state, "draft")
        self.assertEqual(draft.review_note, "Add a unit")
        draft.action_delete_draft()
        with self.assertRaises(UserError):
            template.with_user(self.users["head"]).action_delete_draft()

    def test_departments(self):
        inside, outside = self.env["hr.department"].create(
            [{"name": "Inside"}, {"name": "Outside"}]
        )
        below = self.env["hr.department"].create({"name": "Below", "parent_id": inside.id})
        self.people["first"].department_id = below
        self.people["second"].department_id = outside
        draft = self._draft()
        draft.designer_save(draft.designer_load()["definition"], {"departments": inside.ids})
        draft.action_submit_review()
        draft.with_user(self.users["reviewer"]).action_publish()
        register = draft.sudo().register_id.with_user(self.env.user)
        entry = self._fill(register, **self._oil_values())
        with self.assertRaises(AccessError):
            self._fill(register, "second", **self._oil_values())
        with self.assertRaises(AccessError):
            entry.with_user(self.users["second"]).check_access("read")
        entry.with_user(self.users["reviewer"]).check_access("read")
        forms = self.env["dms.form"]
        domain = [("code", "=", register.code)]
        self.assertTrue(forms.with_user(self.users["first"]).search(domain))
        self.assertFalse(forms.with_user(self.users["second"]).search(domain))

    def test_entry_rules(self):
        register = self._published(
            [
                self._field("text", "编号", key="f1", required=True, is_unique=True),
                self._field("text", "手机", key="f2", pattern="mobile"),
                self._field(
                    "choice", "结果", key="f3", options=[{"key": "o1", "zh": "好", "en": ""}]
                ),
                self._field("photo", "照片", key="f4", required=True),
                self._field("text", "说明", key="f5", max_length=5),
            ]
        )
        photo = {"f4": [{"name": "a.png", "data": self.PIXEL}]}
        with self.refused("“照片” is required"):
            self._fill(register, f1="A1")
        with self.refused("“编号” is required"):
            self._fill(register, media=photo)
        with self.refused("“手机” is not written"):
            self._fill(register, media=photo, f1="A1", f2="123")
        with self.refused("one of its choices"):
            self._fill(register, media=photo, f1="A1", f3="o9")
        with self.refused("at most 5 characters"):
            self._fill(register, media=photo, f1="A1", f5="123456")
        with self.refused("not a picture"):
            self._fill(register, media={"f4": [{"name": "a", "data": "eHg="}]}, f1="A1")
        entry = self._fill(register, media=photo, f1="A1", f2="13912345678")
        self.assertEqual(len(entry._media()["f4"]), 1)
        with self.refused(f"“编号” already used in {entry.name}"):
            self._fill(register, "second", photo, f1="A1")
        entries = self.entries.with_user(self.users["first"])
        with self.refused("“照片” is required"):
            entries.with_context(dms_register_media={"f4": 1}).create(
                {"register_id": register.id, "answers": {"f1": "B1"}}
            )
        with self.assertRaises(AccessError):
            entry.with_user(self.users["first"]).write({"state": "closed"})
        with self.refused("somebody else", AccessError):
            entry.with_user(self.users["second"]).write({"answers": {"f1": "B1"}})
        entry.with_user(self.users["first"]).write({"answers": {"f5": "abc"}})
        self.assertEqual(entry._raw()["f1"], "A1")
        with self.assertRaises(AccessError):
            entry.with_user(self.users["first"]).unlink()
        with self.refused("Void the row instead"):
            entry.sudo().unlink()
        with self.refused("Give the reason"):
            entry.with_user(self.users["first"]).action_void(" ")
        entry.with_user(self.users["first"]).action_void("typing error")
        self._fill(register, "second", photo, f1="A1")
        register.with_user(self.users["head"]).action_retire()
        with self.refused("is retired"):
            self._fill(register, media=photo, f1="C1")

    def test_days_close(self):
        register = self._published()
        entry = self._fill(register, **self._oil_values())
        with self.refused("in the future"):
            entry.with_user(self.users["first"]).write({"date": self.today + timedelta(days=1)})
        yesterday = self.today - timedelta(days=1)
        with self.refused("is closed"):
            entries = self.entries.with_user(self.users["first"])
            entries.create(
                {"register_id": register.id, "date": yesterday, "answers": self._oil_values()}
            )
        with freeze_time(fields.Datetime.now() + timedelta(days=1)):
            with self.refused("is closed"):
                entry.with_user(self.users["first"]).write({"answers": {"f2": 3.0}})
            with self.enter_registry_test_mode():
                self.env.ref("dms_base.ir_cron_dms_register_close").method_direct_trigger()
            entry.invalidate_recordset()
            self.assertEqual(entry.state, "closed")
            entry.with_user(self.users["first"]).action_void("wrong oil")
        self.assertEqual(entry.state, "void")

    def test_month_review(self):
        register = self._published()
        self._fill(register, **self._oil_values())
        reviews = self.env["dms.register.review"].with_user(self.users["head"])
        with self.refused("is not over yet"):
            reviews._review(register.with_user(self.users["head"]), self.today)
        with freeze_time(fields.Datetime.now() + timedelta(days=40)):
            with self.refused("owner of the chapter", AccessError):
                reviews.with_user(self.users["first"])._review(
                    register.with_user(self.users["first"]), self.today
                )
            done = reviews._review(register.with_user(self.users["head"]), self.today)
            again = reviews._review(register.with_user(self.users["head"]), self.today)
            self.assertEqual(done, again, "pressing twice signs once")
            self.assertEqual(done.entry_count, 1)
            entry = register.entry_ids
            self.assertEqual(entry.state, "closed")
            with self.refused("has been reviewed"):
                entry.with_user(self.users["first"]).action_void("late")

    def test_slip(self):
        """Head, lines, totals, three steps: submit, approve, send back, close."""
        boss = self.people["head"]
        department = self.env["hr.department"].create({"name": "Shop", "manager_id": boss.id})
        self.people["first"].department_id = department
        register = self._published(
            [
                self._field("text", "事由", key="f1", required=True),
                self._field("text", "品名", key="f2", area="line", required=True),
                self._field("integer", "数量", key="f3", area="line", min_value="1"),
                self._field("money", "单价", key="f4", area="line"),
                self._field(
                    "computed", "金额", key="f5", area="line", formula="{数量}×{单价}", footer="sum"
                ),
                self._field("computed", "合计", key="f6", formula="SUM({金额})"),
                self._field("signature", "申请人", key="f7", required=True),
            ],
            kind="slip",
            boxes=[
                {"name": "部门主管", "approval": True, "approver": "head"},
                {"name": "人事", "approval": True, "group": "dms_base.group_dms_hr_officer"},
            ],
        )
        lines = [{"f2": "手套", "f3": 3, "f4": 2.5}, {"f2": "抹布", "f3": 10, "f4": 0.8}]
        signed = {"f7": [{"name": "s.png", "data": self.PIXEL}]}
        with self.refused("“数量 in line 1” must be at least 1"):
            self._fill(register, media=signed, lines=[{"f2": "x", "f3": 0}], f1="shop")
        entry = self._fill(register, media=signed, lines=lines, f1="shop")
        self.assertEqual(entry._raw()["f6"], 15.5)
        self.assertEqual([line["f5"] for line in entry._raw_lines()], [7.5, 8.0])
        self.assertEqual(entry.signoff_ids.field_key, "f7")
        mine = entry.with_user(self.users["first"])
        mine.action_submit()
        mine.action_submit()
        self.assertEqual(entry.state, "submitted")
        self.assertEqual(entry.activity_ids.user_id, self.users["head"])
        with self.refused("own request"):
            mine.action_approve()
        with self.refused("decided by", AccessError):
            entry.with_user(self.users["reviewer"]).action_approve()
        with self.refused("is closed"):
            mine.write({"answers": {"f1": "more"}})
        entry.with_user(self.users["head"]).action_approve()
        self.assertEqual(entry.state, "submitted")
        with self.refused("approved in part"):
            mine.action_withdraw()
        with self.refused("Give the reason"):
            entry.with_user(self.users["reviewer"]).action_reject()
        entry.with_user(self.users["reviewer"]).action_reject("too many")
        self.assertEqual(entry.state, "open")
        self.assertFalse(entry._signed_roles(), "the steps given before fall")
        mine.action_submit()
        entry.with_user(self.users["head"]).action_approve()
        entry.with_user(self.users["reviewer"]).action_approve()
        self.assertEqual(entry.state, "approved")
        mine.action_close()
        self.assertEqual(entry.state, "closed")
        self.people["first"].department_id = False
        self.people["first"].parent_id = False
        alone = self._fill(register, media=signed, lines=lines, f1="alone")
        with self.refused("No approver for step “部门主管”"):
            alone.with_user(self.users["first"]).action_submit()

    def test_try_it(self):
        """Tests of the designer are discarded at publishing and take no number."""
        draft = self._draft()
        head = self.entries.with_user(self.users["head"])
        screen = head.entry_save(
            {"template_id": draft.id, "answers": self._oil_values(), "lines": []}
        )
        test = self.entries.browse(screen["entry"]["id"])
        self.assertEqual((test.name, test.is_test), ("TEST", True))
        self.assertEqual(test._raw()["f4"], 100.0)
        with self.assertRaises(AccessError):
            self.entries.with_user(self.users["first"]).entry_save(
                {"template_id": draft.id, "answers": self._oil_values()}
            )
        draft.action_submit_review()
        draft.with_user(self.users["reviewer"]).action_publish()
        self.assertFalse(test.exists())
        entry = self._fill(draft.sudo().register_id, **self._oil_values())
        self.assertTrue(entry.name.endswith("-0001"))

    def test_keys_and_labels(self):
        """A corrected label keeps its values, a changed kind is a new field."""
        register = self._published()
        action = register.template_id.with_user(self.users["head"]).action_new_version()
        draft = self.templates.with_user(self.users["head"]).browse(action["params"]["template_id"])
        definition = draft.designer_load()["definition"]
        definition["fields"][0]["label_zh"] = "油品名称"
        definition["fields"][0]["kind"] = "long_text"
        definition["fields"][1]["label_zh"] = "数量"
        definition["fields"][3]["formula"] = "{数量} * {单价} * 2"
        data = draft.designer_save(definition)
        keys = [row["key"] for row in data["definition"]["fields"]]
        self.assertEqual(keys[1:], ["f2", "f3", "f4", "f5", "f6"])
        self.assertEqual(keys[0], "f7")
        self.assertEqual(data["definition"]["fields"][3]["formula"], "{数量} * {单价} * 2")
        self.assertFalse(data["problems"])

    def test_correct_labels(self):
        """A word is put right on the published version; its kind and values stay."""
        register = self._published()
        entry = self._fill(register, **self._oil_values())
        version = register.template_id.with_user(self.users["head"])
        version.designer_relabel({"f1": ["油品名称", "Oil"]})
        self.assertEqual(register.template_id, version.with_user(self.env.user))
        self.assertEqual(version._schema().by_key["f1"]["label"], "Oil")
        self.assertEqual(entry._raw()["f1"], "5W-30")
        with self.refused("are called “Oil”"):
            version.designer_relabel({"f5": ["领用人", "Oil"]})
        with self.refused("belongs to", AccessError):
            version.with_user(self.users["parts"]).designer_relabel({"f1": ["x", ""]})

    def test_autofill(self):
        brand = self.env["fleet.vehicle.model.brand"].create({"name": "Brand"})
        model = self.env["fleet.vehicle.model"].create({"name": "M1", "brand_id": brand.id})
        car = self.env["fleet.vehicle"].create({"model_id": model.id, "license_plate": "粤B12345"})
        register = self._published(
            [
                self._field("vehicle", "车", key="f1", required=True),
                self._field("text", "车牌", key="f2", autofill="vehicle.plate", autofill_key="f1"),
                self._field("date", "日期", key="f3", autofill="today"),
                self._field("employee", "经办", key="f4", autofill="user.employee"),
            ]
        )
        entries = self.entries.with_user(self.users["first"])
        screen = entries.entry_load(register.id)
        self.assertEqual(screen["entry"]["answers"]["f3"], self.today.isoformat())
        self.assertEqual(screen["entry"]["answers"]["f4"], self.people["first"].id)
        answer = entries.entry_compute(register.template_id.id, {"f1": car.id}, [])
        self.assertEqual(answer["answers"]["f2"], "粤B12345")
        entry = self._fill(register, f1=car.id, f2="typed over")
        self.assertEqual(entry._raw()["f2"], "粤B12345", "it follows the vehicle")
        self.assertEqual(entry.vehicle_id, car)
        self.assertTrue(entries.entry_search("vehicle", "12345"))

    def test_due(self):
        draft = self._draft(frequency="daily")
        settings = {"responsible": self.people["first"].ids, "remind_hour": 0}
        definition = draft.designer_load()["definition"]
        draft.designer_save(definition, settings)
        draft.action_submit_review()
        draft.with_user(self.users["reviewer"]).action_publish()
        register = draft.sudo().register_id.with_user(self.env.user)
        dues = self.env["dms.register.due"]
        with self.enter_registry_test_mode():
            self.env.ref("dms_base.ir_cron_dms_register_due").method_direct_trigger()
            self.env.ref("dms_base.ir_cron_dms_register_due").method_direct_trigger()
        due = dues.search(
            [("register_id", "=", register.id), ("company_id", "=", self.env.company.id)]
        )
        self.assertEqual(len(due), 1, "opened once")
        self.assertEqual(due.state, "open")
        self.assertEqual(due.activity_ids.user_id, self.users["first"])
        self.assertEqual(
            register.due_count,
            len(dues.search([("register_id", "=", register.id), ("state", "=", "open")])),
        )
        entry = self._fill(register, **self._oil_values())
        self.assertEqual(due.state, "filled")
        self.assertFalse(due.activity_ids)
        entry.with_user(self.users["first"]).action_void("wrong")
        self.assertEqual(due.state, "open")
        register.with_user(self.users["head"]).action_retire()
        self.assertEqual(due.state, "dropped")

    def test_check_sheet(self):
        """The third kind is filled as a sheet of the checklist engine."""
        register = self._published(
            [
                self._field("section", "检查", key="f1"),
                self._field("pass_fail", "门窗", key="f2", required=True),
                self._field("decimal", "温度", key="f3", min_value="0", max_value="40", unit="℃"),
            ],
            kind="checklist",
            boxes=[{"name": "检查人"}],
        )
        template = register.template_id
        self.assertEqual(template.section_ids.item_ids.mapped("kind"), ["pass_fail", "measure"])
        sheet = (
            self.env["dms.checklist"]
            .with_user(self.users["first"])
            .create({"template_id": template.id})
        )
        self.assertEqual(sheet.line_ids.mapped("name"), ["门窗", "温度"])
        self.assertEqual(register.action_new_entry()["res_model"], "dms.checklist")
        self.assertEqual(register.entry_count, 1)

    def test_starters(self):
        """Every chapter has its forms, in the Form Centre with their Chinese titles."""
        starters = self.env["dms.register"]._starters()
        self.assertGreaterEqual(len(starters), 12)
        registers = self.env["dms.register"].search([("state", "=", "published")])
        titles = registers.mapped("title_zh")
        for addon, index, starter in starters:
            self.assertIn(starter["title_zh"], titles, f"{addon} {index}")
        count = len(registers)
        self.env["dms.register"]._load_starters("dms_base")
        self.assertEqual(
            self.env["dms.register"].search_count([("state", "=", "published")]), count
        )
        found = self.templates.with_user(self.users["head"]).builder_starters(self.chapter.id)
        starter = next(row for row in found if row["group"] == "starter")
        action = self.templates.with_user(self.users["head"]).builder_create(
            self.chapter.id, starter=starter["starter"]
        )
        draft = self.templates.browse(action["params"]["template_id"])
        self.assertTrue(draft.field_ids)
        self.assertFalse(draft.with_user(self.users["head"]).designer_load()["problems"])
        copy = next(row for row in found if row["group"] == "copy")
        action = self.templates.with_user(self.users["head"]).builder_create(
            self.chapter.id, copy=copy["copy"]
        )
        self.assertTrue(self.templates.browse(action["params"]["template_id"]).field_ids)

    def test_import_refused(self):
        registers = self.env["dms.register"].with_user(self.users["head"])
        for content, sentence in (
            ("no json", "not an exported form"),
            ('{"a": 1}', "not an exported form"),
            ('{"fields": [], "chapter": 99}', "Choose the chapter"),
            ('{"fields": [{"kind": "rocket"}], "chapter": 6}', "no fields of the kind “rocket”"),
        ):
            with self.refused(sentence):
                registers._import_definition(content)
        with self.refused("belongs to", AccessError):
            registers._import_definition('{"fields": [], "chapter": 7}')
