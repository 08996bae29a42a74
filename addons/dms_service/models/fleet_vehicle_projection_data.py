from odoo import api, models
from odoo.tools import SQL

from . import service_projection as projection
from .fleet_vehicle_odometer import COMMERCIAL_USAGES

# So many cars of one model and usage make a prior of their own.
PRIOR_VEHICLES = 30


class FleetVehicle(models.Model):
    """What a projection is made of: the odometer book, delivery, and what like cars do."""

    _inherit = "fleet.vehicle"

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
        rows = (
            self.env["fleet.vehicle.odometer"]
            # sudo: the odometer book is read whoever asks; only projections leave.
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
