import base64
import json
from datetime import date

from odoo.tests import HttpCase, tagged

from .report_common import ReportMixin

MARCH = (date(2025, 3, 1), date(2025, 3, 31))
PARAMS = {"kind": "month", "day": "2025-03-05"}


@tagged("post_install", "-at_install", "dms")
class TestReportPages(ReportMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._load_fakes()
        cls._create_facts()
        cls._create_kpis()
        cls._create_users()
        cls.report = cls._create_report()

    def test_files(self):
        self.authenticate("t_manager", "t_manager")
        for ending, start in (("pdf", b"%PDF"), ("xlsx", b"PK")):
            params = json.dumps(PARAMS)
            answer = self.url_open(f"/dms/report/{ending}?code=T-R&params={params}")
            self.assertEqual(answer.status_code, 200)
            self.assertTrue(answer.content.startswith(start) or b"<html" in answer.content[:500])
        self.assertEqual(self.url_open("/dms/report/exe?code=T-R").status_code, 404)

    def test_printed_issue(self):
        issues = self.env["dms.report.issue"].with_context(force_report_rendering=True)
        issue = issues.browse(issues.issue("T-R", PARAMS, {"remark": "Good month"}))
        self.assertTrue(base64.b64decode(issue.pdf).startswith(b"%PDF"))
        self.assertIn("350.50", issue.preview)

    def test_tour(self):
        self.start_tour("/odoo/dms-reports", "dms_base_report", login="t_manager")
        self.assertTrue(self.report.issue_ids)
