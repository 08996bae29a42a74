from odoo import models


class DmsRoSupplement(models.Model):
    """Answers of the customer release the jobs that waited for them."""

    _inherit = "dms.ro.supplement"

    def write(self, vals):
        """An answered supplement lets waiting dispatches go on and withdraws a passed inspection."""
        res = super().write(vals)
        if vals.get("state") in ("approved", "partly", "declined", "expired"):
            # sudo: the advisor or the customer answers; the workshop's records follow
            orders = self.sudo().order_id
            orders.dispatch_ids._release_waiting("wait_approval")
            if vals["state"] in ("approved", "partly"):
                orders._withdraw_pass(self.env._("Supplement approved after the inspection"))
        return res
