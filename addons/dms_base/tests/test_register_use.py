from odoo.exceptions import AccessError
from odoo.tests import tagged

from .register_common import RegisterCommon


@tagged("post_install", "-at_install", "dms")
class TestRegisterUse(RegisterCommon):
    """Slips with their steps, forms that are due, check sheets, shipped forms, exchange as files."""

    def _publish_slip(self):
        """A slip with lines, a total, a signature and two steps of approval."""
        boss = self.people["head"]
        department = self.env["hr.department"].create({"name": "Shop", "manager_id": boss.id})
        self.people["first"].department_id = department
        return self._published(
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

    def _fill_slip(self, register, words):
        lines = [{"f2": "手套", "f3": 3, "f4": 2.5}, {"f2": "抹布", "f3": 10, "f4": 0.8}]
        signed = {"f7": [{"name": "s.png", "data": self.PIXEL}]}
        return self._fill(register, media=signed, lines=lines, f1=words)

    def test_slip(self):
        """Head, lines, totals, signature."""
        register = self._publish_slip()
        signed = {"f7": [{"name": "s.png", "data": self.PIXEL}]}
        with self.refused("“数量 in line 1” must be at least 1"):
            self._fill(register, media=signed, lines=[{"f2": "x", "f3": 0}], f1="shop")
        entry = self._fill_slip(register, "shop")
        self.assertEqual(entry._raw()["f6"], 15.5)
        self.assertEqual([line["f5"] for line in entry._raw_lines()], [7.5, 8.0])
        self.assertEqual(entry.signoff_ids.field_key, "f7")

    def test_steps_of_a_slip(self):
        """Three steps: submit, approve, send back, close."""
        register = self._publish_slip()
        entry = self._fill_slip(register, "shop")
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
        alone = self._fill_slip(register, "alone")
        with self.refused("No approver for step “部门主管”"):
            alone.with_user(self.users["first"]).action_submit()

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
        columns = [{"key": "o1", "zh": "部位*"}, {"key": "o2", "zh": "判定: 合格/不合格!"}]
        register = self._published(
            [
                self._field("section", "检查", key="f1"),
                self._field("pass_fail", "门窗", key="f2", required=True),
                self._field("decimal", "温度", key="f3", min_value="0", max_value="40", unit="℃"),
                self._field("table", "缺陷", key="f4", options=columns),
            ],
            kind="checklist",
            boxes=[{"name": "检查人"}],
        )
        template = register.template_id
        self.assertEqual(
            template.section_ids.item_ids.mapped("kind"), ["pass_fail", "measure", "table"]
        )
        sheet = (
            self.env["dms.checklist"]
            .with_user(self.users["first"])
            .create({"template_id": template.id})
        )
        self.assertEqual(sheet.line_ids.mapped("name"), ["门窗", "温度", "缺陷"])
        table = sheet.line_ids[-1]
        sheet._fill({table.id: {"rows": [["东门", "不合格"]]}})
        self.assertEqual((table.text, table.result), ("东门 不合格", "attention"))
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
