from odoo import models
from odoo.exceptions import UserError

from odoo.addons.dms_base.tools import phone as phone_tools


class DmsReception(models.TransientModel):
    """Vehicle file and owner of a car that has never been here, from the reception screen."""

    _inherit = "dms.reception"

    def _create_vehicle(self):
        """Vehicle file and owner of a car that has never been here."""
        self.ensure_one()
        if not phone_tools.is_valid(self.phone):
            raise UserError(
                self.env._(
                    "Enter the owner's phone: 11 digits, or landline with area code. (E-107)"
                )
            )
        owner = self.env["res.partner"]._find_or_create_by_phone(self.phone, self.partner_name)
        model = self.model_id or self._find_or_create_model()
        return (
            self.env["fleet.vehicle"]
            .with_context(tracking_disable=True)
            .create(
                {
                    "license_plate": self.plate,
                    "is_unplated": not self.plate,
                    "vin_sn": self.vin,
                    "vin_override": bool(self.vin_confirmed_reason),
                    "vin_override_reason": self.vin_confirmed_reason,
                    "model_id": model.id,
                    "model_year": self.env["fleet.vehicle"]._get_vin_year(self.vin),
                    "owner_id": owner.id,
                    "company_id": self.company_id.id,
                }
            )
            .with_env(self.env)
        )

    def _complete_vehicle(self, vehicle):
        """Fill what the file of a known car lacks: owner, VIN."""
        vals = {}
        if not vehicle.owner_id and self.phone:
            owner = self.env["res.partner"]._find_or_create_by_phone(self.phone, self.partner_name)
            vals["owner_id"] = owner.id
        if not vehicle.vin_sn and self.vin:
            vals["vin_sn"] = self.vin
            if self.vin_confirmed_reason:
                vals.update(vin_override=True, vin_override_reason=self.vin_confirmed_reason)
        if vals:
            vehicle.write(vals)

    def _find_or_create_model(self):
        """Model typed as “brand model”, found by name or added to the list."""
        self.ensure_one()
        brand_name, _blank, model_name = (self.model_text or "").strip().partition(" ")
        if not brand_name:
            raise UserError(self.env._("Enter brand and model, for example “Volkswagen Lavida”."))
        brands = self.env["fleet.vehicle.model.brand"]
        models_ = self.env["fleet.vehicle.model"]
        brand = brands.search([("name", "=ilike", brand_name)], limit=1) or brands.create(
            {"name": brand_name}
        )
        name = model_name.strip() or brand_name
        return models_.search(
            [("brand_id", "=", brand.id), ("name", "=ilike", name)], limit=1
        ) or models_.create({"brand_id": brand.id, "name": name})
