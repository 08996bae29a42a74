from odoo import models


class DmsRescueOrder(models.Model):
    """SV-07 on paper."""

    _inherit = "dms.rescue.order"

    def _print_copies(self):
        """One for the customer, one for the book."""
        return [self.env._("Customer's Copy"), self.env._("Book Copy")]

    def _print_signatures(self):
        """Boxes of the technician on site, the customer and the clerk who settles."""
        self.ensure_one()
        # sudo: the technician's name is printed for everybody who may print the case
        technician = self.sudo().technician_id or self.sudo().driver_id
        signed = {"name": self.signed_by or "", "image": self.signature}
        return [
            {"label": self.env._("Technician"), "name": technician.name or ""},
            {"label": self.env._("Customer"), **signed},
            {"label": self.env._("Settlement Clerk")},
        ]
