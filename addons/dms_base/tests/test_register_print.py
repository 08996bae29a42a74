import base64
import io
import json
from datetime import datetime
from zoneinfo import ZoneInfo

from openpyxl import Workbook, load_workbook

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged, warmup

from .common import FormCentreCase
from .register_common import RegisterCommon


@tagged("post_install", "-at_install", "dms")
class TestRegisterPrint(RegisterCommon, FormCentreCase):
    """Supplementary forms on paper and in the Form Centre."""

    def html(self, report, records):
        reports = self.env["ir.actions.report"].with_context(lang="zh_CN")
        return reports._render_qweb_html(f"dms_base.{report}", records.ids)[0].decode()

    def test_form_centre(self):
        self.check_forms("dms_base", {f"OT-{number:02d}" for number in range(2, 14)})
        register = self._published()
        form = (
            self.env["dms.form"].with_context(lang="zh_CN").search([("code", "=", register.code)])
        )
        self.check_form(form)
        self.assertTrue(form.with_user(self.users["first"]).show_new)
        action = form.with_user(self.users["first"]).action_new()
        self.assertEqual(action["tag"], "dms_base.register_entry")
        self.assertEqual(form.pinyin_key.split()[0], "yplydj")
        chapter = self.env["dms.form"].search([("code", "=", "OT-06")])
        self.assertEqual(chapter.action_open()["res_model"], "dms.register")
        self.assertIn("油品领用登记", self.render_blank(chapter.with_context(lang="zh_CN")))

    def test_ledger(self):
        """25 rows a page, the sum once at the end, void rows struck through and not counted."""
        register = self._published()
        for number in range(1, 28):
            entry = self._fill(register, **self._oil_values(1.0, float(number)))
        entry.with_user(self.users["first"]).action_void("double")
        ledger = self.env["dms.register.ledger"].create({"register_id": register.id})
        text = self.html("report_register_ledger", ledger)
        self.assertEqual(text.count("dms-reg-break"), 1)
        self.assertIn("351.00", text, "1 + 2 + … + 26")
        self.assertEqual(text.count("dms-reg-struck"), 1)
        self.assertIn("double", text)
        last = text[text.index("dms-reg-break") :]
        self.assertEqual(text.count("351.00"), 1)
        self.assertIn("351.00", last, "the sum stands on the last page")

    def test_foot_shows_the_time_of_the_shop(self):
        """Also for somebody without a time zone of his own."""
        self.env.company.partner_id.tz = "Asia/Shanghai"
        self.env.user.tz = False
        entry = self._fill(self._published(), **self._oil_values())

        def now():
            return f"{datetime.now(ZoneInfo('Asia/Shanghai')):%Y-%m-%d %H:%M}"

        begun = now()
        text = self.html("report_register_entry", entry)
        self.assertTrue(begun in text or now() in text)

    def test_versions_print_as_filled(self):
        register = self._published()
        entry = self._fill(register, **self._oil_values())
        version = register.template_id
        action = version.with_user(self.users["head"]).action_new_version()
        draft = self.templates.with_user(self.users["head"]).browse(action["params"]["template_id"])
        definition = draft.designer_load()["definition"]
        definition["title_zh"] = "润滑油领用登记"
        definition["fields"] = [row for row in definition["fields"] if row["key"] != "f3"]
        definition["fields"] = [row for row in definition["fields"] if row["key"] != "f4"]
        draft.designer_save(definition)
        draft.action_submit_review()
        draft.with_user(self.users["reviewer"]).action_publish()
        text = self.html("report_register_entry", entry)
        self.assertIn("油品领用登记", text)
        self.assertIn("100.00", text)
        self.assertIn(f"{register.code} v1", text)
        blank = self.html("report_register_blank", register.template_id)
        self.assertIn("润滑油领用登记", blank)
        self.assertNotIn("单价", blank)

    def test_slip(self):
        register = self._published(
            [
                self._field("text", "事由", key="f1"),
                self._field("section", "明细", key="f0"),
                self._field(
                    "choice", "类别", key="f6", options=[{"key": "o1", "zh": "甲类", "en": ""}]
                ),
                *(
                    self._field(
                        "integer", f"列{number}", key=f"c{number}", area="line", footer="sum"
                    )
                    for number in range(7)
                ),
                self._field("photo", "照片", key="f8"),
            ],
            kind="slip",
            copy_names="存根联,财务联",
            boxes=[{"name": "经办人"}],
        )
        photo = {"f8": [{"name": "a.png", "data": self.PIXEL}]}
        entry = self._fill(register, media=photo, lines=[{"c0": 3}, {"c0": 4}], f1="shop", f6="o1")
        self.assertTrue(register.template_id._is_landscape(), "seven columns")
        self.assertIn("landscape", entry.action_print()["report_name"])
        text = self.html("report_register_entry", entry)
        for word in ("存根联", "财务联", "甲类", "经办人", ">7<", "明细"):
            self.assertIn(word, text)
        self.assertIn("□ 甲类", self.html("report_register_blank", register.template_id))
        self.assertEqual(text.count('class="article dms-print"'), 2, "one page for each copy")

    def test_rows_from_spreadsheet(self):
        register = self._published()

        def load(rows):
            book, stream = Workbook(), io.BytesIO()
            for row in rows:
                book.active.append(row)
            book.save(stream)
            wizard = self.env["dms.register.rows"].with_user(self.users["first"])
            return wizard.create(
                {"register_id": register.id, "file": base64.b64encode(stream.getvalue())}
            ).action_import()

        head = ["油品", "用量 (L)", "单价", "领用人"]
        with self.refused("Row 3: “用量” must be between 0.5 and 20") as caught:
            load(
                [
                    head,
                    ["A", 2, 10, "Person first"],
                    ["B", 50, 10, "Person first"],
                    ["C", 1, 1, "Nobody X"],
                ]
            )
        del caught
        self.assertFalse(register.entry_ids)
        with self.refused("Row 2: “领用人”: there is no Nobody X"):
            load([head, ["C", 1, 1, "Nobody X"]])
        with self.refused("No column"):
            load([["x", "y"], [1, 2]])
        load([head, ["A", 2, 10, "Person first"], ["B", "3.5", 10, "Person second"]])
        self.assertEqual(sorted(register.entry_ids.mapped("measure_1")), [2.0, 3.5])
        self.assertEqual(sum(entry._raw()["f4"] for entry in register.entry_ids), 55.0)
        wizard = self.env["dms.register.rows"].create({"register_id": register.id, "file": b"eHg="})
        with self.assertRaises(UserError):
            wizard.action_import()

    def test_pivot_labels(self):
        register = self._published()
        entries = self.entries.with_context(dms_register_view_ref=register.id)
        labels = entries.fields_get(["measure_1", "measure_2", "measure_3"])
        self.assertEqual(labels["measure_1"]["string"], "用量")
        self.assertEqual(labels["measure_2"]["string"], "金额")

    @warmup
    def test_query_counts(self):
        """Lists and cards cost the same whatever they show."""
        register = self._published()
        for _number in range(3):
            self._fill(register, **self._oil_values())
        user = self.users["first"]
        fields = {
            "name": {},
            "date": {},
            "answers": {},
            "clerk_id": {"fields": {"display_name": {}}},
            "state": {},
        }
        entries = self.entries.with_user(user)
        domain = [("register_id", "=", register.id)]
        self.assertSameCost(lambda: entries.web_search_read(domain, fields), register)
        cards = self.env["dms.register"].with_user(user)
        shown = {
            "code": {},
            "name": {},
            "entry_count": {},
            "today_count": {},
            "due_count": {},
            "is_mine": {},
            "draft_state": {},
        }
        self.assertSameCost(
            lambda: cards.web_search_read([("chapter_id", "=", self.chapter.id)], shown), register
        )
        self.assertSameCost(lambda: register._ledger(self.today), register)

    def assertSameCost(self, ask, register):
        """The queries of a read do not grow with six more entries."""

        def cost():
            self.env.invalidate_all()
            ask()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            ask()
            return self.env.cr.sql_log_count - before

        few = cost()
        for _number in range(6):
            self._fill(register, **self._oil_values())
        self.assertLessEqual(cost(), few)
        self.assertLess(few, 40)


