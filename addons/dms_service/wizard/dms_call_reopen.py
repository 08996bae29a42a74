from odoo import fields, models


class DmsCallReopen(models.TransientModel):
    """Why a closed call is taken up again."""

    _name = "dms.call.reopen"
    _description = "Take Up a Call Again"

    call_id = fields.Many2one("dms.call.log", required=True)
    note = fields.Char(string="Reason", required=True)

    def action_confirm(self):
        """Open the call again, with the reason in its history."""
        self.ensure_one()
        self.call_id._reopen(self.note)
        return {"type": "ir.actions.act_window_close"}
