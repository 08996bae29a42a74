from odoo import fields, models


class DmsChecklistRole(models.Model):
    """Signature box of a slip as a step of its approval."""

    _inherit = "dms.checklist.role"

    is_approval = fields.Boolean(
        string="Approval Step", help="The slip waits for this person before it is valid."
    )
    approver_kind = fields.Selection(
        [("group", "Role"), ("head", "Department Head"), ("user", "Person")],
        default="group",
        required=True,
    )
    approver_id = fields.Many2one("res.users", ondelete="set null")

    def _has_approver(self):
        """Whether the step can ever be decided."""
        self.ensure_one()
        if self.approver_kind == "group":
            return bool(self.group_id)
        return self.approver_kind == "head" or bool(self.approver_id)
