from odoo import fields, models


class ResPartner(models.Model):
    """Whom customer care leaves in peace."""

    _inherit = "res.partner"

    no_call = fields.Boolean(
        string="Do Not Call",
        tracking=True,
        help="The customer does not want to be called after a repair.",
    )
