from odoo import api, models

EXTRA = (
    "sum", "previous", "change", "target", "achieved", "month", "month_achieved", "ahead", "year",
)  # fmt: skip
HOLDS = (
    "parts", "customer", "insurer", "manufacturer", "outside", "bay", "technician", "equipment",
    "storage",
)  # fmt: skip


class DmsReportDatasetSa09(models.AbstractModel):
    """SA-09 经营周报表: the rows of SM-04 by day of the week, then what the weekly meeting talks about."""

    _name = "dms.report.dataset.sa09"
    _description = "Weekly Business Report"
    _inherit = "dms.report.dataset.service"

    @api.model
    def _dataset(self, report, date_from, date_to, company, options):
        """Indicators by day, structure, people, standstill, rework, services due."""
        span, kind = (date_from, date_to), options.get("kind") or report.period
        week = self._time_table("", self._blocks(), "day", span, company, kind=kind, extra=EXTRA)
        tables = [
            week,
            *self._structure_tables(span, company, limit=10),
            self._advisor_ranking(span, company),
            *self._team_tables(span, company),
            self._hold_table(span, company),
            self._rework_table(span, company),
            *self._complaint_tables(span, company),
            self._due_table(span, company),
            *self._debtor_tables(span, company),
            self._measure_table(
                self.env._("Check of Last Week's Measures"),
                self._find_measures(report, date_from, date_to, company, before=True),
                answered=True,
            ),
            self._measure_table(
                self.env._("Plan of Next Week"),
                self._find_measures(report, date_from, date_to, company),
            ),
        ]
        chart = self._chart_of_time(week, [("K-10", {"type": "bar"}), ("K-01", {"axis": "right"})])
        return {"tables": tables, "chart": chart, "notes": ""}

    @api.model
    def _texts(self, report):
        return [("problem", self.env._("Problems of This Week"))]

    @api.model
    def _links(self, report):
        """The plan of next week is entered as measures: each becomes a task."""
        return [["measures", self.env._("Measures")]]

    @api.model
    def _advisor_ranking(self, span, company):
        return self._grid_table(
            self.env._("Advisors"),
            self.env._("Service Advisor"),
            self._advisor_keys(span, company),
            ["K-01", "K-04", "K-10", "K-20", "K-40", "K-50", "K-70"],
            span,
            company,
            "user",
            rank="K-10",
        )

    @api.model
    def _team_tables(self, span, company):
        """Teams by what they finished; none without the workshop."""
        teams = self.env["dms.team"].search([("company_id", "=", company.id)], order="name, id")
        codes = ["K-61.hours", "K-60.clocked", "K-60.attended", "K-60", "K-61", "K-62"]
        if not teams or not self._known_specs(codes, "team")[0]:
            return []
        return [
            self._grid_table(
                self.env._("Teams"),
                self.env._("Team"),
                [(team.id, team.name) for team in teams],
                codes,
                span,
                company,
                "team",
                rank="K-61.hours",
            )
        ]

    @api.model
    def _hold_table(self, span, company):
        """Hours of standstill by reason, each an indicator of its own."""
        codes = [f"K-52.hold.{reason}" for reason in HOLDS]
        kpis = self.env["dms.kpi"]._get_kpis(codes)
        values = self.env["dms.kpi"]._values([*codes, "K-52.hold"], *span, company.ids)
        whole = values["K-52.hold"][None]["value"] or 0.0
        rows = [
            self._kpi_row(
                kpis[code],
                value=values[code][None]["value"],
                share=(values[code][None]["value"] or 0.0) / whole if whole else None,
                _drill={"value": self._kpi_drill(code, *span)},
            )
            for code in codes
            if values[code][None]["value"]
        ]
        columns = [
            self._column("name", self.env._("Reason"), width=50),
            self._column("value", self.env._("Hours"), "hours", total=True),
            self._column("share", self.env._("Share"), "percent"),
        ]
        return {"title": self.env._("Standstill"), "columns": columns, "rows": rows}

    @api.model
    def _rework_table(self, span, company):
        """Cars that came back, with the order they came back for."""
        orders = self._drilled("K-54.count", span, company)
        return self._list_table(
            self.env._("External Rework"),
            orders,
            [
                ("name", self.env._("Repair Order"), "text", 18, "name"),
                ("plate", self.env._("Plate"), "text", 12, "vehicle_id.license_plate"),
                ("received", self.env._("Received"), "date", 12, "business_date"),
                ("complaint", self.env._("Complaint"), "text", 26, "customer_complaint"),
                ("origin", self.env._("First Repair"), "text", 18, "job_ids.rework_of_id.order_id"),
                ("advisor", self.env._("Service Advisor"), "text", 14, "user_id.name"),
            ],
        )

    @api.model
    def _complaint_tables(self, span, company):
        """Hook for the addon that takes complaints: those of the week."""
        return []

    @api.model
    def _drilled(self, code, span, company):
        """Records behind an indicator."""
        kpi_model = self.env["dms.kpi"]
        kpi = kpi_model._get_kpis([code])[code]
        model, ids = kpi_model._drill_terms(kpi._get_terms()[0], *span, None, tuple(company.ids))
        return self.env[model].browse(ids)

    @api.model
    def _due_table(self, span, company):
        """Services due and lost customers, and what invitations brought."""
        codes = ["K-83.due", "K-83.done", "K-84.due", "K-84.done", "K-80.lost", "K-41.invited"]
        codes += ["K-41.invited_arrived", "K-41.invited_rate"]
        return self._cmp_table(
            self.env._("Services Due and Invitations"),
            [(None, codes)],
            self.env["dms.report"],
            *span,
            company,
            {"kind": "week"},
        )

    @api.model
    def _debtor_tables(self, span, company):
        """The largest debts; none without the addon that follows them."""
        if not self._known_specs(["K-91"], "partner")[0]:
            return []
        return [
            self._top_table(
                self.env._("Largest Receivables"),
                self.env._("Debtor"),
                ["K-91", "K-91.old"],
                "partner",
                span,
                company,
                model="res.partner",
                limit=10,
            )
        ]
