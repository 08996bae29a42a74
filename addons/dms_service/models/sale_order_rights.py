from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.dms_base.tools import cn_id
from odoo.addons.dms_base.tools.rights import PORTAL_LINK, SEE_PRICE


class SaleOrder(models.Model):
    """What of an order not everybody who works on it may read: its prices and the sender's ID number."""

    _inherit = "sale.order"

    amount_untaxed = fields.Monetary(groups=SEE_PRICE)
    amount_tax = fields.Monetary(groups=SEE_PRICE)
    amount_total = fields.Monetary(groups=SEE_PRICE)
    amount_to_invoice = fields.Monetary(groups=SEE_PRICE)
    amount_invoiced = fields.Monetary(groups=SEE_PRICE)
    amount_paid = fields.Float(groups=SEE_PRICE)
    amount_undiscounted = fields.Float(groups=SEE_PRICE)
    tax_totals = fields.Binary(groups=SEE_PRICE)

    # Whoever has the link signs as the customer.
    access_token = fields.Char(groups=PORTAL_LINK)

    sender_id_masked = fields.Char(
        string="Sender's ID (masked)",
        compute="_compute_sender_id_masked",
        inverse="_inverse_sender_id_masked",
        compute_sudo=True,
        help="First six and last four characters; type a whole number to replace it.",
    )

    @api.depends("sender_id_number")
    def _compute_sender_id_masked(self):
        for order in self:
            order.sender_id_masked = cn_id.mask(order.sender_id_number)

    def _inverse_sender_id_masked(self):
        """Keep a number typed by the desk; the mask written back changes nothing."""
        # sudo: the desk enters the number and may not read it again
        for order in self.sudo():
            typed = order.sender_id_masked
            if typed and "*" in typed:
                continue
            order.sender_id_number = cn_id.normalise(typed) or False
        # What was typed does not stay to be read.
        self.invalidate_recordset(["sender_id_masked"], flush=False)

    def action_reveal_sender_id(self):
        """Show the sender's whole ID number to the service manager, and keep who looked when.

        :raises AccessError: the user is not a service manager
        """
        self.ensure_one()
        if not self.env.user.has_group("dms_base.group_dms_service_manager"):
            raise AccessError(self.env._("Only the service manager reads ID numbers."))
        self.check_access("read")
        number = self.env["dms.reveal.log"]._reveal(self, "sender_id_number")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("ID number of %(name)s", name=self.sender_name or self.name),
                "message": number,
                "type": "info",
                "sticky": True,
            },
        }
