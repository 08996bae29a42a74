from odoo import fields, models


class ProductCategory(models.Model):
    """Categories whose parts count as accessories (精品): mats, films, care products sold beside the repair."""

    _inherit = "product.category"

    is_accessory = fields.Boolean(
        string="Accessories", help="Parts of this category and those below count as accessories."
    )
