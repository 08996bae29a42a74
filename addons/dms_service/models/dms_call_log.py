from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.dms_base.tools import phone as phone_tools

CALL_TYPES = [
    ("booking", "Booking"),
    ("price", "Price Enquiry"),
    ("technical", "Technical Enquiry"),
    ("rescue", "Rescue"),
    ("progress", "Progress of a Repair"),
    ("parts", "Parts Enquiry"),
    ("complaint", "Complaint"),
    ("campaign", "Campaign or Recall"),
    ("renewal", "Insurance or Inspection"),
    ("other", "Other"),
]
OUTCOMES = [
    ("answered", "Answered at Once"),
    ("appointment", "Appointment"),
    ("rescue", "To Rescue"),
    ("complaint", "To Complaints"),
    ("advisor", "To an Advisor"),
    ("callback", "Call Back"),
]
# Calls that could have become an appointment (SA-01, rate of calls to appointments).
BOOKABLE_TYPES = ("booking", "price", "technical", "parts")
# Minutes until the customer must have an answer.
LIMITS = {"callback": 15, "advisor": 15, "rescue": 15, "appointment": 15, "complaint": 30}
BACKDATE_HOURS = 24


class DmsCallLog(models.Model):
    """SA-01: a call and what came of it.

    No call is lost: each ends in an answer, a booking, a rescue or a complaint.
    """

    _name = "dms.call.log"
    _description = "Phone Call"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "called_at desc, id desc"
    _rec_name = "caller"
    _rec_names_search = ["caller", "phone_key", "plate"]
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    called_at = fields.Datetime(string="Time", required=True, default=fields.Datetime.now)
    day = fields.Date(compute="_compute_day", store=True, precompute=True, index=True)
    direction = fields.Selection(
        [("in", "Incoming"), ("out", "Outgoing")], default="in", required=True
    )
    phone = fields.Char(required=True)
    phone_key = fields.Char(compute="_compute_phone_key", store=True, precompute=True, index=True)
    masked_phone = fields.Char(compute="_compute_masked_phone", string="Phone (masked)")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        compute="_compute_caller",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
    )
    vehicle_id = fields.Many2one(
        "fleet.vehicle",
        compute="_compute_caller",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        index="btree_not_null",
    )
    caller = fields.Char(
        string="Caller's Name",
        compute="_compute_caller",
        store=True,
        readonly=False,
        precompute=True,
    )
    honorific = fields.Selection([("mr", "Mr."), ("ms", "Ms.")], string="Form of Address")
    plate = fields.Char(
        compute="_compute_plate", store=True, readonly=False, precompute=True, index=True
    )
    model_text = fields.Char(
        string="Brand and Model",
        compute="_compute_plate",
        store=True,
        readonly=False,
        precompute=True,
    )
    vin_tail = fields.Char(
        string="VIN, Last 6", compute="_compute_plate", store=True, precompute=True
    )
    odometer = fields.Integer(string="Odometer Told (km)")
    call_type = fields.Selection(CALL_TYPES, required=True, default="booking", index=True)
    content = fields.Text(string="What It Is About", required=True)
    outcome = fields.Selection(OUTCOMES, required=True, default="answered", tracking=True)
    user_id = fields.Many2one(
        "res.users", string="Taken by", default=lambda self: self.env.user, required=True
    )
    handler_id = fields.Many2one(
        "res.users",
        string="Handed to",
        domain="[('share', '=', False)]",
        tracking=True,
    )
    deadline = fields.Datetime(
        string="Answer by", compute="_compute_deadline", store=True, readonly=False, precompute=True
    )
    state = fields.Selection(
        [("open", "To Handle"), ("doing", "Being Handled"), ("done", "Closed")],
        default="open",
        required=True,
        tracking=True,
        copy=False,
        index=True,
    )
    result = fields.Text(copy=False)
    done_at = fields.Datetime(string="Closed at", readonly=True, copy=False)
    appointment_id = fields.Many2one(
        "dms.appointment", copy=False, check_company=True, index="btree_not_null"
    )
    is_booked = fields.Boolean(
        string="Became an Appointment", compute="_compute_is_booked", store=True, precompute=True
    )
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")

    _open_idx = models.Index("(company_id, deadline) WHERE state != 'done'")

    @api.depends("called_at", "company_id")
    def _compute_day(self):
        for call in self:
            call.day = call.company_id._local_date(call.called_at)

    @api.depends("phone")
    def _compute_phone_key(self):
        for call in self:
            call.phone_key = phone_tools.key(call.phone)

    @api.depends("phone")
    def _compute_masked_phone(self):
        for call in self:
            call.masked_phone = phone_tools.mask(call.phone)

    @api.depends("phone")
    def _compute_caller(self):
        """Customer and car of a known number: the owner's, a contact's, or who last brought the car."""
        for call in self:
            partner = self.env["res.partner"]._find_by_phone(call.phone)
            vehicle = partner.vehicle_ids[:1] if len(partner.vehicle_ids) == 1 else False
            if not partner:
                order = self._find_by_sender(call.phone)
                partner, vehicle = order.partner_id, order.vehicle_id
            call.partner_id = partner or call.partner_id
            call.vehicle_id = vehicle or call.vehicle_id
            call.caller = call.caller or partner.name

    @api.model
    def _find_by_sender(self, number):
        """Latest repair order whose sender has this phone."""
        key = phone_tools.key(number)
        if not key:
            return self.env["sale.order"]
        return self.env["sale.order"].search(
            [("is_repair", "=", True), ("sender_phone", "in", list({key, number}))],
            order="id desc",
            limit=1,
        )

    @api.depends("vehicle_id")
    def _compute_plate(self):
        for call in self:
            vehicle = call.vehicle_id
            call.plate = vehicle.license_plate or call.plate
            call.model_text = vehicle.model_id.display_name or call.model_text
            call.vin_tail = (vehicle.vin_sn or "")[-6:]

    @api.depends("outcome", "called_at")
    def _compute_deadline(self):
        for call in self:
            minutes = LIMITS.get(call.outcome)
            call.deadline = minutes and call.called_at + timedelta(minutes=minutes)

    @api.depends("appointment_id")
    def _compute_is_booked(self):
        for call in self:
            call.is_booked = bool(call.appointment_id)

    @api.depends("deadline", "state", "done_at")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for call in self:
            end = call.done_at or now
            call.is_late = bool(call.deadline) and end > call.deadline

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "!=", "done"), ("deadline", "<", fields.Datetime.now())]

    @api.constrains("phone")
    def _check_phone(self):
        for call in self:
            if not phone_tools.is_valid(call.phone):
                raise UserError(
                    self.env._(
                        "Phone “%(phone)s” is not correct: 11 digits, or landline with area code. "
                        "(E-107)",
                        phone=call.phone,
                    )
                )

    @api.constrains("content")
    def _check_content(self):
        if any(len((call.content or "").strip()) < 4 for call in self):
            raise UserError(
                self.env._("Write down what the call is about, in at least 4 characters.")
            )

    @api.constrains("called_at")
    def _check_called_at(self):
        """A call is entered within a day, and never ahead."""
        now = fields.Datetime.now()
        for call in self:
            if call.called_at > now + timedelta(minutes=5):
                raise UserError(self.env._("The call lies in the future: correct its time."))
            if call.called_at < now - timedelta(hours=BACKDATE_HOURS):
                raise UserError(self.env._("Calls are entered within 24 hours: correct the time."))

    @api.model_create_multi
    def create(self, vals_list):
        calls = super().create(vals_list)
        calls._keep_told_odometer()
        calls.filtered(lambda call: call.outcome == "answered" and call.result)._close()
        return calls

    def _keep_told_odometer(self):
        """What the caller says of the odometer waits until the instrument was seen."""
        told = self.filtered(lambda call: call.vehicle_id and call.odometer)
        # sudo: care agents keep no odometer book; the reading waits for confirmation.
        self.env["fleet.vehicle.odometer"].sudo().create(
            [
                {
                    "vehicle_id": call.vehicle_id.id,
                    "value": call.odometer,
                    "read_at": call.called_at,
                    "source": "phone",
                    "state": "suspect",
                }
                for call in told
            ]
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        if any(call.state == "done" for call in self):
            raise UserError(self.env._("Closed calls stay in the register."))

    def action_start(self):
        """Somebody takes care of the call."""
        calls = self.filtered(lambda call: call.state == "open")
        calls.write({"state": "doing"})
        for call in calls.filtered(lambda one: not one.handler_id):
            call.handler_id = self.env.user
        return True

    def action_handle(self):
        """Button: open what the call becomes (appointment and so on), prefilled."""
        self.ensure_one()
        self.action_start()
        return self._get_handover_action() or True

    def _get_handover_action(self):
        """Action that opens the document the call becomes; higher addons add complaint and rescue."""
        if self.outcome != "appointment":
            return False
        context = {
            "default_call_id": self.id,
            "default_phone": self.phone,
            "default_contact_name": self.caller,
            "default_vehicle_id": self.vehicle_id.id,
            "default_partner_id": self.partner_id.id,
            "default_plate": self.plate,
            "default_customer_words": self.content,
            "default_source": "phone",
        }
        return {
            "type": "ir.actions.act_window",
            "res_model": "dms.appointment",
            "view_mode": "form",
            "res_id": self.appointment_id.id,
            "name": self.env._("Service Appointment"),
            "context": {key: value for key, value in context.items() if value},
        }

    def action_close(self):
        """Close the call with its result.

        :raise UserError: no result, or a call to be booked has no appointment
        """
        for call in self.filtered(lambda one: one.state != "done"):
            if call.outcome == "appointment" and not call.appointment_id:
                raise UserError(
                    self.env._("Book the appointment first, or change how the call is handled.")
                )
            if not (call.result or "").strip():
                raise UserError(self.env._("Write down the result before you close the call."))
        self.filtered(lambda one: one.state != "done")._close()
        return True

    def _close(self):
        self.write({"state": "done", "done_at": fields.Datetime.now()})
        self.activity_unlink(["mail.mail_activity_data_todo"])

    def _reopen(self, note):
        """Take a closed call up again.

        :param note: why, kept in the call's history
        :raise UserError: no reason given
        """
        if not (note or "").strip():
            raise UserError(self.env._("Say why the call is taken up again."))
        calls = self.filtered(lambda call: call.state == "done")
        calls.write({"state": "doing", "done_at": False})
        for call in calls:
            call.message_post(body=note)

    def _set_appointment(self, appointment):
        """The call became an appointment: that is its result."""
        for call in self.filtered(lambda one: not one.appointment_id):
            result = call.result or self.env._("Appointment %(name)s", name=appointment.name or "")
            call.write({"appointment_id": appointment.id, "result": result})
            if call.state != "done":
                call._close()

    @api.model
    def _cron_escalate(self):
        """Calls whose answer is late become a task of the service manager, once."""
        late = self.search(
            [("state", "!=", "done"), ("deadline", "<", fields.Datetime.now())]
        ).filtered(lambda call: not call.activity_ids)
        for company, calls in late.grouped("company_id").items():
            manager = company._get_role_users("dms_base.group_dms_service_manager")[:1]
            # The cron speaks English; the manager reads his own language.
            told = self.with_context(lang=manager.lang).env
            for call in calls if manager else self.browse():
                call.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=told._("Customer waits for a call back"),
                    user_id=manager.id,
                )
