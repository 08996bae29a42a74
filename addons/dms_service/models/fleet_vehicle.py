from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.dms_base.tools import phone, plate, vin
from odoo.addons.dms_base.tools.rights import SEE_PHONE

VEHICLE_CLASSES = [
    ("car", "Passenger Car"),
    ("bus", "Bus"),
    ("truck", "Truck"),
    ("motorcycle", "Motorcycle"),
    ("other", "Other Motor Vehicle"),
]
USAGES = [
    ("private", "Private"),
    ("official", "Official"),
    ("ride_hailing", "Ride-hailing"),
    ("passenger", "Passenger Transport"),
    ("freight", "Freight"),
    ("rental", "Rental"),
]
# Vehicles that may not be accepted for repair (E-108).
REFUSED_STATUSES = ("scrapped", "plate_cancelled", "stolen")


class FleetVehicle(models.Model):
    """The customer's vehicle: found by plate, VIN or phone, with its history in one place."""

    _inherit = "fleet.vehicle"

    owner_id = fields.Many2one(
        "res.partner", index="btree_not_null", tracking=True, check_company=True
    )
    # Not by superuser rights: a search through the owner would tell the number.
    owner_phone = fields.Char(
        related="owner_id.phone", string="Owner's Phone", related_sudo=False, groups=SEE_PHONE
    )
    owner_masked_phone = fields.Char(related="owner_id.masked_phone", string="Phone (masked)")
    vin_sn = fields.Char(index="trigram")
    engine_no = fields.Char(string="Engine No.", copy=False)
    key_no = fields.Char(string="Key No.", copy=False)
    usage = fields.Selection(USAGES, default="private")
    vehicle_class = fields.Selection(VEHICLE_CLASSES, default="car", required=True)
    acquisition_date = fields.Date(default=lambda self: self._default_acquisition_date())
    first_registration_date = fields.Date(
        related="acquisition_date", readonly=False, string="First Registration"
    )
    sale_date = fields.Date(string="Sold on")
    is_unplated = fields.Boolean(string="Not Plated Yet")
    service_status = fields.Selection(
        [
            ("normal", "Normal"),
            ("transferred", "Sold to Someone Else"),
            ("scrapped", "Scrapped"),
            ("plate_cancelled", "Plate Cancelled"),
            ("stolen", "Reported Stolen"),
        ],
        default="normal",
        required=True,
        tracking=True,
        help="Scrapped, cancelled or stolen vehicles may not be accepted for repair.",
    )
    vin_override = fields.Boolean(
        string="VIN Confirmed by Hand",
        copy=False,
        help="The check digit does not fit, but the VIN was compared with the licence.",
    )
    vin_override_reason = fields.Char(string="Why the VIN Is Right", copy=False)
    vin_warning = fields.Char(compute="_compute_vin_warning")

    insurer_id = fields.Many2one(
        "res.partner",
    )
    compulsory_insurance_expiry = fields.Date(string="Compulsory Insurance until")
    commercial_insurance_expiry = fields.Date(string="Commercial Insurance until")
    inspection_expiry = fields.Date(string="Annual Inspection until")
    warranty_start = fields.Date()
    warranty_end = fields.Date()
    warranty_km = fields.Integer(string="Warranty up to (km)")

    reading_ids = fields.One2many("fleet.vehicle.odometer", "vehicle_id", string="Readings")
    last_odometer = fields.Integer(
        string="Last Odometer (km)",
        compute="_compute_last_odometer",
        store=True,
        help="Latest reading that was accepted; a rejected or suspect one never counts.",
    )
    last_odometer_at = fields.Datetime(compute="_compute_last_odometer", store=True)
    next_service_date = fields.Date(index="btree_not_null")
    next_service_km = fields.Integer(string="Next Service at (km)")
    advisor_id = fields.Many2one(
        "res.users",
        string="Own Advisor",
        help="Who received the vehicle last; greets the customer again when present.",
    )

    order_ids = fields.One2many(
        "sale.order", "vehicle_id", string="Repair Orders", domain=[("is_repair", "=", True)]
    )
    order_count = fields.Integer(compute="_compute_counts")
    appointment_ids = fields.One2many("dms.appointment", "vehicle_id", string="Appointments")
    appointment_count = fields.Integer(compute="_compute_counts")
    vehicle_checklist_ids = fields.One2many("dms.checklist", "vehicle_id", string="Inspections")
    recommendation_ids = fields.One2many(
        "dms.ro.recommendation", "vehicle_id", string="Recommended Work"
    )
    is_in_shop = fields.Boolean(compute="_compute_is_in_shop")

    _plate_active_uniq = models.UniqueIndex(
        "(COALESCE(company_id, 0), plate_key) "
        "WHERE active AND plate_key IS NOT NULL AND plate_key != ''",
        "Another active vehicle has this plate already: open that vehicle instead.",
    )
    _vin_idx = models.Index("(vin_sn) WHERE vin_sn IS NOT NULL")

    def _default_acquisition_date(self):
        """Only company cars start on the day they are entered; a customer's date is on his papers."""
        if self.env.context.get("default_vehicle_use", "customer") == "customer":
            return False
        return fields.Date.context_today(self)

    @api.model
    def _get_step_names(self):
        """The columns that the steps of a visit ask for, see `base`."""
        return super()._get_step_names() | {
            "active",
            "name",
            "company_id",
            "license_plate",
            "vin_sn",
            "driver_id",
            "owner_id",
            "advisor_id",
            "model_id",
            "transmission",
            "fuel_type",
            "vehicle_use",
            "vehicle_class",
            "service_status",
            "last_odometer",
        }

    @api.depends("license_plate", "vin_sn", "model_id.name", "model_id.brand_id.name")
    def _compute_display_name(self):
        """“粤B·12345 大众 朗逸”: what the desk reads out, plate first."""
        for vehicle in self:
            number = vehicle._format_plate() or vehicle.vin_sn or self.env._("No Plate")
            parts = [number, vehicle.model_id.brand_id.name, vehicle.model_id.name]
            vehicle.display_name = " ".join(part for part in parts if part)

    def _format_plate(self):
        """Plate with the dot after the region letters, as on the car."""
        self.ensure_one()
        return plate.dotted(self.license_plate)

    @api.model
    def _search_display_name(self, operator, value):
        """Find by name, plate in any spelling, end of the VIN, owner's name or phone."""
        if not isinstance(value, str) or operator not in ("ilike", "=ilike", "like", "=like"):
            return super()._search_display_name(operator, value)
        return super()._search_display_name(operator, value) | self._get_find_domain(value)

    @api.model
    def _get_find_domain(self, text):
        """Domain behind the one search box of the desk.

        :param text: plate, VIN or its end, owner's name; phone or its end for people who may see it
        """
        text = (text or "").strip()
        if not text:
            return Domain.FALSE
        number = plate.normalise(text)
        # What can be nothing else is looked for in one place.
        if number[:1] in plate.PROVINCES and plate.is_valid(number):
            return Domain("plate_key", "ilike", number)
        if vin.is_well_formed(text):
            return Domain("vin_sn", "=", vin.normalise(text))
        domain = Domain("vin_sn", "ilike", text) | Domain(
            "owner_id", "in", self._find_owner_ids(text)
        )
        return domain | Domain("plate_key", "ilike", number) if number else domain

    @api.model
    def _find_owner_ids(self, text):
        """Ids of the customers by name, phone or its end, archived ones too.

        Ids and not a subquery: joined by OR with plate and VIN, only ids let each of the three use its index.
        """
        partners = self.env["res.partner"].with_context(active_test=False)
        domain = Domain("name", "ilike", text)
        digits = phone.key(text)
        if partners._may_see_phone() and len(digits) >= 4 and digits.isdigit():
            domain |= Domain("phone_key", "ilike", digits)
        return partners.search(domain, order="id").ids

    def _compute_counts(self):
        orders = self.env["sale.order"]._read_group(
            [("vehicle_id", "in", self.ids), ("is_repair", "=", True)], ["vehicle_id"], ["__count"]
        )
        appointments, bookings = self.env["dms.appointment"], []
        if appointments.has_access("read"):
            bookings = appointments._read_group(
                [("vehicle_id", "in", self.ids)], ["vehicle_id"], ["__count"]
            )
        order_counts, booking_counts = dict(orders), dict(bookings)
        for vehicle in self:
            vehicle.order_count = order_counts.get(vehicle, 0)
            vehicle.appointment_count = booking_counts.get(vehicle, 0)

    def _compute_is_in_shop(self):
        running = self.env["sale.order"].search_fetch(
            [("vehicle_id", "in", self.ids), ("in_shop", "=", True)], ["vehicle_id"]
        )
        for vehicle in self:
            vehicle.is_in_shop = vehicle in running.vehicle_id

    def action_view_orders(self):
        """Repair history of the vehicle."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dms_service.sale_order_action_repair"
        )
        action["domain"] = [("vehicle_id", "=", self.id), ("is_repair", "=", True)]
        action["context"] = {
            "default_is_repair": True,
            "default_vehicle_id": self.id,
            "default_partner_id": self.owner_id.id,
        }
        return action

    def action_new_appointment(self):
        """An empty appointment of the vehicle."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Service Appointment"),
            "res_model": "dms.appointment",
            "views": [(False, "form")],
            "context": {"default_vehicle_id": self.id},
        }

    def action_view_appointments(self):
        """Appointments of the vehicle."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_service.dms_appointment_action")
        action["domain"] = [("vehicle_id", "=", self.id)]
        action["context"] = {
            "default_vehicle_id": self.id,
            "default_partner_id": self.owner_id.id,
        }
        return action

    def action_receive_vehicle(self):
        """Open the reception screen, filled in for this vehicle."""
        self.ensure_one()
        return self.env["dms.reception"]._open(vehicle=self)
