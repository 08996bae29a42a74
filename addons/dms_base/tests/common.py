import base64
import io

from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon


class FormCentreCase(BaseCommon):
    """Checks what every form of an addon must do; the addon's test inherits this class.

    .. code-block:: python

        @tagged("post_install", "-at_install", "dms")
        class TestForms(FormCentreCase):
            def test_forms(self):
                self.check_forms("dms_hr", codes={"HR-10"})
    """

    NO_BLANK = ("report", "board")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.forms = cls.env["dms.form"].with_context(lang="zh_CN")

    @classmethod
    def _role(cls, role, **vals):
        """A user of one role, e.g. ``technician``."""
        return new_test_user(
            cls.env, login=f"fc_{role}", groups=f"dms_base.group_dms_{role}", **vals
        )

    def check_forms(self, addon, codes=None):
        """Every form of the addon opens, has the title of the catalogue and prints its blank.

        :param addon: technical name, as in the forms' data
        :param codes: codes that must be there; other forms of the addon are checked too
        """
        forms = self.forms.search([("addon", "=", addon)])
        self.assertTrue(forms, f"{addon} has no form")
        if codes:
            self.assertLessEqual(set(codes), set(forms.mapped("code")))
        for form in forms:
            with self.subTest(form=form.code):
                self.check_form(form)

    def check_form(self, form):
        """One form: its screen, its title, its blank."""
        self.assertTrue(form.title_zh, "no Chinese title")
        self.assertEqual(form.name, form.title_zh, "title is not the one of the catalogue")
        self.assertTrue(form.handbook_ids, "in no handbook")
        self.check_opens(form)
        if form.kind not in self.NO_BLANK:
            self.assertIn(form.title_zh, self.render_blank(form))

    def check_opens(self, form):
        """The action names a model that exists, or a client action; returns the action."""
        action = form.action_open()
        self.assertTrue(action["type"].startswith("ir.actions."), action)
        if action["type"] == "ir.actions.act_window":
            self.assertIn(action["res_model"], self.env)
        return action

    def render_blank(self, form):
        """HTML of the blank in Chinese."""
        report, records = form._get_blank_report()
        self.assertTrue(report, f"{form.code} has no blank")
        reports = self.env["ir.actions.report"].with_context(lang="zh_CN")
        html, _kind = reports._render_qweb_html(report.report_name, records.ids)
        return html.decode()

    def render_pdf(self, report, records):
        """Pages of a print as texts without blanks, by the real PDF engine."""
        from pypdf import PdfReader

        with self.allow_pdf_render():
            pdf, _kind = (
                self.env["ir.actions.report"]
                .with_context(lang="zh_CN", force_report_rendering=True)
                ._render_qweb_pdf(report, records.ids)
            )
        reader = PdfReader(io.BytesIO(pdf))
        return ["".join(page.extract_text().split()) for page in reader.pages]

    @classmethod
    def _pixel(cls):
        """A PNG of one pixel, base64, for signatures."""
        from PIL import Image

        stream = io.BytesIO()
        Image.new("RGB", (1, 1)).save(stream, "PNG")
        return base64.b64encode(stream.getvalue())
