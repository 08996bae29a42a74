from datetime import timedelta

from odoo import api, fields, models

from . import service_projection as projection
from .dms_service_due import BASES, KINDS
from .set_based import update_rows

# Km a day of a car of which nothing is known, by its usage.
PRIORS = {
    "private": 40.0,
    "official": 60.0,
    "rental": 60.0,
    "freight": 150.0,
    "ride_hailing": 200.0,
    "passenger": 200.0,
}
RESULTS = (
    "service_plan_id",
    "daily_km",
    "observed_daily_km",
    "daily_km_confidence",
    "next_service_kind",
    "next_service_date",
    "next_service_km",
    "next_service_basis",
    "service_day_by_km",
    "service_day_by_time",
    "free_first_lapsed",
    "service_state",
)


class FleetVehicle(models.Model):
    """SV-08: when the car is due for its next service, projected from its readings and its plan."""

    _inherit = "fleet.vehicle"

    sale_odometer = fields.Integer(string="Odometer when Sold (km)")
    last_service_date = fields.Date(readonly=True)
    last_service_km = fields.Integer(string="Last Service at (km)", readonly=True)
    last_service_elsewhere = fields.Boolean(readonly=True)
    service_plan_id = fields.Many2one("dms.service.plan", readonly=True, index="btree_not_null")
    daily_km = fields.Float(string="Km a Day", digits=(8, 1), readonly=True)
    observed_daily_km = fields.Float(
        readonly=True, help="Weighted median of the slopes between readings, before the prior."
    )
    daily_km_confidence = fields.Selection(
        [("A", "A"), ("B", "B"), ("C", "C")], string="Confidence", readonly=True
    )
    estimated_odometer = fields.Integer(
        string="Odometer Today (estimated)", compute="_compute_estimated_odometer"
    )
    next_service_kind = fields.Selection(KINDS, readonly=True)
    next_service_basis = fields.Selection(BASES, readonly=True)
    service_day_by_km = fields.Date(string="Due by Distance", readonly=True)
    service_day_by_time = fields.Date(string="Due by Time", readonly=True)
    days_to_service = fields.Integer(compute="_compute_days_to_service")
    free_first_lapsed = fields.Boolean(string="Free First Service Lapsed", readonly=True)
    service_state = fields.Selection(
        [
            ("not_due", "Service Not Due"),
            ("soon", "Due Soon"),
            ("due", "Due Now"),
            ("overdue", "Overdue"),
            ("lost", "Long Overdue"),
            ("no_plan", "No Service Plan"),
            ("no_data", "Too Little Known"),
        ],
        string="Due Status",
        readonly=True,
        index="btree_not_null",
    )
    projected_at = fields.Datetime(readonly=True)
    projection_stale = fields.Boolean(
        compute="_compute_last_odometer",
        store=True,
        readonly=False,
        help="Readings or the plan changed: the next run projects the vehicle again.",
    )
    service_due_ids = fields.One2many("dms.service.due", "vehicle_id")

    _projection_stale_idx = models.Index("(id) WHERE projection_stale IS TRUE")

    @api.depends("reading_ids.value", "reading_ids.state", "reading_ids.read_at")
    def _compute_last_odometer(self):
        res = super()._compute_last_odometer()
        self.projection_stale = True
        return res

    @api.depends("last_odometer", "last_odometer_at", "daily_km")
    def _compute_estimated_odometer(self):
        estimates = self._estimate_odometer()
        for vehicle in self:
            vehicle.estimated_odometer = estimates[vehicle]

    @api.depends("next_service_date")
    def _compute_days_to_service(self):
        today = fields.Date.context_today(self)
        for vehicle in self:
            due = vehicle.next_service_date
            vehicle.days_to_service = (due - today).days if due else 0

    def _is_projected(self):
        """Whether the vehicle gets a projection: a customer's, on the road, not handed on."""
        self.ensure_one()
        return self.active and self.vehicle_use == "customer" and self.service_status == "normal"

    def _project_services(self, today=None):
        """Project the next service of all vehicles of the recordset, in a few queries.

        :param today: date of the projection, default today
        """
        today = today or fields.Date.context_today(self)
        # A reading of this very transaction belongs to the projection.
        self.flush_recordset()
        readings = self._get_cumulative_readings()
        plans = self.env["dms.service.plan"]._match(self)
        priors = self._get_daily_km_priors()
        # sudo: projections are figures of the shop; whoever triggers them need not own the file.
        vehicles = self.sudo()
        stamp = {"projected_at": fields.Datetime.now(), "projection_stale": False}
        update_rows(
            vehicles,
            {
                vehicle.id: {
                    **dict.fromkeys(RESULTS, False),
                    **vehicle._get_projection(readings, plans, priors, today),
                    **stamp,
                }
                for vehicle in vehicles
            },
        )
        vehicles._update_due_services()

    def _get_projection(self, readings, plans, priors, today):
        """Values of :data:`RESULTS`, none for a vehicle that gets no projection."""
        self.ensure_one()
        if not self._is_projected():
            return {}
        return self._prepare_projection(readings.get(self.id, []), plans[self], priors, today)

    def _prepare_projection(self, readings, plan, priors, today):
        """Values of :data:`RESULTS` for one vehicle.

        :param readings: list of :class:`service_projection.Reading`, cumulative, with the delivery point
        :param plan: dms.service.plan, may be empty
        :param priors: km a day by (model id, usage)
        """
        self.ensure_one()
        points = projection.clean(readings)
        prior = priors.get((self.model_id.id, self.usage)) or PRIORS.get(self.usage, 40.0)
        daily = projection.daily_km(points, prior, self._get_daily_km_cap(), today)
        vals = {
            "service_plan_id": plan.id,
            "daily_km": round(daily.rate, 1),
            "observed_daily_km": daily.observed or 0.0,
            "daily_km_confidence": daily.confidence,
        }
        if not plan:
            return {**vals, "service_state": "no_plan"}
        due = self._project_due(points, plan, daily.rate, readings)
        if not due:
            return {**vals, "service_state": "no_data"}
        return vals | self._prepare_due_vals(due, plan, readings, today)

    def _project_due(self, points, plan, rate, readings):
        """:class:`service_projection.Due` of the vehicle, or None when too little is known."""
        if self.last_service_date:
            base = projection.Reading(
                self.last_service_date,
                self.last_service_km + self._get_offset(readings, self.last_service_date),
            )
            return projection.routine_service(
                points or [base],
                rate,
                base,
                plan.interval_km * plan.severe_factor,
                plan.interval_months,
                plan.mode == "grid",
            )
        sold = self._get_sale_day()
        if not sold:
            return None
        start = projection.Reading(sold, self.sale_odometer)
        return projection.first_service(
            points or [start], rate, sold, plan.first_km, plan.first_months
        )

    def _prepare_due_vals(self, due, plan, readings, today):
        """Values of the due service: what the instrument will show, why, and whether it is still free."""
        first = not self.last_service_date
        lapsed = False
        if first and due.by_time:
            last_free = due.by_time + timedelta(days=plan.free_first_days)
            lapsed = today > last_free or self.last_odometer > plan.first_km + plan.free_first_km
        return {
            "next_service_kind": "first" if first else "routine",
            "next_service_date": due.day,
            "next_service_km": due.km - self._get_offset(readings, today),
            "next_service_basis": due.basis,
            "service_day_by_km": due.by_km,
            "service_day_by_time": due.by_time,
            "free_first_lapsed": lapsed,
            "service_state": projection.status(due.day, today),
        }
