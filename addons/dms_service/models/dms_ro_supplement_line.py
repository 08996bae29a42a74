from odoo import api, fields, models
from odoo.fields import Command

from .dms_ro_recommendation import URGENCIES
from .ro_const import FEE_KINDS, PART_GRADES, PAYER_TYPES


class DmsRoSupplementLine(models.Model):
    """One proposed operation or part; it becomes an order line only when the customer accepts."""

    _name = "dms.ro.supplement.line"
    _description = "Supplement Line"
    _order = "supplement_id, sequence, id"

    supplement_id = fields.Many2one(
        "dms.ro.supplement", required=True, index=True, ondelete="cascade"
    )
    order_id = fields.Many2one(related="supplement_id.order_id")
    currency_id = fields.Many2one(related="supplement_id.currency_id")
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one("product.product", required=True, string="Operation or Part")
    name = fields.Char(compute="_compute_from_product", store=True, readonly=False, precompute=True)
    fee_kind = fields.Selection(
        FEE_KINDS, compute="_compute_from_product", store=True, readonly=False, precompute=True
    )
    flat_rate_hours = fields.Float(
        compute="_compute_from_product",
        store=True,
        readonly=False,
        precompute=True,
        digits=(16, 2),
    )
    part_grade = fields.Selection(
        PART_GRADES, compute="_compute_from_product", store=True, readonly=False, precompute=True
    )
    job_id = fields.Many2one(
        "dms.ro.job", domain="[('order_id', '=', order_id)]", ondelete="set null"
    )
    quantity = fields.Float(default=1.0, digits="Product Unit", required=True)
    payer_type = fields.Selection(PAYER_TYPES, default="customer", required=True)
    price_unit = fields.Float(
        compute="_compute_price_unit",
        store=True,
        readonly=False,
        precompute=True,
        digits="Product Price",
    )
    discount = fields.Float(string="Discount (%)", digits="Discount")
    price_total = fields.Monetary(
        string="Amount", compute="_compute_price_total", store=True, precompute=True
    )
    urgency = fields.Selection(URGENCIES, default="soon", required=True)
    decision = fields.Selection(
        [("accept", "Accepted"), ("decline", "Declined")], readonly=True, copy=False
    )
    portal_accept = fields.Boolean(
        default=True, copy=False, help="Yes or no ticked on the customer's page before he signs."
    )
    sale_line_id = fields.Many2one(
        "sale.order.line", readonly=True, copy=False, index="btree_not_null"
    )
    free_qty = fields.Float(related="product_id.free_qty", string="Free Stock")

    _quantity_positive = models.Constraint("CHECK(quantity > 0)", "Quantities are above zero.")

    @api.depends("product_id")
    def _compute_from_product(self):
        for line in self:
            product = line.product_id
            line.name = product.name
            line.fee_kind = product.fee_kind
            line.flat_rate_hours = product.flat_rate_hours
            line.part_grade = product.part_grade if product.is_part else False

    @api.depends("product_id", "quantity", "payer_type")
    def _compute_price_unit(self):
        for line in self:
            order = line.order_id
            partner = order._get_payer_partner(line.payer_type) if order else False
            pricelist = order.pricelist_id
            if partner and line.payer_type != "customer":
                pricelist = partner.property_product_pricelist or pricelist
            line.price_unit = (
                pricelist._get_product_price(line.product_id, line.quantity or 1.0)
                if line.product_id and pricelist
                else line.product_id.lst_price
            )

    @api.depends("price_unit", "quantity", "discount", "payer_type", "product_id")
    def _compute_price_total(self):
        for line in self:
            order = line.order_id
            price = line.price_unit * (1 - (line.discount or 0.0) / 100)
            partner = order._get_payer_partner(line.payer_type) if order else False
            taxes = line.product_id.taxes_id._filter_taxes_by_company(order.company_id)
            if order:
                taxes = order._get_payer_fiscal_position(line.payer_type, partner).map_tax(taxes)
            result = taxes.compute_all(
                price, currency=line.currency_id, quantity=line.quantity, product=line.product_id
            )
            line.price_total = result["total_included"]

    def _create_order_lines(self):
        """Order lines of the accepted lines, under their job or one new job of the supplement."""
        if not self:
            return self.env["sale.order.line"]
        order = self.order_id
        orphans = self.filtered(lambda line: not line.job_id)
        if orphans:
            orphans.job_id = self.env["dms.ro.job"].create(orphans._prepare_job_vals(order))
        lines = order._add_lines_by_supplement([line._prepare_order_line_vals() for line in self])
        for line, order_line in zip(self, lines, strict=True):
            line.sale_line_id = order_line
        return lines

    def _prepare_job_vals(self, order):
        """Values of the job that carries lines without a job of their own."""
        first = (self.filtered(lambda line: line.fee_kind == "labour") or self)[:1]
        return {
            "order_id": order.id,
            "name": first.name,
            "product_id": first.product_id.id if first.fee_kind == "labour" else False,
            "concern": first.supplement_id.finding,
            "service_type_id": order.service_type_id.id,
            "trade": first.product_id.trade or "mechanical",
            "repair_class": first.product_id.repair_class or "minor",
            "payer_type": first.payer_type,
            "sequence": 10 * (len(order.job_ids) + 1),
            "state": "todo",
        }

    def _prepare_order_line_vals(self):
        """Values of the order line of one accepted line: what the customer saw, unchanged."""
        self.ensure_one()
        order = self.order_id
        partner = order._get_payer_partner(self.payer_type)
        taxes = self.product_id.taxes_id._filter_taxes_by_company(order.company_id)
        taxes = order._get_payer_fiscal_position(self.payer_type, partner).map_tax(taxes)
        return {
            "order_id": order.id,
            "job_id": self.job_id.id,
            "supplement_id": self.supplement_id.id,
            "product_id": self.product_id.id,
            "name": self.name,
            "product_uom_qty": self.quantity,
            "price_unit": self.price_unit,
            "discount": self.discount,
            "fee_kind": self.fee_kind,
            "flat_rate_hours": self.flat_rate_hours,
            "part_grade": self.part_grade,
            "payer_type": self.payer_type,
            "payer_id": partner.id,
            "tax_ids": [Command.set(taxes.ids)],
            "sequence": 1000 + self.sequence,
        }

    def _create_recommendations(self):
        """Declined work is kept, printed on the statement and offered at the next visit."""
        return self.env["dms.ro.recommendation"].create(
            [
                {
                    "order_id": line.order_id.id,
                    "vehicle_id": line.order_id.vehicle_id.id,
                    "company_id": line.order_id.company_id.id,
                    "name": line.name,
                    "product_id": line.product_id.id,
                    "urgency": line.urgency,
                    "amount": line.price_total,
                    "reason": self.env._("Declined on %(name)s", name=line.supplement_id.name),
                    "risk_signature": line.supplement_id.signature
                    if line.urgency == "now"
                    else False,
                    "risk_signed_by": line.supplement_id.signed_by
                    if line.urgency == "now"
                    else False,
                }
                for line in self
            ]
        )
