from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure


class DmsFactSettlement(models.AbstractModel):
    """One row per statement by its business day, taken back ones included under their state."""

    _name = "dms.fact.settlement"
    _description = "Statements"
    _inherit = "dms.fact"
    _fact_model = "dms.settlement"

    def _fact_query(self, date_from, date_to, companies):
        """Statements of the period with what the order's first signed estimate was.

        ``signed`` is the estimate at the signature; orders signed before it was kept fall back on the
        authorised amount less the approved supplements. ``asked`` are supplements the customer asked for.
        """
        return SQL(
            """SELECT s.id, s.company_id, s.business_date AS date, s.order_id, s.state, s.round,
                      s.amount_total, o.user_id, o.service_type_id, COALESCE(t.code, '') AS type_code,
                      v.model_id, v.brand_id, z.settled, z.asked,
                      COALESCE(NULLIF(o.signed_amount, 0), o.authorised_amount - z.added) AS signed
                 FROM dms_settlement s
                 JOIN sale_order o ON o.id = s.order_id
                 LEFT JOIN dms_service_type t ON t.id = o.service_type_id
                 LEFT JOIN fleet_vehicle v ON v.id = o.vehicle_id
                CROSS JOIN LATERAL (
                       SELECT (SELECT SUM(r.amount_total) FROM dms_settlement r WHERE r.order_id = o.id
                                  AND r.state IN ('confirmed', 'paid')) AS settled,
                              COALESCE(SUM(p.amount_approved), 0) AS added,
                              COALESCE(SUM(p.amount_approved) FILTER (WHERE p.asked_by_customer), 0) AS asked
                         FROM dms_ro_supplement p WHERE p.order_id = o.id) z
                WHERE s.company_id IN %(companies)s
                  AND s.business_date BETWEEN %(date_from)s AND %(date_to)s
                  AND s.business_date IS NOT NULL""",
            companies=tuple(companies),
            date_from=date_from,
            date_to=date_to,
        )

    def _fact_dimensions(self):
        return {
            **super()._fact_dimensions(),
            "user": SQL("f.user_id"),
            "service_type": SQL("f.service_type_id"),
            "type_code": SQL("f.type_code"),
            "model": SQL("f.model_id"),
            "brand": SQL("f.brand_id"),
        }

    def _fact_flush(self):
        self.env["dms.settlement"].flush_model()
        self.env["dms.ro.supplement"].flush_model()
        self.env["sale.order"].flush_model(["signed_amount", "authorised_amount"])

    def _fact_measures(self):
        """K-71, and how many statements were made or taken back."""
        valid = SQL("f.state IN ('confirmed', 'paid')")
        first = SQL("%s AND f.round = 1 AND f.signed > 0", valid)
        return {
            **super()._fact_measures(),
            "count": Measure(SQL("COUNT(*)"), valid),
            "amount": Measure(SQL("SUM(f.amount_total)"), valid),
            "undone": Measure(SQL("COUNT(*)"), SQL("f.state = 'cancelled'")),
            "estimate_gap": Measure(SQL("SUM(ABS(f.settled - f.asked - f.signed))"), first),
            "estimate_base": Measure(SQL("SUM(f.signed)"), first),
        }
