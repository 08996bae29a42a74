from odoo import fields, models


class ResPartner(models.Model):
    """Customers who may not buy on account."""

    _inherit = "res.partner"

    credit_blocked = fields.Boolean(
        tracking=True,
        help="Nothing more is repaired on account for this customer until the mark is taken off.",
    )
