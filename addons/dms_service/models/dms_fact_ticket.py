from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure


class DmsFactTicket(models.AbstractModel):
    """One row per arrival ticket by its day."""

    _name = "dms.fact.ticket"
    _description = "Arrivals"
    _inherit = "dms.fact"
    _fact_model = "dms.queue.ticket"

    def _fact_query(self, date_from, date_to, companies):
        return SQL(
            """SELECT q.id, q.company_id, q.date, q.advisor_id AS user_id, q.state, q.arrived_at
                 FROM dms_queue_ticket q
                WHERE q.company_id IN %(companies)s AND q.date BETWEEN %(date_from)s AND %(date_to)s""",
            companies=tuple(companies),
            date_from=date_from,
            date_to=date_to,
        )

    def _fact_dimensions(self):
        return {**super()._fact_dimensions(), "user": SQL("f.user_id")}

    def _fact_flush(self):
        self.env["dms.queue.ticket"].flush_model()

    def _fact_measures(self):
        """Customers who left before anybody received them."""
        return {
            **super()._fact_measures(),
            "count": Measure(SQL("COUNT(*)")),
            "abandoned": Measure(SQL("COUNT(*)"), SQL("f.state = 'abandoned'")),
        }
