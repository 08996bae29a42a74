from odoo import api, models

MAIN = ("K-01", "K-03", "K-04", "K-10", "K-11", "K-12", "K-20", "K-21")
BUSINESS = [
    "K-01.pm", "K-01.fs", "K-01.bp", ("K-10.bp", None, "user"), "K-10.ac", "K-12.accessory",
    "K-17.rate",
    "K-31", "K-91.customer", "K-41.invited_arrived",
]  # fmt: skip
SERVICE = [
    "K-70", "K-40", "K-42", "K-50", "K-44", "K-72", "K-71", ("K-54", None, "origin_user"),
    "K-85.satisfied", "K-86.count",
]  # fmt: skip
# Share of an achievement in the score; more than the cap brings no more points.
WEIGHTS = {
    "K-10": 30,
    "K-04": 15,
    "K-20": 10,
    "K-50": 15,
    "K-40": 10,
    "K-70": 10,
    "K-85.satisfied": 10,
}
CAP = 1.2


class DmsReportDatasetSm05(models.AbstractModel):
    """SM-05 服务顾问绩效日报表: all advisors, the day and the month to date, with their targets and places."""

    _name = "dms.report.dataset.sm05"
    _description = "Service Advisor Daily Performance"
    _inherit = "dms.report.dataset.advisor"

    @api.model
    def _filters(self, report, company):
        return []

    @api.model
    def _default_options(self, report):
        """The ranking is of everybody."""
        return {}

    @api.model
    def _subjects(self, report, date_from, date_to, company):
        return [("", "")]

    @api.model
    def _dataset(self, report, date_from, date_to, company, options):
        """Main figures with targets, the business mix, the service, then the score."""
        day = (date_from, date_to)
        month = self.env["dms.kpi.target"]._month_to_date(company, date_to)
        names = self._advisor_keys(month, company)
        absent = self._get_absent(names, day, company)
        tables = []
        for title, codes in (
            (self.env._("Today"), list(MAIN)),
            (self.env._("Business of Today"), BUSINESS),
            (self.env._("Service of Today"), SERVICE),
        ):
            tables.append(self._people(title, names, codes, day, company, absent))
            if codes == list(MAIN):
                tables += self._month_tables(names, month, company, absent)
            else:
                title = self.env._("%s, Month to Date", title)
                tables.append(self._people(title, names, codes, month, company, absent))
        tables.append(self._score_table(names, month, company, options.get("weights") or WEIGHTS))
        chart = self._chart_of(tables[1], ["K-10", "K-10:target"], title=self.env._("Output"))
        return {"tables": tables, "chart": chart, "notes": ""}

    @api.model
    def _people(self, title, names, codes, span, company, absent, **options):
        table = self._grid_table(
            title, self.env._("Service Advisor"), names, codes, span, company, "user", **options
        )
        for row in table["rows"]:
            if row["_key"] in absent:
                row["_style"] = "muted"
        return table

    @api.model
    def _get_absent(self, names, day, company):
        """Keys of the advisors who were not there on the day."""
        days = self.env["dms.kpi"]._values(["K-66.days"], *day, company.ids, "user")["K-66.days"]
        return {str(key) for key, __ in names if key not in days}

    @api.model
    def _month_tables(self, names, month, company, absent):
        """Month to date with the month's targets, four figures a table, and last month to date below."""
        target_model = self.env["dms.kpi.target"]
        whole = (month[0], self._month_end(month[0]))
        before = target_model._month_to_date(company, month[1], 1)
        tables = []
        for codes in (MAIN[:4], MAIN[4:]):
            table = self._people(
                self.env._("Month to Date against Target"),
                names,
                list(codes),
                month,
                company,
                absent,
                targets=codes,
                subjects="res.users",
                target_span=whole,
                progress=target_model._time_progress(company, month[1]),
            )
            values = self.env["dms.kpi"]._values(list(codes), *before, company.ids)
            row = {code: values[code].get(None, {}).get("value") for code in codes}
            label = self.env._("Last Month to Date")
            table["rows"].append({"_key": "before", "_style": "sub", "name": label, **row})
            tables.append(table)
        return tables

    @api.model
    def _score_table(self, names, month, company, weights):
        """Score = Σ weight × min(achievement, 120 %) over the indicators that have a target, per hundred."""
        codes = list(weights)
        table = self._grid_table(
            self.env._("Places and Score"),
            self.env._("Service Advisor"),
            names,
            codes,
            month,
            company,
            "user",
            targets=codes,
            subjects="res.users",
            target_span=(month[0], self._month_end(month[0])),
            total=False,
        )
        kept = ("K-10:achieved", "K-85.satisfied")
        columns = [table["columns"][0]]
        columns += [one for one in table["columns"] if one["key"] in kept]
        for row in table["rows"]:
            row["score"] = self._get_score(row, weights)
            row.pop("_drill")
        table["columns"] = [*columns, self._column("score", self.env._("Score"), "float")]
        self._add_rank(table, "K-10:achieved", "rank_output", self.env._("Place by Output"))
        self._add_rank(table, "K-85.satisfied", "rank_happy", self.env._("Place by Satisfaction"))
        self._add_rank(table, "score", "rank", self.env._("Place"))
        return table

    @api.model
    def _get_score(self, row, weights):
        """Points of one advisor out of a hundred; None without any target."""
        reached = {
            code: row[f"{code}:achieved"]
            for code in weights
            if row.get(f"{code}:achieved") is not None
        }
        base = sum(weights[code] for code in reached)
        if not base:
            return None
        return sum(weights[code] * min(value, CAP) for code, value in reached.items()) / base * 100
