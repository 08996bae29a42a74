from datetime import timedelta

from odoo import api, models

from odoo.addons.dms_base.tools import period as periods

CARS = [
    "K-66.days", "K-01", "K-02", "K-03", "K-66", "K-01.fs", "K-01.pm", "K-01.gr", "K-01.bp",
    "K-01.wt", "K-01.ac", "K-04", "K-82",
]  # fmt: skip
MONEY = [
    "K-11", "K-12", "K-13", "K-14", "K-10", "K-15.customer", "K-15.insurer", "K-15.warranty",
    "K-20", "K-21", "K-17.rate", "K-30", "K-31", "K-10.ac", "K-12.accessory", "K-91.customer", "K-91.overdue",
]  # fmt: skip
QUALITY = [
    "K-40", "K-41", "K-42", "K-50", "K-72", "K-71", "K-70", ("K-54", None, "origin_user"), "K-53",
    "K-85.satisfied", "K-85", "K-86.count", "K-83", "K-84", "K-80",
]  # fmt: skip


class DmsReportDatasetSa10(models.AbstractModel):
    """SA-10 服务顾问月报表: the month of all advisors, or of one by day with his mix and his year."""

    _name = "dms.report.dataset.sa10"
    _description = "Service Advisor Monthly Report"
    _inherit = "dms.report.dataset.advisor"

    @api.model
    def _dataset(self, report, date_from, date_to, company, options):
        """Sheet 1 for the whole desk, sheet 2 for one advisor."""
        span, advisor = (date_from, date_to), self._get_advisor(options)
        kind = options.get("kind") or report.period
        year = periods.add_months(date_to.replace(day=1), -11), date_to
        filters = self._advisor_filters(advisor)
        tables = (
            self._one_tables(span, year, company, advisor, filters)
            if advisor
            else self._all_tables(span, company, kind)
        )
        tables = [*tables, self._proposal_table(span, company, advisor)]
        chart = self._trend_chart(["K-10", "K-50"], "month", year, company, filters)
        return {"tables": tables, "chart": chart, "notes": "", "subject_name": advisor.name or ""}

    @api.model
    def _subjects(self, report, date_from, date_to, company):
        """The sheet of all advisors first, then one for each."""
        return [("", ""), *super()._subjects(report, date_from, date_to, company)]

    @api.model
    def _texts(self, report):
        return [
            ("self", self.env._("My Own Judgement")),
            ("manager", self.env._("Words of the Manager")),
        ]

    @api.model
    def _links(self, report):
        """Targets of next month are proposed here and written to the targets when approved."""
        return [["proposals", self.env._("Targets of Next Month")]]

    @api.model
    def _open_link(self, report, key, date_from, date_to, company, subject):
        """Proposals for the month after the report."""
        if key != "proposals":
            return super()._open_link(report, key, date_from, date_to, company, subject)
        month = date_to + timedelta(days=1)
        advisor = int(subject) if subject else False
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dms_base.dms_kpi_target_proposal_action"
        )
        mine = [("user_id", "=", advisor)] if advisor else []
        return {
            **action,
            "domain": [("company_id", "=", company.id), ("month", "=", month), *mine],
            "context": {
                "default_company_id": company.id,
                "default_month": month.isoformat(),
                "default_user_id": advisor or self.env.uid,
            },
        }

    @api.model
    def _proposal_table(self, span, company, advisor):
        """What each advisor proposes for next month beside what this month brought."""
        proposals = self.env["dms.kpi.target.proposal"].search(
            [
                ("company_id", "=", company.id),
                ("month", "=", span[1] + timedelta(days=1)),
                ("state", "!=", "refused"),
                *([("user_id", "=", advisor.id)] if advisor else []),
            ],
            order="user_id, kpi_id",
        )
        codes = sorted(set(proposals.kpi_id.mapped("code")))
        values = (
            self.env["dms.kpi"]._values(codes, *span, company.ids, group_by="user") if codes else {}
        )
        states = dict(proposals._fields["state"]._description_selection(self.env))
        rows = [
            self._kpi_row(
                one.kpi_id,
                # sudo: names of colleagues stand on the report, users are closed to its readers
                advisor=one.sudo().user_id.name or "",
                actual=values[one.kpi_id.code].get(one.user_id.id, {}).get("value"),
                target=one.current or None,
                proposed=one.value,
                state=states[one.state],
                note=one.note or "",
            )
            for one in proposals
        ]
        columns = [
            self._column("advisor", self.env._("Service Advisor"), width=14),
            self._column("name", self.env._("Indicator"), width=22),
            self._column("unit", self.env._("Unit"), width=8),
            self._column("actual", self.env._("Actual This Month"), "row"),
            self._column("target", self.env._("Target"), "row"),
            self._column("proposed", self.env._("Proposed"), "row"),
            self._column("state", self.env._("State"), width=10),
            self._column("note", self.env._("Reasons"), width=20),
        ]
        return {"title": self.env._("Targets of Next Month"), "columns": columns, "rows": rows}

    @api.model
    def _all_tables(self, span, company, kind):
        """Sheet 1: cars, money with targets and places, quality; last month and last year below."""
        lines = ("previous", "change", "year", "year_change")
        return [
            self._ranked_table(
                self.env._("Cars"), CARS, span, company, kind, lines=lines, rank=None
            ),
            self._ranked_table(
                self.env._("Money"),
                MONEY,
                span,
                company,
                kind,
                lines=lines,
                targets=["K-10"],
                subjects="res.users",
            ),
            self._ranked_table(
                self.env._("Quality"), QUALITY, span, company, kind, lines=lines, rank=None
            ),
            self._appraisal_table(span, company),
        ]

    @api.model
    def _appraisal_table(self, span, company):
        """Points and place of the appraisals SV-09 of the month."""
        sheets = (
            self.env["dms.checklist"]
            # sudo: the reader of the whole desk sees the points that pay is measured by
            .sudo()
            .search(
                [
                    ("template_id.code", "=", "SV-09"),
                    ("company_id", "=", company.id),
                    ("period_start", "=", span[0]),
                    ("state", "!=", "cancelled"),
                ],
                order="score desc, id",
            )
        )
        states = dict(sheets._fields["state"]._description_selection(self.env))
        return self._list_table(
            self.env._("Quality Appraisal"),
            sheets,
            [
                ("advisor", self.env._("Service Advisor"), "text", 30, "employee_id.name"),
                ("score", self.env._("Score"), "float", 15, "score"),
                ("grade", self.env._("Grade"), "text", 15, "grade"),
                ("rank", self.env._("Place"), "int", 15, "appraisal_rank"),
                ("state", self.env._("State"), "text", 25, lambda one: states[one.state]),
            ],
        )

    @api.model
    def _one_tables(self, span, year, company, advisor, filters):
        """Sheet 2: his days, his mix, his models, his last twelve months."""
        return [
            self._days_table(span, company, advisor, filters),
            self._figures_table(span, company, advisor, filters),
            self._mix_table(span, company, filters),
            self._models_table(span, company, filters),
            self._trend_table(year, company, filters),
        ]

    @api.model
    def _days_table(self, span, company, advisor, filters):
        """His days, the month below them against others and the target."""
        return self._grid_table(
            self.env._("By Day"),
            self.env._("Day"),
            None,
            ["K-01", "K-03", "K-04", "K-10", "K-20", "K-50", "K-85.satisfied"],
            span,
            company,
            "day",
            filters=filters,
            kind="month",
            lines=("previous", "change", "year", "year_change", "target", "achieved"),
            target_of=self._target_of(advisor),
        )

    @api.model
    def _figures_table(self, span, company, advisor, filters):
        """All his indicators of the month."""
        codes = [one[0] if isinstance(one, tuple) else one for one in CARS + MONEY + QUALITY]
        return self._cmp_table(
            self.env._("Month"),
            [(None, codes)],
            self.env["dms.report"],
            *span,
            company,
            {"kind": "month", "filters": filters, "target_of": self._target_of(advisor)},
        )

    @api.model
    def _mix_table(self, span, company, filters):
        """His output by what was done and who pays."""
        return self._cross_table(
            self.env._("Output by Kind of Work and Payer"),
            self.env._("Kind of Work"),
            "K-10",
            ("type_code", self._type_keys()),
            ("payer", self._payer_keys(("customer", "insurer", "warranty"))),
            span,
            company,
            filters,
        )

    @api.model
    def _models_table(self, span, company, filters):
        """The ten models that bring him most."""
        return self._top_table(
            self.env._("By Model"),
            self.env._("Model"),
            ["K-10", "K-04"],
            "model",
            span,
            company,
            model="fleet.vehicle.model",
            limit=10,
            filters=filters,
        )

    @api.model
    def _trend_table(self, year, company, filters):
        """His last twelve months."""
        return self._grid_table(
            self.env._("Twelve Months"),
            self.env._("Month"),
            None,
            ["K-10", "K-20", "K-50", "K-85"],
            year,
            company,
            "month",
            filters=filters,
        )
