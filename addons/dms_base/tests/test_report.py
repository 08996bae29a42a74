import json
from datetime import date
from io import BytesIO
from unittest.mock import patch

import openpyxl
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .report_common import ReportCommon

MARCH = (date(2025, 3, 1), date(2025, 3, 31))
PARAMS = {"kind": "month", "day": "2025-03-05"}


@tagged("post_install", "-at_install", "dms")
class TestReport(ReportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls._create_report()
        cls.issues = cls.env["dms.report.issue"]
        # Rendering is tested on its own; here the content does not matter.
        cls.startClassPatcher(
            patch.object(
                type(cls.env["ir.actions.report"]),
                "_render_qweb_pdf",
                return_value=(b"%PDF-1", "pdf"),
            )
        )

    def test_screen(self):
        data = self.env["dms.report"].get_report("T-R", PARAMS)
        table = data["tables"][0]
        self.assertEqual([row["vendor"] for row in table["rows"]], ["Anlian", "Baoma"])
        self.assertEqual(table["rows"][0]["_text"]["amount"], "350.50")
        self.assertEqual(table["rows"][0]["_text"]["rate"], "50.0%")
        self.assertEqual(table["totals_text"]["amount"], "400.00")
        self.assertEqual(
            table["totals_text"]["rate"], "66.7%", "recomputed from sums, not the mean"
        )
        self.assertEqual(
            (data["date_from"], data["date_to"], data["label"]),
            ("2025-03-01", "2025-03-31", "2025-03"),
        )
        self.assertTrue(data["landscape"], "the comparison has ten columns")
        json.dumps(data)

    def test_comparison_table(self):
        self.env["dms.kpi.target"].create(
            {"kpi_id": self.kpis[1].id, "month": "2025-03-01", "value": 500.0}
        )
        data = self.env["dms.report"].get_report("T-R", PARAMS)
        rows = {row["_key"]: row for row in data["tables"][1]["rows"]}
        self.assertNotIn("T-99", rows, "an indicator of an addon that is not installed")
        text = rows["T-02"]["_text"]
        self.assertEqual(text["main"], "400.00")
        self.assertEqual(text["target"], "500.00")
        self.assertEqual(text["achieved"], "80.0%")
        self.assertEqual((text["previous"], text["previous_change"]), ("80.00", "+400.0%"))
        self.assertEqual((text["year"], text["year_change"]), ("200.00", "+100.0%"))
        self.assertEqual(rows["T-02"]["_styles"]["achieved"], "red")
        self.assertEqual(rows["T-01"]["_text"]["target"], "—")
        self.assertEqual(rows["T-03"]["_text"]["ahead"], "—", "time does not apply to a quotient")

    def test_comparison_with_the_target_of_a_person(self):
        employee = self.env["hr.employee"].create({"name": "Li", "user_id": self.advisor.id})
        self.env["dms.kpi.target"].create(
            {
                "kpi_id": self.kpis[1].id,
                "month": "2025-03-01",
                "value": 40.0,
                "subject": f"hr.employee,{employee.id}",
            }
        )
        options = {"kind": "month", "target_of": ("res.users", self.advisor.id)}
        table = self.env["dms.report.dataset"]._cmp_table(
            "", [(None, ["T-02"])], self.report, *MARCH, self.company, options
        )
        self.assertEqual((table["rows"][0]["target"], table["rows"][0]["achieved"]), (40.0, 10.0))

    def test_daily_comparison(self):
        data = self.env["dms.report"].get_report("T-R", {"kind": "day", "day": "2025-03-17"})
        row = next(row for row in data["tables"][1]["rows"] if row["_key"] == "T-02")
        self.assertEqual((row["day"], row["main"]), (49.5, 400.0))
        self.assertTrue(data["landscape"], "more than nine columns lie across")

    def test_steps_kinds_and_refusals(self):
        get = self.env["dms.report"].get_report
        self.assertEqual(get("T-R", {**PARAMS, "steps": -1})["label"], "2025-02")
        self.assertEqual(get("T-R", {"kind": "week", "day": "2025-03-05"})["date_to"], "2025-03-09")
        span = {"kind": "free", "date_from": "2025-03-02", "date_to": "2025-03-03"}
        self.assertEqual(get("T-R", span)["tables"][0]["totals_text"]["count"], "2")
        for wrong in (
            {"kind": "month", "day": "yesterday"},
            {"kind": "moon"},
            {**span, "date_from": "2025-03-04"},
            {**span, "date_from": "2015-03-04"},
            {**PARAMS, "company_id": 999999},
        ):
            with self.assertRaises(UserError):
                get("T-R", wrong)
        with self.assertRaises(UserError):
            get("T-XX", {})

    def test_queries_do_not_depend_on_rows(self):
        get = self.env["dms.report"].get_report
        get("T-R", PARAMS)
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        get("T-R", PARAMS)
        few = self.env.cr.sql_log_count - start
        vendors = self.env["res.partner"].create(
            [{"name": f"Vendor {number}"} for number in range(60)]
        )
        self._create_costs(
            [(date(2025, 3, 4), self.cars[0], vendor, 1.0, "new") for vendor in vendors]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(few):
            get("T-R", PARAMS)

    def test_drill_of_a_cell(self):
        cell = self.env["dms.report"].get_report("T-R", PARAMS)["tables"][0]["rows"][0]
        action = self.env["dms.report"].open_drill("T-R", cell["_drill"]["count"], PARAMS)
        self.assertEqual(
            self.env[action["res_model"]].search_count(action["domain"]), cell["count"]
        )

    def test_drill_obeys_the_rights_of_the_reader(self):
        self.advisor.group_ids -= self.env.ref("fleet.fleet_group_manager")
        reports = self.env["dms.report"].with_user(self.advisor)
        cell = reports.get_report("T-R", PARAMS)["tables"][0]["rows"][0]
        with self.assertRaises(UserError):
            reports.open_drill("T-R", cell["_drill"]["count"], PARAMS)

    def test_readers(self):
        reports = self.env["dms.report"].with_user(self.advisor)
        self.assertTrue(reports.get_report("T-R", PARAMS)["tables"])
        self.report.reader_group_id = self.env.ref("dms_base.group_dms_service_manager")
        with self.assertRaises(UserError):
            reports.get_report("T-R", PARAMS)
        self.assertTrue(reports.with_user(self.manager).get_report("T-R", PARAMS))
        self.assertTrue(reports.with_user(self.gm).get_report("T-R", PARAMS))
        self.report.reader_ids = self.advisor
        self.assertTrue(reports.get_report("T-R", PARAMS))

    def test_dataset_must_exist(self):
        for wrong in ("res.partner", "dms.report.dataset.nowhere"):
            with self.assertRaises(ValidationError):
                self.report.dataset = wrong

    def test_spreadsheet(self):
        data = self.env["dms.report"].get_report("T-R", PARAMS)
        book = openpyxl.load_workbook(BytesIO(self.report._render_xlsx(data)))
        sheet = book.worksheets[0]
        self.assertEqual(sheet["A4"].value, "Vendor")
        self.assertEqual([sheet[f"C{line}"].value for line in (5, 6, 7)], [350.5, 49.5, 400.0])
        self.assertEqual(sheet["D5"].number_format, "0.0%")
        self.assertEqual(len(book.worksheets), 2)

    # Archive

    def _issue(self, **kwargs):
        issue_id = self.issues.issue("T-R", PARAMS, **kwargs)
        return self.issues.browse(issue_id)

    def test_issue_is_frozen(self):
        issue = self._issue(texts={"remark": " Good month "})
        self.assertTrue(issue.name.startswith("BB"))
        self.assertTrue(issue.is_intact)
        self.assertEqual(issue.data["texts"], [{"label": "Remarks", "text": "Good month"}])
        self.assertNotIn("_drill", issue.data["tables"][0]["rows"][0])
        with self.assertRaises(UserError):
            issue.write({"data": {}})
        with self.assertRaises(UserError):
            issue.unlink()
        with self.assertRaises(AccessError):
            issue.with_user(self.manager).write({"state": "signed"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE dms_report_issue SET data = jsonb_set(data, '{notes}', '\"x\"') WHERE id = %s",
            issue.ids,
        )
        self.env.invalidate_all()
        self.assertFalse(issue.is_intact, "a change behind the system's back shows")

    def test_issue_twice_is_one(self):
        self.assertEqual(self._issue(), self._issue())

    def test_correction_is_a_revision(self):
        first = self._issue()
        self.costs[0].amount = 120.0
        with self.assertRaises(UserError):
            self._issue()
        second = self._issue(reason="Late invoice")
        self.assertEqual(
            (second.revision, second.previous_id, first.state), (1, first, "superseded")
        )
        change = next(one for one in second.difference if one["column"] == "Amount")
        self.assertEqual(
            (change["row"], change["old"], change["new"]), ("Anlian", "350.50", "370.50")
        )
        self.assertIn("370.50", second.difference_html)
        self.assertEqual(first.data["tables"][0]["rows"][0]["amount"], 350.5)

    def test_running_period_is_not_issued(self):
        with freeze_time("2025-03-20 04:00:00"), self.assertRaises(UserError):
            self._issue()

    def test_who_issues(self):
        with self.assertRaises(UserError):
            self.issues.with_user(self.advisor).issue("T-R", PARAMS)
        self.assertTrue(self.issues.with_user(self.manager).issue("T-R", PARAMS))
        self.report.issuer_group_ids = self.env.ref("dms_base.group_dms_advisor")
        self.assertTrue(self.issues.with_user(self.advisor).issue("T-R", PARAMS))

    def test_sign_in_turn(self):
        issue = self._issue()
        self.assertEqual(issue.next_signature, "Prepared by")
        issue.with_user(self.manager).action_sign()
        self.assertEqual((issue.next_signature, issue.state), ("Checked by", "issued"))
        with self.assertRaises(UserError):
            issue.with_user(self.manager).action_sign()
        issue.with_user(self.gm).action_sign()
        self.assertEqual((issue.next_signature, issue.state), (False, "signed"))
        self.assertEqual(issue.signoff_ids.mapped("user_id"), self.manager | self.gm)
        self.assertTrue(issue.is_intact)
        with self.assertRaises(UserError):
            issue.with_user(self.advisor).action_sign()

    # Schedule

    def _run_cron(self, moment):
        with freeze_time(moment), self.enter_registry_test_mode():
            self.env.ref("dms_base.ir_cron_dms_report_issue").method_direct_trigger()
        return self.issues.search(
            [("report_id", "=", self.report.id), ("company_id", "=", self.company.id)]
        )

    def test_issued_by_itself_once(self):
        self.report.write(
            {
                "scheduled": True,
                "issue_from": "2025-03-01",
                "issue_hour": 1.0,
                "company_id": self.company.id,
            }
        )
        self.report.reader_ids = self.manager
        # 17:30 UTC on 31 March is 01:30 on 1 April in Shanghai: March is over there.
        self.assertFalse(
            self._run_cron("2025-03-31 16:30:00"), "00:30 in Shanghai: before the hour"
        )
        issues = self._run_cron("2025-03-31 17:30:00")
        self.assertEqual((issues.date_from, issues.date_to), MARCH)
        self.assertEqual(self._run_cron("2025-03-31 18:00:00"), issues)
        mail = self.env["mail.mail"].search([("subject", "like", "Cost Report")])
        self.assertEqual((len(mail), len(mail.attachment_ids)), (1, 2))
        self.assertEqual(mail.recipient_ids, self.manager.partner_id)

    def test_standstill_is_caught_up(self):
        self.report.write(
            {
                "scheduled": True,
                "issue_from": "2025-03-01",
                "period": "day",
                "company_id": self.company.id,
            }
        )
        issues = self._run_cron("2025-03-05 04:00:00")
        self.assertEqual(
            sorted(issues.mapped("date_to")), [date(2025, 3, day) for day in (1, 2, 3, 4)]
        )

    def test_waits_for_day_close(self):
        self.report.write(
            {
                "scheduled": True,
                "issue_from": "2025-03-01",
                "wait_close": True,
                "company_id": self.company.id,
            }
        )
        self.company.closed_until = date(2025, 3, 30)
        self.assertFalse(self._run_cron("2025-04-02 04:00:00"))
        self.company.closed_until = date(2025, 3, 31)
        self.assertTrue(self._run_cron("2025-04-02 04:30:00"))

    def test_failure_is_noted_and_stops_nobody(self):
        self.report.write(
            {"scheduled": True, "issue_from": "2025-03-01", "company_id": self.company.id}
        )
        other = self._create_report(
            code="T-S",
            scheduled=True,
            issue_from="2025-03-01",
            company_id=self.company.id,
            sequence=200,
        )
        dataset = type(self.env["dms.report.dataset.fake"])
        original = dataset._dataset

        def fail(this, report, *args):
            if report.code == "T-R":
                raise ValueError("no data")
            return original(this, report, *args)

        with patch.object(dataset, "_dataset", fail), self.assertLogs(level="ERROR"):
            self.assertFalse(self._run_cron("2025-04-02 04:00:00"))
        self.assertIn("no data", self.report.issue_error)
        self.assertTrue(other.issue_ids)
        self.assertTrue(self._run_cron("2025-04-02 05:00:00"))
        self.assertFalse(self.report.issue_error)
