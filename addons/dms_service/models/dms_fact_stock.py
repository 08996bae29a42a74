from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure

MONTH_DAYS = 30


class DmsFactStock(models.AbstractModel):
    """One row per part on the shelves: a level, always that of this moment.

    Odoo keeps no shelf of the past; closed months keep theirs in the archive of the reports.
    """

    _name = "dms.fact.stock"
    _description = "Parts on the Shelves"
    _inherit = "dms.fact"
    _fact_model = "product.product"

    def _fact_query(self, date_from, date_to, companies):
        return SQL(
            "SELECT q.*, %s::date AS date FROM (%s) q", date_to, self._shelf_query(companies)
        )

    def _get_rows_sql(self, spans, companies):
        """The shelves are those of this moment: read once, whatever the number of periods."""
        ends = SQL(", ").join(
            SQL("(%s, %s::date)", number, last) for number, (__, last) in enumerate(spans)
        )
        return SQL(
            """(VALUES %s) AS span(number, last)
                CROSS JOIN LATERAL (SELECT q.*, span.last AS date FROM (%s OFFSET 0) q) f""",
            ends,
            self._shelf_query(companies),
        )

    def _shelf_query(self, companies):
        """Parts in internal locations at their current cost, with the day of their last issue."""
        return SQL(
            """SELECT q.product_id AS id, q.company_id, q.quantity,
                      q.quantity * COALESCE((p.standard_price ->> q.company_id::text)::numeric, 0) AS value,
                      (SELECT m.date::date FROM stock_move m
                         JOIN stock_location d ON d.id = m.location_dest_id AND d.usage != 'internal'
                        WHERE m.product_id = q.product_id AND m.company_id = q.company_id
                          AND m.state = 'done'
                        ORDER BY m.date DESC LIMIT 1) AS issued_on
                 FROM (SELECT q.product_id, q.company_id, SUM(q.quantity) AS quantity
                         FROM stock_quant q JOIN stock_location l ON l.id = q.location_id
                        WHERE l.usage = 'internal' AND q.company_id IN %s
                        GROUP BY q.product_id, q.company_id) q
                 JOIN product_product p ON p.id = q.product_id
                WHERE q.quantity > 0""",
            tuple(companies),
        )

    def _fact_dimensions(self):
        return {**super()._fact_dimensions(), "product": SQL("f.id")}

    def _fact_flush(self):
        self.env["stock.quant"].flush_model()
        self.env["stock.move"].flush_model()
        self.env["product.product"].flush_model(["standard_price"])

    def _fact_measures(self):
        """Value on the shelves and what did not move for six or twelve months."""
        value = SQL("SUM(f.value)")

        def idle(months):
            days = months * MONTH_DAYS
            return SQL("f.issued_on IS NULL OR f.date - f.issued_on > %s", days)

        return {
            **super()._fact_measures(),
            "value": Measure(value),
            "idle_6": Measure(value, idle(6)),
            "idle_12": Measure(value, idle(12)),
        }
