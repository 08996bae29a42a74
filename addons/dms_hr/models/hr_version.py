from odoo import fields, models


class HrVersion(models.Model):
    """What changes with time: the grade a month's pay is computed with is the grade of that month."""

    _inherit = "hr.version"

    skill_grade_id = fields.Many2one("dms.skill.grade", tracking=True)
