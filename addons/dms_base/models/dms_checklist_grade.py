from odoo import fields, models


class DmsChecklistGrade(models.Model):
    """A band of the total: from this score on, this grade."""

    _name = "dms.checklist.grade"
    _description = "Checklist Grade"
    _inherit = ["dms.checklist.part.mixin"]
    _order = "template_id, min_score desc, id"

    template_id = fields.Many2one(
        "dms.checklist.template", required=True, ondelete="cascade", index=True
    )
    name = fields.Char(required=True, translate=True)
    min_score = fields.Float(string="From Score", digits=(8, 2))
    coefficient = fields.Float(
        digits=(6, 3), default=1.0, help="Printed on the sheet for information."
    )
    is_fail = fields.Boolean(string="Counts as Failed")

    _band_uniq = models.Constraint(
        "UNIQUE(template_id, min_score)",
        "Two grades start at the same score: the bands would overlap.",
    )
