from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.dms_base.exceptions import Refusal

# Writing one of these may bring a part below its payer's list.
PRICE_FIELDS = {
    "product_id",
    "product_uom_id",
    "product_uom_qty",
    "price_unit",
    "discount",
    "order_id",
}


class SaleOrderLine(models.Model):
    """Where parts go and what they may cost."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        """A part below its payer's list is not saved; a short part on a signed order is logged."""
        lines = super().create(vals_list)
        typed = self.browse(
            line.id for line, vals in zip(lines, vals_list, strict=True) if "price_unit" in vals
        )
        typed._check_part_prices(typed=True)
        (lines - typed)._check_part_prices()
        lines.filtered(lambda line: line.state == "sale")._log_shortage()
        return lines

    def write(self, vals):
        """A price changed by hand, import or programme meets the same check as a typed one."""
        res = super().write(vals)
        if self._get_price_fields() & vals.keys():
            self._check_part_prices(typed="price_unit" in vals)
        return res

    @api.model
    def _get_price_fields(self):
        """Names of the fields whose change calls for the price check; addons add the payer's."""
        return PRICE_FIELDS

    def _payer(self):
        """Who pays this line; the order's customer unless an addon knows better."""
        self.ensure_one()
        return self.order_id.partner_id

    def _is_paid_by_shop(self):
        """Whether the shop itself bears the line: internal, warranty and goodwill work."""
        self.ensure_one()
        return False

    def _is_price_exempt(self):
        """Whether the customer's list does not bind the line: rewards, deposits, lines of the shop."""
        self.ensure_one()
        return self.is_downpayment or self.product_uom_qty <= 0 or self._is_paid_by_shop()

    def _get_issue_location(self):
        """Where the parts of this line go: to the customer, or to internal consumption."""
        self.ensure_one()
        if self._is_paid_by_shop() and self.company_id.internal_use_location_id:
            return self.company_id.internal_use_location_id
        return super()._get_location_final()  # pylint: disable=super-method-mismatch

    def _get_location_final(self):
        """The stock rule leads to the location of the payer."""
        return self._get_issue_location()

    def _get_own_pricelist(self):
        """Price list of the line's payer, whatever list was picked on the order."""
        self.ensure_one()
        # sudo: the desk need not open the payer's file; only a price leaves this method
        payer = self._payer().sudo().with_company(self.company_id)
        return payer.property_product_pricelist or self.order_id.pricelist_id

    def _get_own_list_prices(self):
        """Prices by the payers' own lists, in the lines' unit and tax basis: {line: price}.

        One computation per list, quantity and unit, whatever the number of lines.
        """
        groups = self.grouped(
            lambda line: (
                line._get_own_pricelist(),
                line.product_uom_qty or 1.0,
                line.product_uom_id,
                line.order_id,
            )
        )
        prices = {}
        for (pricelist, quantity, uom, order), lines in groups.items():
            found = pricelist._get_products_price(
                lines.product_id,
                quantity,
                currency=lines.currency_id,
                uom=uom,
                date=order.date_order,
            )
            for line in lines:
                prices[line] = line._get_price_in_tax_basis(found.get(line.product_id.id, 0.0))
        return prices

    def _get_price_in_tax_basis(self, price):
        """List price in the tax basis of the line, which a fiscal position may change."""
        self.ensure_one()
        if not self.order_id.fiscal_position_id:
            return price
        taxes = self.product_id.taxes_id._filter_taxes_by_company(self.company_id)
        return self.product_id._get_tax_included_unit_price_from_price(
            price, product_taxes=taxes, fiscal_position=self.order_id.fiscal_position_id
        )

    def _has_own_price(self):
        """Whether the line carries what its payer's own list says: nothing then needs computing."""
        self.ensure_one()
        return (
            not self.discount
            and self.price_unit == self.technical_price_unit
            and self.order_id.pricelist_id == self._get_own_pricelist()
        )

    def _get_price_blockers(self, typed=False):
        """Sentences for parts that cost less than the payer's own list allows without approval.

        Only lines with a discount, a price typed by hand or a foreign list are computed.

        :param typed: the prices were given by hand or by a programme
        """
        return list(self._get_price_refusals(typed).values())

    def _get_price_refusals(self, typed):
        """Lines below their payer's list, with the sentence for each: {line: sentence}."""
        lines = self.filtered(
            lambda line: (
                line.product_id.is_part
                and not line.display_type
                and not line._is_price_exempt()
                and (typed or not line._has_own_price())
            )
        )
        if not lines:
            return {}
        return {
            line: sentence
            for line, own in lines._get_own_list_prices().items()
            if (sentence := line._get_price_blocker(own))
        }

    def _get_price_blocker(self, own):
        """The sentence for one line, or None when its price is allowed.

        :param own: price by the payer's own list
        """
        self.ensure_one()
        price = self.price_unit * (1 - self.discount / 100)
        floor = own * (1 - self.company_id.part_discount_free / 100)
        if price >= floor - 0.005 or self._is_cleared(price):
            return None
        if self.env["dms.price.approval"]._find_for(self, price):
            return None
        return self.env._(
            "%(part)s: %(price).2f is below the customer's price %(list).2f; a manager must approve it first.",
            part=self.product_id.display_name,
            price=price,
            list=own,
        )

    def _is_cleared(self, price):
        """Parts marked for clearance may go inside the cap without a request, when the shop says so."""
        self.ensure_one()
        company = self.company_id
        if not company.clear_preapproved or not self.product_id.is_clearance:
            return False
        return not company._get_clearance_blocker(self.product_id, price)

    def _check_part_prices(self, typed=False):
        """Refuse parts below the payer's list.

        :param typed: the prices were given by hand or by a programme
        :raises UserError: one sentence per part; of a single one the request is one press away
        """
        refusals = self._get_price_refusals(typed)
        if not refusals:
            return
        text = "\n".join(refusals.values())
        if len(refusals) == 1:
            raise Refusal(
                text,
                self.env._("Ask for Approval"),
                action=next(iter(refusals))._get_approval_action(),
            )
        raise UserError(text)

    def _get_approval_action(self):
        """Dialog that asks a manager for the price of this line."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Price Approval"),
            "res_model": "dms.price.approval",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_partner_id": self._payer().id,
                "default_product_id": self.product_id.id,
                "default_quantity": self.product_uom_qty,
                "default_price": self.price_unit * (1 - self.discount / 100),
            },
        }

    def _log_shortage(self):
        """Lines added to a signed order whose parts are not all there: the parts desk sees them at once."""
        rows = []
        for move in self.move_ids.filtered(
            lambda item: item.state in ("confirmed", "waiting", "partially_available")
        ):
            line = move.sale_line_id
            if move.product_id.is_part:
                free = move.quantity
                rows.append(
                    line._prepare_shortage_vals(move.product_qty, free, move.product_qty - free)
                )
        if rows:
            # sudo: a customer who signs at home adds lines too; the row only tells the parts desk
            self.env["dms.shortage"].sudo().create(rows)

    def _prepare_shortage_vals(self, needed, free, short):
        """Values of the shortage row of this line, in the part's unit."""
        self.ensure_one()
        return {
            "order_id": self.order_id.id,
            "line_id": self.id,
            "company_id": self.company_id.id,
            "product_id": self.product_id.id,
            "quantity": needed,
            "free": free,
            "short": short,
        }
