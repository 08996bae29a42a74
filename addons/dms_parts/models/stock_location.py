from odoo import fields, models


class StockLocation(models.Model):
    _inherit = "stock.location"

    is_internal_use = fields.Boolean(
        string="Internal Consumption",
        help="Parts the shop pays itself end here: for the order they count as delivered.",
    )

    def _is_outgoing(self):
        """Parts that go to internal consumption have left the store like those of a customer."""
        return self.is_internal_use or super()._is_outgoing()
