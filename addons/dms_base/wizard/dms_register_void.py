from odoo import fields, models


class DmsRegisterVoid(models.TransientModel):
    """Asks why an entry is void."""

    _name = "dms.register.void"
    _description = "Void an Entry"

    entry_ids = fields.Many2many("dms.register.entry", string="Entries", required=True)
    reason = fields.Char(required=True)

    def action_void(self):
        """Void the entries with the reason."""
        self.ensure_one()
        self.entry_ids.action_void(self.reason)
        return {"type": "ir.actions.act_window_close"}
