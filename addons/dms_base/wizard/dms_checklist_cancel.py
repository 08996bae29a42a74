from odoo import fields, models


class DmsChecklistCancel(models.TransientModel):
    """Asks for the reason before a sheet is cancelled or sent back."""

    _name = "dms.checklist.cancel"
    _description = "Cancel or Send Back a Checklist"

    checklist_id = fields.Many2one("dms.checklist", required=True, readonly=True)
    mode = fields.Selection(
        [("cancel", "Cancel"), ("refuse", "Send Back")], required=True, default="cancel"
    )
    reason = fields.Char(required=True)

    def action_confirm(self):
        """Cancel the sheet or send it back to filling."""
        self.ensure_one()
        if self.mode == "cancel":
            self.checklist_id.action_cancel(self.reason)
        else:
            self.checklist_id.action_refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
