from odoo import api, fields, models

from odoo.addons.dms_base.tools.rights import SEE_PRICE

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
    quantity = fields.Float(default=1.0, digits="Product Unit")
    package_id = fields.Many2one("dms.repair.package")
    urgency = fields.Selection(URGENCIES, default="advice", required=True)
    reason = fields.Char(string="Why Not Done")
    amount = fields.Monetary(string="Estimated Amount", groups=SEE_PRICE)
    currency_id = fields.Many2one(related="company_id.currency_id")
    remind_date = fields.Date()
    risk_signature = fields.Image(
        string="Signed Risk Notice", attachment=True, max_width=1024, max_height=1024
    )
    risk_signed_by = fields.Char(string="Risk Notice Signed by")
    checklist_line_id = fields.Many2one(
        "dms.checklist.line", string="Finding", index="btree_not_null", ondelete="set null"
    )
    job_id = fields.Many2one(
        "dms.ro.job",
        string="Planned as",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Job that will do the work; taken off the order, the work is offered again.",
    )
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

    def _refresh(self, vals):
        """The same finding again on a later visit: newest value and urgency, on the new order."""
        self.ensure_one()
        names = ("order_id", "checklist_line_id", "urgency", "reason")
        names += ("product_id", "quantity", "package_id")
        self.write({name: vals[name] for name in names if vals.get(name)})
        return self
