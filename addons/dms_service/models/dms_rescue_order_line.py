from odoo import api, fields, models
from odoo.exceptions import UserError

from .dms_rescue_case_const import CLOSED


class DmsRescueOrderLine(models.Model):
    """A part from the van used on site."""

    _name = "dms.rescue.order.line"
    _description = "Part Used on a Rescue"
    _order = "rescue_id, id"

    rescue_id = fields.Many2one("dms.rescue.order", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="rescue_id.company_id")
    currency_id = fields.Many2one(related="rescue_id.currency_id")
    product_id = fields.Many2one(
        "product.product",
        string="Part",
        required=True,
        domain=[("is_part", "=", True)],
        ondelete="restrict",
    )
    quantity = fields.Float(required=True, default=1.0, digits="Product Unit")
    price_unit = fields.Float(
        string="Price",
        compute="_compute_price_unit",
        store=True,
        readonly=False,
        precompute=True,
        digits="Product Price",
    )
    amount = fields.Monetary(compute="_compute_amount", store=True)

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "The quantity must be above zero."
    )
    _price_not_negative = models.Constraint(
        "CHECK(price_unit >= 0)", "A price cannot be below zero."
    )

    @api.depends("product_id")
    def _compute_price_unit(self):
        for line in self:
            line.price_unit = line.product_id.lst_price

    @api.depends("quantity", "price_unit")
    def _compute_amount(self):
        for line in self:
            line.amount = line.quantity * line.price_unit

    @api.model_create_multi
    def create(self, vals_list):
        """Parts are added while the case is open."""
        lines = super().create(vals_list)
        lines._check_open()
        return lines

    def write(self, vals):
        """Parts are changed while the case is open."""
        self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_booked(self):
        self._check_open()

    def _check_open(self):
        """Once the van is back its parts are booked.

        :raises UserError: the van of the case is back
        """
        if any(line.rescue_id.state in ("back", *CLOSED) for line in self):
            raise UserError(self.env._("The parts of this case are booked already."))
