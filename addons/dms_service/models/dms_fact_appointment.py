from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure


class DmsFactAppointment(models.AbstractModel):
    """One row per appointment, by the day of its slot."""

    _name = "dms.fact.appointment"
    _description = "Appointments"
    _inherit = "dms.fact"
    _fact_model = "dms.appointment"

    def _fact_query(self, date_from, date_to, companies):
        """Appointments due in the period; a rescheduled one counts by its last slot."""
        return SQL(
            """SELECT a.id, a.company_id, a.day AS date, a.advisor_id AS user_id, a.source, a.state,
                      a.slot_start, a.arrived_at, a.cancel_reason, a.closed_at, a.service_type_id,
                      a.parts_ready, a.prepared_at, c.arrival_tolerance, c.reception_limit,
                      k.served_at
                 FROM dms_appointment a
                 JOIN res_company c ON c.id = a.company_id
                 LEFT JOIN LATERAL (SELECT MIN(o.reception_started_at) AS served_at FROM sale_order o
                                     WHERE o.appointment_id = a.id) k ON TRUE
                WHERE a.company_id IN %(companies)s AND a.day BETWEEN %(date_from)s AND %(date_to)s
                  AND a.state NOT IN ('draft', 'rescheduled')""",
            companies=tuple(companies),
            date_from=date_from,
            date_to=date_to,
        )

    def _fact_dimensions(self):
        return {
            **super()._fact_dimensions(),
            "user": SQL("f.user_id"),
            "source": SQL("f.source"),
            "service_type": SQL("f.service_type_id"),
        }

    def _fact_flush(self):
        self.env["dms.appointment"].flush_model()
        self.env["sale.order"].flush_model(["appointment_id", "reception_started_at"])

    def _fact_measures(self):
        """K-41…K-44. Due: not cancelled by the customer at least two hours before the slot."""
        count = SQL("COUNT(*)")
        due = SQL(
            "NOT (f.state = 'cancelled' AND f.cancel_reason LIKE 'customer%%' "
            "AND f.closed_at <= f.slot_start - INTERVAL '2 hours')"
        )
        arrived = SQL("f.arrived_at IS NOT NULL")
        punctual = SQL(
            "%s AND f.arrived_at BETWEEN f.slot_start - make_interval(mins => f.arrival_tolerance) "
            "AND f.slot_start + make_interval(mins => f.arrival_tolerance)",
            arrived,
        )
        served = SQL(
            "%s AND f.served_at <= GREATEST(f.arrived_at, f.slot_start) "
            "+ make_interval(mins => f.reception_limit)",
            arrived,
        )
        return {
            **super()._fact_measures(),
            "booked": Measure(count),
            "due": Measure(count, due),
            "arrived": Measure(count, arrived),
            "kept": Measure(count, SQL("%s AND %s", due, arrived)),
            "punctual": Measure(count, punctual),
            "served_in_time": Measure(count, served),
            "no_show": Measure(count, SQL("f.state = 'no_show'")),
            "cancelled": Measure(count, SQL("f.state = 'cancelled'")),
            "parts_ready": Measure(count, SQL("f.parts_ready AND f.prepared_at <= f.slot_start")),
        }
