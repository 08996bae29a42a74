from collections import defaultdict

from odoo import models

from . import checklist_score

# Dimension of the indicator registry for each kind of subject.
SUBJECT_GROUPING = {"hr.employee": "employee", "fleet.vehicle": "vehicle", "dms.team": "team"}


class DmsChecklist(models.Model):
    """Lines the system fills: indicators and scores of other sheets."""

    _inherit = "dms.checklist"

    def action_refresh_auto(self):
        """Ask the indicators and linked sheets again; figures overruled by hand stay."""
        self._check_open()
        self._fill_by_system()
        return True

    def _fill_by_system(self):
        """Fill indicator and linked lines of open sheets; called at creation and on request."""
        lines = self.line_ids.filtered(lambda line: self._is_automatic(line) and not line.locked)
        if not lines:
            return
        figures = {**self._kpi_figures(lines), **self._linked_figures(lines)}
        groups = defaultdict(lambda: self.env["dms.checklist.line"])
        for line in lines:
            value = figures.get(line.id)
            overruled = line.result and line.value != line.auto_value
            if value is not None and not overruled:
                groups[self._freeze(self._auto_vals(line, value))] |= line
        self._store_groups(groups)
        for checklist in lines.checklist_id:
            vals, _figures = checklist._figure_vals()
            checklist._store(vals)

    def _is_automatic(self, line):
        return line.kind == "linked" or bool(
            line.kind in ("score", "measure") and line.item_id.kpi_code
        )

    def _auto_vals(self, line, value):
        soft = line.checklist_id.result_rule in ("worst_light", "none")
        vals = line._verdict({"value": value}, soft)
        vals["is_bad"] = vals["result"] in checklist_score.BAD
        vals["is_urgent"] = vals["result"] == "urgent"
        return {**vals, "auto_value": value, "is_filled_by_system": True}

    def _kpi_figures(self, lines):
        """Value of the indicator of each line; nothing for an indicator nobody provides.

        :return: dict of line id to float
        """
        batches = defaultdict(lambda: self.env["dms.checklist.line"])
        for line in lines.filtered(lambda one: one.item_id.kpi_code):
            sheet = line.checklist_id
            start, end = sheet.period_start or sheet.date, sheet.period_end or sheet.date
            batches[sheet.company_id, sheet.res_model, start, end] |= line
        result = {}
        for (company, model, start, end), batch in batches.items():
            codes = set(batch.item_id.mapped("kpi_code"))
            values = self._kpi_values(codes, company, model, start, end)
            for line in batch:
                group = line.checklist_id.res_id if model in SUBJECT_GROUPING else None
                figure = (values.get(line.item_id.kpi_code) or {}).get(group) or {}
                value = figure.get("value")
                if value is None and self._is_nothing_found(line, group):
                    value = 0.0
                if value is not None:
                    result[line.id] = value
        return result

    def _is_nothing_found(self, line, group):
        """Whether no figure of a subject means that nothing was found against it: the item takes points off
        per finding, and the registry knows the indicator."""
        counts = line.item_id.score_mode == "deduct" and group
        return bool(counts) and line.item_id.kpi_code in self.env["dms.kpi"]._get_definitions()

    def _kpi_values(self, codes, company, model, start, end):
        """Indicators of a period by subject, from the registry.

        :param codes: set of indicator codes
        :param model: kind of subject; figures of the whole company for kinds the registry does not
            group by
        :return: dict of code to dict of subject id (None for the company) to dict with ``value``
        """
        if "dms.kpi" not in self.env or not codes:
            return {}
        # sudo: the registry computes, the sheet takes over figures of its own subject only
        registry = self.env["dms.kpi"].sudo()
        return registry._values(
            list(codes),
            start,
            end,
            company_ids=company.ids,
            group_by=SUBJECT_GROUPING.get(model),
        )

    def _linked_figures(self, lines):
        """Score of the finished sheet each linked line refers to.

        :return: dict of line id to score
        """
        linked = lines.filtered(lambda line: line.kind == "linked")
        if not linked:
            return {}
        sheets = linked.checklist_id
        # sudo: only the score is taken over
        others = self.sudo().search(
            [
                ("template_id.code", "in", linked.item_id.mapped("linked_code")),
                ("state", "=", "done"),
                ("res_id", "in", sheets.mapped("res_id")),
            ]
        )
        result = {}
        for line in linked:
            match = others.filtered(lambda one, line=line: self._is_linked(line, one))[:1]
            if match:
                result[line.id] = match.score
        return result

    def _is_linked(self, line, other):
        """Whether a finished sheet is the one a linked line asks for."""
        sheet = line.checklist_id
        mine = sheet.period_start or sheet.date, sheet.period_end or sheet.date
        theirs = other.period_start or other.date, other.period_end or other.date
        return (
            other.template_id.code == line.item_id.linked_code
            and (other.res_model, other.res_id) == (sheet.res_model, sheet.res_id)
            and mine[0] <= theirs[1]
            and theirs[0] <= mine[1]
        )
