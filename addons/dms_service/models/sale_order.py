from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS

from odoo.addons.dms_base.tools.rights import SEE_PHONE, SEE_PRICE

from .ro_const import CHANNELS, REPAIR_CLASSES, STAMP_COLUMNS, STAMP_SWITCH


class SaleOrder(models.Model):
    """A repair order is a quotation whose `is_repair` is set: estimate, authorisation, statement."""

    _inherit = "sale.order"

    is_repair = fields.Boolean(string="Repair Order", copy=True)
    vehicle_id = fields.Many2one("fleet.vehicle", index="btree_not_null", ondelete="restrict")
    vehicle_plate = fields.Char(related="vehicle_id.license_plate", string="Plate")
    appointment_id = fields.Many2one("dms.appointment", copy=False, index="btree_not_null")
    ticket_id = fields.Many2one(
        "dms.queue.ticket", string="Arrival Ticket", copy=False, index="btree_not_null"
    )
    service_type_id = fields.Many2one(
        "dms.service.type",
    )
    repair_class = fields.Selection(
        REPAIR_CLASSES,
        compute="_compute_repair_class",
        store=True,
        readonly=False,
        help="The heaviest class among the jobs; it decides guarantee and certificate.",
    )
    odometer = fields.Integer(string="Odometer In (km)", copy=False)
    odometer_out = fields.Integer(string="Odometer Out (km)", copy=False)
    odometer_unreadable = fields.Boolean(copy=False)
    fuel_level = fields.Selection(
        [("0", "Empty"), ("25", "1/4"), ("50", "1/2"), ("75", "3/4"), ("100", "Full")],
        copy=False,
    )
    arrival_mode = fields.Selection(
        [
            ("driven", "Driven In"),
            ("towed", "Towed In"),
            ("rescue", "Rescue"),
            ("pickup", "Picked Up by Us"),
        ],
        default="driven",
        copy=False,
    )
    sender_name = fields.Char(string="Sender", copy=False)
    sender_phone = fields.Char(copy=False, groups=SEE_PHONE)
    sender_id_number = fields.Char(
        string="Sender's ID or Licence No.",
        copy=False,
        groups=NO_ACCESS,
        help="Nobody reads it but the service manager, through a button that writes down each look.",
    )
    sender_relation = fields.Selection(
        [
            ("owner", "Owner"),
            ("family", "Family"),
            ("driver", "Driver"),
            ("staff", "Staff of the Owner"),
            ("insurer", "Insurer"),
            ("other", "Other"),
        ],
        string="Relation to the Owner",
        default="owner",
        copy=False,
    )
    customer_complaint = fields.Text(string="Customer's Words", copy=False)
    inspection_finding = fields.Text(copy=False)
    customer_waits = fields.Boolean(copy=False)
    wash_wanted = fields.Boolean(default=True, copy=False)
    old_part_choice = fields.Selection(
        [
            ("take", "Customer Takes Them"),
            ("waive", "Customer Waives Them"),
            ("none", "No Old Parts"),
            ("warranty", "Warranty Parts, Kept for the Maker"),
        ],
        string="Old Parts",
        copy=False,
    )
    own_parts = fields.Text(string="Customer's Own Parts", copy=False)
    part_consent = fields.Boolean(
        string="Consent to Rebuilt or Used Parts",
        copy=False,
        help="The customer agrees to remanufactured, repaired or used parts on this order.",
    )
    belongings = fields.Text(copy=False)
    payment_way = fields.Selection(
        [
            ("cash", "Cash"),
            ("card", "Bank Card"),
            ("scan", "WeChat or Alipay"),
            ("transfer", "Transfer"),
            ("credit", "On Account"),
            ("insurer", "Insurer"),
            ("maker", "Manufacturer"),
        ],
        copy=False,
    )
    norm_source = fields.Selection(
        [("maker", "Manufacturer"), ("trade", "Trade"), ("shop", "Published by the Shop")],
        string="Labour Norm",
        default="shop",
    )

    promised_date = fields.Datetime(string="Promised Time", copy=False, index="btree_not_null")
    promise_first = fields.Datetime(string="First Promise", copy=False, readonly=True)
    promise_kpi = fields.Datetime(
        string="Promise that Counts",
        copy=False,
        readonly=True,
        help="Follows a new promise only when the customer caused it; punctuality is measured here.",
    )

    insurer_id = fields.Many2one("res.partner", copy=False)
    insurance_claim_no = fields.Char(string="Insurance Claim No.", copy=False)
    insurance_approved = fields.Monetary(
        string="Amount Approved by the Insurer", copy=False, groups=SEE_PRICE
    )
    warranty_partner_id = fields.Many2one("res.partner", string="Manufacturer", copy=False)
    warranty_claim_no = fields.Char(string="Warranty Claim No.", copy=False)
    internal_partner_id = fields.Many2one("res.partner", string="Department", copy=False)

    job_ids = fields.One2many("dms.ro.job", "order_id", string="Jobs", copy=False)
    event_ids = fields.One2many("dms.ro.event", "order_id", string="Time Points", readonly=True)
    hold_ids = fields.One2many("dms.ro.hold", "order_id", string="Holds", copy=False)
    supplement_ids = fields.One2many(
        "dms.ro.supplement", "order_id", string="Supplements", copy=False
    )
    recommendation_ids = fields.One2many(
        "dms.ro.recommendation", "order_id", string="Work Not Done", copy=False
    )
    settlement_ids = fields.One2many("dms.settlement", "order_id", string="Settlements", copy=False)
    checklist_ids = fields.One2many(
        "dms.checklist",
        "res_id",
        string="Inspections",
        domain=[("res_model", "=", "sale.order")],
        copy=False,
    )
    is_add_on = fields.Boolean(
        string="Further Order of the Same Stay",
        copy=False,
        help="The vehicle is already in the shop: this order belongs to the same visit.",
    )
    visit_main_id = fields.Many2one(
        "sale.order", string="Main Order of the Visit", copy=False, index="btree_not_null"
    )
    business_date = fields.Date(
        copy=False, readonly=True, help="Business day on which the vehicle was received."
    )
    delivered_date = fields.Date(
        copy=False, readonly=True, help="Business day on which the vehicle left."
    )

    estimate_started = fields.Boolean(copy=False, readonly=True)
    quote_version = fields.Integer(copy=False, readonly=True)
    authorise_channel = fields.Selection(CHANNELS, copy=False, readonly=True)
    authorised_by_id = fields.Many2one("res.users", copy=False, readonly=True)
    authorised_amount = fields.Monetary(
        string="Authorised by the Customer",
        groups=SEE_PRICE,
        copy=False,
        readonly=True,
        help="Signed estimate plus approved supplements, customer's share, tax included.",
    )
    verbal_amount = fields.Monetary(
        string="Authorised by Phone",
        copy=False,
        readonly=True,
        groups=SEE_PRICE,
        help="Capped per order (E-404).",
    )
    legal_text_id = fields.Many2one("dms.legal.text", copy=False, readonly=True)
    decline_reason = fields.Text(copy=False, readonly=True)
    void_reason = fields.Char(copy=False, readonly=True)
    is_left = fields.Boolean(string="Left Unrepaired", copy=False, readonly=True)
    certificate_no = fields.Char(string="Completion Certificate No.", copy=False)

    # IS TRUE, as the ORM asks: an index of the bare column would not serve its searches.
    _repair_in_period_idx = models.Index(
        "(company_id, business_date) WHERE is_repair IS TRUE AND business_date IS NOT NULL"
    )
    _repair_delivered_idx = models.Index(
        "(company_id, delivered_date) WHERE is_repair IS TRUE AND delivered_date IS NOT NULL"
    )
    # Stays as ranges of days: cars in the shop at the end of any day are found by one probe.
    _repair_stay_idx = models.Index(
        "USING gist (daterange(business_date, CASE WHEN delivered_date IS NULL THEN NULL "
        "ELSE GREATEST(delivered_date, business_date) END)) "
        "WHERE is_repair IS TRUE AND business_date IS NOT NULL"
    )
    _repair_in_shop_idx = models.Index(
        "(company_id, vehicle_id) WHERE is_repair IS TRUE AND received_at IS NOT NULL "
        "AND delivered_at IS NULL"
    )

    @api.depends("job_ids.repair_class")
    def _compute_repair_class(self):
        for order in self:
            ranks = [
                index
                for index, (code, _label) in enumerate(REPAIR_CLASSES)
                if code in order.job_ids.mapped("repair_class")
            ]
            if ranks:
                order.repair_class = REPAIR_CLASSES[min(ranks)][0]

    @api.depends("is_repair", "vehicle_id.license_plate")
    def _compute_display_name(self):
        res = super()._compute_display_name()
        for order in self.filtered("is_repair"):
            plate = order.vehicle_id.license_plate
            if plate:
                order.display_name = f"{order.display_name} {plate}"
        return res

    @api.depends("is_repair")
    def _compute_type_name(self):
        res = super()._compute_type_name()
        for order in self.filtered("is_repair"):
            order.type_name = (
                self.env._("Repair Estimate")
                if order.state in ("draft", "sent")
                else self.env._("Repair Order")
            )
        return res

    @property
    def _rec_names_search(self):
        return [*super()._rec_names_search, "vehicle_id.license_plate"]

    @api.model_create_multi
    def create(self, vals_list):
        """Number repair orders in their own series and keep the chatter quiet for them."""
        default = self.env.context.get("default_is_repair")
        if not any(vals.get("is_repair", default) for vals in vals_list):
            return super().create(vals_list)
        self._read_for_new(vals_list)
        for vals in vals_list:
            if vals.get("is_repair", default):
                self._complete_repair_vals(vals)
        # tracking_disable: the event log says who did what; creation notes would only cost.
        orders = super(SaleOrder, self.with_context(tracking_disable=True)).create(vals_list)
        return orders.with_env(self.env)

    def _complete_repair_vals(self, vals):
        """Fill number, promise and validity of a new repair order, in place."""
        if STAMP_COLUMNS & vals.keys() or "repair_stage" in vals:
            self._deny_stage_write()
        company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
        vals["is_repair"] = True
        if not vals.get("name") or vals["name"] == self.env._("New"):
            vals["name"] = company._next_number("WT")
        if "validity_date" not in vals:
            vals["validity_date"] = fields.Date.context_today(self) + timedelta(
                days=company.estimate_validity_days
            )
        if vals.get("promised_date"):
            vals.setdefault("promise_first", vals["promised_date"])
            vals.setdefault("promise_kpi", vals["promised_date"])
        vals.setdefault("require_payment", False)
        vals.setdefault("require_signature", True)

    def write(self, vals):
        """Refuse time points and stage from outside the event log (E-100); keep promises straight."""
        protected = (STAMP_COLUMNS | {"repair_stage"}) & vals.keys()
        if protected and self.env.context.get("dms_stamp") is not STAMP_SWITCH:
            if any(self.mapped("is_repair")):
                self._deny_stage_write()
        if vals.get("promised_date") and "promise_kpi" not in vals:
            self._guard_promise(vals)
        return super().write(vals)

    def _deny_stage_write(self):
        raise UserError(self.env._("Use the action: the stage cannot be edited. (E-100)"))

    def _guard_promise(self, vals):
        """Before the signature a new promise simply replaces the old one; later it needs a reason."""
        repairs = self.filtered("is_repair")
        if repairs.filtered(lambda order: order.authorised_at):
            raise UserError(
                self.env._("Use “Change Promise”: a promise given to the customer needs a reason.")
            )
        if repairs:
            vals["promise_kpi"] = vals["promised_date"]
            vals["promise_first"] = vals["promised_date"]

    def _track_prepare(self, fields_iter):
        """The event log and the audit log follow repair orders; no mail tracking on them."""
        return super(SaleOrder, self.filtered(lambda order: not order.is_repair))._track_prepare(
            fields_iter
        )

    def message_post(self, **kwargs):
        """Skip core's automatic notes (invoice paid, extra line) inside our own steps."""
        if self.env.context.get("dms_quiet"):
            return self.env["mail.message"]
        return super().message_post(**kwargs)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_repair(self):
        if any(order.is_repair and order.received_at for order in self):
            raise UserError(
                self.env._("A numbered repair order is never deleted: void it with a reason.")
            )

    def _get_portal_return_action(self):
        if len(self) == 1 and self.is_repair:
            return self.env.ref("dms_service.sale_order_action_repair")
        return super()._get_portal_return_action()
