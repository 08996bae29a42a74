from odoo import api, models

from .dms_fact import TOTAL


class DmsReportDataset(models.AbstractModel):
    """What the tables by subject ask of the registry."""

    _inherit = "dms.report.dataset"

    @api.model
    def _grid_figures(self, specs, spans, company, dimension, filters=None):
        """Figures by subject for several spans: {span: {column key: {subject: {"value", …}}}}."""
        kpi_model, result = self.env["dms.kpi"], {span: {} for span in spans}
        for name in dict.fromkeys(spec[3] or dimension for spec in specs):
            mine = [spec for spec in specs if (spec[3] or dimension) == name]
            codes = list(dict.fromkeys(spec[1] for spec in mine))
            if name in ("day", "month"):
                figures = {
                    key: kpi_model._series(codes, *span, name, company.ids, filters)
                    for key, span in spans.items()
                }
            else:
                figures = kpi_model._values_multi(codes, spans, company.ids, name, filters)
            for key in spans:
                result[key].update({spec[0]: figures[key][spec[1]] for spec in mine})
        return result

    @api.model
    def _grid_with_totals(self, specs, spans, company, dimension, filters=None):
        """Figures by subject of the main span, and those over all subjects of every span.

        Both of the main span come from one statement of each fact, where the subjects are no days or months.

        :return: ({column key: {subject: {"value", …}}}, {span: {column key: value}})
        """
        if {"day", "month"} & {spec[3] or dimension for spec in specs}:
            main = {"main": spans["main"]}
            groups = self._grid_figures(specs, main, company, dimension, filters)["main"]
            return groups, self._grid_totals(specs, spans, company, filters)
        groups, whole = {}, {}
        for name in dict.fromkeys(spec[3] or dimension for spec in specs):
            mine = [spec for spec in specs if (spec[3] or dimension) == name]
            figures = self.env["dms.kpi"]._values(
                list(dict.fromkeys(spec[1] for spec in mine)),
                *spans["main"],
                company.ids,
                name,
                filters,
                with_total=True,
            )
            for key, code, __, __ in mine:
                groups[key] = {one: cell for one, cell in figures[code].items() if one != TOTAL}
                whole[key] = figures[code].get(TOTAL, {}).get("value")
        others = {key: span for key, span in spans.items() if key != "main"}
        totals = self._grid_totals(specs, others, company, filters) if others else {}
        return groups, {"main": whole, **totals}

    @api.model
    def _grid_totals(self, specs, spans, company, filters=None):
        """Figures over all subjects: {span: {column key: value}}."""
        codes = list(dict.fromkeys(spec[1] for spec in specs))
        figures = self.env["dms.kpi"]._values_multi(codes, spans, company.ids, filters=filters)
        return {
            key: {spec[0]: figures[key][spec[1]].get(None, {}).get("value") for spec in specs}
            for key in spans
        }
