from odoo import api, fields, models
from odoo.tools import float_compare

PARTS_STATUS = [
    ("none", "No Parts"),
    ("available", "All in Stock"),
    ("short", "Short"),
    ("partial", "Partly Issued"),
    ("issued", "All Issued"),
]


class SaleOrder(models.Model):
    """Parts of an order: reserved, short, issued."""

    _inherit = "sale.order"

    parts_status = fields.Selection(PARTS_STATUS, string="Parts", compute="_compute_parts_status")
    shortage_ids = fields.One2many("dms.shortage", "order_id", string="Shortages")

    @api.depends("order_line.move_ids.state")
    def _compute_parts_status(self):
        """One grouped query for all orders shown."""
        groups = self.env["stock.move"]._read_group(
            [
                ("sale_line_id.order_id", "in", self.ids),
                ("state", "!=", "cancel"),
                ("origin_returned_move_id", "=", False),
            ],
            ["sale_line_id", "state"],
            ["__count"],
        )
        states = {}
        for line, state, _count in groups:
            states.setdefault(line.order_id.id, set()).add(state)
        for order in self:
            found = states.get(order._origin.id, set())
            if not found:
                order.parts_status = "none"
            elif found == {"done"}:
                order.parts_status = "issued"
            elif found & {"confirmed", "waiting", "partially_available"}:
                order.parts_status = "short"
            else:
                order.parts_status = "partial" if "done" in found else "available"

    def _after_parts_moved(self, moves):
        """Hook: parts of these orders were issued or returned.

        :param moves: the stock moves just done
        """

    def _open_loans(self):
        """Parts lent on these orders and not returned: {order: loans}."""
        # sudo: whether something is out on loan may be asked by the desk that settles
        loans = (
            self.env["dms.part.loan"]
            .sudo()
            .search([("order_id", "in", self.ids), ("state", "=", "lent")])
        )
        return loans.grouped("order_id")

    def _get_parts_shortage(self):
        """Lines that ask for more than is free, without an approved shortage.

        :return: {line: (requested, free, short)} in the line's unit
        """
        lines = self.order_line.filtered(
            lambda line: (
                line.product_id.is_storable
                and line.product_uom_qty > 0
                and line.state in ("draft", "sent")
            )
        )
        if not lines:
            return {}
        warehouses = self.warehouse_id
        free = {
            (warehouse.id, product.id): product.free_qty
            for warehouse in warehouses
            for product in lines.product_id.with_context(location=warehouse.lot_stock_id.id)
        }
        approved = self.shortage_ids.filtered(lambda row: row.state == "approved").line_id
        result = {}
        for line in lines:
            key = (line.order_id.warehouse_id.id, line.product_id.id)
            requested = line.product_uom_id._compute_quantity(
                line.product_uom_qty, line.product_id.uom_id
            )
            left = free.get(key, 0.0)
            if float_compare(requested, left, precision_digits=2) > 0 and line not in approved:
                result[line] = (requested, max(left, 0.0), requested - max(left, 0.0))
            free[key] = left - requested
        return result

    def _get_parts_blockers(self):
        """Why the parts of an order keep it from being confirmed: list of sentences."""
        self.ensure_one()
        sentences = [
            self.env._(
                "%(part)s: %(need)g needed, %(free)g free, %(short)g short; ask for a shortage approval.",
                part=line.product_id.display_name,
                need=need,
                free=free,
                short=short,
            )
            for line, (need, free, short) in self._get_parts_shortage().items()
        ]
        return sentences + self.order_line._get_price_blockers()

    def _confirmation_error_message(self):
        """Short parts and unapproved prices keep an order of parts from being confirmed."""
        message = super()._confirmation_error_message()
        if message or not self.order_line.product_id.filtered("is_part"):
            return message
        return "\n".join(self._get_parts_blockers()) or message

    def action_request_shortage(self):
        """Ask the parts supervisor about everything that is short on this order."""
        self.ensure_one()
        rows = [
            {
                "order_id": self.id,
                "line_id": line.id,
                "company_id": self.company_id.id,
                "product_id": line.product_id.id,
                "quantity": need,
                "free": free,
                "short": short,
            }
            for line, (need, free, short) in self._get_parts_shortage().items()
            if line not in self.shortage_ids.filtered(lambda row: row.state == "requested").line_id
        ]
        self.env["dms.shortage"].create(rows)
        return True
