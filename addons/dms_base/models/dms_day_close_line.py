import json

from odoo import fields, models


class DmsDayCloseLine(models.Model):
    """Result of one check of a day close."""

    _name = "dms.day.close.line"
    _description = "Day Close Check"
    _order = "is_ok, id"

    close_id = fields.Many2one("dms.day.close", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="close_id.company_id", store=True)
    code = fields.Char(required=True)
    name = fields.Char(string="Check", required=True)
    is_ok = fields.Boolean(string="Holds")
    text = fields.Char(string="Found")
    res_model = fields.Char()
    domain = fields.Char(help="Records the check found, as JSON.")

    def action_open(self):
        """Open what the check found."""
        self.ensure_one()
        if not self.res_model or self.res_model not in self.env:
            return False
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self.res_model,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": json.loads(self.domain or "[]"),
        }
