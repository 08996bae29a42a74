from odoo import models

from .dms_followup import GRADE_FIELDS


class DmsFollowup(models.Model):
    """What the printed sheet shows; an empty record prints the blank."""

    _inherit = "dms.followup"

    def _get_print_answers(self):
        """Questions with their tick boxes: ``{label, options: [(text, ticked)]}``."""
        names = ("answer_works", "answer_fixed", "answer_on_time", *GRADE_FIELDS)
        labels = self.fields_get(names, ["string"])
        return [
            {
                "label": labels[name]["string"],
                "options": [
                    (text, bool(self) and self[name] == value)
                    for value, text in self._fields[name]._description_selection(self.env)
                ],
            }
            for name in names
        ]
