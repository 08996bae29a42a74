from datetime import date

from odoo import api, models
from odoo.exceptions import ValidationError

from odoo.addons.dms_base.tools import plate, vin

from .fleet_vehicle import REFUSED_STATUSES


class FleetVehicle(models.Model):
    """Plate and VIN: written one way only, and refused when they cannot be right."""

    _inherit = "fleet.vehicle"

    @api.depends("vin_sn", "vin_override")
    def _compute_vin_warning(self):
        for vehicle in self:
            number = vehicle.vin_sn
            wrong = number and vin.is_well_formed(number) and not vin.check_digit_ok(number)
            vehicle.vin_warning = (
                self.env._("VIN check digit mismatch: compare it with the vehicle licence. (E-103)")
                if wrong
                else False
            )

    @api.constrains("license_plate", "vehicle_use")
    def _check_plate(self):
        for vehicle in self:
            if vehicle.vehicle_use != "customer" or not vehicle.license_plate:
                continue
            if not plate.is_valid(vehicle.license_plate):
                raise ValidationError(
                    self.env._(
                        "“%(plate)s” is not a valid plate: enter it as on the vehicle, or tick "
                        "“Not Plated Yet”. (E-101)",
                        plate=vehicle.license_plate,
                    )
                )

    @api.constrains("vin_sn", "vin_override", "vin_override_reason")
    def _check_vin(self):
        """17 characters (E-102); a wrong check digit is refused for cars built in China (E-103)."""
        for vehicle in self.filtered("vin_sn"):
            number = vehicle.vin_sn
            if vehicle.vehicle_use != "customer":
                continue
            if not vin.is_well_formed(number):
                raise ValidationError(
                    self.env._(
                        "“%(vin)s”: a VIN has 17 characters without I, O and Q. (E-102)", vin=number
                    )
                )
            if not number.startswith("L") or vin.check_digit_ok(number):
                continue
            if not (vehicle.vin_override and vehicle.vin_override_reason):
                raise ValidationError(
                    self.env._(
                        "VIN %(vin)s: the check digit does not fit. Compare it with the vehicle "
                        "licence, or tick “VIN Confirmed by Hand” and say why. (E-103)",
                        vin=number,
                    )
                )

    @api.onchange("vin_sn")
    def _onchange_vin_sn(self):
        """Model and year come from the VIN, unless somebody entered them."""
        if self.vin_sn:
            self.vin_sn = vin.normalise(self.vin_sn)
            self.update(self._prepare_vin_vals(self.vin_sn))

    @api.onchange("license_plate")
    def _onchange_license_plate(self):
        if self.license_plate:
            self.license_plate = plate.normalise(self.license_plate)

    def _prepare_vin_vals(self, number):
        """Fields that the VIN tells and that are still empty."""
        vals = {}
        if not self.model_id and (model := self._find_model_by_vin(number)):
            vals["model_id"] = model.id
        year = self._get_vin_year(number)
        if year and not self.model_year:
            vals["model_year"] = year
        return vals

    @api.model
    def _get_vin_year(self, number):
        """Latest model year the VIN allows that is not in the future; the code repeats every 30."""
        limit = date.today().year + 1
        years = [year for year in vin.decode(number).get("years") or () if int(year) <= limit]
        known = {
            value for value, _label in self._fields["model_year"]._description_selection(self.env)
        }
        year = str(max(years, default=""))
        return year if year in known else False

    @api.model
    def _find_model_by_vin(self, number):
        """Model of another vehicle with the same first 8 characters: same maker, same type.

        :return: fleet.vehicle.model, empty when nothing alike has been here
        """
        number = vin.normalise(number)
        if not vin.is_well_formed(number):
            return self.env["fleet.vehicle.model"]
        alike = self.search([("vin_sn", "=like", f"{number[:8]}%")], order="id desc", limit=1)
        return alike.model_id

    @api.model
    def _normalise_identity(self, vals):
        """Plate and VIN are stored without blanks, dots and lower case letters; in place."""
        if vals.get("license_plate") and vals.get("vehicle_use", "customer") == "customer":
            vals["license_plate"] = plate.normalise(vals["license_plate"])
        if vals.get("vin_sn"):
            vals["vin_sn"] = vin.normalise(vals["vin_sn"])

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._normalise_identity(vals)
            if vals.get("vehicle_use", "customer") == "customer":
                vals.setdefault("contract_date_start", False)
        return super().create(vals_list)

    def write(self, vals):
        if "license_plate" in vals or "vin_sn" in vals:
            vals = dict(vals)
            self._normalise_identity(vals)
        return super().write(vals)

    def _get_refusal_reason(self):
        """Why the vehicle may not be accepted for repair (E-108), or False."""
        self.ensure_one()
        if self.service_status not in REFUSED_STATUSES:
            return False
        labels = dict(self._fields["service_status"]._description_selection(self.env))
        return self.env._(
            "This vehicle is “%(status)s” and may not be repaired: tell the service manager.",
            status=labels[self.service_status],
        )

    def _get_reminders(self, today=None):
        """Papers about to end, for the reception banner: list of sentences.

        :param today: date, default today
        """
        self.ensure_one()
        today = today or date.today()
        texts = []
        for field, label in (
            ("compulsory_insurance_expiry", self.env._("Compulsory insurance")),
            ("commercial_insurance_expiry", self.env._("Commercial insurance")),
            ("inspection_expiry", self.env._("Annual inspection")),
        ):
            if self[field] and (self[field] - today).days <= 30:
                texts.append(self.env._("%(paper)s ends %(date)s", paper=label, date=self[field]))
        return texts