@tagged("post_install", "-at_install", "dms")
class TestRegisterFiles(HttpCase, RegisterCommon):
    """Definition and rows as files, kept from those they are not for."""

    def test_files(self):
        register = self._published()
        self._fill(register, **self._oil_values())
        self.authenticate("reg_first", "reg_first")
        path = f"/dms/register/{register.id}"
        self.assertNotEqual(self.url_open(f"{path}/definition").status_code, 200)
        self.assertEqual(self.url_open(f"{path}/rows?month=x").status_code, 404)
        answer = self.url_open(f"{path}/rows?month={self.today:%Y-%m}")
        sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
        rows = list(sheet.iter_rows(values_only=True))
        self.assertEqual(rows[0][3:6], ("油品", "用量 (L)", "单价"))
        self.assertEqual(rows[1][4], 2.5)
        self.assertEqual(rows[1][6], 100)
        self.authenticate("reg_head", "reg_head")
        definition = json.loads(self.url_open(f"{path}/definition").content)
        self.assertEqual(definition["format"], "dms.form/1")
        self.assertEqual(len(definition["fields"]), 6)


@tagged("post_install", "-at_install", "dms")
class TestRegisterKiosk(RegisterCommon):
    """Filling without a login."""

    def test_kiosk(self):
        register = self._published()
        helper = self.env["hr.employee"].create(
            {"name": "Without Login", "barcode": "B77", "pin": "1357"}
        )
        kiosk = self.env["dms.kiosk"].create({"name": "Shop", "app_codes": "register"})
        session = kiosk._login("B77", "1357")

        def call(method, **kwargs):
            answer = kiosk._call(session["key"], "register", method, kwargs)
            return answer["result"]

        self.assertIn(register.id, [form["id"] for form in call("list")])
        screen = call("load", register_id=register.id)
        self.assertTrue(screen["can"]["save"])
        values = self._oil_values(f5=helper.id)
        answer = call("compute", register_id=register.id, answers=values, lines=[])
        self.assertEqual(answer["answers"]["f4"], 100.0)
        self.assertTrue(call("search", register_id=register.id, kind="employee", text="Without"))
        self.assertFalse(call("search", register_id=register.id, kind="partner", text="Azure"))
        saved = call("save", register_id=register.id, values={"answers": values})
        entry = register.entry_ids
        self.assertEqual((saved["name"], entry.clerk_id), (entry.name, helper))
        with self.refused("between 0.5 and 20"):
            call("save", register_id=register.id, values={"answers": {**values, "f2": 99}})
        register.sudo().department_ids = self.env["hr.department"].create({"name": "Other"})
        with self.refused("not for you"):
            call("load", register_id=register.id)
