from odoo import api, models


class DmsCallLog(models.Model):
    """A call for help becomes a rescue case."""

    _inherit = "dms.call.log"

    def _get_handover_action(self):
        """Open the case of the call, or a new one with what the caller said."""
        if self.outcome != "rescue":
            return super()._get_handover_action()
        case = self.env["dms.rescue.order"].search([("call_id", "=", self.id)], limit=1)
        context = {
            "default_call_id": self.id,
            "default_called_at": self.called_at,
            "default_caller": self.caller,
            "default_phone": self.phone,
            "default_vehicle_id": self.vehicle_id.id,
            "default_partner_id": self.partner_id.id,
            "default_plate": self.plate,
            "default_model_text": self.model_text,
            "default_fault_note": self.content,
        }
        return {
            "type": "ir.actions.act_window",
            "res_model": case._name,
            "view_mode": "form",
            "res_id": case.id,
            "name": self.env._("Rescue Case"),
            "context": {key: value for key, value in context.items() if value},
        }


class DmsRescueOrder(models.Model):
    """The call is answered once its case exists."""

    _inherit = "dms.rescue.order"

    @api.model_create_multi
    def create(self, vals_list):
        """Close the calls with the numbers of their cases."""
        cases = super().create(vals_list)
        for case in cases.filtered(lambda one: one.call_id.state in ("open", "doing")):
            # sudo: whoever takes the case over closes the call of a colleague
            call = case.call_id.sudo()
            call.result = call.result or case.name
            call.action_close()
        return cases
