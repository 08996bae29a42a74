from datetime import timedelta

from odoo import api, models

CALENDAR = [
    "K-01", "K-03", "K-04", "K-05", "K-10", "K-11", "K-12", "K-13", "K-14", "K-17", "K-30", "K-20",
    "K-21", "K-40", "K-50", "K-62", "K-54.count", "K-86.count", "K-90.received",
]  # fmt: skip
HALF = 15
PEOPLE = ["K-01", "K-04", "K-10", "K-20", "K-40", "K-50", "K-54.count", "K-85.satisfied"]
CUSTOMERS = [
    "K-80", "K-80.lost", "K-81", "K-82", "K-81.frequency", "K-83.due", "K-83.done", "K-83",
    "K-84.due", "K-84.done", "K-84", "K-85", "K-85.satisfied", "K-86.count", "K-86",
]  # fmt: skip
MONEY = [
    "K-90.received", "K-90", "K-91", "K-91.30", "K-91.60", "K-91.90", "K-91.old", "K-74.submitted",
    "K-74.accepted", "K-74", "K-30", "K-30.net", "K-33", "K-92.expense", "K-92.profit", "K-92",
]  # fmt: skip
STAFF = ["K-65.all", "K-65.technicians", "K-65.advisors", "K-65", "K-65.technician", "K-65.advisor"]


class DmsReportDatasetSa11(models.AbstractModel):
    """SA-11 经营月报表: the manager's month: calendar, comparison with last year, structure, people, customers,
    money.
    """

    _name = "dms.report.dataset.sa11"
    _description = "Monthly Business Report"
    _inherit = "dms.report.dataset.service"

    @api.model
    def _dataset(self, report, date_from, date_to, company, options):
        """Parts 1 to 6; part 7 are the texts."""
        span, kind = (date_from, date_to), options.get("kind") or report.period
        month = {"kind": kind}
        compared, *others = self._cmp_tables(
            [
                (self.env._("2 Comparison"), self._blocks()),
                (self.env._("4 Heads and Output per Head"), [(None, STAFF)]),
                (self.env._("5 Customers"), [(None, CUSTOMERS)]),
                (self.env._("6 Money"), [(None, MONEY)]),
            ],
            report,
            *span,
            company,
            month,
        )
        self._add_year(compared, span, company)
        tables = [
            *self._calendar_tables(span, company),
            compared,
            *self._structure_tables(span, company),
            *self._top_tables(span, company),
            *self._people_tables(span, company),
            *others,
        ]
        chart = self._trend_chart(["K-10", "K-01"], "day", span, company)
        return {"tables": tables, "chart": chart, "notes": ""}

    @api.model
    def _texts(self, report):
        return [
            ("target", self.env._("How the Target Was Reached")),
            ("bright", self.env._("What Went Well")),
            ("problem", self.env._("Problem, Cause, Measure, Responsible, Date")),
            ("plan", self.env._("Plan and Targets of Next Month")),
        ]

    @api.model
    def _calendar_tables(self, span, company):
        """Part 1 in two halves that fit the paper; the sum and the average of the month stand in the second."""
        middle = min(span[0] + timedelta(days=HALF - 1), span[1])
        steps = self.env["dms.kpi"]._get_steps(*span, "day")
        labels = {day: str(day.day) for day in steps}
        whole = self._time_table(
            self.env._("1 Calendar, Second Half"),
            [(None, CALENDAR)],
            "day",
            span,
            company,
            labels=labels,
            extra=("sum", "average"),
        )
        early = {day.isoformat() for day in steps if day <= middle}
        late = {day.isoformat() for day in steps if day > middle}
        first = self._leave_out(self.env._("1 Calendar"), whole, late | {"sum", "average"})
        whole["columns"] = [one for one in whole["columns"] if one["key"] not in early]
        return [first, whole] if late else [whole]

    @api.model
    def _leave_out(self, title, table, keys):
        """The same table without some of its columns."""
        return {
            "title": title,
            "columns": [column for column in table["columns"] if column["key"] not in keys],
            "rows": [
                {
                    **{key: value for key, value in row.items() if key not in keys},
                    "_drill": {
                        key: drill for key, drill in row["_drill"].items() if key not in keys
                    },
                }
                for row in table["rows"]
            ],
        }

    @api.model
    def _add_year(self, table, span, company):
        """Year to date with its target."""
        year = (span[1].replace(month=1, day=1), span[1])
        codes = [row["_key"] for row in table["rows"] if row.get("_style") != "head"]
        values = self.env["dms.kpi"]._values(codes, *year, company.ids)
        targets = self.env["dms.kpi.target"]._values(codes, *year, company)
        for row in table["rows"]:
            if row.get("_style") == "head":
                continue
            code = row["_key"]
            row["ytd"] = values[code].get(None, {}).get("value")
            row["ytd_target"] = targets.get(code)
            row["ytd_achieved"] = self.env["dms.kpi.target"]._achievement(
                row["ytd"], row["ytd_target"]
            )
            row["_drill"]["ytd"] = self._kpi_drill(code, *year)
        table["columns"] += [
            self._column("ytd", self.env._("Year to Date"), "row"),
            self._column("ytd_target", self.env._("Year's Target"), "row"),
            self._column("ytd_achieved", self.env._("Year Achieved"), "percent"),
        ]

    @api.model
    def _top_tables(self, span, company):
        """Part 3: insurers, customers, operations and parts that brought most."""
        tops = (
            (self.env._("3 Insurers"), self.env._("Insurer"), "partner", "res.partner", {"payer": "insurer"}),
            (self.env._("3 Customers"), self.env._("Customer"), "customer", "res.partner", None),
            (self.env._("3 Operations"), self.env._("Operation"), "product", "product.product", {"fee_kind": "labour"}),
            (self.env._("3 Parts"), self.env._("Part"), "product", "product.product", {"fee_kind": "part"}),
        )  # fmt: skip
        return [
            self._top_table(
                title, head, ["K-10"], dimension, span, company, model=model, filters=filters
            )
            for title, head, dimension, model, filters in tops
        ]

    @api.model
    def _people_tables(self, span, company):
        """Part 4: advisors, and the teams of the workshop."""
        advisors = self._grid_table(
            self.env._("4 Advisors"),
            self.env._("Service Advisor"),
            self._advisor_keys(span, company),
            PEOPLE,
            span,
            company,
            "user",
            rank="K-10",
            share="K-10",
        )
        return [advisors, *self.env["dms.report.dataset.sa09"]._team_tables(span, company)]
