from odoo import models


class DmsKpi(models.Model):
    """What can be asked of an indicator before any figure is computed."""

    _inherit = "dms.kpi"

    def _has_dimensions(self, names):
        """Whether every fact of the indicator can be cut by some dimensions.

        :param names: iterable of dimension names
        """
        self.ensure_one()
        numerator, denominator = self._get_terms()
        facts = {fact for __, fact, __ in numerator + denominator}
        wanted = set(names)
        return all(
            fact in self.env and not wanted - set(self.env[fact]._get_known_dimensions())
            for fact in facts
        )

    def _is_additive(self):
        """Whether figures of parts of a period add up to that of the whole."""
        self.ensure_one()
        return self.kind in ("sum", "count") and not self.is_level and not self.denominator

    def _get_cell(self, groups, key, env):
        """Value of one group; a flow without rows there is nothing, a quotient is undefined.

        :param groups: {group key: {"value", …}} of this indicator
        :param env: environment of the reader, who may not see every figure
        """
        if key in groups:
            return groups[key]["value"]
        return 0.0 if self._is_additive() and self._is_allowed(env) else None
