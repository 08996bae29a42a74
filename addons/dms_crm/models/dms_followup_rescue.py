from odoo import models

from .sale_order import TOWED_MODES

# What a contact that was not finished says of the rescue before the visit.
RESULTS = {"failed": "unreachable", "refused": "refused"}


class DmsFollowup(models.Model):
    """A call after a rescue closes the rescue as well."""

    _inherit = "dms.followup"

    def _finish_rescues(self):
        """Rescues behind the called orders are followed up; the call opened its own case already."""
        # sudo: customer care does not read orders; only how the car came is asked
        towed = self.filtered(lambda one: one.sudo().order_id.arrival_mode in TOWED_MODES)
        for followup in towed:
            good = "satisfied" if followup.is_satisfied else "dissatisfied"
            result = RESULTS.get(followup.state, good)
            note = followup.verbatim or followup.state_reason
            self.env["dms.rescue.order"]._take_followup(followup.order_id, result, note)
