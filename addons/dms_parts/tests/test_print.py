from odoo.tests import tagged

from .common import DmsPartsCommon


@tagged("post_install", "-at_install", "dms")
class TestPrint(DmsPartsCommon):
    def _render(self, xmlid, records):
        html, kind = self.env["ir.actions.report"]._render_qweb_html(xmlid, records.ids)
        self.assertEqual(kind, "html")
        return html.decode()

    def test_issue_slip(self):
        """Three copies with the parts, the taker and the storekeeper."""
        part = self._create_part("前制动片", stock=4, default_code="PJ-9")
        order = self._confirm([(part, 2)])
        slip = self._slip(order)
        slip.issue_from_desk(self.taker.id)
        html = self._render("dms_parts.action_report_issue", slip)
        self.assertEqual(html.count("PJ-9"), 3)
        self.assertIn("PT-01", html)
        self.assertIn(self.taker.name, html)
        self.assertIn(self.storekeeper.name, html)

    def test_blank(self):
        """The empty slip prints from the Form Centre."""
        form = self.env["dms.form"].search([("code", "=", "PT-01")])
        self.assertEqual(form.title_zh, "发料单")
        action = form.action_print_blank()
        self.assertEqual(action["report_name"], "dms_parts.report_issue_blank")
        self.assertIn("PT-01", self._render("dms_parts.action_report_issue_blank", self.company))
