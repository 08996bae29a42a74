from odoo import api, fields, models


class FleetVehicleModel(models.Model):
    """Models entered at the desk say nothing about fuel unless somebody does."""

    _inherit = "fleet.vehicle.model"

    # Core presumes electric, which would hide half of an inspection sheet.
    default_fuel_type = fields.Selection(default=False)
    service_template_id = fields.Many2one(
        "dms.checklist.template",
        string="Maintenance Sheet",
        domain=[("is_service_sheet", "=", True), ("state", "=", "published")],
        help="Empty: the generic sheet SA-03.",
    )
    tyre_pressure_kpa = fields.Integer(
        string="Tyre Pressure (kPa)",
        help="Specified value; check sheets take their limits from it.",
    )

    @api.model
    def _get_step_names(self):
        """The columns that the steps of a visit ask for, see `base`."""
        return super()._get_step_names() | {
            "name",
            "brand_id",
            "tyre_pressure_kpa",
        }
