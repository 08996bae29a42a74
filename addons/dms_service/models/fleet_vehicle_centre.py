from odoo import fields, models


class FleetVehicle(models.Model):
    """Company cars belong to a department, which bears their repairs."""

    _inherit = "fleet.vehicle"

    cost_centre_id = fields.Many2one(
        "account.analytic.account",
        string="Department of the Car",
        check_company=True,
        help="Repairs of this car that the shop pays itself are costs of this department.",
    )
