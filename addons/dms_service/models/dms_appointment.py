from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.dms_base.tools import phone as phone_tools
from odoo.addons.dms_base.tools import plate as plate_tools
from odoo.addons.dms_base.tools.rights import PORTAL_LINK, SEE_PHONE, SEE_PRICE

from .ro_const import TRADES

SOURCES = [
    ("phone", "Phone"),
    ("wechat", "WeChat"),
    ("online", "Booking Page"),
    ("visit", "In the Shop"),
    ("invited", "Invited by Us"),
    ("maker", "Manufacturer's Platform"),
]
STATES = [
    ("draft", "Draft"),
    ("booked", "Appointment Booked"),
    ("confirmed", "Confirmed"),
    ("prepared", "Prepared"),
    ("arrived", "Has Arrived"),
    ("converted", "Repair Order Opened"),
    ("rescheduled", "Rescheduled"),
    ("cancelled", "Cancelled"),
    ("no_show", "No-show"),
]
OPEN_STATES = ("booked", "confirmed", "prepared", "arrived")
WAITED_STATES = ("booked", "confirmed", "prepared")
CANCEL_REASONS = [
    ("customer_time", "Customer: No Time"),
    ("customer_price", "Customer: Price"),
    ("customer_elsewhere", "Customer: Repaired Elsewhere"),
    ("customer_other", "Customer: Other"),
    ("shop_parts", "Shop: Parts Missing"),
    ("shop_staff", "Shop: Staff Missing"),
    ("shop_bay", "Shop: Bay Missing"),
    ("shop_system", "Shop: System"),
]


