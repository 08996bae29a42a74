from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure


class DmsFactPresence(models.AbstractModel):
    """One row per advisor and day present: on the reception rota, or received a car that day."""

    _name = "dms.fact.presence"
    _description = "Advisor Days"
    _inherit = "dms.fact"
    _fact_model = "res.users"

    def _fact_query(self, date_from, date_to, companies):
        return SQL(
            """SELECT r.user_id AS id, r.user_id, r.company_id, r.date
                 FROM dms_reception_rota r
                WHERE r.company_id IN %(companies)s AND r.state != 'absent'
                  AND r.date BETWEEN %(date_from)s AND %(date_to)s
                UNION
               SELECT o.user_id, o.user_id, o.company_id, o.business_date
                 FROM sale_order o
                WHERE o.is_repair IS TRUE AND o.company_id IN %(companies)s AND o.user_id IS NOT NULL
                  AND o.business_date BETWEEN %(date_from)s AND %(date_to)s AND o.state != 'cancel'""",
            companies=tuple(companies),
            date_from=date_from,
            date_to=date_to,
        )

    def _fact_dimensions(self):
        return {**super()._fact_dimensions(), "user": SQL("f.user_id")}

    def _fact_flush(self):
        self.env["dms.reception.rota"].flush_model()
        self.env["sale.order"].flush_model(["business_date", "user_id", "state"])

    def _fact_measures(self):
        """Base of K-66."""
        return {**super()._fact_measures(), "days": Measure(SQL("COUNT(*)"))}
