from odoo import fields, models

TRADES = [
    ("mechanical", "Mechanical"),
    ("electrical", "Electrical"),
    ("body", "Body"),
    ("paint", "Paint"),
    ("beauty", "Detailing"),
    ("inspection", "Inspection"),
    ("other", "Other"),
]


class DmsTeam(models.Model):
    """A team of technicians (班组) with its leader and trade."""

    _name = "dms.team"
    _description = "Team"
    _order = "code, name"
    _check_company_auto = True
    _rec_names_search = ["code", "name"]

    name = fields.Char(required=True)
    code = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    trade = fields.Selection(TRADES, default="mechanical", required=True)
    department_id = fields.Many2one("hr.department", check_company=True)
    leader_id = fields.Many2one("hr.employee", string="Team Leader", check_company=True)
    member_ids = fields.One2many("hr.employee", "team_id", string="Members")
    member_count = fields.Integer(string="People", compute="_compute_member_count")

    _code_uniq = models.Constraint(
        "UNIQUE(company_id, code)", "A team with this code exists already."
    )

    def _compute_member_count(self):
        counts = dict(
            self.env["hr.employee"]
            # sudo: a head count is no personal data
            .sudo()
            ._read_group([("team_id", "in", self.ids)], ["team_id"], ["__count"])
        )
        for team in self:
            team.member_count = counts.get(team, 0)
