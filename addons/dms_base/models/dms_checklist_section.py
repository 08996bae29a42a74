from odoo import api, fields, models
from odoo.exceptions import ValidationError

from . import checklist_text


class DmsChecklistSection(models.Model):
    """A block of items with its title, weight and stage."""

    _name = "dms.checklist.section"
    _description = "Checklist Section"
    _inherit = ["dms.checklist.part.mixin"]
    _order = "template_id, sequence, id"

    template_id = fields.Many2one(
        "dms.checklist.template", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    code = fields.Char(help="Letter or number printed before the title.")
    name = fields.Char(required=True, translate=True)
    note = fields.Text(translate=True)
    weight = fields.Float(string="Weight %", digits=(6, 2))
    stage = fields.Integer(default=1, help="Opens when the stage before is signed.")
    condition = fields.Char(
        help="Shown only for subjects of this kind: G petrol, D diesel, EV electric or hybrid, MT, "
        "AT, air, drum, disc, 4WD, trk. A comma means or, & and, ! not."
    )
    is_bonus = fields.Boolean(
        string="Bonus", help="Its points are added to or taken from the total."
    )
    bonus_limit = fields.Float(digits=(8, 2), help="Most points added or taken; 0 for no limit.")
    item_ids = fields.One2many("dms.checklist.item", "section_id", string="Items", copy=True)
    is_safety = fields.Boolean(
        string="Safety", help="Urgent findings in this section make the vehicle unfit to drive."
    )

    @api.constrains("condition")
    def _check_condition(self):
        for section in self:
            section.template_id._check_condition_text(section.condition)

    @api.constrains("stage")
    def _check_stage(self):
        if any(section.stage < 1 for section in self):
            raise ValidationError(self.env._("Stages are numbered from 1."))

    def _score_section(self):
        """Section as the arithmetic of :mod:`checklist_score` sees it."""
        from .checklist_score import Section

        self.ensure_one()
        return Section(weight=self.weight, bonus=self.is_bonus, limit=self.bonus_limit)

    def _applies(self, attributes):
        """Whether the section is shown for a subject with these attributes."""
        self.ensure_one()
        return checklist_text.applies(self.condition, attributes)
