from odoo import api, fields, models


class DmsDispatchCreate(models.TransientModel):
    """Dispatch the open operations of an order: team or technicians, bay, start."""

    _name = "dms.dispatch.create"
    _description = "Dispatch"

    order_id = fields.Many2one("sale.order", string="Repair Order", required=True)
    line_ids = fields.Many2many("sale.order.line", string="Operations")
    team_id = fields.Many2one("dms.team")
    main_employee_id = fields.Many2one("hr.employee", string="Main Technician")
    assistant_id = fields.Many2one("hr.employee")
    bay_id = fields.Many2one("dms.bay")
    planned_start = fields.Datetime(default=fields.Datetime.now)
    by_trade = fields.Boolean(string="One Dispatch per Trade", default=True)

    @api.model
    def default_get(self, fields_list):
        """Propose every operation that nobody has yet."""
        res = super().default_get(fields_list)
        if res.get("order_id") and "line_ids" in fields_list:
            lines = self.env["sale.order.line"]
            found = lines.search([*lines._to_dispatch_domain(), ("order_id", "=", res["order_id"])])
            res["line_ids"] = [(6, 0, found.ids)]
        return res

    def action_dispatch(self):
        """Create the dispatch orders."""
        self.ensure_one()
        self.env["dms.dispatch"]._create_for_lines(
            self.line_ids,
            team=self.team_id,
            employees=self.main_employee_id | self.assistant_id,
            bay=self.bay_id,
            planned_start=self.planned_start,
            by_trade=self.by_trade,
        )
        return {"type": "ir.actions.act_window_close"}
