from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.dms_base.tools import phone as phone_tools
from odoo.addons.dms_base.tools.rights import SEE_PHONE

from .dms_rescue_case_const import (
    ANSWERS,
    CLOSED,
    DRIVES,
    FAULTS,
    OUTCOMES,
    ROADS,
    SAFETY,
    STATES,
)


class DmsRescueOrder(models.Model):
    """SV-07: one rescue from the call to the bill: who waits where, how fast we came, what it costs."""

    _name = "dms.rescue.order"
    _description = "Rescue Case"
    _inherit = ["mail.thread", "mail.activity.mixin", "dms.step.mixin"]
    _order = "called_at desc, id desc"
    _check_company_auto = True
    _step_fields = (
        "state",
        "dispatched_at",
        "arrived_at",
        "finished_at",
        "back_at",
        "trip_id",
        "order_id",
        "cancel_reason",
        "followed_at",
        "followed_by_id",
    )

    name = fields.Char(string="Number", required=True, readonly=True, copy=False, default="/")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        STATES,
        default="called",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    call_id = fields.Many2one("dms.call.log", readonly=True, check_company=True)

    # The call.
    safety = fields.Selection(
        SAFETY, string="Are People Safe?", required=True, help="The first question of every call."
    )
    is_injured = fields.Boolean(string="Somebody Is Hurt")
    police_called = fields.Boolean(string="Police (122) Called")
    called_at = fields.Datetime(string="Call Received", required=True, default=fields.Datetime.now)
    taken_by_id = fields.Many2one(
        "res.users", string="Taken by", required=True, default=lambda self: self.env.user
    )
    caller = fields.Char(string="Caller's Name", required=True)
    phone = fields.Char(required=True, groups=SEE_PHONE)
    masked_phone = fields.Char(
        compute="_compute_masked_phone", compute_sudo=True, string="Phone (masked)"
    )
    relation = fields.Char(string="Relation to the Owner")
    vehicle_id = fields.Many2one(
        "fleet.vehicle",
        domain=[("vehicle_use", "=", "customer")],
        check_company=True,
        index="btree_not_null",
        help="Found by its plate; a car nobody knows is entered before the bill.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        compute="_compute_vehicle",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
    )
    plate = fields.Char(
        compute="_compute_vehicle", store=True, readonly=False, precompute=True, index=True
    )
    model_text = fields.Char(
        string="Brand and Model",
        compute="_compute_vehicle",
        store=True,
        readonly=False,
        precompute=True,
    )
    color = fields.Char(compute="_compute_vehicle", store=True, readonly=False, precompute=True)
    for_electric = fields.Boolean(
        string="Electric Car",
        compute="_compute_vehicle",
        store=True,
        readonly=False,
        precompute=True,
        help="Insulated gloves must be on board of the van.",
    )
    odometer = fields.Integer(string="Odometer (km)")
    location = fields.Char(string="Where", required=True)
    road_note = fields.Char(string="Road, Direction, Km Post")
    latitude = fields.Float(digits=(10, 6))
    longitude = fields.Float(digits=(10, 6))
    road = fields.Selection(ROADS, string="Kind of Road", required=True, default="city")
    fault = fields.Selection(FAULTS, string="What Is Wrong", required=True)
    fault_note = fields.Char(string="In the Caller's Words")
    drive = fields.Selection(DRIVES, string="Driven Wheels")
    can_be_towed = fields.Selection(
        [("rope", "On the Wheels"), ("flatbed", "Flatbed Only"), ("unknown", "Not Known")],
        string="Way of Towing",
        default="unknown",
    )
    insurer_covers = fields.Boolean(string="Insurance Covers Rescue")
    in_warranty = fields.Boolean(string="Under the Maker's Warranty")
    price_told = fields.Boolean(
        string="Prices Told and Agreed",
        help="Nothing leaves before the caller knows what it costs.",
    )

    # Who goes, and when.
    van_id = fields.Many2one(
        "fleet.vehicle",
        string="Rescue Van",
        domain=[("vehicle_use", "=", "rescue")],
        check_company=True,
    )
    driver_id = fields.Many2one("hr.employee", check_company=True)
    technician_id = fields.Many2one("hr.employee", check_company=True)
    trip_id = fields.Many2one("dms.rescue.trip", readonly=True, copy=False)
    dispatched_at = fields.Datetime(string="Sent", readonly=True, copy=False)
    arrived_at = fields.Datetime(string="On Site", readonly=True, copy=False)
    finished_at = fields.Datetime(string="Finished", readonly=True, copy=False)
    back_at = fields.Datetime(string="Back", readonly=True, copy=False)
    minutes_to_dispatch = fields.Integer(
        string="Until Sent (min)", compute="_compute_minutes", store=True, aggregator="avg"
    )
    minutes_to_arrive = fields.Integer(
        string="Until There (min)", compute="_compute_minutes", store=True, aggregator="avg"
    )
    is_dispatched_late = fields.Boolean(compute="_compute_minutes", store=True)
    is_arrived_late = fields.Boolean(compute="_compute_minutes", store=True)
    delay_excuse = fields.Selection(
        [("customer", "Customer Moved the Time"), ("road", "Road Closed")],
        string="Delay Not Ours",
        help="Such cases do not count for arriving in time.",
    )

    # On site.
    finding = fields.Text()
    treatment = fields.Text()
    outcome = fields.Selection(OUTCOMES, string="How It Ended", copy=False, tracking=True)
    tow_to = fields.Char(string="Towed to", help="Empty: this shop.")
    third_party_id = fields.Many2one("res.partner", string="Given to")
    third_party_cost = fields.Monetary(
        string="Cost of the Third Party", groups="dms_base.group_dms_see_cost"
    )
    photo_ids = fields.Many2many("ir.attachment", "dms_rescue_order_photo_rel", string="Photos")
    line_ids = fields.One2many("dms.rescue.order.line", "rescue_id", string="Parts Used")
    signed_by = fields.Char(string="Signed by", copy=False)
    signature = fields.Image(copy=False, attachment=True, max_width=1024, max_height=1024)
    cancel_reason = fields.Char(readonly=True, copy=False)
    note = fields.Text()

    _called_idx = models.Index("(company_id, called_at)")

    @api.depends("phone")
    @api.depends_context("uid")
    def _compute_masked_phone(self):
        whole = self.env["res.partner"]._may_see_phone()
        for case in self:
            text = case.phone or ""
            case.masked_phone = text if whole else phone_tools.mask(text)

    @api.depends("vehicle_id")
    def _compute_vehicle(self):
        for case in self:
            car = case.vehicle_id
            case.partner_id = car.owner_id or case.partner_id
            case.plate = car.license_plate or case.plate
            case.model_text = car.model_id.display_name if car else case.model_text
            case.color = car.color or case.color
            fuel = car.fuel_type or ""
            case.for_electric = fuel == "electric" or "hybrid" in fuel or case.for_electric

    @api.depends("called_at", "dispatched_at", "arrived_at", "road", "company_id")
    def _compute_minutes(self):
        for case in self:
            limits = case.company_id
            far = limits.rescue_highway_minutes
            there = far if case.road == "highway" else limits.rescue_city_minutes
            case.minutes_to_dispatch = case._get_minutes(case.dispatched_at)
            case.minutes_to_arrive = case._get_minutes(case.arrived_at)
            case.is_dispatched_late = case.minutes_to_dispatch > limits.rescue_dispatch_minutes
            case.is_arrived_late = case.minutes_to_arrive > there

    def _get_minutes(self, moment):
        """Whole minutes from the call to a moment, 0 before it."""
        self.ensure_one()
        if not moment or not self.called_at:
            return 0
        return max(0, int((moment - self.called_at).total_seconds() // 60))

    @api.depends("name", "plate")
    def _compute_display_name(self):
        for case in self:
            case.display_name = f"{case.name} {case.plate or ''}".strip()

    @api.constrains("phone")
    def _check_phone(self):
        for case in self.sudo():  # sudo: whoever saves the case, the number is checked
            if not phone_tools.is_valid(case.phone):
                raise UserError(
                    self.env._(
                        "Phone “%(phone)s” is not correct: 11 digits, or landline with area code. "
                        "(E-107)",
                        phone=case.phone,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Number the cases in their own series."""
        cases = super().create(vals_list)
        for case in cases.filtered(lambda one: one.name == "/"):
            case.name = case.company_id._next_number("JY")
        return cases

    def write(self, vals):
        """What was agreed and signed stays as it was.

        :raises UserError: a case that is billed or cancelled is changed
        """
        if not self._is_step() and any(one.state in CLOSED for one in self):
            answers = ANSWERS if all(one.state == "billed" for one in self) else set()
            if set(vals) - {"note"} - answers and not all(
                name.startswith(("message_", "activity_")) for name in vals
            ):
                raise UserError(
                    self.env._("The case is closed: what it says cannot be changed any more.")
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Every call for help is kept: cancel the case with a reason."))
