from odoo import api, fields, models
from odoo.exceptions import UserError


class DmsDefect(models.Model):
    """What an inspection found wrong (不合格项); closed only by a later passed inspection."""

    _name = "dms.defect"
    _description = "Defect"
    _order = "id desc"
    _check_company_auto = True

    order_id = fields.Many2one(
        "sale.order", string="Repair Order", required=True, index=True, check_company=True
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    checklist_id = fields.Many2one(
        "dms.checklist", string="Inspection Sheet", index="btree_not_null"
    )
    sale_line_id = fields.Many2one("sale.order.line", string="Operation")
    dispatch_line_id = fields.Many2one(
        "dms.dispatch.line", string="Dispatch Operation", index="btree_not_null"
    )
    name = fields.Char(string="Defect", required=True)
    severity = fields.Selection(
        [("minor", "Minor"), ("normal", "Normal"), ("severe", "Severe")],
        default="normal",
        required=True,
    )
    disposition = fields.Selection(
        [
            ("redo", "Redo"),
            ("accept", "Accept"),
            ("propose", "Propose to the Customer"),
            ("replace", "Replace the Part"),
        ],
        default="redo",
        required=True,
    )
    employee_id = fields.Many2one("hr.employee", string="Responsible", check_company=True)
    found_by_id = fields.Many2one(
        "res.users", string="Found by", default=lambda self: self.env.user, readonly=True
    )
    found_at = fields.Datetime(string="Found", default=fields.Datetime.now, readonly=True)
    closed_at = fields.Datetime(string="Closed at", readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")],
        default="open",
        required=True,
        readonly=True,
        index=True,
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_any(self):
        raise UserError(self.env._("A defect is closed by an inspection, never deleted."))
