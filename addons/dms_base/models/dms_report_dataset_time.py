from odoo import api, models

from ..tools import period as periods


class DmsReportDataset(models.AbstractModel):
    """Tables with a row per indicator and a column per day or month, then sums, comparisons and targets."""

    _inherit = "dms.report.dataset"

    @api.model
    def _time_table(self, title, blocks, step, span, company, **options):
        """Table along time.

        :param blocks: list of (heading or None, list of codes)
        :param step: day or month
        :param options: ``kind`` of the period; ``extra``: columns after the steps, some of sum, average, previous,
            change, target, achieved, month, month_achieved, ahead, year, year_change; ``labels`` {first day: label};
            ``coded`` shows the code of each indicator; ``steps`` False leaves the steps out; ``filters``
        """
        codes = [code for __, part in blocks for code in part]
        kpi_model, extra = self.env["dms.kpi"], options.get("extra") or ()
        kpis, filters = kpi_model._get_kpis(codes), options.get("filters")
        steps = kpi_model._get_steps(*span, step)
        series = kpi_model._series(
            [code for code in codes if code in kpis], *span, step, company.ids, filters
        )
        context = self._time_context(codes, span, company, extra, options)
        rows = []
        for heading, part in blocks:
            known = [kpis[code] for code in part if code in kpis]
            if heading and known:
                rows.append({"_style": "head", "_key": heading, "name": heading})
            rows += [self._time_row(kpi, steps, series, context, filters) for kpi in known]
        columns = [
            self._column("name", self.env._("Indicator"), width=11),
            self._column("unit", self.env._("Unit"), width=3),
        ]
        if options.get("coded"):
            columns.append(self._column("_key", self.env._("Code"), width=6))
        labels = options.get("labels") or {}
        columns += [
            self._column(day.isoformat(), labels.get(day) or self._step_label(day, step), "row")
            for day in steps
        ]
        columns += [column for column in self._time_columns() if column["key"] in extra]
        return {"title": title, "columns": columns, "rows": rows}

    @api.model
    def _time_columns(self):
        """Columns after the steps, in order."""
        return [
            self._column("sum", self.env._("Sum"), "row"),
            self._column("average", self.env._("Average"), "row"),
            self._column("previous", self.env._("Period Before"), "row"),
            self._column("change", self.env._("Change"), "change"),
            self._column("target", self.env._("Target"), "row"),
            self._column("achieved", self.env._("Achieved"), "percent"),
            self._column("month", self.env._("Month to Date"), "row"),
            self._column("month_achieved", self.env._("Month Achieved"), "percent"),
            self._column("ahead", self.env._("Ahead of Time (pts)"), "points"),
            self._column("year", self.env._("Year Before"), "row"),
            self._column("year_change", self.env._("Yearly Change"), "change"),
        ]

    @api.model
    def _time_context(self, codes, span, company, extra, options):
        """Everything the columns after the steps need, asked once for all rows."""
        kind, targets = options.get("kind") or "free", self.env["dms.kpi.target"]
        whole = options.get("target_span") or span
        spans = {
            "sum": span,
            "previous": periods.shift(kind, *span, -1),
            "year": options.get("year_span") or periods.last_year(kind, *span),
            "month": (span[1].replace(day=1), span[1]),
        }
        used = {"sum"}
        for key, names in (
            ("previous", {"previous", "change"}),
            ("year", {"year", "year_change"}),
            ("month", {"month", "month_achieved", "ahead"}),
        ):
            if names & set(extra):
                used.add(key)
        spans = {key: spans[key] for key in used}
        values = self.env["dms.kpi"]._values_multi(
            codes, spans, company.ids, filters=options.get("filters")
        )
        return {
            "spans": spans,
            "values": values,
            "targets": self._cmp_targets(codes, whole, company, options.get("target_of")),
            "month_targets": self._cmp_targets(
                codes, periods.month_bounds(span[1]), company, options.get("target_of")
            )
            if "month" in used
            else {},
            "progress": targets._time_progress(company, span[1]) if "month" in used else None,
        }

    @api.model
    def _time_row(self, kpi, steps, series, context, filters):
        """One indicator along time, with its sums, changes and targets."""
        code, targets = kpi.code, self.env["dms.kpi.target"]
        values = {
            key: one[code].get(None, {}).get("value") for key, one in context["values"].items()
        }
        whole = values["sum"]
        row = self._kpi_row(kpi, **values)
        for day in steps:
            row[day.isoformat()] = kpi._get_cell(series.get(code) or {}, day, self.env)
        filled = len([day for day in steps if row[day.isoformat()] is not None])
        row["average"] = (
            whole / filled if kpi._is_additive() and whole is not None and filled else whole
        )
        row["change"] = targets._comparison(whole, values.get("previous"))
        row["year_change"] = targets._comparison(whole, values.get("year"))
        row["target"] = context["targets"].get(code)
        row["achieved"] = targets._achievement(whole, row["target"])
        month_target = context["month_targets"].get(code)
        row["month_achieved"] = targets._achievement(values.get("month"), month_target)
        if kpi._is_additive() and None not in (row["month_achieved"], context["progress"]):
            row["ahead"] = row["month_achieved"] - context["progress"]
        style = self._get_achievement_style(kpi, row["achieved"])
        if style:
            row["_styles"] = {"achieved": style}
        row["_drill"] = {
            **{
                day.isoformat(): self._kpi_drill(code, *span, filters)
                for day, span in steps.items()
            },
            **{
                key: self._kpi_drill(code, *span, filters) for key, span in context["spans"].items()
            },
        }
        return row
