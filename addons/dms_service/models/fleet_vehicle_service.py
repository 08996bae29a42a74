from typing import NamedTuple

from odoo import fields, models

from ..tools.service_plan import Step, step_number


class ServiceInterval(NamedTuple):
    """Plan of a vehicle: first service and interval, in kilometres and months."""

    first_km: int
    first_months: int
    km: int
    months: int


USUAL = ServiceInterval(5000, 6, 10000, 6)


class FleetVehicle(models.Model):
    """Where the maintenance of a vehicle is counted from, and which service comes next."""

    _inherit = "fleet.vehicle"

    last_service_step = fields.Integer(
        string="Last Service No.",
        readonly=True,
        help="Which service of the plan the last one was, 1 is the first.",
    )

    def _get_service_interval(self):
        """Plan of the vehicle in figures; the usual one when no plan fits.

        :return: :class:`ServiceInterval`
        """
        self.ensure_one()
        plan = self.service_plan_id
        if not plan and self.id:
            plan = self.env["dms.service.plan"]._match(self)[self]
        if not plan:
            return USUAL
        return ServiceInterval(
            plan.first_km, plan.first_months, plan.interval_km, plan.interval_months
        )

    def _get_service_steps(self, odometer, day):
        """Service of the plan that is due now, and the one before it.

        :param odometer: reading today, km
        :param day: date of the service
        :return: (number of the step, :class:`Step` before, :class:`Step` now)
        """
        self.ensure_one()
        plan = self._get_service_interval()
        start = self.last_service_date or self.sale_date or self.first_registration_date
        months = (day - start).days / 30.4375 if start else 0
        driven = max(odometer - self.last_service_km, 0)
        number = self.last_service_step + step_number(driven, months, plan.km, plan.months)
        # Without a known service before only what this step adds is due.
        before = self.last_service_step or number - 1
        return number, self._make_step(plan, before), self._make_step(plan, number)

    def _make_step(self, plan, number):
        """Kilometres and months of a step of the plan; the first is the running-in service."""
        if number == 1:
            return Step(plan.first_km, plan.first_months)
        return Step(number * plan.km, number * plan.months)
