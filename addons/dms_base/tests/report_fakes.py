"""Models only tests know: service costs of vehicles as facts, a report and a board over them."""

from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure


class FakeFact(models.AbstractModel):
    _name = "dms.fact.fake"
    _inherit = "dms.fact"
    _description = "Fake Fact"
    _fact_model = "fleet.vehicle.log.services"

    def _fact_query(self, date_from, date_to, companies):
        return SQL(
            """
            SELECT id, date, company_id, amount, vendor_id, vehicle_id, state
              FROM fleet_vehicle_log_services
             WHERE date BETWEEN %s AND %s AND company_id IN %s AND active
            """,
            date_from,
            date_to,
            companies,
        )

    def _fact_measures(self):
        return {
            "count": SQL("COUNT(*)"),
            "amount": SQL("SUM(f.amount)"),
            "cars": SQL("COUNT(DISTINCT f.vehicle_id)"),
            "done": Measure(SQL("COUNT(*)"), where=SQL("f.state = 'done'")),
            "done_amount": Measure(SQL("SUM(f.amount)"), where=SQL("f.state = 'done'")),
            "vehicles": Measure(
                SQL("COUNT(DISTINCT f.vehicle_id)"),
                record=SQL("f.vehicle_id"),
                model="fleet.vehicle",
            ),
        }

    def _fact_dimensions(self):
        return {**super()._fact_dimensions(), "vendor": SQL("f.vendor_id")}


class FakeDataset(models.AbstractModel):
    _name = "dms.report.dataset.fake"
    _inherit = "dms.report.dataset"
    _description = "Fake Dataset"

    def _filters(self, report, company):
        return [{"key": "state", "label": "State", "options": [["new", "New"], ["done", "Done"]]}]

    def _dataset(self, report, date_from, date_to, company, options):
        codes = ["T-01", "T-02", "T-03"]
        figures = self.env["dms.kpi"]._values(
            codes, date_from, date_to, company.ids, group_by="vendor", with_total=True
        )
        vendors = self.env["res.partner"].browse(
            [key for key in figures["T-01"] if isinstance(key, int)]
        )
        rows = [
            {
                "_key": vendor.id,
                "vendor": vendor.name,
                "count": figures["T-01"][vendor.id]["value"],
                "amount": figures["T-02"][vendor.id]["value"],
                "rate": figures["T-03"][vendor.id]["value"],
                "day": date_from,
                "_drill": {
                    "count": self._kpi_drill("T-01", date_from, date_to, {"vendor": vendor.id})
                },
            }
            for vendor in vendors.sorted("name")
        ]
        total = figures["T-03"].get("__total__", {}).get("value")
        blocks = [("Money", ["T-02", "T-99"]), ("Work", ["T-01", "T-03"])]
        return {
            "tables": [
                {
                    "title": "By Vendor",
                    "columns": [
                        self._column("vendor", "Vendor", width=30),
                        self._column("count", "Count", "int", total=True),
                        self._column("amount", "Amount", "money", total=True),
                        self._column("rate", "Done", "percent"),
                        self._column("day", "Day", "date"),
                    ],
                    "rows": rows,
                    "totals": {"rate": total},
                },
                self._cmp_table("Comparison", blocks, report, date_from, date_to, company, options),
            ],
            "chart": {
                "type": "bar",
                "labels": [row["vendor"] for row in rows],
                "series": [
                    {"label": "Amount", "values": [row["amount"] for row in rows]},
                    {
                        "label": "Count",
                        "type": "line",
                        "axis": "right",
                        "values": [row["count"] for row in rows],
                    },
                ],
            },
            "notes": "Without pay of technicians.",
        }


class FakeBoard:
    """Data of board T-01, counting how often they are computed."""

    def __init__(self):
        self.computed = 0

    def get_data(self):
        """The method of `dms.board`."""

        def _board_data_t_01(board_model, board, options):
            self.computed += 1
            domain = [("company_id", "=", board_model.env.company.id)]
            costs = board_model.env["fleet.vehicle.log.services"].search(domain)
            return {
                "summary": [{"label": "Costs", "value": len(costs), "color": "green"}],
                "columns": [
                    {"key": "plate", "label": "Plate", "big": True},
                    {"key": "text", "label": "Work"},
                    {"key": "money", "label": "Amount"},
                ],
                "rows": [self._get_row(cost, options["public"]) for cost in costs],
            }

        return _board_data_t_01

    def _get_row(self, cost, public):
        return {
            "id": cost.id,
            "model": cost._name,
            "color": "red" if cost.state == "new" else "green",
            "plate": cost.vehicle_id.license_plate,
            "text": cost.description or "",
            "money": "" if public else cost.amount,
        }
