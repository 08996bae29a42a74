from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

PARTS_STATUS = [
    ("none", "No Parts"),
    ("available", "All in Stock"),
    ("short", "Short"),
    ("partial", "Partly There"),
    ("complete", "Complete"),
    ("issued", "All Issued"),
]
WAITING = {"draft", "confirmed", "waiting", "partially_available"}


class SaleOrder(models.Model):
    """Parts of an order: reserved, short, issued."""

    _inherit = "sale.order"

    parts_status = fields.Selection(
        PARTS_STATUS,
        string="Parts",
        default="none",
        readonly=True,
        copy=False,
        index=True,
        help="Short: something waits for goods. Partly there: some of it is reserved or issued. "
        "Complete: the rest is reserved. All issued: nothing is left to issue.",
    )
    shortage_ids = fields.One2many(
        "dms.shortage", "order_id", string="Shortages", groups="dms_base.group_dms_user"
    )
    # compute_sudo: sellers without a role in the shop open orders too; how many there are is no secret
    shortage_count = fields.Integer(compute="_compute_shortage_count", compute_sudo=True)

    def _compute_shortage_count(self):
        counts = dict(
            self.env["dms.shortage"]._read_group(
                [("order_id", "in", self.ids)], ["order_id"], ["__count"]
            )
        )
        for order in self:
            order.shortage_count = counts.get(order, 0)

    def write(self, vals):
        """Another customer or list means another yardstick for the prices of parts."""
        res = super().write(vals)
        if {"partner_id", "pricelist_id"} & vals.keys():
            self.filtered(lambda order: order.state != "cancel").order_line._check_part_prices()
        return res

    def _update_parts_status(self):
        """Take the status from the moves: one grouped query, written only where it changed."""
        groups = self.env["stock.move"]._read_group(
            [
                ("sale_line_id.order_id", "in", self.ids),
                ("state", "!=", "cancel"),
                ("origin_returned_move_id", "=", False),
            ],
            ["sale_line_id", "state"],
        )
        states = {}
        for line, state in groups:
            states.setdefault(line.order_id, set()).add(state)
        changed = {}
        for order in self:
            status = self._get_parts_status(states.get(order, set()))
            if order.parts_status != status:
                changed.setdefault((order.parts_status, status), self.browse())
                changed[order.parts_status, status] |= order
        for (before, status), orders in changed.items():
            # sudo: whoever moves goods need not be allowed to write orders
            orders.sudo().write({"parts_status": status})
            orders._after_parts_status(before, status)

    def _get_parts_status(self, states):
        """Status that follows from the set of states of an order's moves."""
        if not states:
            return "none"
        if states == {"done"}:
            return "issued"
        if states & WAITING:
            there = states & {"done", "assigned", "partially_available"}
            return "partial" if there else "short"
        return "complete" if "done" in states else "available"

    def _after_parts_status(self, before, status):
        """The status of these orders has changed; addons park and release jobs here.

        The advisor of an order that waited for parts is told when the last one is there.

        :param before: status until now
        :param status: status from now on
        """
        if before not in ("short", "partial") or status not in ("available", "complete"):
            return
        # sudo: the storekeeper who receives the goods writes no orders; the note goes to the advisor
        for order in self.sudo().filtered(lambda item: item.user_id and item.shortage_ids):
            order.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=order.user_id.id,
                summary=self.env._("The missing parts have arrived."),
            )
        # sudo: that a part has arrived is noted by whoever takes it in
        waiting = self.sudo().shortage_ids.filtered(lambda row: not row.date_arrived)
        waiting.write({"date_arrived": fields.Datetime.now()})

    def _after_parts_moved(self, moves):
        """Hook: parts of these orders were issued or returned.

        :param moves: the stock moves just done
        """

    def _open_loans(self):
        """Parts lent on these orders and not returned: {order: loans}."""
        loans = (
            self.env["dms.part.loan"]
            # sudo: whether something is out on loan may be asked by the desk that settles
            .sudo()
            .search([("order_id", "in", self.ids), ("state", "=", "lent")])
        )
        return loans.grouped("order_id")

    def _get_parts_shortage(self):
        """Lines that ask for more than is free, without an approved shortage.

        Where pieces are scarce the shelf is locked first: of two orders for the last piece one waits.

        :return: {line: (requested, free, short)} in the part's unit
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
        free = self._get_free_parts(lines)
        # sudo: a seller without a role in the shop confirms orders too
        approved = self.sudo().shortage_ids.filtered(lambda row: row.state == "approved").line_id
        result = {}
        for line in lines:
            key = (line.order_id.warehouse_id, line.product_id)
            unit = line.product_id.uom_id
            requested = line.product_uom_id._compute_quantity(line.product_uom_qty, unit)
            left = max(free.get(key, 0.0), 0.0)
            if float_compare(requested, left, precision_digits=2) > 0 and line not in approved:
                result[line] = (requested, left, requested - left)
            free[key] = left - requested
        return result

    def _get_free_parts(self, lines):
        """Free shelf stock by (warehouse, product)."""
        free = {}
        for warehouse, items in lines.grouped(lambda line: line.order_id.warehouse_id).items():
            shelf = warehouse.lot_stock_id
            asked = {}
            for line in items:
                asked[line.product_id] = asked.get(line.product_id, 0.0) + line.product_uom_qty
            found = self._get_shelf_stock(items.product_id, shelf)
            free |= {(warehouse, product): found.get(product.id, 0.0) for product in asked}
            scarce = self.env["product.product"].concat(
                *(item for item in asked if free[warehouse, item] < 2 * asked[item])
            )
            # sudo: the lock reads no figure, it only makes two desks decide one after the other
            self.env["stock.quant"].sudo()._lock_stock(scarce, shelf)
        return free

    @api.model
    def _get_shelf_stock(self, products, shelf):
        """What of parts lies in a location and is not reserved, by one query: {product id: quantity}.

        The forecast of the product, which also holds its free quantity, asks for coming and going moves as well.
        """
        # sudo: the desk is told quantities, it need not open the stock
        quants = self.env["stock.quant"].sudo()
        groups = quants._read_group(
            [("product_id", "in", products.ids), ("location_id", "child_of", shelf.id)],
            ["product_id"],
            ["quantity:sum", "reserved_quantity:sum"],
        )
        return {
            product.id: product.uom_id.round(quantity - reserved)
            for product, quantity, reserved in groups
        }

    def _get_shortage_sentences(self):
        """One sentence for each part of the orders that is short and not approved."""
        return [
            self.env._(
                "%(part)s: %(need)g needed, %(free)g free, %(short)g short; ask for a shortage approval.",
                part=line.product_id.display_name,
                need=need,
                free=free,
                short=short,
            )
            for line, (need, free, short) in self._get_parts_shortage().items()
        ]

    def _check_parts_shortage(self):
        """Refuse to promise parts that are not there.

        :raises UserError: needed, free and short of each part without an approved shortage
        """
        sentences = self._get_shortage_sentences()
        if sentences:
            raise UserError("\n".join(sentences))

    def _get_parts_blockers(self):
        """Why the parts of an order keep it from being confirmed: list of sentences."""
        self.ensure_one()
        return self._get_shortage_sentences() + self.order_line._get_price_blockers()

    def _confirmation_error_message(self):
        """Short parts and unapproved prices keep an order of parts from being confirmed."""
        message = super()._confirmation_error_message()
        if message or not self.order_line.product_id.filtered("is_part"):
            return message
        return "\n".join(self._get_parts_blockers()) or message

    def action_request_shortage(self):
        """Ask the parts supervisor about everything that is short on this order."""
        self.ensure_one()
        asked = self.shortage_ids.filtered(lambda row: row.state == "requested").line_id
        rows = [
            line._prepare_shortage_vals(need, free, short)
            for line, (need, free, short) in self._get_parts_shortage().items()
            if line not in asked
        ]
        self.env["dms.shortage"].create(rows)
        return self.action_open_shortages()

    def action_open_shortages(self):
        """Shortage rows of the order."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_parts.dms_shortage_action")
        return {**action, "domain": [("order_id", "=", self.id)], "context": {}}
