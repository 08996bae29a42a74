from odoo import fields, models


class DmsDayCloseReopen(models.TransientModel):
    """Asks why the latest closed day is opened again."""

    _name = "dms.day.close.reopen"
    _description = "Reopen a Closed Day"

    close_id = fields.Many2one("dms.day.close", required=True, ondelete="cascade")
    reason = fields.Char(required=True)

    def action_confirm(self):
        """Reopen the day; the reason stays on its record."""
        self.ensure_one()
        return self.close_id._reopen(self.reason)
