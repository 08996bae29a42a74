from datetime import date

from pytz import timezone, utc

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from odoo.addons.dms_base.models import report_cell
from odoo.addons.dms_base.tools import svg_chart

from .report_common import ReportCommon

MARCH = (date(2025, 3, 1), date(2025, 3, 31))
PARAMS = {"kind": "month", "day": "2025-03-05"}


@tagged("post_install", "-at_install", "dms")
class TestReportCells(ReportCommon):
    def test_texts(self):
        text = report_cell.to_text
        self.assertEqual(text("money", 1234567.891), "1,234,567.89")
        self.assertEqual(text("percent", 0.8549), "85.5%")
        self.assertEqual(text("change", 0.05), "+5.0%")
        self.assertEqual(text("points", -0.047), "-4.7")
        self.assertEqual(text("money", -0.001), "0.00")
        self.assertEqual(text("money", None), "—")
        self.assertEqual(text("int", 0), "0")
        self.assertEqual(text("text", None), "")
        self.assertEqual(text("bool", True), "✓")

    def test_columns_are_shown_cell_by_cell(self):
        """Whole columns are shown at once; each cell reads as it does alone."""
        kinds = [*report_cell.UNIT_TYPES.values(), "text", "bool", "change", "points", "row"]
        values = (None, False, 0, 0.0, -0.0004, 1234.5678, -7.25, "word", True)
        columns = [{"key": kind, "label": kind, "type": kind} for kind in kinds]
        rows = [dict.fromkeys(kinds, value) for value in values]
        rows += [{"_type": "percent", **dict.fromkeys(kinds, 0.5)}, {}]
        for mixed in ([], [{"_types": {"int": "change"}, "int": 0.1}]):
            table = {"columns": columns, "rows": [*rows, *mixed]}
            report_cell.add_texts(table)
            for row in table["rows"]:
                for column in columns:
                    alone = report_cell.to_text(
                        report_cell.cell_type(column, row), row.get(column["key"])
                    )
                    self.assertEqual(row["_text"][column["key"]], alone, (column["key"], row))
        self.assertEqual(table["rows"][-1]["_text"]["int"], "+10.0%")

    def test_rows_that_are_json_stay(self):
        rows = report_cell.JsonRows([{"a": 1}])
        data = report_cell.to_json({"rows": rows, "day": date(2025, 3, 1), "n": float("nan")}, None)
        self.assertEqual(data, {"rows": [{"a": 1}], "day": "2025-03-01", "n": None})
        self.assertIs(data["rows"], rows)

    def test_records_are_read_by_one_statement(self):
        """Values, names and moments as the records themselves give them, in order, and only what may be read."""
        dataset = self.env["dms.report.dataset"].with_company(self.company)
        model = self.env["fleet.vehicle.log.services"]
        columns = {
            "id": "id",
            "amount": "amount",
            "plate": "vehicle_id.license_plate",
            "brand": "vehicle_id.model_id.brand_id.name",
            "made": "create_date:local",
            "double": lambda query: SQL("2 * %s", SQL.identifier(query.table, "amount")),
        }
        domain = [("id", "in", self.costs.ids)]

        def read(**kwargs):
            return dataset._read_rows(model, domain, columns, order="amount desc, id", **kwargs)

        read()
        self.costs.flush_recordset()
        with self.assertQueryCount(1):
            rows = read()
        costs = self.costs.sorted("amount", reverse=True)
        self.assertEqual([row.id for row in rows], costs.ids)
        for row, cost in zip(rows, costs, strict=True):
            self.assertEqual((row.amount, row.double), (cost.amount, 2 * cost.amount))
            self.assertEqual(row.plate, cost.vehicle_id.license_plate)
            self.assertEqual(row.brand, cost.vehicle_id.model_id.brand_id.name)
            made = utc.localize(cost.create_date).astimezone(timezone("Asia/Shanghai"))
            self.assertEqual(row.made, f"{made:%Y-%m-%d %H:%M}")
        dear = read(where=lambda query: SQL("%s > 100", SQL.identifier(query.table, "amount")))
        self.assertEqual([row.amount for row in dear], [250.5, 200.0])
        self.assertFalse(dataset._read_rows(model, [("id", "=", False)], columns))
        self.costs[0].amount = 500.0
        self.assertEqual(read()[0].amount, 500.0, "what is not written yet counts")
        model = model.with_user(new_test_user(self.env, "reads_nothing", "base.group_user"))
        with self.assertRaises(AccessError):
            read()

    def test_chart_is_drawn_without_a_browser(self):
        chart = {
            "type": "bar",
            "labels": ["<b>", "2"],
            "series": [{"label": "A", "values": [1, None]}],
        }
        svg = svg_chart.draw(chart)
        self.assertIn("&lt;b&gt;", svg)
        self.assertIn("<rect", svg)
        self.assertFalse(svg_chart.draw({"labels": [], "series": []}))
        self.assertFalse(svg_chart.draw(None))
        for kind in ("line", "stacked", "pie"):
            self.assertIn("<svg", svg_chart.draw({**chart, "type": kind}))
