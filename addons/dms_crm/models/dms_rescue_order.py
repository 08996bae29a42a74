from odoo import models


class DmsRescueOrder(models.Model):
    """SV-07: customer care hears of an unhappy customer at the roadside."""

    _inherit = "dms.rescue.order"

    def _after_follow_up(self):
        """A dissatisfied customer gets a case, as after any other call."""
        res = super()._after_follow_up()
        bad = self.filtered(lambda one: one.follow_result == "dissatisfied")
        # sudo: whoever of the desk asked, customer care gets the case
        self.env["dms.complaint"].sudo().create([one._prepare_complaint_vals() for one in bad])
        return res

    def _prepare_complaint_vals(self):
        """Values of the case a dissatisfied answer opens."""
        self.ensure_one()
        return {
            "kind": "dissatisfaction",
            "origin_kind": "dissatisfaction",
            "company_id": self.company_id.id,
            "order_id": self.order_id.id,
            "vehicle_id": self.vehicle_id.id,
            "partner_id": self.partner_id.id,
            "description": f"{self.name} {self.follow_note}",
        }
