from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure

from .dms_call_log import BOOKABLE_TYPES


class DmsFactCall(models.AbstractModel):
    """One row per phone call of the register SA-01, by the shop's day and by who took it."""

    _name = "dms.fact.call"
    _description = "Phone Calls"
    _inherit = "dms.fact"
    _fact_model = "dms.call.log"

    def _fact_query(self, date_from, date_to, companies):
        return SQL(
            """SELECT c.id, c.company_id, c.day AS date, c.user_id, c.direction, c.call_type, c.state,
                      c.deadline, c.done_at, c.is_booked
                 FROM dms_call_log c
                WHERE c.company_id IN %(companies)s AND c.day BETWEEN %(date_from)s AND %(date_to)s""",
            companies=tuple(companies),
            date_from=date_from,
            date_to=date_to,
        )

    def _fact_dimensions(self):
        return {
            **super()._fact_dimensions(),
            "user": SQL("f.user_id"),
            "call_type": SQL("f.call_type"),
        }

    def _fact_flush(self):
        self.env["dms.call.log"].flush_model()

    def _fact_measures(self):
        """K-46…K-48: calls, answered by the deadline, turned into appointments."""
        count = SQL("COUNT(*)")
        promised = SQL("f.deadline IS NOT NULL")
        bookable = SQL("f.call_type IN %s", BOOKABLE_TYPES)
        return {
            **super()._fact_measures(),
            "count": Measure(count),
            "incoming": Measure(count, SQL("f.direction = 'in'")),
            "promised": Measure(count, promised),
            "in_time": Measure(
                count, SQL("%s AND f.state = 'done' AND f.done_at <= f.deadline", promised)
            ),
            "bookable": Measure(count, bookable),
            "booked": Measure(count, SQL("%s AND f.is_booked", bookable)),
        }
