from odoo import fields, models


class DmsDispatchLine(models.Model):
    """One operation of a dispatch order."""

    _name = "dms.dispatch.line"
    _description = "Dispatch Operation"
    _order = "dispatch_id.id desc, id"

    dispatch_id = fields.Many2one("dms.dispatch", required=True, ondelete="cascade", index=True)
    sale_line_id = fields.Many2one(
        "sale.order.line", string="Order Line", required=True, ondelete="restrict", index=True
    )
    name = fields.Char(string="Operation", required=True)
    code = fields.Char(related="sale_line_id.product_id.default_code", string="Code")
    flat_hours = fields.Float(string="Flat-Rate Hours", digits=(16, 2), readonly=True)
    result = fields.Selection(
        [("todo", "Open"), ("done", "Done"), ("not_done", "Not Done")],
        default="todo",
        required=True,
    )
    not_done_reason = fields.Char(string="Why Not Done")
    accepted_on = fields.Datetime(string="Accepted", readonly=True)
