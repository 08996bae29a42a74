from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.dms_base.tools import plate as plate_tools


class DmsReception(models.TransientModel):
    """One screen that turns an arrival into a repair order.

    A known car needs km and complaint; an unknown one its papers, on the same screen.
    """

    _name = "dms.reception"
    _description = "Reception"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    ticket_id = fields.Many2one("dms.queue.ticket")
    appointment_id = fields.Many2one(
        "dms.appointment", compute="_compute_appointment_id", store=True, readonly=False
    )
    plate = fields.Char()
    is_plate_fixed = fields.Boolean(help="The vehicle was chosen before: the plate is not typed.")
    vehicle_id = fields.Many2one(
        "fleet.vehicle", compute="_compute_vehicle_id", store=True, readonly=False
    )
    is_known = fields.Boolean(compute="_compute_banner")
    in_shop = fields.Boolean(compute="_compute_banner")
    banner = fields.Text(compute="_compute_banner", string="To Know")
    refusal = fields.Char(compute="_compute_banner")
    is_add_on = fields.Boolean(string="Further Order of the Same Stay")
    owner_text = fields.Char(compute="_compute_owner_text", string="Owner")

    vin = fields.Char(string="VIN")
    vin_confirmed_reason = fields.Char(
        string="Why the VIN Is Right", help="Only when the check digit does not fit."
    )
    model_id = fields.Many2one(
        "fleet.vehicle.model", compute="_compute_model_id", store=True, readonly=False
    )
    model_text = fields.Char(
        string="Brand and Model", help="For a model not in the list: brand, blank, model."
    )
    partner_name = fields.Char(
        string="Owner's Name", compute="_compute_new_owner", store=True, readonly=False
    )
    phone = fields.Char(compute="_compute_new_owner", store=True, readonly=False)

    odometer = fields.Integer(string="Odometer (km)")
    odometer_unreadable = fields.Boolean(string="Unreadable")
    odometer_reason = fields.Char(string="Why Lower or So High")
    instrument_replaced = fields.Boolean()
    odometer_photo = fields.Image(string="Photo of the Instrument", max_width=1600, max_height=1600)
    last_odometer = fields.Integer(related="vehicle_id.last_odometer")
    customer_complaint = fields.Text(
        string="Customer's Words", compute="_compute_from_appointment", store=True, readonly=False
    )
    service_type_id = fields.Many2one(
        "dms.service.type", compute="_compute_from_appointment", store=True, readonly=False
    )
    customer_waits = fields.Boolean(compute="_compute_from_appointment", store=True, readonly=False)
    fuel_level = fields.Selection(
        [("0", "Empty"), ("25", "1/4"), ("50", "1/2"), ("75", "3/4"), ("100", "Full")]
    )
    wash_wanted = fields.Boolean(default=True)
    sender_is_owner = fields.Boolean(string="Owner Brings the Vehicle", default=True)
    sender_name = fields.Char(string="Sender")
    sender_phone = fields.Char()
    sender_id_number = fields.Char(string="Sender's ID or Licence No.")
    sender_relation = fields.Selection(
        [
            ("family", "Family"),
            ("driver", "Driver"),
            ("staff", "Staff of the Owner"),
            ("insurer", "Insurer"),
            ("other", "Other"),
        ],
        string="Relation to the Owner",
        default="family",
    )
    sender_id_needed = fields.Boolean(compute="_compute_sender_id_needed")

    @api.model
    def _open(self, vehicle=None, appointment=None, ticket=None, plate=None):
        """Action of the reception screen, filled with what is known.

        :param plate: typed or scanned, for a car that is not on file
        """
        appointment = appointment or (ticket and ticket.appointment_id)
        vehicle = (
            vehicle or (ticket and ticket.vehicle_id) or (appointment and appointment.vehicle_id)
        )
        text = plate or (ticket and ticket.plate) or (appointment and appointment.plate)
        if not ticket and appointment:
            ticket = appointment.ticket_ids.filtered(lambda one: not one.order_ids)[:1]
        text = text or (vehicle and vehicle.license_plate)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Receive a Vehicle"),
            "res_model": "dms.reception",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_plate": text or False,
                "default_is_plate_fixed": bool(vehicle),
                "default_vehicle_id": vehicle.id if vehicle else False,
                "default_appointment_id": appointment.id if appointment else False,
                "default_ticket_id": ticket.id if ticket else False,
            },
        }

    @api.depends("plate")
    def _compute_vehicle_id(self):
        for sheet in self:
            current = sheet.vehicle_id
            key = plate_tools.normalise(sheet.plate)
            if key and current.plate_key != key:
                current = current._find_by_plate(key, sheet.company_id)
            sheet.vehicle_id = current

    @api.depends("plate", "ticket_id")
    def _compute_appointment_id(self):
        for sheet in self:
            booking = sheet.appointment_id or sheet.ticket_id.appointment_id
            key = plate_tools.normalise(sheet.plate)
            if not booking and key:
                booking = booking.search(
                    [
                        ("company_id", "=", sheet.company_id.id),
                        ("plate_key", "=", key),
                        ("day", "=", sheet.company_id._local_date()),
                        ("state", "in", ("booked", "confirmed", "prepared", "arrived")),
                    ],
                    limit=1,
                )
            sheet.appointment_id = booking

    @api.depends("vin", "vehicle_id", "appointment_id")
    def _compute_model_id(self):
        for sheet in self:
            sheet.model_id = (
                sheet.vehicle_id.model_id
                or sheet.model_id
                or sheet.vehicle_id._find_model_by_vin(sheet.vin)
            )

    @api.depends("vehicle_id", "appointment_id")
    def _compute_new_owner(self):
        for sheet in self:
            owner = sheet.vehicle_id.owner_id
            booking = sheet.appointment_id
            sheet.partner_name = owner.name or booking.contact_name or sheet.partner_name
            sheet.phone = owner.phone or booking.phone or sheet.phone

    @api.depends("vehicle_id")
    def _compute_owner_text(self):
        for sheet in self:
            owner = sheet.vehicle_id.owner_id
            sheet.owner_text = " ".join(part for part in (owner.name, owner.masked_phone) if part)

    @api.depends("appointment_id")
    def _compute_from_appointment(self):
        for sheet in self:
            booking = sheet.appointment_id
            sheet.customer_complaint = booking.customer_words or sheet.customer_complaint
            sheet.service_type_id = booking.service_type_id or sheet.service_type_id
            sheet.customer_waits = booking.customer_waits or sheet.customer_waits

    @api.depends("company_id", "sender_is_owner")
    def _compute_sender_id_needed(self):
        for sheet in self:
            rule = sheet.company_id.sender_id_rule
            sheet.sender_id_needed = rule == "all" or (
                rule == "not_owner" and not sheet.sender_is_owner
            )

    @api.depends("vehicle_id")
    def _compute_banner(self):
        """What the advisor must know before he speaks: papers, open advice, running guarantees."""
        today = fields.Date.context_today(self)
        for sheet in self:
            vehicle = sheet.vehicle_id
            sheet.is_known = bool(
                vehicle and vehicle.owner_id and vehicle.vin_sn and vehicle.model_id
            )
            sheet.in_shop = bool(vehicle) and vehicle.is_in_shop
            sheet.refusal = vehicle._get_refusal_reason() if vehicle else False
            sheet.banner = "\n".join(sheet._get_banner_texts(today)) if vehicle else False

    def _get_banner_texts(self, today):
        """Sentences of the banner.

        :param today: date
        """
        return self.vehicle_id._get_desk_hints(today)

    @api.onchange("plate")
    def _onchange_plate(self):
        if self.plate:
            self.plate = plate_tools.normalise(self.plate)

    def action_open_order(self):
        """Create the repair order in “received” and open it; a second press opens the same one."""
        self.ensure_one()
        order = (
            self.ticket_id.order_ids[:1]
            or self.appointment_id.order_ids.filtered(lambda one: one.received_at)[:1]
        )
        order = order or self._create_order()
        return order._get_desk_action()

    def _create_order(self):
        self.ensure_one()
        self._check_input()
        vehicle = self.vehicle_id or self._create_vehicle()
        self._complete_vehicle(vehicle)
        orders = self.env["sale.order"]
        vals = self._prepare_order_vals(vehicle)
        if self.appointment_id:
            # The appointment may have been made by plate alone; now the car is known.
            if not self.appointment_id.vehicle_id:
                self.appointment_id.write({"vehicle_id": vehicle.id})
            existing = self.appointment_id.order_ids[:1]
            order = existing or orders._create_from_appointment(self.appointment_id)
            order.write(vals)
        else:
            order = orders.create({"is_repair": True, **vals})
        reasons = {vehicle: self.odometer_reason} if self.odometer_reason else {}
        replaced = {vehicle: self.odometer_photo} if self.instrument_replaced else {}
        order.with_context(
            dms_odometer_reasons=reasons, dms_new_instruments=replaced
        ).action_receive()
        return order.with_env(self.env)

    def _check_input(self):
        if not self.odometer and not self.odometer_unreadable:
            raise UserError(self.env._("Enter the odometer, or tick that it cannot be read."))
        if self.instrument_replaced and not (self.odometer_reason and self.odometer_photo):
            raise UserError(
                self.env._("A replaced instrument needs its reason and a photo of the new one.")
            )
        if not self.customer_complaint:
            raise UserError(self.env._("Write down what the customer says, in his words."))
        if self.sender_id_needed and not (
            (self.sender_name or self.sender_is_owner) and self.sender_id_number
        ):
            raise UserError(
                self.env._("Enter the sender's name and ID or driving licence number. (E-109)")
            )

    def _get_usual_old_part_choice(self, vehicle):
        """What the customer chose last time; the law lets him take his parts unless he waives them."""
        last = self.env["sale.order"].search(
            [("vehicle_id", "=", vehicle.id), ("old_part_choice", "in", ("take", "waive"))],
            order="id desc",
            limit=1,
        )
        return last.old_part_choice or "take"

    def _prepare_order_vals(self, vehicle):
        """Values of the repair order opened at reception."""
        self.ensure_one()
        owner = vehicle.owner_id
        mine = self.sender_is_owner
        advisor = self.ticket_id.advisor_id or self.appointment_id.advisor_id or self.env.user
        return {
            "company_id": self.company_id.id,
            "vehicle_id": vehicle.id,
            "partner_id": owner.id,
            "user_id": advisor.id,
            "ticket_id": self.ticket_id.id,
            "appointment_id": self.appointment_id.id,
            "service_type_id": self.service_type_id.id,
            "odometer": self.odometer,
            "odometer_unreadable": self.odometer_unreadable,
            "fuel_level": self.fuel_level,
            "customer_complaint": self.customer_complaint,
            "customer_waits": self.customer_waits,
            "wash_wanted": self.wash_wanted,
            "old_part_choice": self._get_usual_old_part_choice(vehicle),
            "is_add_on": self.is_add_on,
            "sender_name": owner.name if mine else self.sender_name,
            "sender_phone": owner.phone if mine else self.sender_phone,
            "sender_relation": "owner" if mine else self.sender_relation,
            "sender_id_masked": self.sender_id_number,
        }
