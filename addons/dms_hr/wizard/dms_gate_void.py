from odoo import fields, models


class DmsGateVoid(models.TransientModel):
    """Why a row of the gate log is struck out."""

    _name = "dms.gate.void"
    _description = "Void Gate Log"

    log_ids = fields.Many2many("dms.gate.log", string="Rows", required=True)
    reason = fields.Char(required=True)

    def action_void(self):
        """Strike the rows out; their numbers stay used."""
        self.ensure_one()
        self.log_ids._void(self.reason)
        return {"type": "ir.actions.act_window_close"}
