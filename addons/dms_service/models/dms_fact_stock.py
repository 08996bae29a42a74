from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure

MONTH_DAYS = 30


class DmsFactStock(models.AbstractModel):
    """One row per part that lay on the shelves at the end of a day: a level.

    Odoo keeps no shelf of the past: the value of a day is that of this moment without what came in after the
    day and with what went out after it, at the values of these moves.
    """

    _name = "dms.fact.stock"
    _description = "Parts on the Shelves"
    _inherit = "dms.fact"
    _fact_model = "product.product"

    def _fact_query(self, date_from, date_to, companies):
        rows = self._get_rows_sql([(date_from, date_to)], companies)
        return SQL("SELECT f.* FROM %s", rows)

    def _get_rows_sql(self, spans, companies):
        """Shelves and moves are read once, whatever the number of periods."""
        days = sorted({last for __, last in spans})
        ends = [
            SQL(
                "(%s, %s::date, %s, %s)",
                number,
                last,
                days.index(last) + 1,
                (last - first).days + 1,
            )
            for number, (first, last) in enumerate(spans)
        ]
        return SQL(
            """(SELECT g.*, (SELECT m.date::date FROM stock_move m
                               JOIN stock_location d ON d.id = m.location_dest_id
                                AND d.usage != 'internal'
                              WHERE m.product_id = g.id AND m.company_id = g.company_id
                                AND m.state = 'done'
                                AND m.date < (g.date + 1)::timestamp AT TIME ZONE %(zone)s
                                    AT TIME ZONE 'UTC'
                              ORDER BY m.date DESC LIMIT 1) AS issued_on
                  FROM (SELECT span.number, span.last AS date, span.days, s.id, s.company_id,
                               SUM(s.value) AS value
                          FROM (%(shelf)s UNION ALL %(flow)s) s
                          JOIN (VALUES %(ends)s) AS span(number, last, place, days)
                            ON s.place >= span.place
                         GROUP BY span.number, span.last, span.days, s.id, s.company_id
                        HAVING SUM(s.value) > 0.005) g
               ) f CROSS JOIN LATERAL (SELECT f.number) AS span""",
            zone=self.env.company._get_zone_name(),
            shelf=self._shelf_query(companies, len(days)),
            flow=self._flow_query(days, companies),
            ends=SQL(", ").join(ends),
        )

    def _shelf_query(self, companies, place):
        """Parts in internal locations at their current cost: place, id, company_id, value.

        :param place: that of the last day: what lies there now counts for every day
        """
        return SQL(
            """SELECT %s AS place, q.product_id AS id, q.company_id,
                      SUM(q.quantity * COALESCE((p.standard_price ->> q.company_id::text)::numeric, 0))
                          AS value
                 FROM stock_quant q
                 JOIN stock_location l ON l.id = q.location_id AND l.usage = 'internal'
                 JOIN product_product p ON p.id = q.product_id
                WHERE q.company_id IN %s
                GROUP BY q.product_id, q.company_id""",
            place,
            tuple(companies),
        )

    def _flow_query(self, days, companies):
        """What to add to the shelves of this moment, by the number of days whose end it lies after.

        :param days: days asked for, ascending
        """
        zone = self.env.company._get_zone_name()
        ends = [
            SQL("(%s::date + 1)::timestamp AT TIME ZONE %s AT TIME ZONE 'UTC'", day, zone)
            for day in days
        ]
        return SQL(
            """SELECT width_bucket(m.date, ARRAY[%(ends)s]), m.product_id, m.company_id,
                      SUM(CASE WHEN m.is_out THEN m.value ELSE -m.value END)
                 FROM stock_move m
                WHERE m.state = 'done' AND (m.is_in OR m.is_out) AND m.company_id IN %(companies)s
                  AND m.date >= %(first)s
                GROUP BY 1, 2, 3""",
            ends=SQL(", ").join(ends),
            companies=tuple(companies),
            first=ends[0],
        )

    def _fact_dimensions(self):
        return {**super()._fact_dimensions(), "product": SQL("f.id")}

    def _fact_flush(self):
        self.env["stock.quant"].flush_model()
        self.env["stock.move"].flush_model()
        self.env["product.product"].flush_model(["standard_price"])

    def _fact_measures(self):
        """Value on the shelves, what of it had not moved for six or twelve months, and its days of the period:
        divided by the cost of what was issued these are the days of turnover."""
        value = SQL("SUM(f.value)")

        def idle(months):
            days = months * MONTH_DAYS
            return SQL("f.issued_on IS NULL OR f.date - f.issued_on > %s", days)

        return {
            **super()._fact_measures(),
            "value": Measure(value),
            "value_days": Measure(SQL("SUM(f.value * f.days)")),
            "idle_6": Measure(value, idle(6)),
            "idle_12": Measure(value, idle(12)),
        }
