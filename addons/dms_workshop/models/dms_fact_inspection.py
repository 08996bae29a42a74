from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure


class DmsFactInspection(models.AbstractModel):
    """One row per order by the day it was first submitted to the final inspection (T18)."""

    _name = "dms.fact.inspection"
    _description = "Final Inspections"
    _inherit = "dms.fact"
    _fact_model = "sale.order"

    def _fact_query(self, date_from, date_to, companies):
        """Orders with a T18 in the period and none before it; withdrawn ones count, they were submitted."""
        return SQL(
            """SELECT e.order_id AS id, e.company_id, e.date, o.user_id, o.qc_fail_count, v.model_id, v.brand_id,
                      COALESCE(t.code, '') AS type_code,
                      (SELECT d.team_id FROM dms_dispatch d WHERE d.order_id = o.id AND d.state != 'cancel'
                        ORDER BY d.id LIMIT 1) AS team_id
                 FROM (SELECT order_id, company_id, MIN(business_date) AS date
                         FROM dms_ro_event
                        WHERE company_id IN %(companies)s AND code = 'T18' AND is_withdrawal IS NOT TRUE
                          AND business_date BETWEEN %(date_from)s AND %(date_to)s
                        GROUP BY order_id, company_id) e
                 JOIN sale_order o ON o.id = e.order_id
                 LEFT JOIN dms_service_type t ON t.id = o.service_type_id
                 LEFT JOIN fleet_vehicle v ON v.id = o.vehicle_id
                WHERE NOT EXISTS (SELECT 1 FROM dms_ro_event b WHERE b.order_id = e.order_id
                                     AND b.code = 'T18' AND b.is_withdrawal IS NOT TRUE
                                     AND b.business_date < %(date_from)s)""",
            companies=tuple(companies),
            date_from=date_from,
            date_to=date_to,
        )

    def _fact_dimensions(self):
        return {
            **super()._fact_dimensions(),
            "user": SQL("f.user_id"),
            "type_code": SQL("f.type_code"),
            "model": SQL("f.model_id"),
            "brand": SQL("f.brand_id"),
            "team": SQL("f.team_id"),
        }

    def _fact_flush(self):
        self.env["dms.ro.event"].flush_model()
        self.env["sale.order"].flush_model(["qc_fail_count", "user_id"])

    def _fact_measures(self):
        """K-55."""
        return {
            **super()._fact_measures(),
            "submitted": Measure(SQL("COUNT(*)")),
            "failed": Measure(SQL("COUNT(*)"), SQL("f.qc_fail_count > 0")),
        }
