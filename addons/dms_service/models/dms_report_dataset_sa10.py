from odoo import api, models

from odoo.addons.dms_base.tools import period as periods

CARS = [
    "K-66.days", "K-01", "K-02", "K-03", "K-66", "K-01.fs", "K-01.pm", "K-01.gr", "K-01.bp",
    "K-01.wt", "K-01.ac", "K-04", "K-82",
]  # fmt: skip
MONEY = [
    "K-11", "K-12", "K-13", "K-14", "K-10", "K-15.customer", "K-15.insurer", "K-15.warranty",
    "K-20", "K-21", "K-17.rate", "K-30", "K-31", "K-10.ac", "K-91.customer", "K-91.overdue",
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
            ("target", self.env._("Targets of Next Month")),
        ]

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
        ]

    @api.model
    def _one_tables(self, span, year, company, advisor, filters):
        """Sheet 2: his days, his mix, his models, his last twelve months."""
        days = self._grid_table(
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
        figures = [
            self._cmp_table(
                self.env._("Month"),
                [
                    (
                        None,
                        [
                            one[0] if isinstance(one, tuple) else one
                            for one in CARS + MONEY + QUALITY
                        ],
                    )
                ],
                self.env["dms.report"],
                *span,
                company,
                {"kind": "month", "filters": filters, "target_of": self._target_of(advisor)},
            )
        ]
        mix = self._cross_table(
            self.env._("Output by Kind of Work and Payer"),
            self.env._("Kind of Work"),
            "K-10",
            ("type_code", self._type_keys()),
            ("payer", self._payer_keys(("customer", "insurer", "warranty"))),
            span,
            company,
            filters,
        )
        models_ = self._top_table(
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
        trend = self._grid_table(
            self.env._("Twelve Months"),
            self.env._("Month"),
            None,
            ["K-10", "K-20", "K-50", "K-85"],
            year,
            company,
            "month",
            filters=filters,
        )
        return [days, *figures, mix, models_, trend]
