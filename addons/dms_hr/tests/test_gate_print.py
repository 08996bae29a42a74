from odoo.tests import tagged

from .common import DmsHrCommon


@tagged("post_install", "-at_install", "dms")
class TestGatePrint(DmsHrCommon):
    def _render(self, xmlid, records):
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(xmlid, records.ids)
        return html.decode()

    def test_register(self):
        """Twenty-six rows take two sheets; a void row is struck through with its reason."""
        logs = self.env["dms.gate.log"]
        for number in range(26):
            logs |= self.gate._write_exit(
                self.vehicle.browse(),
                f"粤A{number:05d}",
                "visitor",
                self.env["dms.gate.pass"],
                None,
                0,
            )
        logs[0]._void("车牌录错")
        html = self._render("dms_hr.action_report_gate_log", logs)
        self.assertEqual(html.count("dms-print-head"), 2)
        self.assertIn("line-through", html)
        self.assertIn("车牌录错", html)
        self.assertIn("HR-10", html)

    def test_blank(self):
        """The empty register from the Form Centre has 25 lines."""
        form = self.env["dms.form"].search([("code", "=", "HR-10")])
        self.assertEqual(form.title_zh, "车辆出厂登记表")
        action = form.action_print_blank()
        self.assertEqual(action["report_name"], "dms_hr.report_gate_log_blank")
        html = self._render("dms_hr.action_report_gate_log_blank", self.company)
        self.assertEqual(html.count("<tr"), 25 + 1 + 3)

    def test_pass(self):
        """Stub and gate copy; a second print says that it is one."""
        gate_pass = self._create_pass()
        html = self._render("dms_hr.action_report_gate_pass", gate_pass)
        self.assertEqual(html.count("dms-print-head"), 2)
        self.assertIn(gate_pass.token, html)
        self.assertEqual(gate_pass.print_count, 1)
        self._render("dms_hr.action_report_gate_pass", gate_pass)
        self.assertEqual(gate_pass.print_count, 2)
