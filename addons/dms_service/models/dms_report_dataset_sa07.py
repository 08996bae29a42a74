from odoo import api, models

OUTSIDE = ["FS", "PM", "GR", "BPI", "BPC", "WT", "RC", "RW", "AC", "FC", "RS"]
INSIDE = ["PDI", "IN"]
COUNTS = [
    "K-01", ("K-04.all", None, "visit_business"), "K-25.hours", "K-11", "K-12", "K-13",
    "K-11.diagnosis", "K-14", "K-10.gross", "K-17", "K-10",
]  # fmt: skip
YIELD = [("K-20", None, "visit_business"), "K-30.cost", "K-30", "K-31"]


class DmsReportDatasetSa07(models.AbstractModel):
    """SA-07 经营日报表汇总: the front desk's day on one page; its check lines must hold before the day closes."""

    _name = "dms.report.dataset.sa07"
    _description = "Daily Business Summary"
    _inherit = "dms.report.dataset.service"

    @api.model
    def _dataset(self, report, date_from, date_to, company, options):
        """Seven blocks: mix, payers, tenders with their check, cars with theirs, advisors, workshop, documents."""
        span = (date_from, date_to)
        tables = [
            *self._mix_tables(span, company),
            self._payer_table(span, company),
            *self._tender_tables(span, company),
            self._check_table(span, company),
            self._advisor_table(span, company),
            self._workshop_table(span, company),
            self._document_table(span, company),
        ]
        chart = self._chart_of(tables[0], ["K-11", "K-12", "K-13", "K-14"], "stacked")
        return {"tables": tables, "chart": chart, "notes": ""}

    @api.model
    def _texts(self, report):
        return [
            ("difference", self.env._("Why the Check Differs")),
            ("exception", self.env._("Exceptions")),
            ("tomorrow", self.env._("Plan for Tomorrow")),
        ]

    @api.model
    def _mix_tables(self, span, company):
        """Block 1: kinds of business; the sum is the output, then what the shop pays itself, then all."""
        keys = self._business_keys([*OUTSIDE, *INSIDE])
        month = (span[1].replace(day=1), span[1])
        mix = self._grid_table(
            self.env._("1 Business Mix"),
            self.env._("Kind of Work"),
            keys,
            COUNTS,
            span,
            company,
            "business",
            share="K-10",
            total=self.env._("Subtotal: Output"),
        )
        self._add_own_rows(mix, span, company)
        yields = self._grid_table(
            self.env._("1 Yield and Month to Date"),
            self.env._("Kind of Work"),
            keys,
            YIELD,
            span,
            company,
            "business",
        )
        running = self._grid_table("", "", keys, ["K-01", "K-10"], month, company, "business")
        labels = {"K-01": self.env._("Visits, Month"), "K-10": self.env._("Output, Month")}
        for code, kind in (("K-01", "int"), ("K-10", "money")):
            yields["columns"].append(self._column(f"month:{code}", labels[code], kind))
            for row, other in zip(yields["rows"], running["rows"], strict=True):
                row[f"month:{code}"] = other[code]
        return [mix, yields]

    @api.model
    def _add_own_rows(self, mix, span, company):
        """What the shop pays itself, and the sum with it."""
        codes = ["K-15.own", "K-15.own_labour", "K-15.own_part", "K-15.own_other", "K-10.all"]
        values = self.env["dms.kpi"]._values(codes, *span, company.ids)
        own = {code: values[code][None]["value"] or 0.0 for code in codes}
        output = mix["rows"][-1]
        inside = {
            "K-11": own["K-15.own_labour"],
            "K-12": own["K-15.own_part"],
            "K-14": own["K-15.own_other"],
            "K-10": own["K-15.own"],
        }
        mix["rows"].append({"_key": "own", "name": self.env._("Paid by the Shop"), **inside})
        mix["rows"] += self._centre_rows(span, company)
        mix["rows"].append(
            {
                **{key: value for key, value in output.items() if key[:2] == "K-"},
                **{key: (output[key] or 0.0) + value for key, value in inside.items()},
                "K-10": own["K-10.all"],
                "_key": "all",
                "_style": "total",
                "name": self.env._("All with Internal Work"),
            }
        )

    @api.model
    def _centre_rows(self, span, company):
        """What the shop pays itself, by the department that bears it."""
        columns = {
            "K-11": "K-15.own_labour",
            "K-12": "K-15.own_part",
            "K-14": "K-15.own_other",
            "K-10": "K-15.own",
        }
        codes = list(columns.values())
        values = self.env["dms.kpi"]._values(codes, *span, company.ids, group_by="centre")
        # sudo: names of departments are no secret
        centres = self.env["account.analytic.account"].sudo()
        keys = [key for key, one in values["K-15.own"].items() if key and one["value"]]
        return [
            {
                "_key": f"own:{centre.id}",
                "name": self.env._("of which %(department)s", department=centre.name),
                "_drill": {
                    column: self._kpi_drill(code, *span, {"centre": centre.id})
                    for column, code in columns.items()
                },
                **{
                    column: values[code].get(centre.id, {}).get("value") or 0.0
                    for column, code in columns.items()
                },
            }
            for centre in centres.browse(keys).sorted("name")
        ]

    @api.model
    def _payer_table(self, span, company):
        """Block 2: what each payer was billed, paid on the day, owes newly and owes in all."""
        return self._grid_table(
            self.env._("2 Payers"),
            self.env._("Payer"),
            self._payer_keys(),
            ["K-94.billed", "K-94.received", "K-94.credit", "K-91"],
            span,
            company,
            "payer",
        )

    @api.model
    def _tender_tables(self, span, company):
        """Block 3: money by tender; none without the addon that takes it."""
        names = self._tender_names()
        if not names:
            return []
        return [
            self._grid_table(
                self.env._("3 Money Received"),
                self.env._("Tender"),
                names,
                ["K-90.count", "K-90.received", "K-90.old", "K-90.refunded"],
                span,
                company,
                "tender",
            )
        ]

    @api.model
    def _tender_names(self):
        """Hook for the addon that takes money: [(tender, name)]."""
        return []

    @api.model
    def _advisor_table(self, span, company):
        """Block 5."""
        return self._grid_table(
            self.env._("5 Advisors"),
            self.env._("Service Advisor"),
            self._advisor_keys(span, company),
            ["K-01", "K-04", "K-10", "K-20"],
            span,
            company,
            "user",
        )

    @api.model
    def _workshop_table(self, span, company):
        """Block 6: jobs, hours and their ratios; what no installed addon knows is left out."""
        codes = ["K-61.jobs", "K-61.hours", "K-60.clocked", "K-60", "K-61", "K-54.count"]
        kpis = self.env["dms.kpi"]._get_kpis(codes)
        values = self.env["dms.kpi"]._values(codes, *span, company.ids)
        rows = [
            self._kpi_row(
                kpis[code],
                value=values[code].get(None, {}).get("value"),
                _drill={"value": self._kpi_drill(code, *span)},
            )
            for code in codes
            if code in kpis
        ]
        columns = [
            self._column("name", self.env._("Indicator"), width=60),
            self._column("unit", self.env._("Unit"), width=10),
            self._column("value", self.env._("Figure"), "row", width=30),
        ]
        return {"title": self.env._("6 Workshop"), "columns": columns, "rows": rows}
