from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure

# A service counts for a due date when it was done this near to it.
TOLERANCE_DAYS = 30


class DmsFactDue(models.AbstractModel):
    """One row per service that fell due (`dms.service.due`), by its due date."""

    _name = "dms.fact.due"
    _description = "Services Due"
    _inherit = "dms.fact"
    _fact_model = "dms.service.due"

    def _fact_query(self, date_from, date_to, companies):
        """Due services by the index of their date; one done elsewhere was not kept with us."""
        return SQL(
            """SELECT d.id, d.company_id, d.date_due AS date, d.kind, v.model_id, v.brand_id,
                      COALESCE(o.user_id, v.advisor_id) AS user_id,
                      CASE WHEN d.is_elsewhere THEN NULL ELSE d.date_done END AS done_on
                 FROM dms_service_due d
                 JOIN fleet_vehicle v ON v.id = d.vehicle_id
                 LEFT JOIN sale_order o ON o.id = d.order_id
                WHERE d.company_id IN %(companies)s
                  AND d.date_due BETWEEN %(date_from)s AND %(date_to)s
                  AND COALESCE(v.service_status, 'normal') NOT IN ('scrapped', 'transferred')""",
            companies=tuple(companies),
            date_from=date_from,
            date_to=date_to,
        )

    def _fact_dimensions(self):
        return {
            **super()._fact_dimensions(),
            "user": SQL("f.user_id"),
            "model": SQL("f.model_id"),
            "brand": SQL("f.brand_id"),
        }

    def _fact_flush(self):
        self.env["dms.service.due"].flush_model()
        self.env["fleet.vehicle"].flush_model(["service_status", "advisor_id", "model_id"])

    def _fact_measures(self):
        """K-83 and K-84; a first service done early counts in the month it was due."""
        count = SQL("COUNT(*)")
        first, regular = SQL("f.kind = 'first'"), SQL("f.kind = 'routine'")
        kept = SQL("ABS(f.done_on - f.date) <= %s", TOLERANCE_DAYS)
        return {
            **super()._fact_measures(),
            "first": Measure(count, first),
            "first_done": Measure(count, SQL("%s AND f.done_on IS NOT NULL", first)),
            "regular": Measure(count, regular),
            "regular_done": Measure(count, SQL("%s AND %s", regular, kept)),
            "all": Measure(count),
            "open": Measure(count, SQL("f.done_on IS NULL")),
        }
