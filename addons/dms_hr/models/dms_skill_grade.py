from odoo import fields, models


class DmsSkillGrade(models.Model):
    """Grade of a technician; its coefficient weighs his share of a job's hours."""

    _name = "dms.skill.grade"
    _description = "Skill Grade"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    coefficient = fields.Float(digits=(4, 3), required=True, default=1.0)

    _coefficient_range = models.Constraint(
        "CHECK(coefficient >= 0 AND coefficient <= 3)", "A coefficient lies between 0 and 3."
    )
