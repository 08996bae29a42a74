from odoo import api, fields, models

from odoo.addons.dms_base.tools.rights import SEE_PRICE


class DmsAppointmentLine(models.Model):
    """What the customer comes for: a package, an operation or a part."""

    _name = "dms.appointment.line"
    _description = "Appointment Item"
    _order = "appointment_id, sequence, id"

    appointment_id = fields.Many2one(
        "dms.appointment", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    package_id = fields.Many2one("dms.repair.package")
    product_id = fields.Many2one("product.product", string="Operation or Part")
    service_type_id = fields.Many2one("dms.service.type")
    name = fields.Char(
        string="Item",
        compute="_compute_from_item",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    quantity = fields.Float(default=1.0)
    hours = fields.Float(compute="_compute_from_item", store=True, readonly=False, precompute=True)
    price_unit = fields.Float(
        string="Price",
        compute="_compute_from_item",
        store=True,
        readonly=False,
        precompute=True,
        groups=SEE_PRICE,
    )
    currency_id = fields.Many2one(related="appointment_id.currency_id")
    amount = fields.Monetary(
        compute="_compute_amount", store=True, precompute=True, groups=SEE_PRICE
    )
    part_state = fields.Selection(
        [("available", "In Stock"), ("short", "Short")],
        string="Spare Parts",
        compute="_compute_part_state",
    )

    @api.depends("package_id", "product_id")
    def _compute_from_item(self):
        for line in self:
            package, product = line.package_id, line.product_id
            if package:
                line.name = package.name
                line.hours = package.flat_rate_hours
                line.price_unit = line._get_package_price(package)
            elif product:
                line.name = product.display_name
                line.hours = product.flat_rate_hours
                line.price_unit = product.lst_price
            else:
                line.name = line.name
                line.hours = line.hours
                line.price_unit = line.price_unit

    def _get_package_price(self, package):
        """List price of a package, its own discounts taken off."""
        return sum(
            line.product_id.lst_price * line.quantity * (1.0 - line.discount / 100.0)
            for line in package.line_ids
        )

    @api.depends("quantity", "price_unit")
    def _compute_amount(self):
        for line in self:
            line.amount = line.quantity * line.price_unit

    @api.depends("product_id", "package_id", "quantity")
    def _compute_part_state(self):
        """Whether all storable parts of the item are free in stock; one query for all lines."""
        needs = {line: line._get_part_needs() for line in self}
        products = self.env["product.product"].union(
            *(product for need in needs.values() for product in need)
        )
        free = {product: product.free_qty for product in products}
        for line, need in needs.items():
            if not need:
                line.part_state = False
                continue
            short = any(free[product] < quantity for product, quantity in need.items())
            line.part_state = "short" if short else "available"

    def _get_part_needs(self):
        """Storable products of the item: {product: quantity}."""
        self.ensure_one()
        needs = {}
        if self.product_id.is_storable:
            needs[self.product_id] = self.quantity
        for part in self.package_id.line_ids:
            if part.product_id.is_storable:
                quantity = part.quantity * self.quantity
                needs[part.product_id] = needs.get(part.product_id, 0.0) + quantity
        return needs

    def _add_to_order(self, order):
        """Items become jobs and lines of a repair order, one `create` per kind.

        :param order: sale.order that is still an estimate
        """
        packages = self.package_id
        if packages:
            packages._apply_to(order)
        products = self.filtered(lambda line: line.product_id and not line.package_id)
        self.env["sale.order.line"].create(
            [
                {
                    "order_id": order.id,
                    "product_id": line.product_id.id,
                    "product_uom_qty": line.quantity,
                }
                for line in products
            ]
        )
        if products:
            order._ensure_jobs()
