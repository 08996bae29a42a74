from odoo import api, fields, models

from ..tools import plate as plate_tools


class FleetVehicle(models.Model):
    """Whose car it is to the shop, and its plate in comparable form."""

    _inherit = "fleet.vehicle"

    vehicle_use = fields.Selection(
        [
            ("customer", "Customer"),
            ("company", "Company Car"),
            ("rescue", "Rescue Car"),
            ("loaner", "Courtesy Car"),
            ("demo", "Demonstration Car"),
            ("new", "New Car for Sale"),
        ],
        string="Vehicle Kind",
        required=True,
        default="customer",
        index=True,
    )
    plate_key = fields.Char(
        compute="_compute_plate_key",
        store=True,
        precompute=True,
        index="trigram",
        help="The plate in upper case without dots and blanks.",
    )

    @api.depends("license_plate")
    def _compute_plate_key(self):
        for vehicle in self:
            vehicle.plate_key = plate_tools.normalise(vehicle.license_plate) or False

    @api.model
    def _find_by_plate(self, text, company=None):
        """The active vehicle with this plate, or an empty recordset.

        :param text: plate as typed or scanned
        """
        key = plate_tools.normalise(text)
        if not key:
            return self.browse()
        company = company or self.env.company
        return self.search(
            [("plate_key", "=", key), ("company_id", "in", (company.id, False))], limit=1
        )
