from datetime import date

from psycopg2 import DatabaseError, IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.dms_base.models.dms_fact import TOTAL
from odoo.addons.dms_base.tools import period

from .report_common import ReportCommon

MARCH = (date(2025, 3, 1), date(2025, 3, 31))


@tagged("post_install", "-at_install", "dms")
class TestKpi(ReportCommon):
    def _value(self, code, span=MARCH, **kwargs):
        return self.env["dms.kpi"]._values([code], *span, **kwargs)[code][None]

    def test_figures_by_hand(self):
        self.assertEqual(self._value("T-01")["value"], 3)
        self.assertEqual(self._value("T-02")["value"], 400.0)
        self.assertAlmostEqual(self._value("T-03")["value"], 2 / 3)
        self.assertAlmostEqual(self._value("T-04")["value"], 1 / 3)
        self.assertEqual(self._value("T-05")["value"], 250.5)
        self.assertEqual(self._value("T-06")["value"], 2)

    def test_undefined_is_none_and_empty_sum_is_zero(self):
        empty = (date(2023, 1, 1), date(2023, 1, 31))
        self.assertIsNone(self._value("T-03", empty)["value"])
        self.assertIsNone(self._value("T-04", empty)["value"])
        self.assertEqual(self._value("T-02", empty)["value"], 0.0)
        self.assertIsNone(
            self._value("T-77")["value"], "a figure of an addon that is not installed"
        )

    def test_groups_and_total(self):
        values = self.env["dms.kpi"]._values(
            ["T-03", "T-06"], *MARCH, group_by="vendor", with_total=True
        )
        first, second = self.vendors.ids
        self.assertEqual(values["T-03"][first], {"value": 0.5, "num": 1, "den": 2})
        self.assertEqual(values["T-03"][second]["value"], 1.0)
        self.assertAlmostEqual(values["T-03"][TOTAL]["value"], 2 / 3)
        self.assertEqual(
            [values["T-06"][key]["value"] for key in (first, second, TOTAL)], [2, 1, 2]
        )

    def test_two_dimensions_and_filter(self):
        values = self.env["dms.kpi"]._values(["T-01"], *MARCH, group_by=["vendor", "day"])["T-01"]
        self.assertEqual(values[(self.vendors[0].id, date(2025, 3, 3))]["value"], 2)
        filtered = self._value("T-02", filters={"vendor": self.vendors[1].id})
        self.assertEqual(filtered["value"], 49.5)
        several = self._value("T-02", filters={"vendor": self.vendors.ids, "day": date(2025, 3, 3)})
        self.assertEqual(several["value"], 350.5)
        self.assertIsNone(
            self._value("T-02", filters={"advisor": 1})["value"], "a cut the fact does not know"
        )

    def test_several_periods_in_one_statement(self):
        spans = {
            "now": MARCH,
            "previous": (date(2025, 2, 1), date(2025, 2, 28)),
            "year": (date(2024, 3, 1), date(2024, 3, 31)),
        }
        codes = self.kpis.mapped("code")
        self.env["dms.kpi"]._values_multi(codes, spans)
        with self.assertQueryCount(2):
            values = self.env["dms.kpi"]._values_multi(codes, spans)
        self.assertEqual(
            [values[key]["T-02"][None]["value"] for key in spans], [400.0, 80.0, 200.0]
        )

    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Other Shop"})
        self.assertEqual(self._value("T-01", company_ids=other.ids)["value"], 0)
        with self.assertRaises(AccessError):
            self.env["dms.kpi"].with_user(self.advisor)._values(
                ["T-01"], *MARCH, company_ids=other.ids
            )

    def test_figure_only_for_a_role(self):
        self.kpis[1].group_id = self.env.ref("dms_base.group_dms_see_cost")
        kpi_model = self.env["dms.kpi"]
        self.assertIsNone(
            kpi_model.with_user(self.advisor)._values(["T-02"], *MARCH)["T-02"][None]["value"]
        )
        self.assertEqual(
            kpi_model.with_user(self.manager)._values(["T-02"], *MARCH)["T-02"][None]["value"],
            400.0,
        )
        with self.assertRaises(UserError):
            kpi_model.with_user(self.advisor)._drill_action("T-02", *MARCH)

    def test_drill_equals_the_cell(self):
        for code in ("T-01", "T-06"):
            action = self.env["dms.kpi"]._drill_action(code, *MARCH)
            records = self.env[action["res_model"]].search(action["domain"])
            self.assertEqual(len(records), self._value(code)["value"])
        group = {"vendor": self.vendors[0].id}
        action = self.env["dms.kpi"]._drill_action("T-02", *MARCH, group)
        records = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(sum(records.mapped("amount")), self._value("T-02", filters=group)["value"])
        done = self.env["dms.kpi"]._drill_action("T-03", *MARCH)
        self.assertEqual(len(done["domain"][0][2]), 2)
        all_of_them = self.env["dms.kpi"]._drill_action("T-03", *MARCH, part="denominator")
        self.assertEqual(len(all_of_them["domain"][0][2]), 3)

    def test_dimension_values_are_not_sql(self):
        hostile = "1); DROP TABLE res_partner; --"
        with mute_logger("odoo.sql_db"), self.assertRaises(DatabaseError), self.env.cr.savepoint():
            self._value("T-02", filters={"vendor": hostile})
        self.assertTrue(self.env["res.partner"].search_count([]))

    def test_expression_is_checked(self):
        for wrong in ("fake", "fake.count fake.count", "fake.count * 2", "sum(x)"):
            with self.assertRaises(ValidationError):
                self.kpis[0].numerator = wrong
        with self.assertRaises(ValidationError):
            self.env["dms.kpi"].create(
                {"code": "T-08", "name": "No Base", "numerator": "fake.count", "kind": "ratio"}
            )

    def test_code_is_unique(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env["dms.kpi"].create({"code": "T-01", "name": "Twin", "numerator": "fake.count"})


@tagged("post_install", "-at_install", "dms")
class TestTarget(ReportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.targets = cls.env["dms.kpi.target"]
        calendar = cls.env["resource.calendar"].create({"name": "Five days", "tz": "Asia/Shanghai"})
        cls.company.resource_calendar_id = calendar
        output, rate = cls.kpis[1], cls.kpis[2]
        cls.targets.create(
            [
                {"kpi_id": output.id, "month": "2025-03-01", "value": 2100.0},
                {"kpi_id": output.id, "month": "2025-02-01", "value": 2000.0},
                {"kpi_id": rate.id, "month": "2025-03-01", "value": 0.9},
            ]
        )

    def _target(self, date_from, date_to):
        return self.targets._values(["T-02", "T-03"], date_from, date_to, self.company)

    def test_shares_by_working_days(self):
        # March 2025 has 21 days from Monday to Friday, February 20.
        self.assertEqual(self._target(*MARCH)["T-02"], 2100.0)
        self.assertAlmostEqual(self._target(date(2025, 3, 3), date(2025, 3, 3))["T-02"], 100.0)
        self.assertAlmostEqual(self._target(date(2025, 3, 8), date(2025, 3, 9))["T-02"], 0.0)
        self.assertAlmostEqual(
            self._target(date(2025, 2, 24), date(2025, 3, 9))["T-02"], 500.0 + 500.0
        )
        self.assertEqual(self._target(date(2025, 3, 3), date(2025, 3, 3))["T-03"], 0.9)
        self.assertEqual(self._target(date(2024, 1, 1), date(2024, 1, 31)), {})

    def test_targets_of_persons(self):
        employee = self.env["hr.employee"].create({"name": "Li", "user_id": self.advisor.id})
        self.targets.create(
            {
                "kpi_id": self.kpis[1].id,
                "month": "2025-03-01",
                "value": 700.0,
                "subject": f"hr.employee,{employee.id}",
            }
        )
        by_user = self.targets._values(["T-02"], *MARCH, self.company, "res.users")
        self.assertEqual(by_user, {"T-02": {self.advisor.id: 700.0}})
        self.assertEqual(self._target(*MARCH)["T-02"], 2100.0)

    def test_one_target_per_month_and_subject(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.targets.create({"kpi_id": self.kpis[1].id, "month": "2025-03-01", "value": 1.0})

    def test_month_must_be_a_month(self):
        with self.assertRaises(ValidationError):
            self.targets.create({"kpi_id": self.kpis[1].id, "month": "2025-04-02", "value": 1.0})

    def test_generic_figures(self):
        self.assertEqual(self.targets._achievement(105.0, 100.0), 1.05)
        self.assertIsNone(self.targets._achievement(105.0, None))
        self.assertAlmostEqual(
            self.targets._time_progress(self.company, date(2025, 3, 14)), 10 / 21
        )
        self.assertAlmostEqual(self.targets._comparison(120.0, 100.0), 0.2)
        self.assertEqual(self.targets._comparison(10.0, -10.0), 2.0)
        self.assertIsNone(self.targets._comparison(5.0, 0.0))
        self.assertIsNone(self.targets._comparison(None, 5.0))

    def test_month_to_date_takes_as_many_working_days(self):
        # 14 March is the 10th working day; the 10th of February is the 14th, that of March 2024 too is the 14th.
        span = self.targets._month_to_date(self.company, date(2025, 3, 14), 1)
        self.assertEqual(span, (date(2025, 2, 1), date(2025, 2, 14)))
        span = self.targets._month_to_date(self.company, date(2025, 3, 14), 12)
        self.assertEqual(span, (date(2024, 3, 1), date(2024, 3, 14)))
        span = self.targets._month_to_date(self.company, date(2025, 3, 31), 1)
        self.assertEqual(span, (date(2025, 2, 1), date(2025, 2, 28)))

    def test_advisor_sets_no_targets(self):
        with self.assertRaises(AccessError):
            self.targets.with_user(self.advisor).create(
                {"kpi_id": self.kpis[0].id, "month": "2025-03-01", "value": 1.0}
            )


@tagged("post_install", "-at_install", "dms")
class TestPeriod(ReportCommon):
    def test_bounds_and_shift(self):
        day = date(2025, 3, 19)
        self.assertEqual(period.bounds("week", day), (date(2025, 3, 17), date(2025, 3, 23)))
        self.assertEqual(period.bounds("quarter", day), (date(2025, 1, 1), date(2025, 3, 31)))
        self.assertEqual(period.shift("month", *MARCH, -1), (date(2025, 2, 1), date(2025, 2, 28)))
        self.assertEqual(
            period.shift("year", date(2024, 1, 1), date(2024, 12, 31), 1)[1], date(2025, 12, 31)
        )
        free = (date(2025, 3, 1), date(2025, 3, 10))
        self.assertEqual(period.shift("free", *free, 1), (date(2025, 3, 11), date(2025, 3, 20)))
        self.assertEqual(
            period.last_year("day", date(2024, 2, 29), date(2024, 2, 29))[0], date(2023, 2, 28)
        )
        self.assertEqual(period.last_closed("month", date(2025, 4, 1)), MARCH)

    def test_labels(self):
        self.assertEqual(period.label("month", *MARCH), "2025-03")
        self.assertEqual(period.label("week", date(2024, 12, 30), date(2025, 1, 5)), "2025-W01")
        self.assertEqual(period.label("quarter", date(2025, 4, 1), date(2025, 6, 30)), "2025-Q2")
