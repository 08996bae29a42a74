from odoo import fields, models


class DmsRoDecideLine(models.TransientModel):
    """One line of a supplement with the customer's yes or no."""

    _name = "dms.ro.decide.line"
    _description = "Decision on a Supplement Line"

    wizard_id = fields.Many2one("dms.ro.decide", required=True, ondelete="cascade")
    supplement_line_id = fields.Many2one("dms.ro.supplement.line", required=True)
    name = fields.Char(related="supplement_line_id.name")
    urgency = fields.Selection(related="supplement_line_id.urgency")
    quantity = fields.Float(related="supplement_line_id.quantity")
    price_total = fields.Monetary(related="supplement_line_id.price_total")
    currency_id = fields.Many2one(related="supplement_line_id.currency_id")
    accept = fields.Boolean(string="Agreed", default=True)
