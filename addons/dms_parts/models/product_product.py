from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.dms_base.tools.rights import SEE_COST

from .product_template import oe_key


class ProductProduct(models.Model):
    """Parts are found by code, original number, name and initials."""

    _inherit = "product.product"

    standard_price = fields.Float(groups=SEE_COST)
    avg_cost = fields.Monetary(groups=SEE_COST)
    total_value = fields.Monetary(groups=SEE_COST)

    def write(self, vals):
        """A cost set by hand is kept in the audit log; averages of receipts are figures, not decisions."""
        by_hand = "standard_price" in vals and not self.env.context.get("disable_auto_revaluation")
        before = self._remember(["standard_price"] if by_hand else [])
        res = super().write(vals)
        self._keep_changes(before)
        return res

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """After code and name, look for parts by original number and pinyin initials.

        One more query, and only while the list is not full.
        """
        found = super().name_search(name, domain, operator, limit)
        key = oe_key(name)
        left = (limit or 100) - len(found)
        if operator != "ilike" or len(key) < 2 or left <= 0:
            return found
        more = self.search_fetch(
            Domain(domain or Domain.TRUE)
            & Domain("is_part", "=", True)
            & Domain("id", "not in", [row[0] for row in found])
            & (Domain("oe_key", "ilike", key) | Domain("part_pinyin", "=ilike", f"{key}%")),
            ["display_name"],
            limit=left,
        )
        # sudo: names of products the search above allowed, as core's own name search reads them
        return found + [(product.id, product.display_name) for product in more.sudo()]
