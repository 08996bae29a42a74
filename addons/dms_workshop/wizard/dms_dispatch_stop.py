from odoo import fields, models


class DmsDispatchStop(models.TransientModel):
    """Why the work stops, or why a dispatch is cancelled."""

    _name = "dms.dispatch.stop"
    _description = "Stop or Cancel a Dispatch"

    dispatch_ids = fields.Many2many("dms.dispatch", required=True)
    mode = fields.Selection(
        [("pause", "Pause"), ("cancel", "Cancel")], default="pause", required=True
    )
    reason_id = fields.Many2one("dms.stop.reason")
    eta = fields.Datetime(string="Expected")
    note = fields.Char(string="Remark")

    def action_confirm(self):
        """Stop the clock or cancel the dispatch."""
        self.ensure_one()
        if self.mode == "cancel":
            self.dispatch_ids._cancel(self.note)
        else:
            for dispatch in self.dispatch_ids:
                dispatch._clock_stop(dispatch._get_clock_employee(), self.reason_id, note=self.note)
            if self.eta:
                self.dispatch_ids.write({"wait_eta": self.eta})
        return {"type": "ir.actions.act_window_close"}
