from odoo import fields, models


class DmsPartBrand(models.Model):
    """Brand of a part (品牌)."""

    _name = "dms.part.brand"
    _description = "Part Brand"
    _order = "name"

    name = fields.Char(required=True)
    origin = fields.Char(string="Country of Origin")
    active = fields.Boolean(default=True)

    _name_uniq = models.Constraint("UNIQUE(name)", "This brand exists already.")