def get_punctuality(arrived, slot, limit):
    """How punctual an arrival is.

    :param arrived, slot: UTC datetimes, or nothing
    :param limit: minutes of tolerance
    :return: (minutes after the slot, on_time, early or late); (0, False) when one of them is not known
    """
    if not arrived or not slot:
        return 0, False
    delta = int((arrived - slot).total_seconds() // 60)
    return delta, "on_time" if abs(delta) <= limit else "late" if delta > 0 else "early"


class DmsAppointment(models.Model):
    """SV-17: a place reserved at reception and in the workshop for one vehicle."""

    _name = "dms.appointment"
    _description = "Service Appointment"
    _inherit = ["portal.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "slot_start, id"
    _check_company_auto = True

    access_token = fields.Char(groups=PORTAL_LINK)
    name = fields.Char(string="Appointment No.", readonly=True, copy=False)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    state = fields.Selection(STATES, default="draft", required=True, index=True, copy=False)
    source = fields.Selection(SOURCES, default="phone", required=True)
    vehicle_id = fields.Many2one("fleet.vehicle", check_company=True, index="btree_not_null")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
    )
    contact_name = fields.Char(
        string="Contact", compute="_compute_contact", store=True, readonly=False, precompute=True
    )
    phone = fields.Char(
        compute="_compute_contact", store=True, readonly=False, precompute=True, groups=SEE_PHONE
    )
    masked_phone = fields.Char(
        compute="_compute_masked_phone", compute_sudo=True, string="Phone (masked)"
    )
    plate = fields.Char(compute="_compute_plate", store=True, readonly=False, precompute=True)
    plate_key = fields.Char(compute="_compute_plate_key", store=True, precompute=True, index=True)
    model_text = fields.Char(
        string="Brand and Model",
        compute="_compute_plate",
        store=True,
        readonly=False,
        precompute=True,
    )
    is_known = fields.Boolean(string="Known Vehicle", compute="_compute_is_known")
    odometer = fields.Integer(string="Odometer (km)", copy=False)
    service_type_id = fields.Many2one("dms.service.type")
    trade = fields.Selection(
        TRADES,
        compute="_compute_trade",
        store=True,
        readonly=False,
        precompute=True,
        help="Skill the work asks for: its technicians and bays must have room.",
    )
    slot_start = fields.Datetime(
        string="Appointment Time",
        required=True,
        copy=False,
        index=True,
        default=lambda self: self._default_slot_start(),
    )
    day = fields.Date(compute="_compute_day", store=True, precompute=True, index=True)
    advisor_id = fields.Many2one(
        "res.users",
        string="Service Advisor",
        compute="_compute_advisor_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    technician_id = fields.Many2one("hr.employee", string="Technician Asked for")
    bay_id = fields.Many2one("dms.bay", check_company=True)
    customer_words = fields.Text(string="Customer's Words")
    customer_waits = fields.Boolean(string="Waits in the Shop")
    loaner_wanted = fields.Boolean(string="Needs a Courtesy Car")
    pickup_wanted = fields.Boolean(string="Pick-up and Return")
    pickup_address = fields.Char()
    line_ids = fields.One2many("dms.appointment.line", "appointment_id", string="Items", copy=True)
    planned_hours = fields.Float(
        compute="_compute_planned", store=True, readonly=False, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    planned_amount = fields.Monetary(
        string="Estimated Amount",
        compute="_compute_planned",
        store=True,
        precompute=True,
        groups=SEE_PRICE,
    )
    planned_duration = fields.Float(
        string="Hours in the Shop",
        compute="_compute_planned_duration",
        help="Workshop hours by efficiency, plus 0.5 h reception and 0.3 h wash.",
    )
    promised_date = fields.Datetime(string="Expected Delivery", copy=False)
    note = fields.Text(string="Remarks")

    booked_at = fields.Datetime(readonly=True, copy=False)
    confirmed_at = fields.Datetime(readonly=True, copy=False)
    confirmed_by = fields.Char(string="Confirmed by", readonly=True, copy=False)
    parts_ready = fields.Boolean(string="Parts Prepared", copy=False, readonly=True)
    crew_ready = fields.Boolean(string="Technician and Bay Prepared", copy=False, readonly=True)
    prepared_at = fields.Datetime(readonly=True, copy=False)
    arrived_at = fields.Datetime(string="Arrived at", readonly=True, copy=False)
    arrival_delta = fields.Integer(
        string="Minutes Late",
        compute="_compute_punctuality",
        help="Minutes after the slot; negative when early.",
    )
    punctuality = fields.Selection(
        [("on_time", "On Time"), ("early", "Early"), ("late", "Late")],
        compute="_compute_punctuality",
    )
    reminded_day_at = fields.Datetime(string="Reminded the Day before", readonly=True, copy=False)
    reminded_hour_at = fields.Datetime(string="Reminded on the Day", readonly=True, copy=False)
    cancel_reason = fields.Selection(CANCEL_REASONS, readonly=True, copy=False)
    cancel_note = fields.Char(readonly=True, copy=False)
    closed_at = fields.Datetime(string="Cancelled at", readonly=True, copy=False)
    overbook_reason = fields.Char(
        string="Overbooking Reason", copy=False, help="The manager books although the slot is full."
    )
    previous_id = fields.Many2one(
        "dms.appointment", string="Rescheduled from", readonly=True, copy=False
    )
    next_id = fields.Many2one("dms.appointment", string="Rescheduled to", readonly=True, copy=False)
    origin_key = fields.Char(
        string="Origin",
        copy=False,
        groups="dms_base.group_dms_admin",
        help="Keyed hash of the address an online booking came from; limits repeated bookings.",
    )
    order_ids = fields.One2many("sale.order", "appointment_id", string="Repair Orders")
    ticket_ids = fields.One2many("dms.queue.ticket", "appointment_id", string="Tickets")

    _one_a_day_uniq = models.UniqueIndex(
        "(company_id, plate_key, day) WHERE plate_key IS NOT NULL "
        "AND state IN ('booked', 'confirmed', 'prepared', 'arrived')",
        "This vehicle has an appointment on that day already.",
    )
    _hours_not_negative = models.Constraint(
        "CHECK(planned_hours >= 0)", "Hours are not below zero."
    )
    _booked_idx = models.Index("(company_id, booked_at) WHERE booked_at IS NOT NULL")
    _due_idx = models.Index(
        "(company_id, slot_start) WHERE state IN ('booked', 'confirmed', 'prepared')"
    )

    @property
    def _rec_names_search(self):
        """Bookings are found by number, plate and name; by phone only by people who may see it."""
        names = ["name", "plate_key", "contact_name"]
        return [*names, "phone"] if self.env["res.partner"]._may_see_phone() else names

    @api.depends("vehicle_id")
    def _compute_partner_id(self):
        for booking in self:
            booking.partner_id = booking.vehicle_id.owner_id or booking.partner_id

    @api.depends("partner_id")
    def _compute_contact(self):
        for booking in self:
            booking.contact_name = booking.partner_id.name or booking.contact_name
            booking.phone = booking.partner_id.phone or booking.phone

    @api.depends("phone")
    @api.depends_context("uid")
    def _compute_masked_phone(self):
        whole = self.env["res.partner"]._may_see_phone()
        for booking in self:
            text = booking.phone or ""
            booking.masked_phone = text if whole else phone_tools.mask(text)

    @api.depends("vehicle_id")
    def _compute_plate(self):
        for booking in self:
            vehicle = booking.vehicle_id
            if vehicle:
                names = (vehicle.model_id.brand_id.name, vehicle.model_id.name)
                booking.plate = vehicle.license_plate or vehicle.vin_sn
                booking.model_text = " ".join(name for name in names if name)
            else:
                booking.plate = booking.plate
                booking.model_text = booking.model_text

    @api.model
    def _default_slot_start(self):
        """The next free place: what the clerk offers first."""
        days = self.env["dms.appointment.day"]
        slots = days._get_free_slots(self.env.company, fields.Datetime.now(), limit=1)
        return slots[0] if slots else False

    @api.depends("service_type_id")
    def _compute_trade(self):
        """Skill of the service type; a person may choose another."""
        for booking in self:
            booking.trade = booking.service_type_id.trade or booking.trade

    @api.depends("plate")
    def _compute_plate_key(self):
        for booking in self:
            booking.plate_key = plate_tools.normalise(booking.plate) or False

    @api.depends("vehicle_id")
    def _compute_is_known(self):
        for booking in self:
            booking.is_known = bool(booking.vehicle_id.last_odometer_at)

    @api.depends("slot_start", "company_id")
    def _compute_day(self):
        for booking in self:
            start = booking.slot_start
            booking.day = start and booking.company_id._to_local(start).date()

    @api.depends("vehicle_id")
    def _compute_advisor_id(self):
        for booking in self:
            booking.advisor_id = booking.advisor_id or booking.vehicle_id.advisor_id

    @api.depends("line_ids.hours", "line_ids.amount", "service_type_id")
    def _compute_planned(self):
        for booking in self:
            lines = booking.line_ids
            hours = sum(lines.mapped("hours"))
            booking.planned_hours = hours or booking.service_type_id.default_hours
            booking.planned_amount = sum(lines.mapped("amount"))

    @api.depends("planned_hours", "company_id")
    def _compute_planned_duration(self):
        for booking in self:
            booking.planned_duration = booking.company_id._get_stay_hours(booking.planned_hours)

    @api.depends("arrived_at", "slot_start")
    def _compute_punctuality(self):
        for booking in self:
            booking.arrival_delta, booking.punctuality = get_punctuality(
                booking.arrived_at, booking.slot_start, booking.company_id.arrival_tolerance
            )

    @api.depends("name", "plate")
    def _compute_display_name(self):
        for booking in self:
            booking.display_name = " ".join(part for part in (booking.plate, booking.name) if part)

    def _compute_access_url(self):
        res = super()._compute_access_url()
        for booking in self:
            booking.access_url = f"/dms/appointment/{booking.id}"
        return res

    @api.onchange("plate")
    def _onchange_plate(self):
        """A known plate brings vehicle, customer and history with it."""
        if self.plate and not self.vehicle_id:
            self.vehicle_id = self.env["fleet.vehicle"]._find_by_plate(self.plate, self.company_id)
        if self.plate:
            self.plate = plate_tools.normalise(self.plate)

    @api.onchange("service_type_id")
    def _onchange_service_type_id(self):
        """Hours of the service type stand until items are entered."""
        if self.service_type_id and not self.line_ids:
            self.planned_hours = self.service_type_id.default_hours

    @api.model_create_multi
    def create(self, vals_list):
        """Number appointments per shop and day; the chatter stays quiet."""
        for vals in vals_list:
            if vals.get("plate"):
                vals["plate"] = plate_tools.normalise(vals["plate"])
        self._read_for_booking(vals_list)
        self._add_numbers(vals_list)
        # tracking_disable: no creation note, no followers on a booking.
        bookings = super(DmsAppointment, self.with_context(tracking_disable=True)).create(vals_list)
        bookings = bookings.with_env(self.env)
        bookings._notify_board()
        return bookings

    @api.model
    def _read_for_booking(self, vals_list):
        """Cars, kinds of service and shops of new appointments by one statement."""
        companies = self._get_named(vals_list, "company_id") or self.env.company
        self._get_named(vals_list, "vehicle_id")._read_together(
            "model_id.brand_id",
            beside=(
                self.env.user,
                *((company, "currency_id") for company in companies),
                *self._get_named(vals_list, "service_type_id"),
            ),
        )

    @api.model
    def _add_numbers(self, vals_list):
        """Numbers of new appointments, in place, by one statement per shop."""
        groups = {}
        for vals in vals_list:
            if not vals.get("name"):
                groups.setdefault(vals.get("company_id") or self.env.company.id, []).append(vals)
        for company_id, group in groups.items():
            company = self.env["res.company"].browse(company_id)
            for vals, number in zip(group, company._next_numbers("YY", len(group)), strict=True):
                vals["name"] = number

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(booking.state != "draft" for booking in self):
            raise UserError(
                self.env._(
                    "An appointment that was booked is cancelled with a reason, not deleted."
                )
            )
