from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

# What is entered before the van leaves, and what when it is back.
OUT_FIELDS = {
    "date",
    "vehicle_id",
    "reason",
    "rescue_number",
    "for_electric",
    "driver_id",
    "technician_id",
    "destination",
    "tool_override",
    "out_km",
    "gap_reason",
    "company_id",
}
BACK_FIELDS = {
    "back_km",
    "fuel_litres",
    "fuel_cost",
    "power_cost",
    "toll_cost",
    "parking_cost",
    "condition",
    "condition_note",
    "key_returned",
}


class DmsRescueTrip(models.Model):
    """SV-06: one trip of the rescue van: who, where, kilometres, cost, tools back."""

    _name = "dms.rescue.trip"
    _description = "Rescue Van Trip"
    _inherit = ["mail.thread", "dms.step.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _step_fields = (
        "state",
        "approver_id",
        "out_at",
        "back_at",
        "rescue_id",
        "tools_out_id",
        "tools_back_id",
    )

    name = fields.Char(string="Number", required=True, readonly=True, copy=False, default="/")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(required=True, default=fields.Date.context_today)
    vehicle_id = fields.Many2one(
        "fleet.vehicle",
        string="Van",
        required=True,
        index=True,
        domain=[("vehicle_use", "=", "rescue")],
        ondelete="restrict",
        check_company=True,
    )
    reason = fields.Selection(
        [
            ("rescue", "Rescue"),
            ("pickup", "Fetch or Bring a Car"),
            ("parts", "Parts"),
            ("tow", "Towing"),
            ("other", "Other"),
        ],
        required=True,
        default="rescue",
    )
    rescue_id = fields.Many2one(
        "dms.rescue.order", string="Case", readonly=True, copy=False, index="btree_not_null"
    )
    rescue_number = fields.Char(string="Rescue Case")
    for_electric = fields.Boolean(string="Electric Car", help="Insulated gloves must be on board.")
    driver_id = fields.Many2one("hr.employee", required=True, check_company=True)
    technician_id = fields.Many2one("hr.employee", check_company=True)
    destination = fields.Char(required=True)
    approver_id = fields.Many2one("res.users", string="Approved by", readonly=True, copy=False)
    tool_override = fields.Char(
        string="Why without Tools", help="The service manager lets the van go without a tool."
    )
    tools_out_id = fields.Many2one(
        "dms.checklist",
        string="Tools Checked before",
        readonly=True,
        copy=False,
        help="Latest check of the tools when the van left.",
    )
    tools_back_id = fields.Many2one(
        "dms.checklist",
        string="Tools Checked after",
        readonly=True,
        copy=False,
        help="First check of the tools after the van was back.",
    )
    supplies_used = fields.Char(compute="_compute_supplies_used", help="Parts of the rescue case.")
    out_at = fields.Datetime(string="Out", readonly=True, copy=False)
    out_km = fields.Integer(string="Km Out", copy=False)
    gap_reason = fields.Char(
        string="Why the Km Do Not Join", copy=False, help="Km out differs from the last km back."
    )
    back_at = fields.Datetime(string="Back", readonly=True, copy=False)
    back_km = fields.Integer(string="Km Back", copy=False)
    driven_km = fields.Integer(string="Km", compute="_compute_driven", store=True)
    hours = fields.Float(
        string="Time Out (h)", compute="_compute_driven", store=True, digits=(8, 2)
    )
    fuel_litres = fields.Float(string="Fuel (l)", digits=(8, 2), copy=False)
    fuel_cost = fields.Monetary(copy=False)
    power_cost = fields.Monetary(string="Charging", copy=False)
    toll_cost = fields.Monetary(string="Tolls", copy=False)
    parking_cost = fields.Monetary(string="Parking Fee", copy=False)
    cost = fields.Monetary(compute="_compute_driven", store=True)
    condition = fields.Selection([("good", "Good"), ("bad", "Not in Order")], copy=False)
    condition_note = fields.Char(copy=False)
    key_returned = fields.Boolean(copy=False)
    note = fields.Char()
    state = fields.Selection(
        [
            ("draft", "To Approve"),
            ("out", "Out"),
            ("back", "Back"),
            ("checked", "Checked"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )

    _one_trip_of_a_van = models.UniqueIndex(
        "(vehicle_id) WHERE state = 'out'", "This van is out already."
    )
    _one_trip_of_a_driver = models.UniqueIndex(
        "(driver_id) WHERE state = 'out'", "This driver is out already."
    )

    @api.depends(
        "out_km",
        "back_km",
        "out_at",
        "back_at",
        "fuel_cost",
        "power_cost",
        "toll_cost",
        "parking_cost",
    )
    def _compute_driven(self):
        for trip in self:
            done = bool(trip.back_at)
            trip.driven_km = trip.back_km - trip.out_km if done else 0
            seconds = (trip.back_at - trip.out_at).total_seconds() if done and trip.out_at else 0
            trip.hours = seconds / 3600.0
            trip.cost = trip.fuel_cost + trip.power_cost + trip.toll_cost + trip.parking_cost

    @api.depends("rescue_id.line_ids.product_id", "rescue_id.line_ids.quantity")
    def _compute_supplies_used(self):
        for trip in self:
            trip.supplies_used = ", ".join(
                f"{line.product_id.name} ×{line.quantity:g}" for line in trip.rescue_id.line_ids
            )

    @api.constrains("back_km", "out_km")
    def _check_km(self):
        for trip in self:
            if trip.back_km and trip.back_km < trip.out_km:
                raise ValidationError(
                    self.env._("Km back cannot be below km out: %(km)s.", km=trip.out_km)
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Number the trips in their own series."""
        trips = super().create(vals_list)
        for trip in trips.filtered(lambda one: one.name == "/"):
            trip.name = trip.company_id._next_number("CC")
        return trips

    def write(self, vals):
        """A trip that was approved, and one that is over, stays as it was entered.

        :raises UserError: a row of the register is changed afterwards
        """
        if not self._is_step():
            left = self.filtered(lambda one: one.state != "draft")
            over = left.filtered(lambda one: one.state != "out")
            if (left and OUT_FIELDS & vals.keys()) or (over and BACK_FIELDS & vals.keys()):
                raise UserError(
                    self.env._("The register is not changed afterwards: write a remark instead.")
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(trip.state != "draft" for trip in self):
            raise UserError(self.env._("A trip that was made is kept in the register."))

    def action_return(self):
        """The van is back: kilometres to its file, fuel and tolls to its services."""
        self.lock_for_update()
        for trip in self.filtered(lambda one: one.state == "out"):
            if not trip.back_km or not trip.condition:
                raise UserError(self.env._("Enter km back and the condition of the van."))
            if trip.condition == "bad" and not trip.condition_note:
                raise UserError(self.env._("Write what is not in order on the van."))
            if not trip.key_returned:
                raise UserError(self.env._("Hand the key back and tick it."))
            trip._step().write({"state": "back", "back_at": fields.Datetime.now()})
            trip._book_on_vehicle()
        return True

    def _book_on_vehicle(self):
        """Reading and cost of the trip on the van's own file."""
        self.ensure_one()
        van = self.vehicle_id
        van._add_readings({van: self.back_km}, source="rescue")
        if self.cost:
            # sudo: the driver's receipts are booked on the van, whose file he does not keep
            self.env["fleet.vehicle.log.services"].sudo().create(
                {
                    "vehicle_id": van.id,
                    "description": f"{self.name} {self.destination}",
                    "amount": self.cost,
                    "date": self.date,
                    "service_type_id": self.env.ref("dms_service.fleet_service_type_rescue").id,
                }
            )

    def action_check(self):
        """The sheet of the month is looked through and signed off."""
        if not self.env.su and not self.env.user.has_group("dms_base.group_dms_service_manager"):
            raise AccessError(self.env._("Trips are checked by the service manager."))
        self.filtered(lambda one: one.state == "back")._step().write({"state": "checked"})
        return True

    def action_cancel(self):
        """A trip that did not start."""
        self.filtered(lambda one: one.state == "draft")._step().write({"state": "cancelled"})
        return True

    def _print_totals(self):
        """Foot of the month sheet: trips, km, hours, litres per 100 km, cost per km and what the rescue
        cases of these trips brought back: bills made, goodwill aside.

        :return: dict; ratios are None without kilometres
        """
        km = sum(self.mapped("driven_km"))
        litres, cost = sum(self.mapped("fuel_litres")), sum(self.mapped("cost"))
        return {
            "trips": len(self),
            "km": km,
            "hours": sum(self.mapped("hours")),
            "litres": litres,
            "per_100": litres / km * 100 if km else None,
            "cost": cost,
            "per_km": cost / km if km else None,
            "recovered": sum(
                case.amount_total
                for case in self.rescue_id
                if case.order_id and case.payer_type != "goodwill"
            ),
        }
