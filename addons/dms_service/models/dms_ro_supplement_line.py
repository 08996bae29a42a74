from odoo import api, fields, models
from odoo.fields import Command

from odoo.addons.dms_base.tools.rights import SEE_PRICE

from .dms_ro_recommendation import URGENCIES
from .ro_const import FEE_KINDS, PART_GRADES, PAYER_TYPES


class DmsRoSupplementLine(models.Model):
    """One proposed operation or part; it becomes an order line only when the customer accepts."""

    _name = "dms.ro.supplement.line"
    _description = "Supplement Line"
    _order = "supplement_id.id desc, sequence, id"

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
        groups=SEE_PRICE,
    )
    discount = fields.Float(string="Discount (%)", digits="Discount", groups=SEE_PRICE)
    price_total = fields.Monetary(
        string="Amount",
        compute="_compute_price_total",
        store=True,
        precompute=True,
        groups=SEE_PRICE,
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
    recommendation_id = fields.Many2one(
        "dms.ro.recommendation", readonly=True, index="btree_not_null", ondelete="set null"
    )
    free_qty = fields.Float(related="product_id.free_qty", string="Free Stock")

    _hours_not_negative = models.Constraint(
        "CHECK(flat_rate_hours >= 0)", "Hours are not below zero."
    )
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
            line.price_unit = line._get_list_price()

    def _get_list_price(self):
        """Unit price by the list of the line's payer."""
        self.ensure_one()
        order = self.order_id
        partner = order._get_payer_partner(self.payer_type) if order else False
        pricelist = order.pricelist_id
        if partner and self.payer_type != "customer":
            pricelist = partner.property_product_pricelist or pricelist
        if self.product_id and pricelist:
            return pricelist._get_product_price(self.product_id, self.quantity or 1.0)
        return self.product_id.lst_price

    def _add_precomputed_values(self, vals_list):
        """Price a proposal whoever makes it."""
        # sudo: a technician proposes work whose price the desk knows and he does not; nothing is returned
        return super(DmsRoSupplementLine, self.sudo())._add_precomputed_values(vals_list)

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
        for job, items in self.filtered("recommendation_id").grouped("job_id").items():
            items.recommendation_id.write({"job_id": job.id})
        return lines

    def _get_lines_over(self, caps):
        """Lines on which the customer would be let off more than the caps, prices included.

        :param caps: {"part": %, "labour": %}
        """
        over = self.browse()
        for line in self.filtered(lambda one: one.payer_type == "customer"):
            listed = line._get_list_price()
            price = line.price_unit * (1 - (line.discount or 0.0) / 100)
            cap = caps["part" if line.fee_kind == "part" else "labour"]
            if listed and price < listed * (1 - cap / 100) - 0.005:
                over |= line
        return over - over.filtered(lambda one: one._is_price_approved())

    def _is_price_approved(self):
        """Whether a manager has approved this price of a part for the customer."""
        self.ensure_one()
        if self.fee_kind != "part":
            return False
        return self.env["dms.price.approval"]._has_open(
            self.order_id._get_payer_partner("customer"),
            self.product_id,
            self.quantity,
            self.price_unit * (1 - (self.discount or 0.0) / 100),
            self.order_id.company_id,
        )

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
        """Declined work is kept, printed on the statement and offered at the next visit.

        What was recommended before is brought up to date rather than written a second time.
        """
        known = self.filtered("recommendation_id")
        for item, lines in known.grouped("recommendation_id").items():
            vals = lines[0]._prepare_recommendation_vals()
            amount = sum(lines.mapped("price_total"))
            names = ("order_id", "urgency", "reason", "risk_signature", "risk_signed_by")
            item.write({**{name: vals[name] for name in names if vals[name]}, "amount": amount})
        return known.recommendation_id | self.env["dms.ro.recommendation"].create(
            [line._prepare_recommendation_vals() for line in self - known]
        )

    def _prepare_recommendation_vals(self):
        """Values of the recommendation a declined line becomes."""
        self.ensure_one()
        supplement = self.supplement_id
        signed = supplement if self.urgency == "now" else supplement.browse()
        return {
            "order_id": self.order_id.id,
            "vehicle_id": self.order_id.vehicle_id.id,
            "company_id": self.order_id.company_id.id,
            "name": self.name,
            "product_id": self.product_id.id,
            "quantity": self.quantity,
            "urgency": self.urgency,
            "amount": self.price_total,
            "reason": self.env._("Declined on %(name)s", name=supplement.name),
            "risk_signature": signed.signature,
            "risk_signed_by": signed.signed_by,
        }
