from odoo import api, fields, models

URGENCIES = [("now", "At Once"), ("soon", "Soon"), ("advice", "Advice")]


class DmsRoRecommendation(models.Model):
    """Work found but not done: printed on the statement, offered again at the next visit."""

    _name = "dms.ro.recommendation"
    _description = "Recommended Work"
    _order = "id desc"

    order_id = fields.Many2one("sale.order", index="btree_not_null", ondelete="set null")
    vehicle_id = fields.Many2one("fleet.vehicle", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    name = fields.Char(string="Work", required=True)
    product_id = fields.Many2one("product.product", string="Operation or Part")
    urgency = fields.Selection(URGENCIES, default="advice", required=True)
    reason = fields.Char(string="Why Not Done")
    amount = fields.Monetary(string="Estimated Amount")
    currency_id = fields.Many2one(related="company_id.currency_id")
    remind_date = fields.Date()
    risk_signature = fields.Image(
        string="Signed Risk Notice", attachment=True, max_width=1024, max_height=1024
    )
    risk_signed_by = fields.Char(string="Risk Notice Signed by")
    state = fields.Selection(
        [("open", "Open"), ("done", "Done"), ("dropped", "Dropped")],
        default="open",
        required=True,
        index=True,
    )
    done_order_id = fields.Many2one("sale.order", index="btree_not_null", ondelete="set null")

    @api.depends("name", "urgency")
    def _compute_display_name(self):
        labels = dict(self._fields["urgency"]._description_selection(self.env))
        for item in self:
            item.display_name = f"{item.name} ({labels.get(item.urgency, '')})"

    def action_drop(self):
        """No longer needed."""
        self.write({"state": "dropped"})
        return True
