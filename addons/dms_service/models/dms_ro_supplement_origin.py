from odoo import fields, models


class DmsRoSupplement(models.Model):
    """Who had the idea of the further work."""

    _inherit = "dms.ro.supplement"

    asked_by_customer = fields.Boolean(
        help="The customer wanted it himself: it does not count against the accuracy of the estimate."
    )
