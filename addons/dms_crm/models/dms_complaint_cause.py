from odoo import fields, models


class DmsComplaintCause(models.Model):
    """Why a customer is unhappy: the coded reason of calls and cases."""

    _name = "dms.complaint.cause"
    _description = "Reason of Dissatisfaction"
    _order = "code"
    _rec_names_search = ["code", "name"]

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "This reason code exists already.")
