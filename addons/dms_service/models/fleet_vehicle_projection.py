from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from . import service_projection as projection
from .dms_service_due import BASES, KINDS
from .fleet_vehicle_odometer import COMMERCIAL_USAGES

# Km a day of a car of which nothing is known, by its usage.
PRIORS = {
    "private": 40.0,
    "official": 60.0,
    "rental": 60.0,
    "freight": 150.0,
    "ride_hailing": 200.0,
    "passenger": 200.0,
}
# So many cars of one model and usage make a prior of their own.
PRIOR_VEHICLES = 30
REFRESH_DAYS = 7
BATCH = 500
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

    _projection_stale_idx = models.Index("(id) WHERE projection_stale")

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
        for vehicle in self.sudo().with_context(tracking_disable=True):
            vals = dict.fromkeys(RESULTS, False)
            if vehicle._is_projected():
                points = readings.get(vehicle.id, [])
                vals |= vehicle._prepare_projection(points, plans[vehicle], priors, today)
            changed = {
                name: value
                for name, value in vals.items()
                if (vehicle[name].id if name == "service_plan_id" else vehicle[name]) != value
            }
            vehicle.write(
                {**changed, "projected_at": fields.Datetime.now(), "projection_stale": False}
            )
        # sudo: services due follow the projection; nobody writes them by hand.
        self.sudo()._update_due_services()

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

    def _get_sale_day(self):
        """Day the customer got the car: sale, else first registration."""
        return self.sale_date or self.first_registration_date

    def _get_daily_km_cap(self):
        """Largest believable km a day of the vehicle's usage."""
        company = self.company_id or self.env.company
        if self.usage in COMMERCIAL_USAGES:
            return company.odometer_cap_commercial
        return company.odometer_cap_private

    @staticmethod
    def _get_offset(readings, day):
        """Km that instruments replaced until a day had counted."""
        return max((reading.offset for reading in readings if reading.day <= day), default=0)

    def _get_cumulative_readings(self):
        """Readings of the vehicles in cumulative km, the delivery of the car first.

        :return: {vehicle id: list of :class:`service_projection.Reading`}
        """
        # sudo: the odometer book is read whoever asks; only projections leave.
        rows = (
            self.env["fleet.vehicle.odometer"]
            .sudo()
            .search_fetch(
                [("vehicle_id", "in", self.ids), ("state", "!=", "rejected")],
                ["vehicle_id", "date", "value", "state", "is_new_instrument"],
                order="vehicle_id, read_at, id",
            )
        )
        result = {}
        for vehicle in self:
            sold = vehicle._get_sale_day()
            start = [projection.Reading(sold, vehicle.sale_odometer)] if sold else []
            result[vehicle.id] = start
        for vehicle, group in rows.grouped("vehicle_id").items():
            offset, last = 0, None
            for row in group:
                if row.is_new_instrument and last is not None:
                    offset += last - row.value
                last = row.value
                result[vehicle.id].append(
                    projection.Reading(row.date, row.value + offset, row.state == "suspect", offset)
                )
        return result

    @api.model
    def _get_daily_km_priors(self):
        """Median km a day of each model and usage with enough cars.

        :return: {(model id, usage): km a day}
        """
        self.flush_model(["model_id", "usage", "observed_daily_km"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT model_id, usage,
                       percentile_cont(0.5) WITHIN GROUP (ORDER BY observed_daily_km)
                  FROM fleet_vehicle
                 WHERE observed_daily_km > 0 AND active AND vehicle_use = 'customer'
                 GROUP BY model_id, usage
                HAVING COUNT(*) >= %s
                """,
                PRIOR_VEHICLES,
            )
        )
        return {(model, usage): median for model, usage, median in rows}

    def _update_due_services(self):
        """Keep the open due service of each vehicle in step with its projection."""
        dues = self.env["dms.service.due"]
        known = dues.search([("vehicle_id", "in", self.ids), ("date_done", "=", False)]).grouped(
            "vehicle_id"
        )
        gone, new = dues, []
        for vehicle in self:
            due = known.get(vehicle, dues)
            if not vehicle.next_service_date:
                gone |= due
                continue
            vals = {
                "kind": vehicle.next_service_kind,
                "date_due": vehicle.next_service_date,
                "km_due": vehicle.next_service_km,
                "basis": vehicle.next_service_basis,
            }
            if not due:
                new.append({"vehicle_id": vehicle.id, **vals})
            elif any(due[name] != value for name, value in vals.items()):
                due.write(vals)
        gone.unlink()
        dues.create(new)

    def _preview_next_service(self, day, km):
        """What will be due after a service that is being finished now.

        :param day: date of the service
        :param km: what the instrument shows
        :return: (date, km) or (False, 0) without a plan
        """
        self.ensure_one()
        plan = self.env["dms.service.plan"]._match(self)[self]
        if not plan:
            return False, 0
        readings = self._get_cumulative_readings()[self.id]
        offset = self._get_offset(readings, day)
        base = projection.Reading(day, km + offset)
        due = projection.routine_service(
            [base],
            self.daily_km or PRIORS.get(self.usage, 40.0),
            base,
            plan.interval_km * plan.severe_factor,
            plan.interval_months,
            plan.mode == "grid",
        )
        return due.day, due.km - offset

    def _complete_service(self, day, km, order=None, elsewhere=False):
        """A service was done: it closes what was due, and the next one counts from here.

        :param day: date it was done
        :param km: what the instrument showed
        :param order: sale.order of our own service
        """
        self.ensure_one()
        if self.last_service_date and day < self.last_service_date:
            return
        # sudo: services due follow the projection; nobody writes them by hand.
        self.env["dms.service.due"].sudo().search(
            [("vehicle_id", "=", self.id), ("date_done", "=", False)]
        ).write(
            {"date_done": day, "order_id": order.id if order else False, "is_elsewhere": elsewhere}
        )
        # sudo: the guard's exit and the customer's word move the base of the projection, nothing else.
        self.sudo().with_context(tracking_disable=True).write(
            {
                "last_service_date": day,
                "last_service_km": km,
                "last_service_elsewhere": elsewhere,
            }
        )
        self._project_services()

    @api.model
    def _cron_project_services(self):
        """Project what changed, refresh what is old, and move the status on with the calendar."""
        self._refresh_service_states()
        limit = fields.Datetime.now() - timedelta(days=REFRESH_DAYS)
        domain = Domain("vehicle_use", "=", "customer") & (
            Domain("projection_stale", "=", True)
            | Domain("projected_at", "=", False)
            | Domain("projected_at", "<", limit)
        )
        cron = self.env["ir.cron"]
        left = cron._commit_progress(remaining=self.search_count(domain))
        while left and (vehicles := self.search(domain, limit=BATCH)):
            vehicles._project_services()
            left = cron._commit_progress(len(vehicles))

    @api.model
    def _refresh_service_states(self, today=None):
        """Move the status of vehicles on with the calendar, one write per status."""
        today = today or fields.Date.context_today(self)
        spans = {
            "not_due": (31, None),
            "soon": (0, 30),
            "due": (-15, -1),
            "overdue": (-90, -16),
            "lost": (None, -91),
        }
        for state, (first, last) in spans.items():
            domain = Domain("next_service_date", "!=", False) & Domain("service_state", "!=", state)
            if first is not None:
                domain &= Domain("next_service_date", ">=", today + timedelta(days=first))
            if last is not None:
                domain &= Domain("next_service_date", "<=", today + timedelta(days=last))
            self.search(domain).with_context(tracking_disable=True).write({"service_state": state})

    def action_book_service(self):
        """Open an appointment prefilled with the due service: type, odometer, last free day before it is due."""
        self.ensure_one()
        code = "FS" if self.next_service_kind == "first" else "PM"
        kind = self.env["dms.service.type"].search([("code", "=", code)], limit=1)
        context = {
            "default_vehicle_id": self.id,
            "default_service_type_id": kind.id,
            "default_odometer": self.estimated_odometer,
            "default_source": "invited",
        }
        if slot := self._get_service_slot(kind.default_hours):
            context["default_slot_start"] = slot
        return {
            "type": "ir.actions.act_window",
            "res_model": "dms.appointment",
            "view_mode": "form",
            "name": self.env._("Service Appointment"),
            "context": context,
        }

    def _get_service_slot(self, hours):
        """Last free slot not after the due day; the next free one when that has passed."""
        company = self.company_id or self.env.company
        days = self.env["dms.appointment.day"]
        now = fields.Datetime.now()
        due = self.next_service_date
        ahead = (due - company._local_date(now)).days if due else 0
        if ahead > 0:
            lead = min(ahead, company.booking_days_ahead or ahead)
            free = days._get_free_slots(company, now, hours, limit=1000, days=lead)
            return free[-1] if free else False
        free = days._get_free_slots(company, now, hours, limit=1)
        return free[0] if free else False

    def action_declare_service(self):
        """Ask for a service that the car had somewhere else."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "dms.service.declare",
            "view_mode": "form",
            "target": "new",
            "name": self.env._("Service Done Elsewhere"),
            "context": {"default_vehicle_id": self.id},
        }
