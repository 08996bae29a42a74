from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

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
# What a row says of the passage; on a closed day it is no longer changed.
FACTS = {"plate", "vehicle_id", "exit_type", "odometer", "person", "purpose", "old_parts_handed"}


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
    vehicle_id = fields.Many2one("fleet.vehicle", index="btree_not_null")
    model_name = fields.Char(related="vehicle_id.model_id.display_name", string="Model")
    person = fields.Char(string="Customer or Driver")
    purpose = fields.Char()
    exit_type = fields.Selection(EXIT_TYPES)
    pass_id = fields.Many2one(
        "dms.gate.pass", string="Gate Pass", check_company=True, readonly=True
    )
    reference = fields.Char(string="Order", readonly=True)
    basis = fields.Char(string="Released on", readonly=True)
    odometer = fields.Integer(string="Odometer (km)")
    old_parts_handed = fields.Boolean(string="Old Parts and Belongings Handed Over")
    date_in = fields.Datetime(string="In", index=True)
    date_out = fields.Datetime(string="Out", index=True)
    expected_back = fields.Datetime()
    business_date = fields.Date(readonly=True, index=True)
    hours_on_site = fields.Float(
        string="Hours on Site", compute="_compute_hours_on_site", store=True, precompute=True
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
            moment = fields.Datetime.to_datetime(vals.get("date_out") or vals.get("date_in"))
            self._check_moment(company, moment)
            vals["name"] = company._next_number("MW")
            vals["business_date"] = company._business_date()
        return super().create(vals_list)

    def write(self, vals):
        """What a row of a closed day says stays as it was."""
        if FACTS & vals.keys():
            for log in self:
                log.company_id._check_day_open(log.business_date)
        return super().write(vals)

    @api.model
    def _check_moment(self, company, moment):
        """Rows are written when the car passes: not for the future, not for a closed day.

        :raises UserError: more than five minutes ahead, or the day is closed
        """
        now = fields.Datetime.now()
        if not moment:
            return
        if moment > now + timedelta(minutes=5):
            raise UserError(self.env._("The time lies in the future."))
        if moment < now - timedelta(hours=1):
            company._check_day_open(company._local_date(moment))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_any(self):
        raise UserError(self.env._("Void the row instead of deleting it."))

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
        self.filtered(lambda log: log.state != "void").write(
            {"state": "void", "void_reason": reason}
        )
        return True

    def action_void(self):
        """Ask for the reason and strike the row out."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Void"),
            "res_model": "dms.gate.void",
            "view_mode": "form",
            "target": "new",
            "context": {"default_log_ids": self.ids},
        }
