import re
from dataclasses import dataclass

from odoo import api, models, tools
from odoo.tools import SQL

TOTAL = "__total__"
# More measures than these are taken from rows added up beforehand, where the fact allows it.
FEW_MEASURES = 4
COLUMN = re.compile(r"\bf\.(\w+)")


@dataclass(frozen=True)
class Measure:
    """One figure of a fact.

    :param aggregate: SQL aggregate over the alias ``f``, e.g. ``COUNT(*)`` or ``SUM(f.amount)``
    :param where: SQL condition of the rows counted, all when None
    :param record: SQL of the id of the record behind a row, the fact's own when None
    :param model: model of that record, the fact's own when None
    :param part: part of the fact's rows the measure needs, all when None; a fact that knows its parts leaves
        the others out of its query (see `_fact_parts`)
    :param divisor: SQL the aggregate is divided by, such as the number of days of an average head count
    """

    aggregate: SQL
    where: SQL | None = None
    record: SQL | None = None
    model: str | None = None
    part: str | None = None
    divisor: SQL | None = None

    def to_sql(self):
        """The aggregate restricted to its rows."""
        value = self.aggregate
        if self.where is not None:
            value = SQL("%s FILTER (WHERE %s)", value, self.where)
        if self.divisor is not None:
            value = SQL("%s::float / NULLIF(%s, 0)", value, self.divisor)
        return value

    def get_columns(self):
        """Names of the columns of the fact's rows that the measure reads."""
        parts = [part.code for part in (self.aggregate, self.where) if part is not None]
        return set(COLUMN.findall(" ".join(parts)))

    def get_roll(self, sums):
        """How the measure may be taken from rows added up beforehand: ``sum``, ``distinct``, or None.

        :param sums: columns that are added up
        """
        if self.divisor is not None:
            return None
        if self.where is not None and sums & set(COLUMN.findall(self.where.code)):
            return None
        if self.aggregate.code.startswith("SUM(f."):
            return "sum"
        counts = self.aggregate.code.startswith("COUNT(DISTINCT f.")
        return "distinct" if counts and not sums & self.get_columns() else None


