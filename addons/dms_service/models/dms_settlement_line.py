from odoo import fields, models

from .ro_const import FEE_KINDS, PART_GRADES, PAYER_TYPES, TRADES


class DmsSettlementLine(models.Model):
    """Frozen copy of a settled line: the printed statement and every revenue figure read it."""

    _name = "dms.settlement.line"
    _description = "Settled Line"
    _order = "settlement_id.id desc, id"

    settlement_id = fields.Many2one("dms.settlement", required=True, index=True, ondelete="cascade")
    order_id = fields.Many2one("sale.order", required=True, index=True)
    visit_id = fields.Many2one("sale.order", required=True, help="Main order of the stay.")
    company_id = fields.Many2one("res.company", required=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    business_date = fields.Date(required=True)
    is_valid = fields.Boolean(default=True)
    user_id = fields.Many2one("res.users", string="Service Advisor")
    vehicle_id = fields.Many2one("fleet.vehicle")
    sale_line_id = fields.Many2one("sale.order.line", index="btree_not_null")
    job_id = fields.Many2one("dms.ro.job")
    service_type_id = fields.Many2one("dms.service.type")
    visit_type_id = fields.Many2one("dms.service.type", help="Service type of the whole stay.")
    counts_visit = fields.Boolean(
        help="First statement of the main order: the stay counts as settled once, by these lines."
    )
    trade = fields.Selection(TRADES)
    payer_type = fields.Selection(PAYER_TYPES)
    partner_id = fields.Many2one("res.partner", string="Payer")
    cost_centre_id = fields.Many2one("account.analytic.account", string="Department")
    fee_kind = fields.Selection(FEE_KINDS)
    adjust_kind = fields.Selection(
        [("share", "Share between Payers"), ("rounding", "Rounding Off")]
    )
    product_id = fields.Many2one("product.product")
    code = fields.Char()
    name = fields.Char()
    part_grade = fields.Selection(PART_GRADES)
    uom_name = fields.Char(string="Unit")
    quantity = fields.Float(digits="Product Unit")
    hours = fields.Float(string="Flat-Rate Hours", digits=(16, 2))
    price_unit = fields.Float(digits="Product Price")
    discount = fields.Float(digits="Discount")
    amount_gross = fields.Monetary(string="Before Discount")
    amount_discount = fields.Monetary(string="Discount Amount")
    amount_net = fields.Monetary(string="Amount, Tax Included")
    amount_untaxed = fields.Monetary()
    amount_cost = fields.Monetary(string="Cost at Issue", groups="dms_base.group_dms_see_cost")

    _period_idx = models.Index("(company_id, business_date) WHERE is_valid IS TRUE")
