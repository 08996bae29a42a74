from odoo import fields, models


class DmsSignoff(models.Model):
    """A signature in a field of a supplementary form."""

    _inherit = "dms.signoff"

    field_key = fields.Char(string="Field", readonly=True)
