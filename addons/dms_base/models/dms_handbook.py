from odoo import fields, models


class DmsHandbook(models.Model):
    """A chapter of forms that a desk works with (手册)."""

    _name = "dms.handbook"
    _description = "Handbook"
    _order = "number"

    number = fields.Integer(required=True)
    name = fields.Char(required=True, translate=True)
    group_ids = fields.Many2many(
        "res.groups",
        string="Roles",
        help="People of these roles find the handbook's forms under “My Handbooks”.",
    )
    form_ids = fields.Many2many("dms.form", string="Forms")

    _number_uniq = models.Constraint("UNIQUE(number)", "This handbook number is taken.")
