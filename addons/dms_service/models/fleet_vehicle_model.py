from odoo import fields, models


class FleetVehicleModel(models.Model):
    """Models entered at the desk say nothing about fuel unless somebody does."""

    _inherit = "fleet.vehicle.model"

    # Core presumes electric, which would hide half of an inspection sheet.
    default_fuel_type = fields.Selection(default=False)
