from odoo import api, fields, models


class DmsDispatchTransfer(models.TransientModel):
    """Give dispatched work to another team, technician or bay (转派), with the reason."""

    _name = "dms.dispatch.transfer"
    _description = "Transfer a Dispatch"

    dispatch_ids = fields.Many2many("dms.dispatch", required=True)
    team_id = fields.Many2one("dms.team")
    main_employee_id = fields.Many2one("hr.employee", string="Main Technician")
    assistant_id = fields.Many2one("hr.employee")
    bay_id = fields.Many2one("dms.bay")
    reason = fields.Char(required=True)

    @api.model
    def default_get(self, fields_list):
        """Start from where the work is now."""
        res = super().default_get(fields_list)
        dispatches = self.env["dms.dispatch"].browse(self.env.context.get("default_dispatch_ids"))
        if len(dispatches) == 1:
            res.setdefault("team_id", dispatches.team_id.id)
            res.setdefault("bay_id", dispatches.bay_id.id)
        return res

    def action_confirm(self):
        """Transfer the dispatch orders."""
        self.ensure_one()
        self.dispatch_ids._transfer(
            team=self.team_id,
            employees=self.main_employee_id | self.assistant_id,
            bay=self.bay_id,
            reason=self.reason,
        )
        return {"type": "ir.actions.act_window_close"}
