from odoo import models


class StockPicking(models.Model):
    """Text messages of deliveries, although the store does not see the customer's phone number."""

    _inherit = "stock.picking"

    def _check_warn_sms(self):
        """Deliveries before whose first the store is asked whether customers get text messages."""
        # sudo: only whether there is a number is asked, it is not shown
        return super(StockPicking, self.sudo())._check_warn_sms().with_env(self.env)

    def _send_confirmation_email(self):
        """What the company has chosen to send to the customer."""
        # sudo: the message goes to a number its sender may not see
        return super(StockPicking, self.sudo())._send_confirmation_email()
