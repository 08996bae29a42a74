from odoo import fields, models


class DmsComplaintStage(models.Model):
    """A step in the handling of a case."""

    _name = "dms.complaint.stage"
    _description = "Case Stage"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    is_closed = fields.Boolean(string="Closed")
    fold = fields.Boolean()
