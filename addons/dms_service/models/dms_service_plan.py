from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .fleet_vehicle import USAGES

# A plan that names more of the car goes before one that names less.
WEIGHTS = {"model_id": 16, "brand_id": 8, "fuel_type": 4, "usage": 2, "company_id": 1}


class DmsServicePlan(models.Model):
    """Service plan of a kind of car: the first service and the interval of the following ones (SV-08)."""

    _name = "dms.service.plan"
    _description = "Service Plan"
    _order = "brand_id, model_id, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for every shop.")
    brand_id = fields.Many2one(
        "fleet.vehicle.model.brand",
        compute="_compute_brand_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
    )
    model_id = fields.Many2one("fleet.vehicle.model", index="btree_not_null")
    fuel_type = fields.Selection(
        selection=lambda self: (
            self.env["fleet.vehicle.model"]
            ._fields["default_fuel_type"]
            ._description_selection(self.env)
        )
    )
    usage = fields.Selection(USAGES)
    first_km = fields.Integer(string="First Service at (km)", default=5000)
    first_months = fields.Integer(string="First Service after (months)", default=6)
    interval_km = fields.Integer(string="Interval (km)", default=10000)
    interval_months = fields.Integer(string="Interval (months)", default=6)
    mode = fields.Selection(
        [("from_last", "From the Last Service"), ("grid", "At Multiples of the Interval")],
        default="from_last",
        required=True,
    )
    severe_factor = fields.Float(
        default=1.0, help="Share of the interval under severe use, 0.5 to 1."
    )
    free_first_km = fields.Integer(
        string="Free First Service: Tolerance (km)",
        default=500,
        help="Kilometres beyond the first service that the manufacturer still pays for.",
    )
    free_first_days = fields.Integer(string="Free First Service: Tolerance (days)", default=15)
    first_lead_days = fields.Integer(
        string="Invite before the First Service (days)", default=30, required=True
    )
    lead_days = fields.Integer(string="Invite before a Service (days)", default=15, required=True)

    _distances_positive = models.Constraint(
        "CHECK(first_km > 0 AND interval_km > 0)",
        "Enter the kilometres of the first service and of the interval.",
    )
    _months_not_negative = models.Constraint(
        "CHECK(first_months >= 0 AND interval_months >= 0)", "Months cannot be negative."
    )

    @api.depends("model_id.brand_id")
    def _compute_brand_id(self):
        for plan in self:
            plan.brand_id = plan.model_id.brand_id or plan.brand_id

    @api.constrains("severe_factor")
    def _check_severe_factor(self):
        if any(not 0.5 <= plan.severe_factor <= 1.0 for plan in self):
            raise ValidationError(
                self.env._("The share of the interval under severe use lies between 0.5 and 1.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        plans = super().create(vals_list)
        plans._mark_vehicles()
        return plans

    def write(self, vals):
        self._mark_vehicles()  # those that leave the plan
        res = super().write(vals)
        self._mark_vehicles()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_mark_vehicles(self):
        self._mark_vehicles()

    def _mark_vehicles(self):
        """Vehicles that a plan fits are projected again."""
        domains = [
            Domain.AND(
                [Domain("company_id", "in", (plan.company_id.id, False))] * bool(plan.company_id)
                + [
                    Domain(name, "=", plan[name].id)
                    for name in ("model_id", "brand_id")
                    if plan[name]
                ]
                + [Domain(name, "=", plan[name]) for name in ("fuel_type", "usage") if plan[name]]
            )
            for plan in self
        ]
        if domains:
            # sudo: who keeps plans need not be allowed to edit vehicle files.
            self.env["fleet.vehicle"].sudo().search(Domain.OR(domains)).write(
                {"projection_stale": True}
            )

    @api.model
    def _match(self, vehicles):
        """The most specific plan of each vehicle.

        :return: {vehicle: dms.service.plan, empty when none fits}
        """
        plans = self.search([("company_id", "in", (*vehicles.company_id.ids, False))])
        found = {}
        kinds = vehicles.grouped(
            lambda car: (car.model_id, car.fuel_type, car.usage, car.company_id)
        )
        for cars in kinds.values():
            fitting = plans.filtered(lambda plan, car=cars[0]: plan._fits(car))
            best = max(fitting, key=lambda plan: plan._get_weight(), default=self.browse())
            found.update(dict.fromkeys(cars, best))
        return found

    def _fits(self, vehicle):
        self.ensure_one()
        return all(not self[name] or self[name] == vehicle[name] for name in WEIGHTS)

    def _get_weight(self):
        """How much of the car the plan names."""
        self.ensure_one()
        return sum(weight for name, weight in WEIGHTS.items() if self[name])
