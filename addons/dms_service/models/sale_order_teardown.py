from odoo import fields, models


class SaleOrder(models.Model):
    """Teardown reports of the order."""

    _inherit = "sale.order"

    teardown_ids = fields.One2many("dms.teardown", "order_id", string="Teardown Reports")
    teardown_count = fields.Integer(compute="_compute_teardown_count", compute_sudo=True)

    def _compute_teardown_count(self):
        groups = self.env["dms.teardown"]._read_group(
            [("order_id", "in", self.ids)], ["order_id"], ["__count"]
        )
        counts = dict(groups)
        for order in self:
            order.teardown_count = counts.get(order, 0)

    def action_view_teardowns(self):
        """Teardown reports of the order, or an empty one for its first job."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_service.dms_teardown_action")
        action["domain"] = [("order_id", "=", self.id)]
        action["context"] = {"default_order_id": self.id}
        return action
