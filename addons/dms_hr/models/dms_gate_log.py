from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.dms_base.tools import plate as plate_tools

EXIT_TYPES = [
    ("repair", "After Repair"),
    ("unrepaired", "Unrepaired"),
    ("road_test", "Road Test"),
    ("outside", "Outside Work or Inspection"),
    ("rescue", "Rescue"),
    ("company", "Company Car"),
    ("courtesy", "Courtesy or Demonstration Car"),
    ("visitor", "Visitor or Staff Car"),
]
RETURNING = ("road_test", "outside", "rescue", "company", "courtesy")


class DmsGateLog(models.Model):
    """One passage at the gate. Rows are voided with a reason, never deleted or rewritten."""

    _name = "dms.gate.log"
    _description = "Gate Log"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(string="Number", readonly=True, copy=False, default="/")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    kind = fields.Selection(
        [("vehicle", "Vehicle"), ("visitor", "Visitor"), ("staff", "Staff"), ("goods", "Goods")],
        required=True,
        default="vehicle",
        index=True,
    )
    direction = fields.Selection([("in", "In"), ("out", "Out")], required=True, default="in")
    plate = fields.Char(index="trigram")
    vehicle_id = fields.Many2one("fleet.vehicle", string="Vehicle", index="btree_not_null")
    model_name = fields.Char(related="vehicle_id.model_id.display_name", string="Model")
    person = fields.Char(string="Customer or Driver")
    purpose = fields.Char()
    exit_type = fields.Selection(EXIT_TYPES, string="Exit Type")
    pass_id = fields.Many2one(
        "dms.gate.pass", string="Gate Pass", check_company=True, readonly=True
    )
    reference = fields.Char(string="Order", readonly=True)
    basis = fields.Char(string="Released on", readonly=True)
    odometer = fields.Integer(string="Odometer (km)")
    old_parts_handed = fields.Boolean(string="Old Parts and Belongings Handed Over")
    date_in = fields.Datetime(string="In", index=True)
    date_out = fields.Datetime(string="Out", index=True)
    expected_back = fields.Datetime(string="Expected Back")
    business_date = fields.Date(string="Business Date", readonly=True, index=True)
    hours_on_site = fields.Float(
        string="Hours on Site", compute="_compute_hours_on_site", store=True
    )
    guard_employee_id = fields.Many2one("hr.employee", string="Guard", check_company=True)
    user_id = fields.Many2one(
        "res.users", string="Entered by", default=lambda self: self.env.user, readonly=True
    )
    is_emergency = fields.Boolean(string="Emergency Release", readonly=True)
    emergency_reason = fields.Char(string="Reason of Emergency Release", readonly=True)
    approved_by_id = fields.Many2one("res.users", string="Approved by", readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed"), ("void", "Void")],
        required=True,
        default="open",
        readonly=True,
        index=True,
    )
    void_reason = fields.Char(string="Reason of Voiding", readonly=True)

    _inside_idx = models.Index("(company_id, vehicle_id) WHERE direction = 'in' AND state = 'open'")
    _odometer_positive = models.Constraint(
        "CHECK(odometer >= 0)", "An odometer reading cannot be negative."
    )

    @api.depends("date_in", "date_out")
    def _compute_hours_on_site(self):
        for log in self:
            hours = 0.0
            if log.date_in and log.date_out and log.date_out > log.date_in:
                hours = (log.date_out - log.date_in).total_seconds() / 3600
            log.hours_on_site = round(hours, 2)

    @api.constrains("date_in", "date_out", "direction", "exit_type")
    def _check_times(self):
        for log in self:
            if log.exit_type in RETURNING:
                continue
            if log.date_in and log.date_out and log.date_out < log.date_in:
                raise ValidationError(self.env._("Leave time is before arrival time."))

    @api.model_create_multi
    def create(self, vals_list):
        """Number the rows and fix their business date."""
        for vals in vals_list:
            company = self.env["res.company"].browse(vals.get("company_id") or self.env.company.id)
            vals["name"] = company._next_number("MW")
            vals["business_date"] = company._business_date()
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_any(self):
        raise UserError(self.env._("Void the row instead of deleting it."))

    @api.model
    def _vehicle_in(self, plate, employee=None, vals=None):
        """A car drives in: the guard types the plate, everything else follows.

        A second press within the same stay returns the same row.

        :param plate: as typed or read by a camera
        :param employee: guard who is logged in at the kiosk
        :return: the row
        """
        key = plate_tools.normalise(plate)
        if not key:
            raise UserError(self.env._("Type the plate of the car."))
        company = self.env.company
        vehicle = self.env["fleet.vehicle"]._find_by_plate(key, company)
        if vehicle:
            vehicle.lock_for_update()
        inside = self._find_inside(key, vehicle, company)
        if inside:
            return inside
        returning = self._find_returning(vehicle)
        if returning:
            returning.write({"date_in": fields.Datetime.now(), "state": "closed"})
            return returning
        log = self.create(
            {
                "company_id": company.id,
                "kind": "vehicle",
                "direction": "in",
                "plate": vehicle.license_plate or key,
                "vehicle_id": vehicle.id,
                "date_in": fields.Datetime.now(),
                "guard_employee_id": employee.id if employee else False,
                **(vals or {}),
            }
        )
        log._after_vehicle_in()
        return log

    @api.model
    def _find_inside(self, key, vehicle, company):
        """The open row of a car that is inside already."""
        domain = [
            ("company_id", "=", company.id),
            ("kind", "=", "vehicle"),
            ("direction", "=", "in"),
            ("state", "=", "open"),
        ]
        who = (
            [("vehicle_id", "=", vehicle.id)]
            if vehicle
            else [("vehicle_id", "=", False), ("plate", "=", key)]
        )
        return self.search(domain + who, limit=1)

    @api.model
    def _find_returning(self, vehicle):
        """The open exit of a car that was expected back."""
        if not vehicle:
            return self.browse()
        return self.search(
            [
                ("vehicle_id", "=", vehicle.id),
                ("direction", "=", "out"),
                ("state", "=", "open"),
                ("exit_type", "in", RETURNING),
            ],
            limit=1,
        )

    @api.model
    def _vehicle_out(self, text, exit_type=None, employee=None, odometer=0, vals=None):
        """A car wants to leave: the guard scans the pass or types the plate.

        :param text: code or number of a gate pass, or a plate
        :param exit_type: kind of exit; after repair by default
        :param odometer: km on leaving, 0 when not read
        :return: the row of the exit
        :raises UserError: one sentence with the reason and who can help
        """
        gate_pass = self._find_pass(text)
        vehicle = gate_pass.vehicle_id or self.env["fleet.vehicle"]._find_by_plate(text)
        exit_type = exit_type or (
            "repair" if vehicle.vehicle_use == "customer" or gate_pass else "visitor"
        )
        if vehicle:
            vehicle.lock_for_update()
        blockers = vehicle._gate_exit_blockers(exit_type) if vehicle else []
        if blockers:
            raise UserError(
                "\n".join(dict.fromkeys(sentence for _code, sentence, _role in blockers))
            )
        gate_pass = gate_pass or self._find_vehicle_pass(vehicle)
        if gate_pass:
            gate_pass._use()
        return self._write_exit(vehicle, text, exit_type, gate_pass, employee, odometer, vals)

    @api.model
    def _find_pass(self, text):
        """The pass with this code or number in the company, whatever its state."""
        text = (text or "").strip().upper()
        if len(text) < 8:
            return self.env["dms.gate.pass"]
        return self.env["dms.gate.pass"].search(
            [
                ("company_id", "=", self.env.company.id),
                "|",
                ("token", "=", text),
                ("name", "=", text),
            ],
            limit=1,
        )

    @api.model
    def _find_vehicle_pass(self, vehicle):
        """The valid pass of a vehicle, when the guard typed its plate."""
        if not vehicle:
            return self.env["dms.gate.pass"]
        passes = self.env["dms.gate.pass"].search(
            [("vehicle_id", "=", vehicle.id), ("state", "=", "valid")]
        )
        return passes.filtered(lambda item: not item.is_expired)[:1]

    def _write_exit(self, vehicle, text, exit_type, gate_pass, employee, odometer, vals=None):
        """Write the exit row, close the entry, tell the other desks."""
        now = fields.Datetime.now()
        company = self.env.company
        key = plate_tools.normalise(text)
        inside = self._find_inside(key, vehicle, company)
        log = self.create(
            {
                "company_id": company.id,
                "kind": "vehicle",
                "direction": "out",
                "plate": vehicle.license_plate or key,
                "vehicle_id": vehicle.id,
                "exit_type": exit_type,
                "pass_id": gate_pass.id,
                "reference": gate_pass.reference,
                "basis": gate_pass.basis,
                "odometer": odometer,
                "date_in": inside.date_in,
                "date_out": now,
                "guard_employee_id": employee.id if employee else False,
                "state": "open" if exit_type in RETURNING else "closed",
                **(vals or {}),
            }
        )
        if exit_type not in RETURNING:
            inside.write({"state": "closed", "date_out": now})
        log._after_vehicle_out()
        return log

    @api.model
    def _emergency_out(self, plate, reason):
        """Let a car out against the rules: a manager takes the blame, finance sees the row.

        :raises AccessError: not a service manager or general manager
        """
        user = self.env.user
        if not (
            user.has_group("dms_base.group_dms_service_manager")
            or user.has_group("dms_base.group_dms_general_manager")
        ):
            raise AccessError(
                self.env._(
                    "Only the service manager or the general manager may release in an emergency."
                )
            )
        if not (reason or "").strip():
            raise UserError(self.env._("Type the reason of the emergency release."))
        vehicle = self.env["fleet.vehicle"]._find_by_plate(plate)
        return self._write_exit(
            vehicle,
            plate,
            "repair",
            self.env["dms.gate.pass"],
            None,
            0,
            {"is_emergency": True, "emergency_reason": reason, "approved_by_id": user.id},
        )

    def _after_vehicle_in(self):
        """Hook: cars have come in."""

    def _after_vehicle_out(self):
        """Hook: cars have left."""

    def _void(self, reason):
        """Strike a row out; the number stays used.

        :raises UserError: no reason, or the day is closed
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Type the reason for voiding the row."))
        for log in self:
            log.company_id._check_day_open(log.business_date)
        self.write({"state": "void", "void_reason": reason})
        return True
