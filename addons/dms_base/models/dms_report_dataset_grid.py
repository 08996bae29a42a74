from datetime import timedelta

from odoo import api, models

from ..tools import period as periods
from . import report_cell

# Lines below the sum of a table by subject, in the order they are shown.
LINES = ("previous", "change", "year", "year_change", "target", "achieved")


class DmsReportDataset(models.AbstractModel):
    """Tables with a row per subject (day, person, kind of work, payer) and a column per indicator.

    Sums and comparisons are asked of the registry over the whole period and never added up from the rows, so
    that quotients and distinct counts are right; a test proves that rows of additive figures add up to them.
    """

    _inherit = "dms.report.dataset"

    @api.model
    def _specs(self, codes):
        """Columns asked for: [(key, code, label or None, dimension or None)].

        :param codes: list of codes, or (code, label), or (code, label, dimension) for an indicator that is cut
            by another dimension than its table
        """
        specs = []
        for one in codes:
            code, label, dimension = (
                (*one, None, None)[:3]
                if isinstance(one, tuple)
                else (
                    one,
                    None,
                    None,
                )
            )
            specs.append((f"{code}@{dimension}" if dimension else code, code, label, dimension))
        return specs

    @api.model
    def _known_specs(self, codes, dimension):
        """Columns that can be filled: indicators of installed addons that know the table's dimension."""
        specs = self._specs(codes)
        kpis = self.env["dms.kpi"]._get_kpis([spec[1] for spec in specs])
        known = [
            spec
            for spec in specs
            if spec[1] in kpis
            and (not dimension or kpis[spec[1]]._has_dimensions([spec[3] or dimension]))
        ]
        return known, kpis

    @api.model
    def _kpi_column(self, spec, kpis, **extra):
        key, code, label, __ = spec
        kind = report_cell.UNIT_TYPES[kpis[code].unit]
        return self._column(key, label or kpis[code].name, kind, **extra)

    @api.model
    def _grid_table(
        self, title, head, keys, codes, span, company, dimension, filters=None, **options
    ):
        """Table by subject.

        :param head: label of the first column
        :param keys: list of (group key, label), or None for the days or months of the span
        :param codes: see `_specs`
        :param span: (date_from, date_to)
        :param options: ``kind`` of the period, needed by ``lines``: some of LINES; ``total`` label or False;
            ``target_of`` (model, id); ``skip_empty`` leaves out subjects without any figure; ``rank`` code whose
            place is shown last; ``share`` code whose share is shown last; ``targets`` codes whose target and
            achievement by subject are shown, ``subjects`` the model of the subjects and ``progress`` what should be
            reached by now; ``width`` of the first column
        """
        specs, kpis = self._known_specs(codes, dimension)
        keys = self._grid_keys(keys, span, dimension)
        spans = self._line_spans(span, options)
        groups, totals = self._grid_with_totals(specs, spans, company, dimension, filters)
        rows = [
            self._grid_row(key, label, specs, kpis, groups, span, dimension, filters)
            for key, label in keys
        ]
        if options.get("skip_empty"):
            rows = [row for row in rows if any(row.get(spec[0]) for spec in specs)]
        columns = [self._column("name", head, width=options.get("width") or 10)]
        columns += [self._kpi_column(spec, kpis) for spec in specs]
        table = {"title": title, "columns": columns, "rows": rows}
        self._add_share(table, options.get("share"), totals["main"])
        self._add_targets(table, options.get("targets") or (), span, company, options)
        self._add_rank(table, options.get("rank"))
        if options.get("total") is not False:
            label = options.get("total") or self.env._("Sum")
            rows.append({"_key": "total", "_style": "total", "name": label, **totals["main"]})
            rows[-1]["_drill"] = {
                spec[0]: self._kpi_drill(spec[1], *span, filters) for spec in specs
            }
        rows += self._grid_lines(specs, kpis, span, spans, totals, company, options)
        return table

    @api.model
    def _month_end(self, day):
        """Last day of the month of a day."""
        return periods.month_bounds(day)[1]

    @api.model
    def _shift_day(self, day, days):
        """The day some days later, or earlier when negative."""
        return day + timedelta(days=days)

    @api.model
    def _grid_keys(self, keys, span, dimension):
        """Subjects of a table by day or month when none are given: (first day, its label)."""
        if keys is not None:
            return list(keys)
        steps = self.env["dms.kpi"]._get_steps(*span, dimension)
        return [(day, self._step_label(day, dimension)) for day in steps]

    @api.model
    def _step_label(self, day, step):
        """Day as 03-16 with its weekday, month as its number."""
        return (
            f"{day:%Y-%m}" if step == "month" else f"{day:%m-%d} {self._weekdays()[day.weekday()]}"
        )

    @api.model
    def _weekdays(self):
        """Short names of the days from Monday."""
        return [
            self.env._("Mon"),
            self.env._("Tue"),
            self.env._("Wed"),
            self.env._("Thu"),
            self.env._("Fri"),
            self.env._("Sat"),
            self.env._("Sun"),
        ]

    @api.model
    def _grid_row(self, key, label, specs, kpis, groups, span, dimension, filters):
        """Figures of one subject, each open to its records."""
        row = {"_key": str(key), "name": label, "_drill": {}}
        steps = {"day": (key, key), "month": None}
        for spec_key, code, __, other in specs:
            row[spec_key] = kpis[code]._get_cell(groups[spec_key], key, self.env)
            name = other or dimension
            if name in steps:
                inside = steps[name] or (
                    max(key, span[0]),
                    min(periods.month_bounds(key)[1], span[1]),
                )
                drill = self._kpi_drill(code, *inside, filters)
            else:
                drill = self._kpi_drill(code, *span, {**(filters or {}), name: key})
            if row[spec_key]:
                row["_drill"][spec_key] = drill
        return row

    @api.model
    def _line_spans(self, span, options):
        """Spans the lines below a table are asked for."""
        spans, lines = {"main": span}, options.get("lines") or ()
        kind = options.get("kind") or "free"
        if {"previous", "change"} & set(lines):
            spans["previous"] = periods.shift(kind, *span, -1)
        if {"year", "year_change"} & set(lines):
            spans["year"] = periods.last_year(kind, *span)
        return spans

    @api.model
    def _grid_lines(self, specs, kpis, span, spans, totals, company, options):
        """Comparison lines: the period before, the same a year before, the target and what was reached."""
        lines = [line for line in LINES if line in (options.get("lines") or ())]
        if not lines:
            return []
        labels = {
            "previous": self.env._("Period Before"),
            "change": self.env._("Change"),
            "year": self.env._("Year Before"),
            "year_change": self.env._("Yearly Change"),
            "target": self.env._("Target"),
            "achieved": self.env._("Achieved"),
        }
        codes = list(dict.fromkeys(spec[1] for spec in specs))
        targets = self._cmp_targets(codes, span, company, options.get("target_of"))
        compare = self.env["dms.kpi.target"]
        rows = []
        for line in lines:
            row = {"_key": line, "_style": "sub", "name": labels[line]}
            for key, code, __, __ in specs:
                value, before = totals["main"][key], totals.get(line.split("_")[0], {}).get(key)
                if line == "change":
                    before = totals["previous"][key]
                row[key] = {
                    "previous": before,
                    "year": before,
                    "target": targets.get(code),
                    "achieved": compare._achievement(value, targets.get(code)),
                }.get(line, compare._comparison(value, before))
            if line in ("change", "year_change", "achieved"):
                self._as_text(row, specs, "percent" if line == "achieved" else "change")
            rows.append(row)
        return rows

    @api.model
    def _as_text(self, row, specs, kind):
        """Show the figures of one line by another type than its columns have."""
        row["_types"] = {spec[0]: kind for spec in specs}

    @api.model
    def _add_share(self, table, code, totals):
        """Column with the share of each row in the sum of an indicator."""
        if not code:
            return
        whole = totals.get(code)
        table["columns"].append(self._column("share", self.env._("Share"), "percent"))
        for row in table["rows"]:
            row["share"] = (row.get(code) or 0.0) / whole if whole else None

    @api.model
    def _add_targets(self, table, codes, span, company, options):
        """Columns with each subject's own target and what was reached of it, coloured against the time elapsed."""
        if not codes:
            return
        kpis = self.env["dms.kpi"]._get_kpis(codes)
        target_model, progress = self.env["dms.kpi.target"], options.get("progress")
        values = target_model._values(
            codes, *(options.get("target_span") or span), company, options.get("subjects")
        )
        labels = {column["key"]: column["label"] for column in table["columns"]}
        for code in [code for code in codes if code in labels]:
            kpi, mine = kpis[code], values.get(code) or {}
            kind = report_cell.UNIT_TYPES[kpi.unit]
            table["columns"] += [
                self._column(f"{code}:target", self.env._("%s: target", labels[code]), kind),
                self._column(
                    f"{code}:achieved", self.env._("%s: achieved", labels[code]), "percent"
                ),
            ]
            expected = progress if kpi._is_additive() and progress is not None else 1.0
            for row in table["rows"]:
                target = {str(key): value for key, value in mine.items()}.get(row["_key"])
                achieved = target_model._achievement(row.get(code), target)
                row[f"{code}:target"], row[f"{code}:achieved"] = target, achieved
                style = self._get_achievement_style(kpi, achieved, expected)
                if style:
                    row.setdefault("_styles", {})[f"{code}:achieved"] = style

    @api.model
    def _add_rank(self, table, code, key="rank", label=None):
        """Column with the place of each row by an indicator, the largest first; equals share a place."""
        if not code:
            return
        table["columns"].append(self._column(key, label or self.env._("Rank"), "int"))
        values = [row.get(code) for row in table["rows"] if row.get(code) is not None]
        for row in table["rows"]:
            mine = row.get(code)
            row[key] = None if mine is None else 1 + len([one for one in values if one > mine])
