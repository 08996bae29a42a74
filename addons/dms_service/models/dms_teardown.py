from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.dms_base.tools.rights import SEE_PRICE

REVIEWERS = (
    "dms_base.group_dms_inspector",
    "dms_base.group_dms_workshop_supervisor",
    "dms_base.group_dms_service_manager",
)


class DmsTeardown(models.Model):
    """SV-12: what was found inside an assembly, who answers for it, and what the customer wants."""

    _name = "dms.teardown"
    _description = "Teardown Report"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(string="Number", required=True, readonly=True, copy=False, default="/")
    order_id = fields.Many2one(
        "sale.order",
        string="Repair Order",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("is_repair", "=", True)],
        check_company=True,
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True, precompute=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    vehicle_id = fields.Many2one(related="order_id.vehicle_id", store=True, index=True)
    job_id = fields.Many2one(
        "dms.ro.job",
        string="Teardown Job",
        required=True,
        domain="[('order_id', '=', order_id)]",
        ondelete="restrict",
        help="The job the customer authorised to take the assembly apart.",
    )
    assembly = fields.Char(string="Assembly Taken Apart", required=True)
    reason = fields.Char(string="Why", required=True)
    date = fields.Date(required=True, default=fields.Date.context_today)
    bay_id = fields.Many2one("dms.bay", check_company=True)
    employee_id = fields.Many2one("hr.employee", string="Taken Apart by", required=True)
    teardown_fee = fields.Monetary(
        compute="_compute_teardown_fee", store=True, readonly=False, precompute=True
    )
    reassembly_fee = fields.Monetary()
    fees_agreed = fields.Boolean(help="The customer knows both fees, also if nothing is repaired.")
    line_ids = fields.One2many("dms.teardown.line", "teardown_id", string="Parts", copy=True)
    root_cause = fields.Text()
    liability = fields.Text(string="Who Answers for It")
    variant_ids = fields.One2many(
        "dms.teardown.variant", "teardown_id", string="Ways to Repair", copy=True
    )
    replace_count = fields.Integer(string="To Replace", compute="_compute_counts")
    repair_count = fields.Integer(string="To Repair", compute="_compute_counts")
    needs_adjuster = fields.Boolean(compute="_compute_counts")
    needs_maker = fields.Boolean(compute="_compute_counts")
    adjuster_name = fields.Char(string="Adjuster of the Insurer", copy=False)
    adjuster_at = fields.Datetime(string="Adjuster Confirmed on", copy=False)
    maker_name = fields.Char(string="Manufacturer's Representative", copy=False)
    reviewer_id = fields.Many2one("res.users", string="Reviewed by", readonly=True, copy=False)
    reviewed_at = fields.Datetime(readonly=True, copy=False)
    decision = fields.Selection(
        [
            ("agree", "Agrees to a Way to Repair"),
            ("reassemble", "No Repair, Put It Together Again"),
            ("take", "No Repair, Takes the Parts Loose"),
        ],
        string="Customer's Decision",
        copy=False,
        tracking=True,
    )
    variant_id = fields.Many2one(
        "dms.teardown.variant",
        string="Chosen Way",
        domain="[('teardown_id', '=', id)]",
        copy=False,
        ondelete="restrict",
    )
    signed_by = fields.Char(copy=False)
    signature = fields.Image(copy=False, attachment=True, max_width=1024, max_height=1024)
    confirmed_at = fields.Datetime(readonly=True, copy=False)
    supplement_id = fields.Many2one("dms.ro.supplement", readonly=True, copy=False)
    amount_total = fields.Monetary(
        string="Estimate",
        compute="_compute_amount_total",
        compute_sudo=True,
        groups=SEE_PRICE,
        help="Of the supplement, or the way chosen.",
    )
    state = fields.Selection(
        [
            ("draft", "Taking Apart"),
            ("review", "Technical Review"),
            ("decision", "Waiting for Customer or Adjuster"),
            ("confirmed", "Confirmed"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )

    @api.depends("job_id")
    def _compute_teardown_fee(self):
        for report in self:
            report.teardown_fee = sum(report.job_id.line_ids.mapped("price_total"))

    @api.depends("line_ids.verdict", "line_ids.responsibility")
    def _compute_counts(self):
        for report in self:
            work = report.line_ids.filtered(lambda line: line.verdict != "ok")
            report.replace_count = len(work.filtered(lambda line: line.verdict == "replace"))
            report.repair_count = len(work.filtered(lambda line: line.verdict == "repair"))
            who = set(work.mapped("responsibility"))
            report.needs_adjuster = "insurer" in who
            report.needs_maker = "warranty" in who

    @api.depends("supplement_id.amount_total", "variant_id.amount_total")
    def _compute_amount_total(self):
        for report in self:
            report.amount_total = (
                report.supplement_id.amount_total or report.variant_id.amount_total
            )

    @api.depends("name", "assembly")
    def _compute_display_name(self):
        for report in self:
            report.display_name = f"{report.name} {report.assembly or ''}".strip()

    @api.model_create_multi
    def create(self, vals_list):
        """Number the reports; nothing is taken apart before the customer authorised it (E-501)."""
        reports = super().create(vals_list)
        for report in reports:
            report._check_authorised()
            if report.name == "/":
                report.name = report.company_id._next_number("CJ")
        return reports

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(report.state != "draft" for report in self):
            raise UserError(self.env._("A teardown report is kept: cancel it instead."))

    def _check_authorised(self):
        order = self.order_id
        jobs_open = self.job_id.state not in ("pending", "cancelled")
        if not order.authorised_at or not jobs_open or self.job_id.order_id != order:
            raise UserError(
                self.env._(
                    "The customer has not authorised the teardown: have the job and its fees "
                    "signed first. (E-501)"
                )
            )

    def action_submit(self):
        """Hand the findings to the technical review."""
        for report in self.filtered(lambda one: one.state == "draft"):
            report._check_complete()
            report.state = "review"
        return True

    def action_back(self):
        """Not clear enough: back to the person who took it apart."""
        self._check_reviewer()
        self.filtered(lambda one: one.state == "review").write({"state": "draft"})
        return True

    def action_review(self):
        """The findings are right: the customer or the adjuster decides."""
        self._check_reviewer()
        self.filtered(lambda one: one.state == "review").write(
            {
                "state": "decision",
                "reviewer_id": self.env.uid,
                "reviewed_at": fields.Datetime.now(),
            }
        )
        return True

    def action_confirm(self):
        """Record the decision; an agreement becomes a supplement of the order."""
        self.lock_for_update()
        for report in self.filtered(lambda one: one.state == "decision"):
            report._check_decision()
            report.write({"state": "confirmed", "confirmed_at": fields.Datetime.now()})
            if report.decision == "agree":
                report._create_supplement()
            else:
                report._create_recommendations()
        return True

    def action_cancel(self):
        """Take back a report that was not confirmed."""
        self.filtered(lambda one: one.state != "confirmed").write({"state": "cancelled"})
        return True

    def action_view_supplement(self):
        """The supplement the decision became."""
        self.ensure_one()
        return self.supplement_id._get_records_action(name=self.supplement_id.name, context={})

    def _check_complete(self):
        """Refuse a report that nobody could decide on, naming what is missing."""
        self.ensure_one()
        if not self.line_ids:
            raise UserError(self.env._("Enter the parts that were looked at."))
        self.line_ids._check_evidence()
        if not self.fees_agreed:
            raise UserError(
                self.env._(
                    "Agree the teardown and reassembly fees with the customer first. (E-501)"
                )
            )
        if not self.root_cause or not self.liability:
            raise UserError(self.env._("Write the root cause and who answers for it."))
        if (self.replace_count or self.repair_count) and not self.variant_ids.line_ids:
            raise UserError(
                self.env._("Enter at least one way to repair, with its labour and parts.")
            )

    def _check_reviewer(self):
        """Only technical heads review, and never their own work."""
        if self.env.su:
            return
        if not any(self.env.user.has_group(group) for group in REVIEWERS):
            raise AccessError(
                self.env._("The technical review is done by an inspector or a supervisor.")
            )
        # sudo: only whether the reviewer is the one who took it apart
        if self.env.user in self.sudo().employee_id.user_id:
            raise UserError(
                self.env._("Somebody else than the person who took it apart reviews it.")
            )

    def _check_decision(self):
        self.ensure_one()
        if not self.decision:
            raise UserError(self.env._("Choose what the customer has decided."))
        if self.needs_adjuster and not (self.adjuster_name and self.adjuster_at):
            raise UserError(
                self.env._("The adjuster has not confirmed: enter his name and the time.")
            )
        if self.decision == "agree" and not self.variant_id.line_ids:
            raise UserError(self.env._("Choose the way to repair the customer agrees to."))
        if not self.signature or not self.signed_by:
            raise UserError(
                self.env._("The signature is missing: ask the customer to sign. (E-307)")
            )

    def _create_supplement(self):
        """Supplement with the labour and parts of the way chosen; the advisor quotes it."""
        self.ensure_one()
        # sudo: the decision of the customer is kept whoever records it
        supplements = self.env["dms.ro.supplement"].sudo()
        self.supplement_id = supplements.create(
            {
                "order_id": self.order_id.id,
                "employee_id": self.employee_id.id,
                "finding": f"{self.name} {self.assembly}\n{self.root_cause}",
                "delay_minutes": int(self.variant_id.days * 24 * 60),
                # sudo: the photos of the lines go along with the proposal, whoever may open them
                "photo_ids": [Command.set(self.sudo().line_ids.photo_ids.ids)],
                "line_ids": [
                    Command.create(line._prepare_supplement_line_vals())
                    for line in self.variant_id.line_ids
                ],
            }
        )
        return self.supplement_id

    def _create_recommendations(self):
        """What is not repaired stays known: one recommendation per damaged part."""
        work = self.line_ids.filtered(lambda line: line.verdict != "ok")
        return (
            self.env["dms.ro.recommendation"]
            # sudo: whoever records the decision, the shop keeps what was found
            .sudo()
            .create([line._prepare_recommendation_vals() for line in work])
        )

    def _print_photos(self):
        """Photos with the part they show, two in a row: list of rows of dicts."""
        self.ensure_one()
        photos = [
            {"photo": photo, "text": f"{line.name} {line._get_damage_label()}".strip()}
            for line in self.line_ids
            for photo in line.sudo().photo_ids  # sudo: seen by those who see the report
        ]
        return [photos[start : start + 2] for start in range(0, len(photos), 2)]
