from odoo import api, fields, models

from odoo.addons.dms_base.tools.rights import SEE_PRICE


class DmsAppointmentLine(models.Model):
    """What the customer comes for: a package, an operation or a part."""

    _name = "dms.appointment.line"
    _description = "Appointment Item"
    _order = "appointment_id.id desc, sequence, id"

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
        [
            ("available", "In Stock"),
            ("reserved", "Set Aside"),
            ("coming", "On the Way"),
            ("short", "Short"),
        ],
        string="Spare Parts",
        compute="_compute_part_state",
    )
    part_eta = fields.Date(
        string="Parts Here on",
        compute="_compute_part_state",
        help="Day on which all that is short has been promised by its suppliers.",
    )

    _quantity_positive = models.Constraint("CHECK(quantity > 0)", "Quantities are above zero.")
    _hours_not_negative = models.Constraint("CHECK(hours >= 0)", "Hours are not below zero.")

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

    @api.depends("product_id", "package_id", "quantity", "appointment_id.parts_ready")
    def _compute_part_state(self):
        """Whether all storable parts of the item are free in stock, set aside or on their way.

        One query for what is free, one for what comes in, whatever the number of lines.
        """
        needs = {line: line._get_part_needs() for line in self}
        products = self.env["product.product"].union(
            *(product for need in needs.values() for product in need)
        )
        free = {product: product.free_qty for product in products}
        lacking = {
            line: [product for product, quantity in need.items() if free[product] < quantity]
            for line, need in needs.items()
        }
        coming = self._get_coming({product for short in lacking.values() for product in short})
        for line, need in needs.items():
            days = [coming.get(product) for product in lacking[line]]
            line.part_eta = max(days) if days and all(days) else False
            if not need:
                line.part_state = False
            elif line.appointment_id.parts_ready:
                line.part_state = "reserved"
                line.part_eta = False
            elif not days:
                line.part_state = "available"
            else:
                line.part_state = "coming" if line.part_eta else "short"

    def _get_coming(self, products):
        """Day on which parts are expected from a supplier: {product: date}.

        :param products: product.product records that are short
        """
        if not products:
            return {}
        # sudo: whoever books an appointment keeps no stock; only the day of arrival is shown
        moves = self.env["stock.move"].sudo()
        rows = moves._read_group(
            [
                ("product_id", "in", [product.id for product in products]),
                ("state", "not in", ("draft", "done", "cancel")),
                ("location_id.usage", "=", "supplier"),
                ("company_id", "in", self.appointment_id.company_id.ids or self.env.company.ids),
            ],
            ["product_id"],
            ["date:max"],
        )
        company = self.appointment_id.company_id[:1] or self.env.company
        return {product.with_env(self.env): company._local_date(day) for product, day in rows}

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
