from odoo import api, models

from .ro_const import OWN_PAYERS


class SaleOrderLine(models.Model):
    """Price list, tax and account of a line follow its payer."""

    _inherit = "sale.order.line"

    def _get_payer_pricelist(self):
        """Price list of the line's payer; the order's own list for the customer."""
        self.ensure_one()
        order = self.order_id
        if self.payer_type in (False, "customer") or not self.payer_id:
            return order.pricelist_id
        if self.payer_id == order.partner_id:
            return order.pricelist_id
        pricelist = self.payer_id.with_company(order.company_id).property_product_pricelist
        if pricelist and pricelist.currency_id == order.currency_id:
            return pricelist
        return order.pricelist_id

    @api.depends("payer_type", "payer_id")
    def _compute_pricelist_item_id(self):
        others = self.filtered(
            lambda line: (
                line.order_id.is_repair
                and line.product_id
                and not line.display_type
                and line._get_payer_pricelist() != line.order_id.pricelist_id
            )
        )
        res = super(SaleOrderLine, self - others)._compute_pricelist_item_id()
        for line in others:
            line.pricelist_item_id = line._get_payer_pricelist()._get_product_rule(
                product=line.product_id, **line._get_pricelist_kwargs()
            )
        return res

    @api.depends("payer_type", "payer_id")
    def _compute_price_unit(self):
        return super()._compute_price_unit()

    @api.depends("payer_type", "payer_id")
    def _compute_tax_ids(self):
        """Taxes of lines of another payer are mapped by that payer's fiscal position."""
        others = self.filtered(
            lambda line: (
                line.order_id.is_repair
                and line.product_id
                and line.fee_kind != "adjust"
                and line.payer_type not in (False, "customer")
            )
        )
        res = super(SaleOrderLine, self - others)._compute_tax_ids()
        positions = {}
        for line in others:
            order = line.order_id
            key = (order, line.payer_type, line.payer_id)
            if key not in positions:
                positions[key] = order._get_payer_fiscal_position(line.payer_type, line.payer_id)
            taxes = line.product_id.taxes_id._filter_taxes_by_company(line.company_id)
            if line.payer_type in OWN_PAYERS and not positions[key]:
                line.tax_ids = False
            else:
                line.tax_ids = positions[key].map_tax(taxes)
        return res

    def _prepare_invoice_line(self, **optional_values):
        """Lines the shop pays itself post to the internal transfer or goodwill account."""
        vals = super()._prepare_invoice_line(**optional_values)
        order = self.order_id
        if not order.is_repair or self.display_type:
            return vals
        company = order.company_id
        if self.payer_type == "internal" and company.internal_account_id:
            vals["account_id"] = company.internal_account_id.id
        elif self.payer_type == "goodwill" and company.goodwill_account_id:
            vals["account_id"] = company.goodwill_account_id.id
        if self.payer_type in OWN_PAYERS:
            vals["tax_ids"] = [(5, 0, 0)]
        return vals

    def _get_invoice_accounts(self, company):
        """Accounts that invoices of these lines are going to use."""
        accounts = self.env["account.account"]
        for product in self.product_id.with_company(company):
            accounts = accounts.union(*filter(None, product._get_product_accounts().values()))
        payers = self.payer_id.with_company(company)
        taxes = self.tax_ids.invoice_repartition_line_ids.account_id
        return accounts | payers.property_account_receivable_id | taxes

    def _payer(self):
        """Who pays this line; the price check of the parts addon asks it."""
        self.ensure_one()
        return self.payer_id or super()._payer()

    @api.model
    def _get_price_fields(self):
        """Another payer means another list by which a part's price is judged."""
        return super()._get_price_fields() | {"payer_type", "payer_id"}

    def _is_price_exempt(self):
        """Packages carry their own price, and nobody sells the part that the customer brings."""
        self.ensure_one()
        exempt = super()._is_price_exempt()
        if exempt or not self.is_repair:
            return exempt
        if self.zero_price_reason == "own" and not self.product_id.is_storable:
            return True
        # A package grants its discount on the list price, and on nothing lower.
        listed = self.price_unit >= self.technical_price_unit - 0.005 > 0
        return listed and 0 < self.discount <= self._get_package_discount() + 0.005

    def _is_paid_by_shop(self):
        """Parts of internal, goodwill and warranty work are expensed when issued."""
        self.ensure_one()
        return self.payer_type in (*OWN_PAYERS, "warranty") or super()._is_paid_by_shop()
