from odoo import api, models

from . import report_cell

# Share of the paper the names of a ranking take, in percent.
WIDE = 26


class DmsReportDataset(models.AbstractModel):
    """Smaller tables of reports: an indicator cut twice, a ranking, records one by one; and charts over tables."""

    _inherit = "dms.report.dataset"

    @api.model
    def _cross_table(self, title, head, code, rows, columns, span, company, filters=None):
        """One indicator cut by two dimensions, with sums from the registry on both sides.

        :param rows: (dimension, [(key, label)])
        :param columns: the same
        """
        kpi_model = self.env["dms.kpi"]
        kpi = kpi_model._get_kpis([code]).get(code)
        kind = report_cell.UNIT_TYPES[kpi.unit]

        def ask(group):
            return kpi_model._values([code], *span, company.ids, group, filters)[code]

        cells = ask([rows[0], columns[0]])
        by_row, by_column, whole = ask(rows[0]), ask(columns[0]), ask(None)
        lines = []
        for key, label in rows[1]:
            line = {
                "_key": str(key),
                "name": label,
                "sum": kpi._get_cell(by_row, key, self.env),
                "_drill": {},
            }
            for other, __ in columns[1]:
                line[str(other)] = kpi._get_cell(cells, (key, other), self.env)
                if line[str(other)]:
                    group = {**(filters or {}), rows[0]: key, columns[0]: other}
                    line["_drill"][str(other)] = self._kpi_drill(code, *span, group)
            if line["sum"] or any(line[str(other)] for other, __ in columns[1]):
                lines.append(line)
        total = {str(key): kpi._get_cell(by_column, key, self.env) for key, __ in columns[1]}
        total.update(_key="total", _style="total", name=self.env._("Sum"))
        total["sum"] = whole.get(None, {}).get("value")
        return {
            "title": title,
            "columns": [
                self._column("name", head, width=16),
                *[self._column(str(key), label, kind) for key, label in columns[1]],
                self._column("sum", self.env._("Sum"), kind),
            ],
            "rows": [*lines, total] if lines else [],
        }

    @api.model
    def _top_table(self, title, head, codes, dimension, span, company, **options):
        """The largest subjects by the first indicator, with their share of the whole.

        :param options: ``limit`` (20), ``model`` whose records the keys are, or ``names`` {key: label}; ``filters``
        """
        filters = options.get("filters")
        specs, kpis = self._known_specs(codes, dimension)
        first, limit = specs[0][0], options.get("limit") or 20
        groups, totals = self._grid_with_totals(specs, {"main": span}, company, dimension, filters)
        ranked = sorted(
            (key for key, figure in groups[first].items() if key is not None and figure["value"]),
            key=lambda key: (-groups[first][key]["value"], str(key)),
        )[:limit]
        names = options.get("names") or {}
        if options.get("model"):
            # sudo: names of what was sold or who paid are part of the report
            records = self.env[options["model"]].sudo().browse(ranked).exists()
            names = {record.id: record.display_name for record in records}
        rows = [
            self._grid_row(
                key, names.get(key) or str(key), specs, kpis, groups, span, dimension, filters
            )
            for key in ranked
        ]
        columns = [self._column("name", head, width=WIDE)]
        columns += [self._kpi_column(spec, kpis) for spec in specs]
        table = {"title": title, "columns": columns, "rows": rows}
        self._add_share(table, first, totals["main"])
        return table

    @api.model
    def _list_table(self, title, records, columns, style=None):
        """Table of records one by one; the first column opens the record.

        :param columns: list of (key, label, kind, width, getter): the getter is a path of fields or a function;
            a kind such as ``money+`` is summed in the last line
        :param style: function giving the style of a record's row
        """
        shown = [
            self._column(key, label, kind.rstrip("+"), width=width, total=kind.endswith("+"))
            for key, label, kind, width, __ in columns
        ]
        rows = []
        for record in records:
            row = {
                "_key": f"{record._name},{record.id}",
                "_style": style(record) if style else None,
            }
            for key, __, kind, __, getter in columns:
                value = getter(record) if callable(getter) else record.mapped(getter)
                if isinstance(value, list):
                    value = value[0] if value else None
                if isinstance(value, models.BaseModel):
                    value = ", ".join(value.mapped("display_name"))
                row[key] = None if value is False and kind != "bool" else value
            row["_drill"] = {
                columns[0][0]: {"res_model": record._name, "domain": [("id", "=", record.id)]}
            }
            rows.append(row)
        return {"title": title, "columns": shown, "rows": rows}

    @api.model
    def _chart_of(self, table, series, kind="bar", title="", skip=("total", "sub", "head")):
        """Chart over the rows of a table by subject.

        :param series: list of (column key, {"type", "axis"}) or column keys
        """
        labels = {column["key"]: column["label"] for column in table["columns"]}
        rows = [row for row in table["rows"] if row.get("_style") not in skip]
        lines = []
        for one in series:
            key, more = one if isinstance(one, tuple) else (one, {})
            if key in labels:
                values = [row.get(key) for row in rows]
                lines.append({"label": labels[key], "values": values, **more})
        names = [row["name"] for row in rows]
        return {"type": kind, "title": title, "labels": names, "series": lines}

    @api.model
    def _chart_of_time(self, table, codes, kind="line", title=""):
        """Chart over the steps of a table along time.

        :param codes: as ``series`` of `_chart_of`
        """
        steps = [
            column
            for column in table["columns"]
            if column["type"] == "row" and column["key"][0].isdigit()
        ]
        rows = {row["_key"]: row for row in table["rows"]}
        series = []
        for one in codes:
            code, more = one if isinstance(one, tuple) else (one, {})
            if code in rows:
                values = [rows[code].get(column["key"]) for column in steps]
                series.append({"label": rows[code]["name"], "values": values, **more})
        return {
            "type": kind,
            "title": title,
            "labels": [one["label"] for one in steps],
            "series": series,
        }

    @api.model
    def _trend_chart(self, codes, step, span, company, filters=None, title=""):
        """Chart of indicators along a span: the first as bars, the others as lines on a second scale.

        :param step: day or month
        """
        kpi_model = self.env["dms.kpi"]
        kpis = kpi_model._get_kpis(codes)
        known = [code for code in codes if code in kpis]
        figures = kpi_model._series(known, *span, step, company.ids, filters)
        steps = list(kpi_model._get_steps(*span, step))
        series = [
            {
                "label": kpis[code].name,
                "values": [kpis[code]._get_cell(figures[code], day, self.env) for day in steps],
                **({"type": "line", "axis": "right"} if place else {}),
            }
            for place, code in enumerate(known)
        ]
        labels = [f"{day:%Y-%m}" if step == "month" else str(day.day) for day in steps]
        return {"type": "bar", "title": title, "labels": labels, "series": series}
