from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [
    ("praise", "Praise"),
    ("inquiry", "Inquiry"),
    ("suggestion", "Suggestion"),
    ("dissatisfaction", "Dissatisfaction"),
    ("complaint", "Complaint"),
]
# Hours until first response, proposal, solution and close, by severity.
LIMITS = {
    "low": (4, 24, 48, 72),
    "normal": (2, 24, 48, 72),
    "urgent": (1, 12, 24, 48),
    "major": (0.5, 24, 144, 168),
}


class DmsComplaint(models.Model):
    """A customer's case: dissatisfaction from a call, complaint, suggestion or praise.

    Whoever handled a case never closes it: customer care closes after the customer was asked.
    """

    _name = "dms.complaint"
    _description = "Customer Case"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(string="Number", readonly=True, copy=False, default="/")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    kind = fields.Selection(KINDS, required=True, default="complaint", tracking=True)
    origin_kind = fields.Selection(KINDS, string="Origin", readonly=True, copy=False)
    severity = fields.Selection(
        [("low", "Dissatisfied"), ("normal", "Ordinary"), ("urgent", "Urgent"), ("major", "Major")],
        required=True,
        default="low",
        tracking=True,
    )
    stage_id = fields.Many2one(
        "dms.complaint.stage",
        required=True,
        tracking=True,
        index=True,
        default=lambda self: self.env["dms.complaint.stage"].search([], limit=1),
        group_expand="_read_group_expand_full",
    )
    is_closed = fields.Boolean(related="stage_id.is_closed", store=True)
    partner_id = fields.Many2one("res.partner", string="Customer", index=True)
    masked_phone = fields.Char(related="partner_id.masked_phone", string="Phone")
    vehicle_id = fields.Many2one("fleet.vehicle", index=True)
    order_id = fields.Many2one("sale.order", string="Repair Order", index="btree_not_null")
    followup_id = fields.Many2one(
        "dms.followup", string="Follow-up", index="btree_not_null", readonly=True
    )
    cause_id = fields.Many2one("dms.complaint.cause", string="Reason Code")
    description = fields.Text(string="Customer's Words", required=True)
    handler_id = fields.Many2one("res.users", tracking=True)
    solution = fields.Text()
    promised_at = fields.Datetime(string="Reply Promised")
    response_due = fields.Datetime(readonly=True)
    proposal_due = fields.Datetime(readonly=True)
    solve_due = fields.Datetime(string="Solution Due", readonly=True)
    close_due = fields.Datetime(readonly=True, index=True)
    solved_at = fields.Datetime(string="Solved", readonly=True)
    closed_at = fields.Datetime(string="Closed at", readonly=True)
    closed_by_id = fields.Many2one("res.users", string="Closed by", readonly=True)
    result = fields.Selection(
        [("satisfied", "Satisfied"), ("accepted", "Accepted"), ("unreachable", "Unreachable")],
        tracking=True,
    )
    is_late = fields.Boolean(string="Late", compute="_compute_is_late", search="_search_is_late")

    _received_idx = models.Index("(company_id, create_date)")

    @api.depends("close_due", "is_closed")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for case in self:
            case.is_late = bool(not case.is_closed and case.close_due and case.close_due < now)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("is_closed", "=", False), ("close_due", "<", fields.Datetime.now())]

    @api.model_create_multi
    def create(self, vals_list):
        """Number the case and start its clocks."""
        cases = super().create(vals_list)
        now = fields.Datetime.now()
        for case in cases:
            prefix = "TS" if case.kind == "complaint" else "BM"
            names = ("response_due", "proposal_due", "solve_due", "close_due")
            limits = LIMITS[case.severity]
            case.write(
                {
                    "name": case.company_id._next_number(prefix),
                    "origin_kind": case.kind,
                    **{
                        key: now + timedelta(hours=hours)
                        for key, hours in zip(names, limits, strict=True)
                    },
                }
            )
        return cases

    @api.ondelete(at_uninstall=False)
    def _unlink_except_any(self):
        """A customer's case is never deleted."""
        raise UserError(self.env._("A customer case cannot be deleted."))

    def action_take(self):
        """The user takes the case over."""
        self.filtered(lambda case: not case.is_closed).write({"handler_id": self.env.uid})
        return True

    def action_solve(self):
        """The handler has solved it; customer care asks the customer."""
        for case in self:
            if not (case.solution or "").strip():
                raise UserError(
                    self.env._("Describe the solution before you report the case as solved.")
                )
        self.write(
            {
                "solved_at": fields.Datetime.now(),
                "stage_id": self.env.ref("dms_crm.dms_complaint_stage_confirm").id,
            }
        )
        return True

    def action_close(self):
        """Customer care closes after the customer was asked; never the handler."""
        for case in self:
            if case.is_closed:
                continue
            if case.handler_id == self.env.user:
                raise UserError(self.env._("You handled this case: another person closes it."))
            if not case.result:
                raise UserError(
                    self.env._("Choose what the customer says of the result before you close.")
                )
            case.write(
                {
                    "stage_id": self.env.ref("dms_crm.dms_complaint_stage_closed").id,
                    "closed_at": fields.Datetime.now(),
                    "closed_by_id": self.env.uid,
                }
            )
        return True

    def action_escalate(self):
        """Turn a dissatisfaction into a complaint; the origin stays counted."""
        for case in self.filtered(lambda item: item.kind != "complaint" and not item.is_closed):
            case.write(
                {
                    "kind": "complaint",
                    "severity": "normal",
                    "name": case.company_id._next_number("TS"),
                }
            )
        return True
