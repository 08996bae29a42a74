from odoo import models
from odoo.tools import float_compare


class SaleOrderLine(models.Model):
    """Where parts go and what they may cost."""

    _inherit = "sale.order.line"

    def _payer(self):
        """Who pays this line; the order's customer unless an addon knows better."""
        self.ensure_one()
        return self.order_id.partner_id

    def _is_paid_by_shop(self):
        """Whether the shop itself bears the line: internal, warranty and goodwill work."""
        self.ensure_one()
        return False

    def _get_issue_location(self):
        """Where the parts of this line go: to the customer, or to internal consumption."""
        self.ensure_one()
        if self._is_paid_by_shop() and self.company_id.internal_use_location_id:
            return self.company_id.internal_use_location_id
        return super()._get_location_final()

    def _get_location_final(self):
        """The stock rule leads to the location of the payer."""
        return self._get_issue_location()

    def _get_own_list_price(self):
        """Price of the part by the payer's own price list, in the line's unit and tax basis."""
        self.ensure_one()
        pricelist = (
            self._payer().with_company(self.company_id).property_product_pricelist
            or self.order_id.pricelist_id
        )
        return pricelist._get_product_price(
            self.product_id,
            self.product_uom_qty or 1.0,
            currency=self.currency_id,
            uom=self.product_uom_id,
            date=self.order_id.date_order,
        )

    def _get_price_blockers(self):
        """Sentences for parts that cost less than the payer's own list allows without approval.

        Only lines with a discount or a price typed by hand are looked at: the others carry the list price.
        """
        lines = self.filtered(
            lambda line: (
                line.product_id.is_part
                and not line.display_type
                and line.product_uom_qty > 0
                and not line._is_paid_by_shop()
                and (line.discount or line.price_unit != line.technical_price_unit)
            )
        )
        return [sentence for line in lines if (sentence := line._get_price_blocker())]

    def _get_price_blocker(self):
        """The sentence for one line, or None when its price is allowed."""
        self.ensure_one()
        company = self.company_id
        own = self._get_own_list_price()
        price = self.price_unit * (1 - self.discount / 100)
        floor = own * (1 - company.part_discount_free / 100)
        if float_compare(price, floor - 0.005, precision_digits=4) >= 0:
            return None
        approval = self.env["dms.price.approval"]._find_for(self, price)
        if approval:
            return None
        return self.env._(
            "%(part)s: %(price).2f is below the customer's price %(list).2f; a manager must approve it first.",
            part=self.product_id.display_name,
            price=price,
            list=own,
        )
