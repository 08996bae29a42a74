from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure


class DmsFactRequest(models.AbstractModel):
    """One row per part line by the day the order's parts were first requested (T13)."""

    _name = "dms.fact.request"
    _description = "Parts Requested"
    _inherit = "dms.fact"
    _fact_model = "sale.order"

    def _fact_query(self, date_from, date_to, companies):
        """Part lines of the orders requested in the period; short when a shortage was written down for them."""
        return SQL(
            """SELECT e.order_id AS id, e.company_id, e.business_date AS date, o.user_id, v.model_id,
                      v.brand_id, l.payer_type, COALESCE(t.code, '') AS type_code,
                      EXISTS (SELECT 1 FROM dms_shortage s WHERE s.line_id = l.id) AS is_short
                 FROM (SELECT order_id, company_id, MIN(business_date) AS business_date
                         FROM dms_ro_event
                        WHERE company_id IN %(companies)s AND code = 'T13' AND is_withdrawal IS NOT TRUE
                          AND business_date BETWEEN %(date_from)s AND %(date_to)s
                        GROUP BY order_id, company_id) e
                 JOIN sale_order o ON o.id = e.order_id AND o.state != 'cancel'
                 JOIN sale_order_line l ON l.order_id = o.id AND l.fee_kind = 'part'
                 LEFT JOIN dms_service_type t ON t.id = o.service_type_id
                 LEFT JOIN fleet_vehicle v ON v.id = o.vehicle_id
                WHERE l.display_type IS NULL AND l.product_uom_qty > 0""",
            companies=tuple(companies),
            date_from=date_from,
            date_to=date_to,
        )

    def _fact_dimensions(self):
        return {
            **super()._fact_dimensions(),
            "user": SQL("f.user_id"),
            "type_code": SQL("f.type_code"),
            "payer": SQL("f.payer_type"),
            "model": SQL("f.model_id"),
            "brand": SQL("f.brand_id"),
        }

    def _fact_flush(self):
        self.env["dms.ro.event"].flush_model()
        self.env["sale.order.line"].flush_model()
        self.env["dms.shortage"].flush_model()

    def _fact_measures(self):
        """K-73."""
        return {
            **super()._fact_measures(),
            "lines": Measure(SQL("COUNT(*)")),
            "filled": Measure(SQL("COUNT(*)"), SQL("NOT f.is_short")),
        }
