from odoo import fields, models
from odoo.exceptions import UserError

LIABILITIES = [
    ("company", "This Shop"),
    ("partial", "This Shop in Part"),
    ("maker", "Manufacturer"),
    ("third", "Third Party"),
    ("none", "Nobody"),
]


class DmsComplaint(models.Model):
    """Who answers for a complaint: judged before it closes, counted in the appraisal (SV-09)."""

    _inherit = "dms.complaint"

    liability = fields.Selection(
        LIABILITIES,
        string="Who Answers for It",
        copy=False,
        tracking=True,
        help="A complaint closes once this is judged; those of the shop count in the appraisal.",
    )
    liable_id = fields.Many2one(
        "hr.employee",
        string="Person Who Answers",
        copy=False,
        tracking=True,
        check_company=True,
        index="btree_not_null",
        help="Whose work it was, where it was one person's.",
    )

    _closed_idx = models.Index("(company_id, closed_at) WHERE closed_at IS NOT NULL")

    def action_close(self):
        """Refuse to close a complaint nobody has judged.

        :raises UserError: who answers for it is open
        """
        for case in self.filtered(lambda one: not one.is_closed and one.kind == "complaint"):
            if not case.liability:
                raise UserError(
                    self.env._(
                        "Choose who answers for complaint %(case)s before you close it.",
                        case=case.name,
                    )
                )
        return super().action_close()
