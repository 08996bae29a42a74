from odoo import models

from . import service_projection as projection
from .fleet_vehicle_projection import PRIORS
from .set_based import update_rows


class FleetVehicle(models.Model):
    """The service that is due: kept in step with the projection, closed when it was done."""

    _inherit = "fleet.vehicle"

    def _update_due_services(self):
        """Keep the open due service of each vehicle in step with its projection."""
        dues = self.env["dms.service.due"]
        known = dues.search([("vehicle_id", "in", self.ids), ("date_done", "=", False)]).grouped(
            "vehicle_id"
        )
        gone, new, changed = dues, [], {}
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
                changed[due.id] = vals
        gone.unlink()
        update_rows(dues, changed)
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
