from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure


class DmsFactAppointment(models.AbstractModel):
    """One row per appointment and reading: due by its slot, registered when it was booked, moved away."""

    _name = "dms.fact.appointment"
    _description = "Appointments"
    _inherit = "dms.fact"
    _fact_model = "dms.appointment"

    def _fact_query(self, date_from, date_to, companies):
        """Three readings: due by the last slot, registered by the day of booking (once, however often it
        was moved), moved by the slot given up.
        """
        axes = {
            "due": (
                SQL("a.day"),
                SQL("a.day BETWEEN %s AND %s", date_from, date_to),
                SQL("a.state NOT IN ('draft', 'rescheduled')"),
            ),
            "registered": (
                self._local_day_sql(SQL("a.booked_at")),
                self._within_sql(SQL("a.booked_at"), date_from, date_to),
                SQL("a.state != 'draft' AND a.previous_id IS NULL"),
            ),
            "moved": (
                SQL("a.day"),
                SQL("a.day BETWEEN %s AND %s", date_from, date_to),
                SQL("a.state = 'rescheduled'"),
            ),
        }
        parts = [self._axis_query(axis, *axes[axis], companies) for axis in self._fact_parts(*axes)]
        return SQL(" UNION ALL ").join(parts)

    def _axis_query(self, axis, day, period, condition, companies):
        """SELECT of one reading."""
        return SQL(
            """SELECT a.id, a.company_id, %(day)s AS date, %(axis)s AS axis, a.advisor_id AS user_id, a.source,
                      a.state, a.slot_start, a.arrived_at, a.cancel_reason, a.closed_at, a.service_type_id,
                      COALESCE(t.code, '') AS type_code, v.model_id, v.brand_id,
                      a.parts_ready, a.prepared_at, a.confirmed_at, a.planned_hours, c.arrival_tolerance,
                      c.reception_limit,
                      EXTRACT(HOUR FROM a.slot_start AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::int AS hour,
                      (SELECT MIN(o.reception_started_at) FROM sale_order o
                        WHERE o.appointment_id = a.id) AS served_at,
                      EXISTS (SELECT 1 FROM dms_appointment_line l
                                JOIN product_product p ON p.id = l.product_id
                                JOIN product_template pt ON pt.id = p.product_tmpl_id AND pt.is_part
                               WHERE l.appointment_id = a.id
                              UNION ALL
                              SELECT 1 FROM dms_appointment_line l
                                JOIN dms_repair_package_line k ON k.package_id = l.package_id
                                JOIN product_product p ON p.id = k.product_id
                                JOIN product_template pt ON pt.id = p.product_tmpl_id AND pt.is_part
                               WHERE l.appointment_id = a.id) AS needs_parts
                 FROM dms_appointment a
                 JOIN res_company c ON c.id = a.company_id
                 LEFT JOIN dms_service_type t ON t.id = a.service_type_id
                 LEFT JOIN fleet_vehicle v ON v.id = a.vehicle_id
                WHERE a.company_id IN %(companies)s AND %(period)s AND %(condition)s""",
            day=day,
            axis=axis,
            zone=self.env.company._get_zone_name(),
            companies=tuple(companies),
            period=period,
            condition=condition,
        )

    def _fact_dimensions(self):
        return {
            **super()._fact_dimensions(),
            "user": SQL("f.user_id"),
            "source": SQL("f.source"),
            "service_type": SQL("f.service_type_id"),
            "type_code": SQL("f.type_code"),
            "model": SQL("f.model_id"),
            "brand": SQL("f.brand_id"),
            "hour": SQL("f.hour"),
            "weekday_hour": SQL("EXTRACT(ISODOW FROM f.date)::int * 100 + f.hour"),
            "reason": SQL("f.cancel_reason"),
        }

    def _fact_flush(self):
        self.env["dms.appointment"].flush_model()
        self.env["dms.appointment.line"].flush_model()
        self.env["sale.order"].flush_model(["appointment_id", "reception_started_at"])

    def _measure(self, axis, *conditions, aggregate=None):
        """Measure of the rows of one reading."""
        condition = SQL(" AND ").join([SQL("f.axis = %s", axis), *conditions])
        return Measure(aggregate or SQL("COUNT(*)"), condition, part=axis)

    def _fact_measures(self):
        """K-41…K-45. Due: not cancelled by the customer at least two hours before the slot."""
        by_customer = SQL("f.state = 'cancelled' AND f.cancel_reason LIKE 'customer%%'")
        due = SQL(
            "NOT (%s AND f.closed_at <= f.slot_start - INTERVAL '2 hours')",
            by_customer,
        )
        arrived = SQL("f.arrived_at IS NOT NULL")
        tolerance = SQL("make_interval(mins => f.arrival_tolerance)")
        served = SQL(
            "f.served_at <= GREATEST(f.arrived_at, f.slot_start) "
            "+ make_interval(mins => f.reception_limit)"
        )
        early = SQL("f.arrived_at < f.slot_start - %s", tolerance)
        late = SQL("f.arrived_at > f.slot_start + %s", tolerance)
        needs = SQL("f.confirmed_at IS NOT NULL AND f.needs_parts AND f.state != 'cancelled'")
        return {
            **super()._fact_measures(),
            "registered": self._measure("registered"),
            "moved": self._measure("moved"),
            "booked": self._measure("due"),
            "due": self._measure("due", due),
            "arrived": self._measure("due", arrived),
            "kept": self._measure("due", due, arrived),
            "early": self._measure("due", early),
            "late": self._measure("due", late),
            "punctual": self._measure("due", arrived, SQL("NOT (%s OR %s)", early, late)),
            "served_in_time": self._measure("due", arrived, served),
            "no_show": self._measure("due", SQL("f.state = 'no_show'")),
            "cancelled": self._measure("due", SQL("f.state = 'cancelled'")),
            "missed": self._measure("due", SQL("f.state IN ('cancelled', 'no_show')")),
            "cancelled_customer": self._measure("due", by_customer),
            "cancelled_shop": self._measure(
                "due", SQL("f.state = 'cancelled' AND f.cancel_reason LIKE 'shop%%'")
            ),
            "needs_parts": self._measure("due", needs),
            "parts_ready": self._measure(
                "due", needs, SQL("f.parts_ready AND f.prepared_at <= f.slot_start")
            ),
            "hours": self._measure(
                "due", SQL("f.state != 'cancelled'"), aggregate=SQL("SUM(f.planned_hours)")
            ),
            "invited": self._measure("registered", SQL("f.source = 'invited'")),
            "invited_arrived": self._measure("due", SQL("f.source = 'invited'"), arrived),
        }
