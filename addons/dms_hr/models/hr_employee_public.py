from odoo import fields, models

from .dms_team import TRADES


class HrEmployeePublic(models.Model):
    """What everybody may know of a colleague."""

    _inherit = "hr.employee.public"

    employee_no = fields.Char(string="Employee No.", readonly=True)
    team_id = fields.Many2one("dms.team", readonly=True)
    trade = fields.Selection(TRADES, readonly=True)
    skill_grade_id = fields.Many2one("dms.skill.grade", readonly=True)
