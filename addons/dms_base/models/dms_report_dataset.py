from odoo import api, models

from ..tools import period as periods
from . import report_cell

# Colour of an achievement compared with the time elapsed: green, amber within ten points, red below.
AMBER_MARGIN = 0.10


class DmsReportDataset(models.AbstractModel):
    """What a report shows. An addon inherits it as ``dms.report.dataset.<name>`` and writes `_dataset`.

    Figures come from the indicator registry, never from queries of their own.
    """

    _name = "dms.report.dataset"
    _description = "Data of a Report"

    @api.model
    def _dataset(self, report, date_from, date_to, company, options):
        """Tables, chart and notes of a period.

        :param report: dms.report
        :param options: dict of filters; ``subject`` for reports about one person
        :return: {"tables": [{"title", "columns", "rows", "totals"}], "chart": dict or None, "notes": text}.
            A column is made by `_column`. A row is {key: value} with optional ``_style`` (head, sub, total, red,
            amber, green, muted), ``_styles`` {key: style}, ``_type`` for columns of type row, ``_key`` and
            ``_drill`` {key: {"res_model", "domain"} or {"kpi", "group", "date_from", "date_to"}}
        """
        raise NotImplementedError

    @api.model
    def _filters(self, report, company):
        """Filters above the table: list of {"key", "label", "options": [[value, label], …]}."""
        return []

    @api.model
    def _default_options(self, report):
        """Filters a person finds set when the report opens: {key: value}."""
        return {}

    @api.model
    def _subjects(self, report, date_from, date_to, company):
        """Subjects the report is issued for by itself: list of (key, name); one for the whole company.

        The key reaches `_dataset` as ``options["subject"]``.
        """
        return [("", "")]

    @api.model
    def _texts(self, report):
        """Texts people add before issuing: list of (key, label)."""
        return [("remark", self.env._("Remarks"))]

    @api.model
    def _row_texts(self, report, date_from, date_to, company, options):
        """Rows people explain before submitting: list of (key, label); a key holds a colon.

        What they wrote reaches `_dataset` as ``options["remarks"]`` {key: text}.
        """
        return []

    @api.model
    def _submit_problem(self, report, date_from, date_to, company, options, texts):
        """Why a report cannot be submitted yet, as one sentence; None when it can."""
        return None

    @api.model
    def _may_write(self, report, subject):
        """Whether the user writes the texts of a report: of a person, that person; else whoever issues it."""
        return report._may_issue()

    @api.model
    def _subject_name(self, report, subject):
        """Name of a subject given by its key."""
        return ""

    @api.model
    def _readers(self, report, issue, users):
        """Users an issue is mailed to, of the report's readers; reports about a person narrow them."""
        return users

    @api.model
    def _column(self, key, label, kind="text", width=None, total=False, **extra):
        """Column of a table.

        :param kind: text, int, money, hours, minutes, percent, change, points, float, date, datetime, km, bool,
            or row when each row has its own ``_type``
        :param width: share of the table on paper, in percent
        :param total: whether the engine sums it in the last line
        """
        return {"key": key, "label": label, "type": kind, "width": width, "total": total, **extra}

    @api.model
    def _kpi_row(self, kpi, **values):
        """Row headed by an indicator, with its unit's type."""
        units = dict(kpi._fields["unit"]._description_selection(self.env))
        units.update(percent="%", count="", number="")
        return {
            "_key": kpi.code,
            "_type": report_cell.UNIT_TYPES[kpi.unit],
            "name": kpi.name,
            "unit": units[kpi.unit],
            **values,
        }

    @api.model
    def _cmp_table(self, title, blocks, report, date_from, date_to, company, options=None):
        """Table of indicators with the standard comparison columns.

        A day shows today, the month to date, the month's target, achievement, progress against time, the same number
        of working days of last month and of a year before. Longer periods show the period, its target,
        achievement, difference to the time elapsed, the period before, the same a year before, and the changes.

        :param blocks: list of (heading or None, list of codes)
        :param options: {"filters": {dimension: value}} restricts the figures, {"target_of": (model, id)} takes the
            targets of a person or team, such as ("res.users", 7)
        :return: table of a dataset
        """
        parts = [(title, blocks)]
        return self._cmp_tables(parts, report, date_from, date_to, company, options)[0]

    @api.model
    def _cmp_tables(self, parts, report, date_from, date_to, company, options=None):
        """Tables of `_cmp_table` whose figures are asked together.

        :param parts: list of (title, blocks)
        """
        kind = (options or {}).get("kind") or report.period
        spans = self._cmp_periods(kind, date_from, date_to, company)
        codes = [code for __, blocks in parts for __, part in blocks for code in part]
        filters = (options or {}).get("filters")
        figures = self.env["dms.kpi"]._values_multi(codes, spans, company.ids, filters=filters)
        target_span = spans["main"] if kind != "day" else periods.month_bounds(date_to)
        targets = self._cmp_targets(codes, target_span, company, (options or {}).get("target_of"))
        progress = (
            self.env["dms.kpi.target"]._time_progress(company, date_to)
            if kind in ("day", "month")
            else None
        )
        kpis = self.env["dms.kpi"]._get_kpis(codes)

        def make_row(kpi):
            return self._cmp_row(kpi, figures, targets.get(kpi.code), progress, spans, filters)

        return [
            {
                "title": title,
                "columns": self._cmp_columns(kind),
                "rows": self._block_rows(blocks, kpis, make_row),
            }
            for title, blocks in parts
        ]

    @api.model
    def _block_rows(self, blocks, kpis, make_row):
        """Rows of the indicators of some blocks under their headings; blocks without any known one are left out."""
        rows = []
        for heading, part in blocks:
            known = [kpis[code] for code in part if code in kpis]
            if heading and known:
                rows.append({"_style": "head", "_key": heading, "name": heading})
            rows += [make_row(kpi) for kpi in known]
        return rows

    @api.model
    def _cmp_targets(self, codes, span, company, subject=None):
        """Targets by code: of the company, or of one (model, id)."""
        target_model = self.env["dms.kpi.target"]
        if not subject:
            return target_model._values(codes, *span, company)
        groups = target_model._values(codes, *span, company, subject[0])
        return {code: values[subject[1]] for code, values in groups.items() if subject[1] in values}

    @api.model
    def _cmp_periods(self, kind, date_from, date_to, company):
        """Spans of the comparison columns by key."""
        if kind == "day":
            to_date = self.env["dms.kpi.target"]._month_to_date
            return {
                "day": (date_from, date_to),
                "main": to_date(company, date_to),
                "previous": to_date(company, date_to, 1),
                "year": to_date(company, date_to, 12),
            }
        return {
            "main": (date_from, date_to),
            "previous": periods.shift(kind, date_from, date_to, -1),
            "year": periods.last_year(kind, date_from, date_to),
        }

    @api.model
    def _cmp_columns(self, kind):
        """Standard comparison columns."""
        daily = kind == "day"
        columns = [
            self._column("name", self.env._("Indicator"), width=20),
            self._column("unit", self.env._("Unit"), width=6),
        ]
        if daily:
            columns.append(self._column("day", self.env._("Today"), "row"))
        return columns + [
            self._column(
                "main", self.env._("Month to Date") if daily else self.env._("This Period"), "row"
            ),
            self._column(
                "target", self.env._("Month's Target") if daily else self.env._("Target"), "row"
            ),
            self._column("achieved", self.env._("Achieved"), "percent"),
            self._column("ahead", self.env._("Ahead of Time (pts)"), "points"),
            self._column(
                "previous",
                self.env._("Last Month to Date") if daily else self.env._("Period Before"),
                "row",
            ),
            self._column("previous_change", self.env._("Change"), "change"),
            self._column(
                "year",
                self.env._("Last Year to Date") if daily else self.env._("Year Before"),
                "row",
            ),
            self._column("year_change", self.env._("Yearly Change"), "change"),
        ]

    @api.model
    def _cmp_row(self, kpi, figures, target, progress, spans, filters=None):
        """One indicator with its comparisons; the achievement is coloured against the time elapsed."""
        targets = self.env["dms.kpi.target"]
        values = {key: figures[key][kpi.code].get(None, {}).get("value") for key in spans}
        achieved = targets._achievement(values["main"], target)
        additive = kpi.kind in ("sum", "count") and not kpi.is_level
        expected = progress if additive and progress is not None else 1.0
        row = self._kpi_row(
            kpi,
            **values,
            target=target,
            achieved=achieved,
            ahead=achieved - progress if additive and None not in (achieved, progress) else None,
            previous_change=targets._comparison(values["main"], values["previous"]),
            year_change=targets._comparison(values["main"], values["year"]),
        )
        style = self._get_achievement_style(kpi, achieved, expected)
        if style:
            row["_styles"] = {"achieved": style}
        row["_drill"] = {key: self._kpi_drill(kpi.code, *spans[key], filters) for key in spans}
        return row

    @api.model
    def _kpi_drill(self, code, date_from, date_to, group=None):
        """Drill-down of a cell to the records behind an indicator."""
        return {"kpi": code, "date_from": date_from, "date_to": date_to, "group": group or {}}

    @api.model
    def _get_achievement_style(self, kpi, achieved, expected=1.0):
        """green, amber or red of an achievement compared with what should be reached by now; None if neutral."""
        if achieved is None or kpi.better == "none":
            return None
        gap = achieved - expected if kpi.better == "higher" else expected - achieved
        if gap >= 0:
            return "green"
        return "amber" if gap >= -AMBER_MARGIN else "red"
