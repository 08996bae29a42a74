from odoo import fields, models


class SaleOrder(models.Model):
    """What the indicators need to remember of an order: its first signed estimate."""

    _inherit = "sale.order"

    signed_amount = fields.Monetary(
        string="First Signed Estimate",
        copy=False,
        readonly=True,
        help="Total of all payers at the signature, tax included; accuracy of estimates is measured by it.",
    )

    def _prepare_authorised_vals(self, channel):
        """Keep the estimate as it was signed first."""
        vals = super()._prepare_authorised_vals(channel)
        return {**vals, "signed_amount": self.amount_total}
