from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, ValidationError

from .kpi_definition import Definition, split_terms

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

        :return: tuple of (sign, fact model, measure)
        :raises ValidationError: it is not a sum of measures
        """
        terms = split_terms((expression or "").strip())
        if terms is None:
            raise ValidationError(
                self.env._(
                    "“%(text)s” is not understood: write measures such as visit.count, joined by + or -.",
                    text=expression,
                )
            )
        return terms

    def _get_terms(self):
        """Parsed (numerator, denominator) of one indicator."""
        self.ensure_one()
        return self._parse(self.numerator), self._parse(self.denominator)

    @api.model_create_multi
    def create(self, vals_list):
        kpis = super().create(vals_list)
        self.env.registry.clear_cache()
        return kpis

    def write(self, vals):
        done = super().write(vals)
        self.env.registry.clear_cache()
        return done

    def unlink(self):
        done = super().unlink()
        self.env.registry.clear_cache()
        return done

    @api.model
    @tools.ormcache()
    def _get_definitions(self):
        """Indicators in use: {code: Definition}, kept in the registry cache: every table of every report asks."""
        # sudo: definitions are not secret; `group_id` guards the figures
        kpis = self.sudo().search([("active", "=", True)])
        return {kpi.code: kpi._get_definition() for kpi in kpis}

    def _get_definition(self):
        self.ensure_one()
        numerator, denominator = self._get_terms()
        return Definition(
            id=self.id,
            code=self.code,
            numerator=numerator,
            denominator=denominator,
            factor=self.factor,
            complement=self.complement,
            is_level=self.is_level,
            group_id=self.group_id.id,
        )

    @api.model
    def _get_kpis(self, codes):
        """Indicators by code; unknown ones (their addon is not installed) are missing."""
        known, wanted = self._get_definitions(), set(codes)
        # Read together with all others: one statement, however many tables ask one after the other.
        # sudo: as below
        every = self.sudo().browse(one.id for one in known.values())._prefetch_ids
        return {
            # sudo: definitions are not secret; `group_id` guards the figures
            code: self.sudo().browse(one.id).with_prefetch(every)
            for code, one in known.items()
            if code in wanted
        }

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
        known = self._get_definitions()
        company_ids = self._get_company_ids(company_ids)
        dimensions = [group_by] if isinstance(group_by, str) else list(group_by or ())
        asked = {
            code: known[code] for code in codes if code in known and self._may_see(known[code])
        }
        sources = self._query_facts(
            asked.values(), periods, company_ids, dimensions, filters, with_total
        )
        return {
            key: {
                code: self._combine(asked.get(code), sources, key, bool(dimensions))
                for code in codes
            }
            for key in periods
        }

    @api.model
    def _may_see(self, definition):
        """Whether the user may see the figures of an indicator."""
        group = definition.group_id
        return self.env.su or not group or group in self.env.user._get_group_ids()

    def _is_allowed(self, env):
        """Whether the user of an environment may see the figures of this indicator."""
        self.ensure_one()
        return env.su or not self.group_id or self.group_id in env.user.all_group_ids

    @api.model
    def _query_facts(self, kpis, periods, company_ids, dimensions, filters, with_total):
        """One call per fact for all measures the indicators need.

        :param kpis: definitions
        :return: {fact model: result of `_fact_values`}, without facts that lack a dimension
        """
        wanted = {}
        for kpi in kpis:
            for __, fact, measure in kpi.numerator + kpi.denominator:
                wanted.setdefault(fact, {})[measure] = None
        needed = set(dimensions) | set(filters or {})
        sources = {}
        for fact, measures in wanted.items():
            if fact not in self.env or needed - set(self.env[fact]._get_known_dimensions()):
                continue
            # sudo: facts read by SQL anyway; companies were checked and `group_id` guards each figure
            source = self.env[fact].sudo()
            sources[fact] = source._fact_values(
                list(measures), periods, company_ids, dimensions, filters, with_total
            )
        return sources

    @api.model
    def _combine(self, kpi, sources, period, grouped):
        """Figures of one indicator by group for one period; none without its definition or one of its facts."""
        if not kpi or any(fact not in sources for fact in kpi.facts):
            return {} if grouped else {None: dict(EMPTY)}
        return kpi.get_figures({fact: sources[fact][period] for fact in kpi.facts})

    def action_open_targets(self):
        """Targets of the indicator."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_base.dms_kpi_target_action")
        return {
            **action,
            "domain": [("kpi_id", "=", self.id)],
            "context": {"default_kpi_id": self.id},
        }
