from odoo import models
from odoo.tools import SQL


class DmsFact(models.AbstractModel):
    """Many measures of many rows: rows that are alike are first made one."""

    _inherit = "dms.fact"

    def _get_rolled_sql(self, measures, rolls, groups, rows, conditions, with_total):
        """The statement for many measures: rows that are alike to all of them are first made one.

        Sums are taken from rows added up, without the records behind them; what is counted once from the
        different rows, without the amounts. A statement of a part leaves the other's measures empty.

        :param rolls: how each measure is taken, see `Measure.get_roll`
        """
        number, names = SQL("f.span_number"), [SQL.identifier(f"g{i}") for i in range(len(groups))]
        used = sorted({name for measure in measures for name in measure.get_columns()})
        columns = [SQL("span.number AS span_number")]
        columns += [SQL("%s AS %s", *pair) for pair in zip(groups, names, strict=True)]
        columns += [SQL.identifier("f", name) for name in used]
        parts = []
        for roll in dict.fromkeys(rolls):
            mine = [
                measure if one == roll else None
                for measure, one in zip(measures, rolls, strict=True)
            ]
            shown = [SQL("f.%s", name) for name in names]
            parts.append(
                SQL(
                    "SELECT %s FROM (%s) f GROUP BY %s",
                    self._get_columns_sql(number, shown, mine, with_total),
                    self._get_alike_sql([one for one in mine if one], names),
                    self._get_grouping_sql(number, shown, with_total),
                )
            )
        return SQL(
            "WITH fact_rows AS (SELECT %s FROM %s WHERE %s) %s",
            SQL(", ").join(columns),
            rows,
            conditions,
            SQL(" UNION ALL ").join(parts),
        )

    def _get_alike_sql(self, measures, names):
        """Rows with the columns some measures read, those alike made one and their amounts added up.

        :param names: SQL of the columns of the groups
        """
        used = {name for measure in measures for name in measure.get_columns()}
        alike = [SQL("span_number"), *names]
        alike += [SQL.identifier(name) for name in sorted(used - self._fact_sums)]
        sums = [SQL.identifier(name) for name in sorted(used & self._fact_sums)]
        return SQL(
            "SELECT %s FROM fact_rows GROUP BY %s",
            SQL(", ").join([*alike, *[SQL("SUM(%s) AS %s", name, name) for name in sums]]),
            SQL(", ").join(alike),
        )
