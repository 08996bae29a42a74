from odoo import api, fields, models

from odoo.addons.dms_base.tools.rights import SEE_PRICE

# Share of the price as new that a car loses each month, by its use: the table that motor insurers reckon an
# insured car's actual value with (passenger cars below ten seats; taxis and rented cars wear fastest).
MONTHLY_LOSS = {
    "private": 0.006,
    "official": 0.006,
    "ride_hailing": 0.011,
    "rental": 0.011,
    "passenger": 0.009,
    "freight": 0.009,
}
# A car is never reckoned below this share of its price as new.
LEAST_SHARE = 0.2


class FleetVehicle(models.Model):
    """What a car is worth today: a repair that comes near it may be a total loss."""

    _inherit = "fleet.vehicle"

    current_value = fields.Monetary(
        tracking=True,
        groups=SEE_PRICE,
        help="Market value as the insurer or the appraiser names it. Empty: reckoned from the price as new.",
    )
    value_today = fields.Monetary(
        string="Value Today (estimated)",
        compute="_compute_value_today",
        groups=SEE_PRICE,
        help="The current value, or the price as new less the insurers' monthly loss since registration.",
    )

    @api.depends("current_value", "car_value", "first_registration_date", "sale_date", "usage")
    def _compute_value_today(self):
        today = fields.Date.context_today(self)
        for vehicle in self:
            vehicle.value_today = vehicle._get_value(today)

    def _get_value(self, day):
        """Value of the car on a day, 0.0 when nothing is known.

        :param day: date
        """
        self.ensure_one()
        start = self.first_registration_date or self.sale_date
        if self.current_value or not self.car_value or not start:
            return self.current_value
        months = max((day.year - start.year) * 12 + day.month - start.month, 0)
        months -= months and day.day < start.day
        share = 1.0 - months * MONTHLY_LOSS.get(self.usage, MONTHLY_LOSS["private"])
        return self.car_value * max(share, LEAST_SHARE)
