from odoo import api, fields, models

from .ro_const import PAYER_TYPES


class DmsRepairPackageLine(models.Model):
    """One operation or part of a package."""

    _name = "dms.repair.package.line"
    _description = "Repair Package Line"
    _order = "package_id, sequence, id"

    package_id = fields.Many2one(
        "dms.repair.package", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one("product.product", required=True)
    fee_kind = fields.Selection(related="product_id.fee_kind")
    quantity = fields.Float(default=1.0, digits="Product Unit")
    uom_id = fields.Many2one(related="product_id.uom_id")
    flat_rate_hours = fields.Float(
        compute="_compute_flat_rate_hours", store=True, readonly=False, digits=(16, 2)
    )
    payer_type = fields.Selection(PAYER_TYPES)
    discount = fields.Float(string="Discount (%)", digits="Discount")

    _quantity_positive = models.Constraint("CHECK(quantity > 0)", "Quantities are above zero.")

    _hours_not_negative = models.Constraint(
        "CHECK(flat_rate_hours >= 0)", "Hours are not below zero."
    )

    @api.depends("product_id")
    def _compute_flat_rate_hours(self):
        for line in self:
            line.flat_rate_hours = line.product_id.flat_rate_hours

    def _prepare_order_line_vals(self, order, job):
        """Values of the order line this package line becomes; price and tax follow the payer."""
        self.ensure_one()
        vals = {
            "order_id": order.id,
            "job_id": job.id,
            "product_id": self.product_id.id,
            "product_uom_qty": self.quantity,
            "flat_rate_hours": self.flat_rate_hours,
            "sequence": 10 * len(order.order_line) + self.sequence,
        }
        if self.payer_type:
            vals["payer_type"] = self.payer_type
        if self.discount:
            vals["discount"] = self.discount
        return vals

    def _prepare_supplement_line_vals(self):
        """Values of the supplement line this package line becomes."""
        self.ensure_one()
        vals = {
            "product_id": self.product_id.id,
            "quantity": self.quantity,
            "flat_rate_hours": self.flat_rate_hours,
            "discount": self.discount,
        }
        if self.payer_type:
            vals["payer_type"] = self.payer_type
        return vals
