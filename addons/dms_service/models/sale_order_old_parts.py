from odoo import fields, models


class SaleOrder(models.Model):
    """Where the parts that were taken off wait for the customer."""

    _inherit = "sale.order"

    old_part_place = fields.Selection(
        [
            ("trunk", "In the Boot"),
            ("seat", "On the Passenger Seat"),
            ("rack", "On the Parts Rack"),
        ],
        string="Old Parts Lie",
        copy=False,
        help="Printed on the repair order, so that the customer finds what he takes along.",
    )
