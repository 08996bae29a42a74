from odoo import fields, models


class DmsChecklistRole(models.Model):
    """Who signs a sheet, and who rates it: one row per signature box, in the order of signing."""

    _name = "dms.checklist.role"
    _description = "Checklist Signature Role"
    _inherit = ["dms.checklist.part.mixin"]
    _order = "template_id, stage, sequence, id"

    template_id = fields.Many2one(
        "dms.checklist.template", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Role", required=True, translate=True)
    code = fields.Char(
        help="Short key used by other documents, e.g. self, mutual, final, customer."
    )
    stage = fields.Integer(default=1, help="Signing it closes this stage and opens the next one.")
    group_id = fields.Many2one("res.groups", string="Signed by", help="Empty: any employee.")
    required = fields.Boolean(default=True)
    independent = fields.Boolean(
        string="Different Person", help="Nobody who has signed another box may sign this one."
    )
    is_external = fields.Boolean(
        string="Outsider", help="Signed by a person outside the company, such as the customer."
    )
    is_rater = fields.Boolean(string="Rates", help="Fills a column of its own before signing.")
    weight = fields.Float(
        digits=(6, 2), help="Weight of this rater's points in the score of an item."
    )
    kiosk_allowed = fields.Boolean(
        string="Without Login",
        help="Employees without a login may sign with badge and PIN although the role has a group.",
    )
