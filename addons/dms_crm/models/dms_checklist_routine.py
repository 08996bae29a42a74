from odoo import models


class DmsChecklist(models.Model):
    """Open cases of customers beside the manager's tasks."""

    _inherit = "dms.checklist"

    def _routine_numbers(self):
        """Complaints and dissatisfied customers whose case is not closed."""
        numbers = super()._routine_numbers()
        numbers["complaints_open"] = (
            self.env["dms.complaint"]
            # sudo: only the count leaves this method
            .sudo()
            .search_count(
                [
                    ("company_id", "=", self.company_id.id),
                    ("kind", "in", ("dissatisfaction", "complaint")),
                    ("is_closed", "=", False),
                ]
            )
        )
        return numbers
