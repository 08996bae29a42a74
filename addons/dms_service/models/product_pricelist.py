from odoo import models


class ProductPricelist(models.Model):
    _inherit = "product.pricelist"

    def _get_applicable_rules(self, products, date, **kwargs):
        """Rules of all parts of an order by one search.

        The context value ``dms_price_rules`` is a dict that lives as long as one computation: ``products``
        are all products asked for, the other keys are kept here. Rules of another product are in the answer;
        core asks each rule whether it applies.
        """
        memo = self.env.context.get("dms_price_rules")
        if (
            memo is None
            or not self
            or products._name != "product.product"
            or products - memo["products"]
        ):
            return super()._get_applicable_rules(products, date, **kwargs)
        key = (self.id, date, self.env.su)
        if key not in memo:
            memo[key] = super()._get_applicable_rules(memo["products"], date, **kwargs)
        return memo[key]
