from odoo import api, models
from odoo.exceptions import UserError


class DmsKpi(models.Model):
    """The way from a figure to the records behind it."""

    _inherit = "dms.kpi"

    @api.model
    def _drill_action(self, code, date_from, date_to, group=None, company_ids=None, part=None):
        """Action that opens the records behind a figure.

        :param group: {dimension: value or list} of the cell
        :param part: numerator or denominator, that of the indicator by default
        :raises UserError: the figure has no records, or the user may not see it
        """
        kpi = self._get_kpis([code]).get(code)
        if not kpi or not kpi._is_allowed(self.env):
            raise UserError(self.env._("There are no records behind this figure."))
        numerator, denominator = kpi._get_terms()
        terms = denominator if (part or kpi.drill) == "denominator" and denominator else numerator
        model, ids = self._drill_terms(
            terms, date_from, date_to, group, self._get_company_ids(company_ids)
        )
        if not model or model not in self.env:
            raise UserError(self.env._("There are no records behind this figure."))
        if not self.env[model].has_access("read"):
            raise UserError(self.env._("The records behind this figure are not for your role."))
        return {
            "type": "ir.actions.act_window",
            "name": kpi.name,
            "res_model": model,
            "domain": [("id", "in", ids)],
            "views": [(False, "list"), (False, "form")],
            "context": {"active_test": False, "create": False},
            "target": "current",
        }

    @api.model
    def _drill_terms(self, terms, date_from, date_to, group, company_ids):
        """(model, ids) of the records of all terms that open the same model as the first."""
        model, found = None, {}
        for __, fact, measure in terms:
            if fact not in self.env:
                continue
            unknown = set(group or {}) - set(self.env[fact]._get_known_dimensions())
            if unknown:
                continue
            # sudo: only ids leave; the list that opens obeys the user's own rules
            source = self.env[fact].sudo()
            term_model, ids = source._drill_records(measure, date_from, date_to, company_ids, group)
            model = model or term_model
            if term_model == model:
                found.update(dict.fromkeys(ids))
        return model, list(found)
