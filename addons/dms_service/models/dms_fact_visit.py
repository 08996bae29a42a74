from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure

# Visits that are no customers' repairs: left out of the effective count and of all ratios per visit.
NOT_EFFECTIVE = ("PDI", "IN", "RW", "FC")
NOT_SETTLED_BASE = ("PDI", "IN", "RW")


class DmsFactVisit(models.AbstractModel):
    """One row per repair order and axis: `in` by reception day, `out` by the day it left, `level` for
    cars still inside at the end of the period. Orders of one stay count once, by their main order.
    """

    _name = "dms.fact.visit"
    _description = "Visits"
    _inherit = "dms.fact"
    _fact_model = "sale.order"

    def _fact_query(self, date_from, date_to, companies):
        """Scans by index of the axes needed: received in the period, left in it, inside at its end."""
        axes = {
            "in": (
                SQL("o.business_date"),
                SQL("o.business_date BETWEEN %s AND %s", date_from, date_to),
            ),
            "out": (
                SQL("o.delivered_date"),
                SQL("o.delivered_date BETWEEN %s AND %s", date_from, date_to),
            ),
            "level": (SQL("%s::date", date_to), self._stay_condition(date_to)),
        }
        parts = [self._axis_query(axis, *axes[axis], companies) for axis in self._fact_parts(*axes)]
        return SQL(" UNION ALL ").join(parts)

    def _stay_condition(self, day):
        """Inside at the end of a day: the day lies in [received, left); answered by the stay index."""
        return SQL(
            "o.business_date IS NOT NULL AND daterange(o.business_date, "
            "CASE WHEN o.delivered_date IS NULL THEN NULL "
            "ELSE GREATEST(o.delivered_date, o.business_date) END) @> %s::date",
            day,
        )

    def _axis_query(self, axis, day, condition, companies):
        """SELECT of one axis; extend the columns to measure more."""
        return SQL(
            """SELECT o.id, o.company_id, %(day)s AS date, %(axis)s AS axis, %(columns)s
                 FROM sale_order o
                 LEFT JOIN dms_service_type t ON t.id = o.service_type_id
                 LEFT JOIN fleet_vehicle v ON v.id = o.vehicle_id
                 LEFT JOIN dms_appointment a ON a.id = o.appointment_id
                 LEFT JOIN res_company ac ON ac.id = a.company_id
                WHERE o.is_repair IS TRUE AND o.company_id IN %(companies)s AND %(condition)s
                  AND (o.state != 'cancel' OR o.is_left)""",
            day=day,
            axis=axis,
            columns=SQL(", ").join(self._axis_columns()),
            companies=tuple(companies),
            condition=condition,
        )

    def _axis_columns(self):
        """Columns every axis offers to measures and dimensions."""
        return [
            SQL("o.visit_main_id IS NULL AS is_main"),
            SQL("COALESCE(t.code, '') AS type_code"),
            SQL("o.user_id, o.service_type_id, o.vehicle_id, v.model_id, v.brand_id"),
            SQL("o.state, o.is_left, o.business_date, o.arrival_mode, o.appointment_id"),
            SQL("o.arrived_at, o.reception_started_at, o.received_at, o.authorised_at"),
            SQL("o.ready_at, o.settled_at, o.delivered_at, o.promise_kpi, o.authorise_channel"),
            SQL("o.work_started_at, o.qc_passed_at, o.amount_total"),
            SQL(
                "COALESCE(a.booked_at, a.create_date) + make_interval(mins => ac.appointment_min_lead) AS booked_from"
            ),
        ]

    def _fact_dimensions(self):
        return {
            **super()._fact_dimensions(),
            "user": SQL("f.user_id"),
            "service_type": SQL("f.service_type_id"),
            "type_code": SQL("f.type_code"),
            "model": SQL("f.model_id"),
            "brand": SQL("f.brand_id"),
            "vehicle": SQL("f.vehicle_id"),
        }

    def _fact_flush(self):
        self.env["sale.order"].flush_model()
        self.env["dms.ro.supplement"].flush_model()

    def _fact_measures(self):
        """Counts and times by the KPI dictionary of the service desk (K-01…K-07, K-40, K-50…K-52…)."""
        return {
            **super()._fact_measures(),
            **self._count_measures(),
            **self._delivery_measures(),
            **self._authorisation_measures(),
        }

    def _visits(self, axis, *conditions):
        """Condition of the visits of an axis, further conditions joined by AND."""
        parts = [SQL("f.axis = %s AND f.is_main", axis), *conditions]
        return SQL(" AND ").join(parts)

    def _measure(self, axis, *conditions, aggregate=None, **kwargs):
        """Measure of the visits of an axis: their number, or another aggregate."""
        condition = self._visits(axis, *conditions)
        return Measure(aggregate or SQL("COUNT(*)"), condition, part=axis, **kwargs)

    def _count_measures(self):
        effective = SQL("f.type_code NOT IN %s", NOT_EFFECTIVE)
        base = (effective, self._walk_in_base())
        measures = {
            "received": self._measure("in"),
            "received_vehicles": self._measure("in", aggregate=SQL("COUNT(DISTINCT f.vehicle_id)")),
            "received_valid": self._measure("in", effective),
            "left": self._measure("out"),
            "in_shop": self._measure("level"),
            "overnight": self._measure("level", SQL("f.business_date < f.date")),
            "new_customers": self._measure("in", effective, self._first_visit_sql()),
            "unrepaired": self._measure("out", SQL("f.is_left")),
            "booked": self._measure("in", *base, self._booked_sql()),
            "bookable": self._measure("in", *base),
        }
        for code in ("FS", "PM", "GR", "BP", "WT", "RC", "RW", "AC", "FC", "RS", "PDI", "IN"):
            measures[f"received_{code.lower()}"] = self._measure(
                "in", SQL("f.type_code = %s", code)
            )
        return measures

    def _first_visit_sql(self):
        """The vehicle had no effective visit before."""
        return SQL(
            """NOT EXISTS (SELECT 1 FROM sale_order p
                            WHERE p.vehicle_id = f.vehicle_id AND p.is_repair IS TRUE AND p.state != 'cancel'
                              AND p.visit_main_id IS NULL AND p.business_date < f.business_date
                              AND (p.service_type_id IS NULL OR p.service_type_id NOT IN (
                                   SELECT pt.id FROM dms_service_type pt WHERE pt.code IN %s)))""",
            NOT_EFFECTIVE,
        )

    def _walk_in_base(self):
        """Towed and rescued cars cannot book: they stay out of the booking rate."""
        return SQL("COALESCE(f.arrival_mode, 'driven') NOT IN ('towed', 'rescue')")

    def _booked_sql(self):
        """Booked at least the shortest lead before arrival; later bookings are afterthoughts."""
        return SQL("f.booked_from <= f.arrived_at")

    def _delivery_measures(self):
        promised = SQL(
            "f.authorised_at IS NOT NULL AND f.is_left IS NOT TRUE AND f.type_code NOT IN ('PDI', 'IN')"
        )
        zone = self._get_zone()
        same_day = SQL(
            "(f.ready_at AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date "
            "= (f.received_at AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date",
            zone=zone,
        )
        stay = SQL("SUM(EXTRACT(EPOCH FROM f.delivered_at - f.arrived_at) / 3600)")
        wait = SQL("SUM(EXTRACT(EPOCH FROM f.reception_started_at - f.arrived_at) / 60)")
        known = SQL("f.reception_started_at IS NOT NULL AND f.arrived_at IS NOT NULL")
        arrived, body = SQL("f.arrived_at IS NOT NULL"), SQL("f.type_code = 'BP'")
        on_time = SQL("f.ready_at <= f.promise_kpi")
        booked = SQL("f.appointment_id IS NOT NULL")
        return {
            "promised": self._measure("out", promised),
            "on_time": self._measure("out", promised, on_time),
            "promised_booked": self._measure("out", promised, booked),
            "on_time_booked": self._measure("out", promised, on_time, booked),
            "same_day": self._measure("out", same_day),
            "stay_hours": self._measure("out", aggregate=stay),
            "stay_count": self._measure("out", arrived),
            "stay_hours_bp": self._measure("out", body, aggregate=stay),
            "stay_count_bp": self._measure("out", body, arrived),
            "wait_minutes": self._measure("in", known, aggregate=wait),
            "wait_count": self._measure("in", known),
        }

    def _get_zone(self):
        """Time zone of the shop's days."""
        return self.env.company._get_zone_name()

    def _authorisation_measures(self):
        """By order, not by visit: each order has its own signature and its own supplements."""
        signed = SQL("f.axis = 'in' AND f.authorised_at IS NOT NULL")
        outside = SQL("%s AND f.authorise_channel IS DISTINCT FROM 'internal'", signed)
        proposed = SQL("FROM dms_ro_supplement s WHERE s.order_id = f.id AND s.state != 'draft'")
        conditions = {
            "authorised": signed,
            "authorised_outside": outside,
            "signed": SQL("%s AND f.authorise_channel IN ('desk', 'portal', 'paper')", outside),
            "with_supplement": SQL("%s AND EXISTS (SELECT 1 %s)", signed, proposed),
        }
        measures = {
            name: Measure(SQL("COUNT(*)"), condition, part="in")
            for name, condition in conditions.items()
        }
        for name, column in (
            ("supplement_quoted", SQL("s.amount_total")),
            ("supplement_approved", SQL("s.amount_approved")),
        ):
            total = SQL("SUM((SELECT SUM(%s) %s))", column, proposed)
            measures[name] = Measure(total, conditions["with_supplement"], part="in")
        return measures
