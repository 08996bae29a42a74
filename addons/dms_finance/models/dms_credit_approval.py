from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class DmsCreditApproval(models.Model):
    """Permission to let a car go before its customer has paid (挂账).

    Who asks never approves. An approved credit lets the gate release the car; the invoice stays
    open and falls due on the agreed day.
    """

    _name = "dms.credit.approval"
    _description = "Credit Approval"
    _inherit = ["mail.thread", "mail.activity.mixin", "dms.step.mixin"]
    _order = "id desc"
    _step_fields = ("state", "requested_by_id", "approved_by_id", "approved_on")
    _check_company_auto = True

    name = fields.Char(string="Number", readonly=True, copy=False, default="/")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    settlement_id = fields.Many2one("dms.settlement", required=True, index=True, check_company=True)
    order_id = fields.Many2one(related="settlement_id.order_id", string="Repair Order")
    partner_id = fields.Many2one(related="settlement_id.order_id.partner_id", string="Customer")
    amount = fields.Monetary(required=True, tracking=True)
    date_due = fields.Date(
        string="Due Date",
        required=True,
        default=lambda self: fields.Date.context_today(self) + timedelta(days=30),
    )
    reason = fields.Char(required=True)
    requested_by_id = fields.Many2one(
        "res.users", string="Requested by", default=lambda self: self.env.user, readonly=True
    )
    approved_by_id = fields.Many2one("res.users", string="Decided by", readonly=True, copy=False)
    approved_on = fields.Datetime(string="Decided on", readonly=True, copy=False)
    state = fields.Selection(
        [("submitted", "Waiting"), ("approved", "Approved"), ("refused", "Refused")],
        default="submitted",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )

    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "The credit amount must be above zero."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Number the request."""
        for vals in vals_list:
            company = self.env["res.company"].browse(vals.get("company_id") or self.env.company.id)
            vals["name"] = company._next_number("GZ")
        return super().create(vals_list)

    def write(self, vals):
        """What was decided on is not changed behind the decision.

        :raises UserError: the request is decided
        """
        decided = any(record.state != "submitted" for record in self)
        if decided and not self._is_step() and {"amount", "settlement_id"} & vals.keys():
            raise UserError(self.env._("This request is decided: make a new one."))
        return super().write(vals)

    def _check_approver(self):
        """Only a service or general manager decides, and never on the own request."""
        user = self.env.user
        if not (
            user.has_group("dms_base.group_dms_service_manager")
            or user.has_group("dms_base.group_dms_general_manager")
        ):
            raise AccessError(
                self.env._("Only the service manager or the general manager decides on credit.")
            )
        if user in self.requested_by_id:
            raise UserError(self.env._("You cannot approve your own request."))

    def action_approve(self):
        """Approve; the car may be released at once."""
        self._check_approver()
        self.lock_for_update()
        waiting = self.filtered(lambda record: record.state == "submitted")
        waiting._step().write(
            {
                "state": "approved",
                "approved_by_id": self.env.uid,
                "approved_on": fields.Datetime.now(),
            }
        )
        waiting.settlement_id.order_id._after_credit_approved()
        return True

    def action_refuse(self):
        """Refuse; the customer pays before the car leaves."""
        self._check_approver()
        self.lock_for_update()
        self.filtered(lambda record: record.state == "submitted")._step().write(
            {
                "state": "refused",
                "approved_by_id": self.env.uid,
                "approved_on": fields.Datetime.now(),
            }
        )
        return True
