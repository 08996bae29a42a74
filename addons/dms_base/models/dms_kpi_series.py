from datetime import timedelta

from odoo import api, models

from ..tools import period as periods


class DmsKpi(models.Model):
    """Figures of indicators along time: one per day or month of a span."""

    _inherit = "dms.kpi"

    @api.model
    def _series(self, codes, date_from, date_to, step, company_ids=None, filters=None):
        """Figures of each day or month of a span.

        Flows are cut by ``day`` or ``month`` in one scan of the span; levels (cars in the shop) are asked for the
        last day of each step.

        :param codes: list of codes; unknown ones give no figure
        :param step: day or month
        :return: {code: {first day of the step: {"value", "num", "den"}}}; a step without rows is missing
        """
        known = self._get_definitions()
        levels = [code for code in codes if code in known and known[code].is_level]
        flows = [code for code in codes if code not in levels]
        series = self._values(flows, date_from, date_to, company_ids, step, filters)
        if levels:
            spans = self._get_steps(date_from, date_to, step)
            figures = self._values_multi(levels, spans, company_ids, filters=filters)
            for code in levels:
                series[code] = {day: figures[day][code][None] for day in spans}
        return series

    @api.model
    def _get_steps(self, date_from, date_to, step):
        """Days or months of a span: {first day: (first day, last day)}, cut at the ends of the span."""
        if step == "day":
            days = [
                date_from + timedelta(days=count) for count in range((date_to - date_from).days + 1)
            ]
            return {day: (day, day) for day in days}
        return {
            month: (max(month, date_from), min(periods.month_bounds(month)[1], date_to))
            for month in periods.months_between(date_from, date_to)
        }
