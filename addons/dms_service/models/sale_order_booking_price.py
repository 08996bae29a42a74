from odoo import api, fields, models
from odoo.tools import float_is_zero

from odoo.addons.dms_base.tools.rights import SEE_PRICE


class SaleOrder(models.Model):
    """SV-17: what the appointment named as the price, against what the same items cost on the order."""

    _inherit = "sale.order"

    booking_amount = fields.Monetary(
        string="Price of the Appointment",
        compute="_compute_booking_price",
        compute_sudo=True,
        groups=SEE_PRICE,
    )
    booking_amount_now = fields.Monetary(
        string="Price of These Items Now",
        compute="_compute_booking_price",
        compute_sudo=True,
        groups=SEE_PRICE,
    )
    booking_gap = fields.Monetary(
        string="Difference from the Appointment",
        compute="_compute_booking_price",
        compute_sudo=True,
        groups=SEE_PRICE,
        help="What the items of the appointment cost more (or less) at the prices of the order.",
    )

    @api.depends(
        "appointment_id",
        "authorised_at",
        "order_line.price_unit",
        "order_line.product_uom_qty",
        "order_line.discount",
        "order_line.job_id",
    )
    def _compute_booking_price(self):
        """Until the customer has signed; afterwards the signed price is what counts.

        Both sides are list prices of the catalogue as it stands, taxes in or out alike.
        """
        for order in self:
            items = order.appointment_id.line_ids
            if not items or order.authorised_at:
                order.booking_amount = order.booking_amount_now = order.booking_gap = 0.0
                continue
            booked = sum(items.mapped("amount"))
            today = sum(
                line.price_unit * line.product_uom_qty * (1.0 - line.discount / 100.0)
                for line in order._get_booked_lines(items)
            )
            gap = today - booked
            order.booking_amount = booked
            order.booking_amount_now = today
            small = float_is_zero(gap, precision_rounding=order.currency_id.rounding or 0.01)
            order.booking_gap = 0.0 if small else gap

    def _get_booked_lines(self, items):
        """Order lines that came from the items of the appointment, not what was found since.

        :param items: dms.appointment.line
        """
        self.ensure_one()
        packages = items.package_id
        products = items.filtered(lambda item: not item.package_id).product_id
        return self.order_line.filtered(
            lambda line: (
                not line.display_type
                and (
                    line.job_id.package_id in packages
                    if line.job_id.package_id
                    else line.product_id in products
                )
            )
        )
