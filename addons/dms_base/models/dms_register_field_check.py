from odoo import fields, models

from .dms_checklist_template_design import CHECK_KINDS


class DmsRegisterField(models.Model):
    """A field of a form of the check sheet kind as an item of the checklist engine."""

    _inherit = "dms.register.field"

    def _item_vals(self, number):
        """Values of the checklist item."""
        self.ensure_one()
        choices = [
            fields.Command.create({"name": zh or en, "sequence": index})
            for index, (_key, zh, en) in enumerate(self._options(), 1)
        ]
        columns = " | ".join(zh or en for _key, zh, en in self._options())
        return {
            "code": self.key,
            "name": self.label,
            "standard": self.help,
            "sequence": number,
            "kind": CHECK_KINDS.get(self.kind, "text"),
            "required": self.required,
            "uom": self.unit,
            "tol_min": self.min_value if self.kind in ("decimal", "integer") else False,
            "tol_max": self.max_value if self.kind in ("decimal", "integer") else False,
            "score_max": (self._bound(self.max_value) or 10.0) if self.kind == "score" else 0.0,
            "columns": columns if self.kind == "table" else False,
            "choice_ids": choices if self.kind == "choice" else [],
        }
