from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from .ro_const import (
    ANSWER_SWITCH,
    CONSENT_GRADES,
    FEE_KINDS,
    PART_GRADES,
    PAYER_TYPES,
    SUPPLEMENT_SWITCH,
    WORK_KINDS,
    ZERO_PRICE_REASONS,
)


class SaleOrderLine(models.Model):
    """One labour operation, part or fee of a repair order, with exactly one payer."""

    _inherit = "sale.order.line"

    is_repair = fields.Boolean(related="order_id.is_repair")
    job_id = fields.Many2one("dms.ro.job", index="btree_not_null", copy=False)
    fee_kind = fields.Selection(
        FEE_KINDS, compute="_compute_fee_kind", store=True, readonly=False, precompute=True
    )
    flat_rate_hours = fields.Float(
        string="Flat-Rate Hours",
        compute="_compute_flat_rate_hours",
        store=True,
        readonly=False,
        precompute=True,
        digits=(16, 2),
    )
    payer_type = fields.Selection(
        PAYER_TYPES, compute="_compute_payer_type", store=True, readonly=False, precompute=True
    )
    payer_id = fields.Many2one(
        "res.partner",
        compute="_compute_payer_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    part_grade = fields.Selection(
        PART_GRADES, compute="_compute_part_grade", store=True, readonly=False, precompute=True
    )
    supplement_id = fields.Many2one("dms.ro.supplement", index="btree_not_null", copy=False)
    zero_price_reason = fields.Selection(ZERO_PRICE_REASONS, copy=False)
    change_reason = fields.Char(
        copy=False, help="Why the quantity was lowered after the customer had signed."
    )
    accepted = fields.Boolean(
        string="Work Accepted",
        copy=False,
        help="Set at the final inspection: only accepted work can be billed.",
    )
    is_refused = fields.Boolean(
        string="Refused by the Customer",
        copy=False,
        help="The customer's no on the estimate he was shown; taken off when he signs the rest.",
    )
    adjust_kind = fields.Selection(
        [("share", "Share between Payers"), ("rounding", "Rounding Off")], copy=False
    )
    adjust_of_id = fields.Many2one("sale.order.line", copy=False, index="btree_not_null")
    settled_line_ids = fields.One2many("dms.settlement.line", "sale_line_id", readonly=True)

    @api.depends("product_id")
    def _compute_fee_kind(self):
        for line in self:
            line.fee_kind = line.product_id.fee_kind if line.product_id else False

    @api.depends("product_id")
    def _compute_flat_rate_hours(self):
        for line in self:
            line.flat_rate_hours = line.product_id.flat_rate_hours

    @api.depends("product_id")
    def _compute_part_grade(self):
        for line in self:
            line.part_grade = line.product_id.part_grade if line.product_id.is_part else False

    @api.depends("product_id")
    def _compute_payer_type(self):
        """Payer of the job, else of the service type; not re-read later, a person may choose."""
        for line in self:
            if line.display_type or not line.order_id.is_repair:
                line.payer_type = False
                continue
            default = line.job_id.payer_type or line.order_id.service_type_id.payer_type
            line.payer_type = line.payer_type or default or "customer"

    @api.depends("payer_type")
    def _compute_payer_id(self):
        for line in self:
            partner = self.env["res.partner"]
            if line.payer_type:
                partner = line.order_id._get_payer_partner(line.payer_type)
            line.payer_id = partner

    @api.depends("accepted", "product_uom_qty")
    def _compute_qty_delivered(self):
        return super()._compute_qty_delivered()

    def _prepare_qty_delivered(self):
        """Work is delivered when the final inspection accepted it; parts follow their moves."""
        result = super()._prepare_qty_delivered()
        for line in self:
            if line.fee_kind in WORK_KINDS and line.order_id.is_repair:
                result[line] = line.product_uom_qty if line.accepted else 0.0
        return result

    def _accept(self, accepted=True):
        """Accept the work of these lines at the final inspection, or withdraw it.

        :param accepted: False when the inspection is withdrawn
        """
        lines = self.filtered(
            lambda line: line.fee_kind in WORK_KINDS and line.accepted != accepted
        )
        lines.write({"accepted": accepted})
        lines.job_id.filtered(lambda job: job.state != "cancelled").write(
            {"state": "passed" if accepted else "done"}
        )
        return True

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse lines on a signed order unless they come from a supplement (E-402).

        A line added to a quoted estimate reopens it: the next quotation is a new version.
        """
        ids = {vals["order_id"] for vals in vals_list if vals.get("order_id")}
        repairs = self.env["sale.order"].browse(ids).filtered("is_repair")
        if repairs:
            repairs._read_offer()
            self._get_named(vals_list, "product_id")._read_together("product_tmpl_id.categ_id")
            self._guard_new_lines(repairs)
            for vals in vals_list:
                if vals["order_id"] in repairs._ids and vals.get("price_unit") is not None:
                    # A price that differs from the technical one counts in core as typed by hand
                    # and is not overwritten when the payer or the quantity changes.
                    vals.setdefault("technical_price_unit", 0.0 if vals["price_unit"] else -1.0)
        return super().create(vals_list)

    def _guard_new_lines(self, orders):
        if self.env.context.get("dms_supplement_ok") is SUPPLEMENT_SWITCH:
            return
        if any(order.state == "sale" for order in orders):
            self._deny_change(orders)
        orders.action_requote()

    def _deny_change(self, orders=None):
        text = self.env._(
            "The customer has signed this order: new or dearer items need a supplement. (E-402)"
        )
        order = orders or self.order_id
        if len(order) == 1:
            order._raise_with_remedy(text, ["E-402"])
        raise UserError(text)

    def write(self, vals):
        """After the signature nothing may be added or become dearer without a supplement (E-402)."""
        watched = {"product_id", "product_uom_qty", "price_unit", "discount"} & vals.keys()
        agreed = self.env.context.get("dms_supplement_ok") is SUPPLEMENT_SWITCH
        answered = self.env.context.get("dms_answer") is ANSWER_SWITCH
        if watched and not agreed and not answered:
            for line in self:
                if line.order_id.is_repair and line.state == "sale":
                    line._guard_signed_line(vals)
            self.order_id.filtered("is_repair").action_requote()
        # What was signed and costs something else now: the audit log keeps who changed it.
        signed = self.filtered(lambda line: line.state == "sale") if watched else self.browse()
        before = signed._remember(sorted(watched))
        res = super().write(vals)
        signed._keep_changes(before)
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_reopens_estimate(self):
        if self.env.context.get("dms_answer") is ANSWER_SWITCH:
            return
        self.order_id.filtered("is_repair").action_requote()

    def _guard_signed_line(self, vals):
        self.ensure_one()

        def changed(name, direction):
            if name not in vals:
                return False
            return float_compare(vals[name], self[name], precision_digits=4) == direction

        if "product_id" in vals and vals["product_id"] != self.product_id.id:
            self._deny_change()
        if changed("product_uom_qty", 1) or changed("price_unit", 1) or changed("discount", -1):
            self._deny_change()
        if changed("product_uom_qty", -1) and not vals.get("change_reason"):
            raise UserError(
                self.env._(
                    "Say why “%(line)s” becomes less: the customer signed for more. (E-402)",
                    line=self.product_id.display_name,
                )
            )

    def _get_estimate_blockers(self):
        """What keeps one line from being shown to the customer (E-308, E-309)."""
        self.ensure_one()
        name = self.product_id.display_name
        reasons = []
        if self.fee_kind == "part" and not self.part_grade:
            text = self.env._("The grade of part “%(part)s” is not marked.", part=name)
            reasons.append(("E-308", text))
        if self.part_grade in CONSENT_GRADES and not self.order_id.part_consent:
            text = self.env._(
                "The customer has not agreed to the rebuilt part “%(part)s”.", part=name
            )
            reasons.append(("E-308", text))
        if self.fee_kind == "adjust":
            return reasons
        if self.product_uom_qty < 0 or self.price_unit < 0:
            text = self.env._("“%(line)s” has a negative quantity or price.", line=name)
            reasons.append(("E-309", text))
        elif not self.price_unit and not self.zero_price_reason and not self.display_type:
            text = self.env._("“%(line)s” costs nothing: state the reason.", line=name)
            reasons.append(("E-309", text))
        return reasons
