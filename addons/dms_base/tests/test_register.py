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
        columns = [{"key": "o1", "zh": "项目"}]
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
            ([self._field("table", "庚")], "has no columns"),
            ([self._field("table", "庚", options=columns)], "check sheet only"),
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
