import re

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

FACT_PREFIX = "dms.fact."
TERM = re.compile(r"\s*([+-]?)\s*([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+)")
EMPTY = {"value": None, "num": None, "den": None}


class DmsKpi(models.Model):
    """An indicator: one definition that every report, board, appraisal and briefing asks."""

    _name = "dms.kpi"
    _description = "Indicator"
    _order = "sequence, code"
    _rec_names_search = ["code", "name"]

    code = fields.Char(required=True, help="Code in the KPI dictionary, such as K-10.")
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    unit = fields.Selection(
        [
            ("cny", "Yuan"),
            ("hour", "Hours"),
            ("minute", "Minutes"),
            ("percent", "Percent"),
            ("count", "Count"),
            ("km", "Kilometres"),
            ("number", "Number"),
        ],
        default="count",
        required=True,
    )
    kind = fields.Selection(
        [("sum", "Sum"), ("count", "Count"), ("ratio", "Ratio"), ("avg", "Average")],
        default="sum",
        required=True,
        help="Ratios and averages are always computed from the sums of numerator and denominator.",
    )
    numerator = fields.Char(
        required=True,
        help="Measures of facts joined by + or -, such as line.labour + line.diagnosis.",
    )
    denominator = fields.Char()
    factor = fields.Float(
        default=1.0,
        digits=0,
        help="The quotient is multiplied by it, such as 10000 for 'per 10,000 yuan'.",
    )
    complement = fields.Boolean(
        help="The value is one minus the quotient, such as the first-pass rate."
    )
    is_level = fields.Boolean(
        string="Level at the End",
        help="A stock, such as cars in the shop: days do not add up, the last one counts.",
    )
    better = fields.Selection(
        [("higher", "Higher is better"), ("lower", "Lower is better"), ("none", "Neutral")],
        default="higher",
        required=True,
    )
    numerator_text = fields.Char(string="Numerator in Words", translate=True)
    denominator_text = fields.Char(string="Denominator in Words", translate=True)
    exclusions = fields.Char(translate=True)
    provider = fields.Char(compute="_compute_provider", help="Model that computes the numerator.")
    drill = fields.Selection(
        [("numerator", "Numerator"), ("denominator", "Denominator")],
        string="Figures Open",
        default="numerator",
        required=True,
    )
    group_id = fields.Many2one(
        "res.groups", string="Only for", help="Others see a dash instead of the figure."
    )
    target_ids = fields.One2many("dms.kpi.target", "kpi_id", string="Targets")

    _code_uniq = models.Constraint("UNIQUE(code)", "There is an indicator with this code already.")

    @api.depends("numerator")
    def _compute_provider(self):
        for kpi in self:
            terms = self._parse(kpi.numerator) if kpi.numerator else []
            kpi.provider = terms[0][1] if terms else False

    @api.depends("code", "name")
    def _compute_display_name(self):
        for kpi in self:
            kpi.display_name = f"{kpi.code} {kpi.name or ''}".strip()

    @api.constrains("numerator", "denominator", "kind")
    def _check_expressions(self):
        for kpi in self:
            if kpi.kind in ("ratio", "avg") and not kpi.denominator:
                raise ValidationError(
                    self.env._(
                        "Indicator %(code)s is a quotient: enter its denominator.", code=kpi.code
                    )
                )
            for expression in filter(None, (kpi.numerator, kpi.denominator)):
                self._parse(expression)

    @api.model
    def _parse(self, expression):
        """Terms of an expression.

        :return: list of (sign, fact model, measure)
        :raises ValidationError: it is not a sum of measures
        """
        terms, position, text = [], 0, (expression or "").strip()
        while position < len(text):
            match = TERM.match(text, position)
            if not match or (terms and not match.group(1)):
                raise ValidationError(
                    self.env._(
                        "“%(text)s” is not understood: write measures such as visit.count, joined by + or -.",
                        text=expression,
                    )
                )
            fact, measure = match.group(2).rsplit(".", 1)
            terms.append((-1 if match.group(1) == "-" else 1, FACT_PREFIX + fact, measure))
            position = match.end()
        return terms

    def _get_terms(self):
        """Parsed (numerator, denominator) of one indicator."""
        self.ensure_one()
        return self._parse(self.numerator), self._parse(self.denominator)

    @api.model
    def _get_kpis(self, codes):
        """Indicators by code; unknown ones (their addon is not installed) are missing."""
        # sudo: definitions are not secret; `group_id` guards the figures
        kpis = self.sudo().search([("code", "in", list(set(codes)))])
        return {kpi.code: kpi for kpi in kpis}

    @api.model
    def _get_company_ids(self, company_ids=None):
        """Companies figures are taken from, the active ones by default.

        :raises AccessError: one is not the user's
        """
        company_ids = tuple(company_ids or self.env.companies.ids)
        if not self.env.su and set(company_ids) - set(self.env.user._get_company_ids()):
            raise AccessError(self.env._("You may not see the figures of this company."))
        return company_ids

    @api.model
    def _values(
        self,
        codes,
        date_from,
        date_to,
        company_ids=None,
        group_by=None,
        filters=None,
        with_total=False,
    ):
        """Figures of indicators for one period, see `_values_multi`.

        :return: {code: {group key: {"value", "num", "den"}}}
        """
        periods = {"period": (date_from, date_to)}
        return self._values_multi(codes, periods, company_ids, group_by, filters, with_total)[
            "period"
        ]

    @api.model
    def _values_multi(
        self, codes, periods, company_ids=None, group_by=None, filters=None, with_total=False
    ):
        """Figures of indicators for several periods; one statement per fact for all of them.

        :param codes: list of codes; unknown ones give no figure
        :param periods: {key: (date_from, date_to)}, both days included
        :param company_ids: the active companies by default
        :param group_by: dimension name, list of names, or None; a fact without the dimension gives no figure
        :param filters: {dimension: value or list}
        :param with_total: add the figures over all groups under dms_fact.TOTAL (distinct counts do not add up)
        :return: {period key: {code: {group key: {"value", "num", "den"}}}}; the group key is None without
            grouping, a value for a name, a tuple for a list. A quotient over nothing is None: it is undefined
        """
        kpis = self._get_kpis(codes)
        company_ids = self._get_company_ids(company_ids)
        dimensions = [group_by] if isinstance(group_by, str) else list(group_by or ())
        sources = self._query_facts(
            [kpi for kpi in kpis.values() if kpi._is_allowed(self.env)],
            periods,
            company_ids,
            dimensions,
            filters,
            with_total,
        )
        return {
            key: {
                code: self._combine(kpis.get(code), sources, key, bool(dimensions))
                for code in codes
            }
            for key in periods
        }

    def _is_allowed(self, env):
        """Whether the user of an environment may see the figures of this indicator."""
        self.ensure_one()
        return env.su or not self.group_id or self.group_id in env.user.all_group_ids

    @api.model
    def _query_facts(self, kpis, periods, company_ids, dimensions, filters, with_total):
        """One call per fact for all measures the indicators need.

        :return: {fact model: result of `_fact_values`}, without facts that lack a dimension
        """
        wanted = {}
        for kpi in kpis:
            for __, fact, measure in [term for terms in kpi._get_terms() for term in terms]:
                wanted.setdefault(fact, {})[measure] = None
        needed = set(dimensions) | set(filters or {})
        sources = {}
        for fact, measures in wanted.items():
            if fact not in self.env or needed - set(self.env[fact]._fact_dimensions()):
                continue
            # sudo: facts read by SQL anyway; companies were checked and `group_id` guards each figure
            source = self.env[fact].sudo()
            sources[fact] = source._fact_values(
                list(measures), periods, company_ids, dimensions, filters, with_total
            )
        return sources

    @api.model
    def _combine(self, kpi, sources, period, grouped):
        """Figures of one indicator by group for one period."""
        if not kpi or not kpi._is_allowed(self.env):
            return {} if grouped else {None: dict(EMPTY)}
        numerator, denominator = kpi._get_terms()
        facts = {fact for __, fact, __ in numerator + denominator}
        if any(fact not in sources for fact in facts):
            return {} if grouped else {None: dict(EMPTY)}
        groups = dict.fromkeys(group for fact in facts for group in sources[fact][period])
        return {
            group: kpi._quotient(sources, period, group, numerator, denominator) for group in groups
        }

    def _quotient(self, sources, period, group, numerator, denominator):
        def add(terms):
            return sum(
                sign * (sources[fact][period].get(group, {}).get(measure) or 0)
                for sign, fact, measure in terms
            )

        num = float(add(numerator))
        if not denominator:
            return {"value": num * self.factor, "num": num, "den": None}
        den = float(add(denominator))
        value = num / den if den else None
        if value is not None:
            value = (1 - value if self.complement else value) * self.factor
        return {"value": value, "num": num, "den": den}

    def action_open_targets(self):
        """Targets of the indicator."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_base.dms_kpi_target_action")
        return {
            **action,
            "domain": [("kpi_id", "=", self.id)],
            "context": {"default_kpi_id": self.id},
        }
