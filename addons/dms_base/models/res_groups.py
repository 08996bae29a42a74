from odoo import fields, models


class ResGroups(models.Model):
    """A role of the repair shop knows the screen its people see first."""

    _inherit = "res.groups"

    home_action_id = fields.Many2one(
        "ir.actions.actions",
        string="Home Screen",
        help="Opens after login for users of this role who chose no home action of their own.",
    )
    home_sequence = fields.Integer(
        default=100,
        help="Of several roles the one with the smallest number decides the home screen.",
    )
