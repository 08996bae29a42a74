from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import FormCentreCase


@tagged("post_install", "-at_install", "dms")
class TestFormCentre(FormCentreCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["dms.form"].search([]).unlink()
        cls.action = cls.env["ir.actions.act_window"].create(
            {"name": "Cars", "res_model": "fleet.vehicle", "view_mode": "list,form"}
        )
        cls.made = cls.env["dms.form"].create(
            [
                {"code": "WS-03", "name": "Repair order", "action_id": cls.action.id},
                {"code": "SV-15", "name": "Dispatch order"},
                {"code": "HR-03", "name": "Technician monthly commission coefficients"},
            ]
        )
        cls.order, cls.dispatch, cls.pay = cls.made

    def _found(self, text, user=None):
        forms = self.forms.with_user(user) if user else self.forms
        return [form["code"] for form in forms.find_forms(text)]

    def test_catalogue_fills_in(self):
        self.assertEqual(self.order.title_zh, "任务委托书")
        self.assertEqual(self.order.kind, "document")
        self.assertIn(6, self.order.handbook_ids.mapped("number"))

    def test_catalogue_is_whole(self):
        """169 forms, each code and each Chinese title once per code, handbooks 2 to 13."""
        from ..models.dms_form import catalogue

        rows = catalogue()
        self.assertEqual(len(rows), 169)
        for code, row in rows.items():
            self.assertTrue(row["title_zh"], code)
            self.assertLessEqual(
                {int(number) for number in row["handbook"].split()}, set(range(2, 14))
            )

    def test_handbooks(self):
        names = {
            book.number: book.with_context(lang="zh_CN").name
            for book in self.env["dms.handbook"].search([])
        }
        self.assertEqual(sorted(names), list(range(2, 14)))
        self.assertEqual(names[2], "人力资源及行政")
        self.assertEqual(names[13], "客服主管")

    def test_found_by_pinyin_code_and_title(self):
        for text in ("wts", "WTS", "rwwts", "renwuweituoshu", "ws-03", "任务", "委托", "Repair or"):
            self.assertEqual(self._found(text)[0], "WS-03", text)
        self.assertEqual(self._found("pgd"), ["SV-15"])
        self.assertEqual(self._found("pa")[0], "SV-15")
        self.assertEqual(self._found("nothing like it"), [])

    def test_beginning_goes_first(self):
        self.made |= self.env["dms.form"].create({"code": "OT-90", "name": "ws-03 notes"})
        self.assertEqual(self._found("WS-03"), ["WS-03", "OT-90"])

    def test_name_search(self):
        found = self.env["dms.form"].name_search("wts")
        self.assertEqual([form_id for form_id, _name in found], self.order.ids)

    def test_readers(self):
        """A form with readers is found by them only, everywhere."""
        advisor, hr_officer = self._role("advisor"), self._role("hr_officer")
        self.pay.group_ids = self.env.ref("dms_base.group_dms_hr_officer")
        self.assertEqual(self._found("HR-03", advisor), [])
        self.assertEqual(self._found("HR-03", hr_officer), ["HR-03"])
        with self.assertRaises(AccessError):
            self.pay.with_user(advisor).action_open()
        with self.assertRaises(AccessError):
            self.pay.with_user(hr_officer).write({"group_ids": [(5,)]})

    def test_my_handbooks(self):
        action = self.env.ref("dms_base.dms_form_action")
        self.assertIn("search_default_mine", action.context)
        mine = [("handbook_ids.group_ids.all_user_ids", "in", self._role("hr_officer").id)]
        self.assertEqual(self.forms.search(mine), self.pay.with_context(lang="zh_CN"))

    def test_open_by_people_without_technical_rights(self):
        guard = self._role("guard")
        action = self.order.with_user(guard).action_open()
        self.assertEqual(
            (action["type"], action["res_model"]), ("ir.actions.act_window", "fleet.vehicle")
        )
        with self.assertRaisesRegex(UserError, "SV-15"):
            self.dispatch.with_user(guard).action_open()

    def test_sheets_boards_and_reports(self):
        template = self.env["dms.checklist.template"].create({"name": "Sheet", "code": "T-FC"})
        self.dispatch.template_id = template
        action = self.dispatch.action_open()
        self.assertEqual(action["res_model"], "dms.checklist")
        self.assertTrue(self.dispatch.show_new)
        self.assertEqual(
            self.dispatch.action_new()["context"], {"default_template_id": template.id}
        )
        report, records = self.dispatch._get_blank_report()
        self.assertEqual((report.model, records), ("dms.checklist.template", template))

    def test_new(self):
        """New is offered where the screen and the rights allow it."""
        self.assertTrue(self.order.show_new)
        action = self.order.action_new()
        self.assertEqual(action["views"][0][1], "form")
        self.assertFalse(self.order.with_user(self._role("guard")).show_new)
        self.order.can_create = False
        self.assertFalse(self.order.show_new)
        with self.assertRaises(UserError):
            self.order.action_new()

    def test_new_is_not_offered_where_the_screen_creates_nothing(self):
        view = self.env["ir.ui.view"].create(
            {
                "name": "closed list",
                "model": "fleet.vehicle",
                "type": "list",
                "priority": 99,
                "arch": '<list decoration-muted="id" create="0"><field name="license_plate"/></list>',
            }
        )
        self.action.write({"view_ids": [(0, 0, {"view_mode": "list", "view_id": view.id})]})
        self.order.invalidate_recordset()
        self.assertFalse(self.order.show_new)

    def test_list_asks_the_same_questions_for_many_forms(self):
        forms = self.env["dms.form"].create(
            [{"code": f"X-{n}", "name": f"X {n}", "action_id": self.action.id} for n in range(30)]
        )
        advisor = self._role("advisor")

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.with_user(advisor).web_read({"name": {}, "kind": {}, "show_new": {}})
            return self.env.cr.sql_log_count - before

        count(forms[:1])
        self.assertLessEqual(count(forms), count(forms[:3]))

    def test_no_blank(self):
        with self.assertRaisesRegex(UserError, "blank"):
            self.dispatch.action_print_blank()

    def test_code_once(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.env["dms.form"].create({"code": "WS-03", "name": "Again"})
            self.env.flush_all()


@tagged("post_install", "-at_install", "dms")
class TestInstalledForms(FormCentreCase):
    """Forms this very addon ships, if any, and the helper that upper addons use."""

    def test_forms(self):
        for form in self.forms.search([("addon", "=", "dms_base")]):
            with self.subTest(form=form.code):
                self.check_form(form)

    def test_helper_fails_on_an_empty_addon(self):
        with self.assertRaises(AssertionError):
            self.check_forms("dms_nothing")


@tagged("post_install", "-at_install", "dms")
class TestHomeAndPalette(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = FormCentreCase._role.__func__(cls, "storekeeper", password="fc_storekeeper")
        cls.cars = cls.env["ir.actions.act_window"].create(
            {"name": "Cars", "res_model": "fleet.vehicle", "view_mode": "list,form"}
        )
        cls.people = cls.env["ir.actions.act_window"].create(
            {"name": "People", "res_model": "res.partner", "view_mode": "list,form"}
        )
        cls.storekeeper = cls.env.ref("dms_base.group_dms_storekeeper")
        cls.cashier = cls.env.ref("dms_base.group_dms_cashier")

    def _home(self):
        self.authenticate("fc_storekeeper", "fc_storekeeper")
        answer = self.url_open(
            "/web/session/get_session_info", json={"jsonrpc": "2.0", "params": {}}
        )
        return answer.json()["result"]["home_action_id"]

    def test_home_of_the_role(self):
        self.storekeeper.home_action_id = self.cars.id
        self.assertEqual(self._home(), self.cars.id)

    def test_first_role_decides(self):
        self.storekeeper.write({"home_action_id": self.cars.id, "home_sequence": 50})
        self.cashier.write({"home_action_id": self.people.id, "home_sequence": 40})
        self.user.group_ids |= self.cashier
        self.assertEqual(self._home(), self.people.id)

    def test_own_home_goes_first(self):
        self.storekeeper.home_action_id = self.cars.id
        self.user.action_id = self.people.id
        self.assertEqual(self._home(), self.people.id)

    def test_palette(self):
        """Three letters and Enter open a form."""
        self.env["dms.form"].search([]).unlink()
        self.env["dms.form"].create(
            {"code": "WS-03", "name": "Repair order", "action_id": self.cars.id}
        )
        self.start_tour("/odoo/dms-forms", "dms_base_palette", login="fc_storekeeper")