class DmsFact(models.AbstractModel):
    """Rows indicators are computed from. An addon inherits it as ``dms.fact.<name>`` and indicators name its
    measures ``<name>.<measure>``.

    A fact answers any number of measures and periods by ONE statement, see `_fact_values`.
    """

    _name = "dms.fact"
    _description = "Source of Indicators"
    _fact_model = None  # model of the records behind the rows
    # Whether `_fact_query` takes its days as SQL too: then any number of periods is one scan of one plan. A
    # fact that reckons with them in Python says False.
    _fact_dates_in_sql = True
    # Columns of amounts, where all sums are sums of these: rows alike in everything else are added up once,
    # and many measures are taken from what is left. None: each measure reads every row.
    _fact_sums = frozenset()

    def _fact_query(self, date_from, date_to, companies):
        """SELECT of one row per fact of a period; the addon writes it.

        It must offer the columns ``date`` (business date), ``company_id`` and ``id`` (record behind), besides
        those its measures and dimensions use. Level figures (cars in the shop) choose their rows by `date_to`.

        :param date_from, date_to: days, or SQL of them (see `_fact_dates_in_sql`)
        :param companies: tuple of company ids
        :return: SQL
        """
        raise NotImplementedError

    def _local_day_sql(self, moment):
        """Day of the shop on which a moment lies.

        :param moment: SQL of a column with UTC moments
        """
        zone = self.env.company._get_zone_name()
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, zone)

    def _within_sql(self, moment, date_from, date_to):
        """Whether a moment lies on days of the shop; an index of the column answers.

        :param moment: SQL of a column with UTC moments
        :param date_from, date_to: as in `_fact_query`
        """
        return SQL(
            "%(moment)s >= %(first)s::timestamp AT TIME ZONE %(zone)s AT TIME ZONE 'UTC' "
            "AND %(moment)s < (%(last)s::date + 1)::timestamp AT TIME ZONE %(zone)s AT TIME ZONE 'UTC'",
            moment=moment,
            first=date_from,
            last=date_to,
            zone=self.env.company._get_zone_name(),
        )

    def _fact_measures(self):
        """Figures by name: SQL aggregate over the alias ``f``, or a `Measure`.

        :return: dict
        """
        return {}

    def _fact_dimensions(self):
        """What figures can be cut by: SQL over the alias ``f`` by name; extend the ones every fact has.

        :return: dict
        """
        return {
            "company": SQL("f.company_id"),
            "day": SQL("f.date"),
            "week": SQL("date_trunc('week', f.date)::date"),
            "month": SQL("date_trunc('month', f.date)::date"),
            "weekday": SQL("EXTRACT(ISODOW FROM f.date)::int"),
        }

    def _fact_flush(self):
        """Write pending changes of the models the query reads; all by default."""
        self.env.flush_all()

    @tools.ormcache("self.env.company._get_zone_name()")
    def _get_known_measures(self):
        """Measures by name, kept in the registry cache: they depend on nothing but the time zone of the shop."""
        return {
            name: measure if isinstance(measure, Measure) else Measure(measure)
            for name, measure in self._fact_measures().items()
        }

    @tools.ormcache("self.env.company._get_zone_name()")
    def _get_known_dimensions(self):
        """Dimensions by name, kept as the measures are."""
        return self._fact_dimensions()

    @api.model
    def _get_measure(self, name):
        """Measure by name, see `_get_measures`."""
        return self._get_measures([name])[0]

    @api.model
    def _get_measures(self, names):
        """Measures by name, in order.

        :raises ValueError: the fact has no such measure
        """
        known = self._get_known_measures()
        for name in names:
            if name not in known:
                raise ValueError(f"{self._name} has no measure {name}")
        return [known[name] for name in names]

    @api.model
    def _fact_values(
        self, measures, periods, companies, dimensions=(), filters=None, with_total=False
    ):
        """Compute measures for several periods by one grouped statement.

        :param measures: list of names
        :param periods: {key: (date_from, date_to)}
        :param companies: tuple of company ids
        :param dimensions: names to group by
        :param filters: {dimension: value or list of values}
        :param with_total: add the figures over all groups under the key TOTAL
        :return: {period key: {group key: {measure: number or None}}}; the group key is None without
            dimensions, a value for one and a tuple for several
        """
        self._fact_flush()
        # Periods may be the same: a month and the month to date of its last day.
        spans = list(dict.fromkeys(map(tuple, periods.values())))
        fact = self._with_parts(measures)
        query = fact._get_values_sql(measures, spans, companies, dimensions, filters, with_total)
        size = len(dimensions)
        # A period without rows has figures too: nothing of everything.
        whole = TOTAL if size else None
        has_whole = with_total or not size
        found = {span: {whole: dict.fromkeys(measures)} if has_whole else {} for span in spans}
        for row in self.env.execute_query(query):
            if row[1] and size:
                group = TOTAL
            else:
                group = row[2] if size == 1 else tuple(row[2 : 2 + size]) or None
            figures = found[spans[row[0]]].setdefault(group, dict.fromkeys(measures))
            values = zip(measures, row[2 + size :], strict=True)
            figures.update((name, value) for name, value in values if value is not None)
        return {key: found[tuple(span)] for key, span in periods.items()}

    def _with_parts(self, measures):
        """The fact that knows which parts of its rows some measures need.

        The context key ``dms_fact_parts`` carries them to `_fact_parts`; nothing else sets or reads it.
        """
        parts = {measure.part for measure in self._get_measures(measures)}
        return self.with_context(dms_fact_parts=None if None in parts else frozenset(parts))

    def _fact_parts(self, *known):
        """Which of the fact's parts the running query needs; asked by `_fact_query`.

        :param known: all parts, in order
        :return: tuple of names
        """
        wanted = self.env.context.get("dms_fact_parts")
        return known if wanted is None else tuple(part for part in known if part in wanted)

    def _get_values_sql(self, measures, spans, companies, dimensions, filters, with_total):
        """The statement of `_fact_values`: number of the period, whether it is the total row, groups, measures."""
        known, asked = self._get_known_dimensions(), self._get_measures(measures)
        groups = [known[name] for name in dimensions]
        rows = self._get_rows_sql(spans, companies)
        conditions = self._get_filter_sql(filters, known)
        rolls = [measure.get_roll(self._fact_sums) for measure in asked]
        if self._fact_sums and len(asked) > FEW_MEASURES and None not in rolls:
            return self._get_rolled_sql(asked, rolls, groups, rows, conditions, with_total)
        wheres = {measure.where for measure in asked}
        if not groups and len(wheres) == 1 and None not in wheres:
            # Other rows need not be read.
            conditions = SQL("%s AND %s", conditions, asked[0].where)
        return SQL(
            "SELECT %(columns)s FROM %(rows)s WHERE %(filters)s GROUP BY %(grouping)s",
            columns=self._get_columns_sql(SQL("span.number"), groups, asked, with_total),
            rows=rows,
            filters=conditions,
            grouping=self._get_grouping_sql(SQL("span.number"), groups, with_total),
        )

    def _get_columns_sql(self, number, groups, measures, with_total):
        """What is selected: number of the period, whether it is the total row, groups, measures.

        :param measures: list of `Measure`, None for those another part of the statement gives
        """
        whole = with_total and groups
        columns = [
            number,
            SQL("GROUPING(%s) > 0", SQL(", ").join(groups)) if whole else SQL("FALSE"),
            *groups,
            *[measure.to_sql() if measure else SQL("NULL") for measure in measures],
        ]
        return SQL(", ").join(columns)

    def _get_grouping_sql(self, number, groups, with_total):
        """What is grouped by: periods and groups, and the periods alone for the total rows."""
        grouping = SQL(", ").join([number, *groups])
        if with_total and groups:
            return SQL("GROUPING SETS ((%s), (%s))", grouping, number)
        return grouping

    def _get_rows_sql(self, spans, companies):
        """FROM clause with the rows ``f`` of all periods, each beside the number of its period ``span.number``."""
        if len(spans) == 1:
            # The days themselves: how many rows lie between them is known to the planner.
            query = self._fact_query(*spans[0], companies)
            return SQL("(VALUES (0)) AS span(number) CROSS JOIN (%s) f", query)
        if self._fact_dates_in_sql:
            values = [
                SQL("(%s, %s::date, %s::date)", number, *span) for number, span in enumerate(spans)
            ]
            # Of days in rows the planner knows nothing and expects a ninth of the whole table: the days
            # of all periods together, which every row's date lies in, tell it what to expect.
            return SQL(
                "(VALUES %s) AS span(number, first, last) CROSS JOIN LATERAL "
                "(SELECT * FROM (%s) q WHERE q.date BETWEEN %s AND %s) f",
                SQL(", ").join(values),
                self._fact_query(SQL("span.first"), SQL("span.last"), companies),
                min(first for first, __ in spans),
                max(last for __, last in spans),
            )
        parts = [
            SQL("SELECT %s AS number, q.* FROM (%s) q", number, self._fact_query(*span, companies))
            for number, span in enumerate(spans)
        ]
        return SQL(
            "(%s) f CROSS JOIN LATERAL (SELECT f.number) AS span", SQL(" UNION ALL ").join(parts)
        )

    def _get_filter_sql(self, filters, known):
        """Condition of the rows that pass filters by dimension."""
        conditions = [SQL("TRUE")]
        for name, value in (filters or {}).items():
            values = list(value) if isinstance(value, list | tuple | set) else [value]
            if None in values or False in values:
                conditions.append(SQL("%s IS NULL", known[name]))
            else:
                conditions.append(SQL("%s IN %s", known[name], tuple(values) or (None,)))
        return SQL(" AND ").join(conditions)

    @api.model
    def _drill_records(self, name, date_from, date_to, companies, filters=None):
        """Records behind a measure.

        :return: (model name, ids in order)
        """
        self._fact_flush()
        measure = self._get_measure(name)
        self = self._with_parts([name])
        record = measure.record or SQL("f.id")
        query = SQL(
            "SELECT DISTINCT %s AS record FROM (%s) f WHERE %s AND %s AND %s IS NOT NULL ORDER BY record",
            record,
            self._fact_query(date_from, date_to, companies),
            self._get_filter_sql(filters, self._get_known_dimensions()),
            measure.where or SQL("TRUE"),
            record,
        )
        rows = self.env.execute_query(query)
        return measure.model or self._fact_model, [row[0] for row in rows]
