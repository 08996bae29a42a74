from odoo import api, fields, models


class DmsTeardownVariant(models.Model):
    """One way to repair, e.g. new part or repaired part, with its price and time."""

    _name = "dms.teardown.variant"
    _description = "Way to Repair"
    _order = "teardown_id, sequence, id"

    teardown_id = fields.Many2one("dms.teardown", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    days = fields.Float(string="Extra Days", digits=(8, 1))
    line_ids = fields.One2many(
        "dms.teardown.variant.line", "variant_id", string="Labour and Parts", copy=True
    )
    currency_id = fields.Many2one(related="teardown_id.currency_id")
    amount_labour = fields.Monetary(string="Labour", compute="_compute_amounts")
    amount_parts = fields.Monetary(string="Parts", compute="_compute_amounts")
    amount_total = fields.Monetary(string="Total", compute="_compute_amounts")

    @api.depends("line_ids.amount", "line_ids.product_id")
    def _compute_amounts(self):
        for variant in self:
            parts = variant.line_ids.filtered(lambda line: line.product_id.fee_kind == "part")
            variant.amount_parts = sum(parts.mapped("amount"))
            variant.amount_total = sum(variant.line_ids.mapped("amount"))
            variant.amount_labour = variant.amount_total - variant.amount_parts
