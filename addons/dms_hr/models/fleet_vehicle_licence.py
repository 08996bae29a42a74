from odoo import fields, models

from .hr_employee_licence import PERMITS


class FleetVehicle(models.Model):
    """The licence a car of the shop asks of its driver."""

    _inherit = "fleet.vehicle"

    licence_class = fields.Selection(
        [(name, name) for name in PERMITS],
        string="Licence Needed",
        help="Class of driving licence; empty means C1.",
    )
