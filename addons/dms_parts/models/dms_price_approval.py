from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class DmsPriceApproval(models.Model):
    """Permission to sell a part below the customer's own price: for one part, quantity and price, once.

    Who asks never approves; below cost the general manager decides.
    """

    _name = "dms.price.approval"
    _description = "Price Approval"
    _inherit = ["mail.thread", "mail.activity.mixin", "dms.step.mixin"]
    _order = "id desc"
    _step_fields = ("state", "requested_by_id", "approved_by_id", "sale_line_id")
    _check_company_auto = True

    name = fields.Char(string="Number", readonly=True, copy=False, default="/")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Payer", required=True)
    product_id = fields.Many2one(
        "product.product",
        string="Part",
        required=True,
        domain="[('is_part', '=', True)]",
        index=True,
    )
    quantity = fields.Float(required=True, default=1.0, digits="Product Unit")
    list_price = fields.Monetary(
        string="Customer's Price", compute="_compute_list_price", store=True
    )
    price = fields.Monetary(string="Requested Price", required=True, tracking=True)
    margin_rate = fields.Float(
        string="Margin on Cost",
        compute="_compute_margin_rate",
        groups="dms_base.group_dms_see_cost",
    )
    reason = fields.Selection(
        [
            ("clearance", "Clearance"),
            ("competition", "Competition"),
            ("complaint", "Complaint"),
            ("damage", "Damaged Package"),
            ("contract", "Contract Not Yet in Force"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
    )
    note = fields.Char()
    valid_to = fields.Datetime(
        string="Valid until", default=lambda self: fields.Datetime.now() + timedelta(hours=24)
    )
    requested_by_id = fields.Many2one(
        "res.users", string="Requested by", default=lambda self: self.env.user, readonly=True
    )
    approved_by_id = fields.Many2one("res.users", string="Decided by", readonly=True, copy=False)
    sale_line_id = fields.Many2one(
        "sale.order.line", string="Used on", readonly=True, copy=False, index="btree_not_null"
    )
    state = fields.Selection(
        [("submitted", "Waiting"), ("approved", "Approved"), ("refused", "Refused")],
        default="submitted",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )

    _positive = models.Constraint(
        "CHECK(quantity > 0 AND price >= 0)", "Quantity and price must be above zero."
    )

    @api.depends("partner_id", "product_id", "quantity")
    def _compute_list_price(self):
        for approval in self:
            pricelist = approval.partner_id.with_company(
                approval.company_id
            ).property_product_pricelist
            approval.list_price = (
                pricelist._get_product_price(approval.product_id, approval.quantity or 1.0)
                if approval.product_id
                else 0.0
            )

    @api.depends("price", "product_id")
    def _compute_margin_rate(self):
        for approval in self:
            cost = approval.product_id.with_company(approval.company_id).standard_price
            approval.margin_rate = (approval.price - cost) / cost if cost else 0.0

    @api.model_create_multi
    def create(self, vals_list):
        """Number the request and hold it against the clearance caps."""
        for vals in vals_list:
            company = self.env["res.company"].browse(vals.get("company_id") or self.env.company.id)
            vals["name"] = company._next_number("JG")
        approvals = super().create(vals_list)
        for approval in approvals:
            approval._check_clearance()
        return approvals

    def write(self, vals):
        """What was decided on is not changed behind the decision.

        :raises UserError: the request is decided
        """
        terms = {"price", "quantity", "product_id", "partner_id", "valid_to"}
        decided = any(approval.state != "submitted" for approval in self)
        if decided and not self._is_step() and terms & vals.keys():
            raise UserError(self.env._("This request is decided: make a new one."))
        return super().write(vals)

    def _check_clearance(self):
        """Small remaining stock may be cleared up to a cap that holds for everybody.

        Under 20 pieces 30 %, under 10 pieces 50 % off retail by default; not at all from 20 pieces on.

        :raises UserError: the price is below the cap
        """
        self.ensure_one()
        if self.reason != "clearance":
            return
        blocker = self.company_id._get_clearance_blocker(self.product_id, self.price)
        if blocker:
            raise UserError(blocker)

    def action_approve(self):
        """Approve under the own login; below cost only the general manager may."""
        for approval in self.filtered(lambda record: record.state == "submitted"):
            approval._check_approver()
            approval._step().write({"state": "approved", "approved_by_id": self.env.uid})
        return True

    def action_refuse(self):
        """Refuse the price."""
        for approval in self.filtered(lambda record: record.state == "submitted"):
            approval._check_approver()
            approval._step().write({"state": "refused", "approved_by_id": self.env.uid})
        return True

    def _check_approver(self):
        user = self.env.user
        if user == self.requested_by_id:
            raise UserError(self.env._("You cannot approve your own request."))
        # sudo: the cost decides who approves; it is not shown
        cost = self.product_id.sudo().with_company(self.company_id).standard_price
        manager = user.has_group("dms_base.group_dms_parts_supervisor") or user.has_group(
            "dms_base.group_dms_service_manager"
        )
        director = user.has_group("dms_base.group_dms_general_manager")
        if self.price < cost and not director:
            raise AccessError(self.env._("Below cost only the general manager approves."))
        if not manager and not director:
            raise AccessError(self.env._("Only a manager approves prices."))

    @api.model
    def _has_open(self, partner, product, quantity, price, company):
        """Whether an approval that nobody has used yet covers this price.

        :param partner: who pays
        :param price: unit price after discount
        """
        # sudo: the desk may not read approvals of others; only whether there is one is asked
        return bool(
            self.sudo().search_count(
                [
                    ("state", "=", "approved"),
                    ("partner_id", "=", partner.id),
                    ("product_id", "=", product.id),
                    ("quantity", ">=", quantity),
                    ("price", "<=", price + 0.005),
                    ("company_id", "=", company.id),
                    ("sale_line_id", "=", False),
                    ("valid_to", ">=", fields.Datetime.now()),
                ],
                limit=1,
            )
        )

    @api.model
    def _find_for(self, line, price):
        """The approval that covers an order line, marked as used on it.

        :param line: one order line
        :param price: unit price after discount
        """
        # sudo: the desk may not read approvals of others; a match is only claimed, never shown
        approval = self.sudo().search(
            [
                ("state", "=", "approved"),
                ("partner_id", "=", line._payer().id),
                ("product_id", "=", line.product_id.id),
                ("quantity", ">=", line.product_uom_qty),
                ("price", "<=", price + 0.005),
                ("company_id", "=", line.company_id.id),
                "|",
                ("sale_line_id", "=", line.id),
                "&",
                ("sale_line_id", "=", False),
                ("valid_to", ">=", fields.Datetime.now()),
            ],
            limit=1,
        )
        if approval and not approval.sale_line_id:
            approval.sale_line_id = line
        return approval
