from odoo import fields, models


class DmsChecklistChoice(models.Model):
    """An option of a choice item, or a row of the step table of a scored item."""

    _name = "dms.checklist.choice"
    _description = "Checklist Choice"
    _inherit = ["dms.checklist.part.mixin"]
    _order = "item_id, sequence, id"

    item_id = fields.Many2one("dms.checklist.item", required=True, ondelete="cascade", index=True)
    template_id = fields.Many2one(related="item_id.template_id")
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Label", required=True, translate=True)
    points = fields.Float(digits=(8, 2))
    bound = fields.Float(
        digits=(12, 4), help="Step table: value from which (or up to which) the points are given."
    )
    is_bad = fields.Boolean(string="Not in Order")
    is_urgent = fields.Boolean(string="Urgent")
