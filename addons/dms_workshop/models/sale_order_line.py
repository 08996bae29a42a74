from odoo import fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    dispatch_line_ids = fields.One2many("dms.dispatch.line", "sale_line_id", string="Dispatched")

    def _get_operation_name(self):
        """What is done, in words: each operation of a package by itself, else the job as it was named."""
        self.ensure_one()
        if self.job_id.package_id or not self.job_id.name:
            return self.product_id.name
        return self.job_id.name

    def _to_dispatch_domain(self):
        """Labour of signed orders that no live dispatch has."""
        return [
            ("order_id.is_repair", "=", True),
            ("state", "=", "sale"),
            ("fee_kind", "=", "labour"),
            ("product_uom_qty", ">", 0),
            ("accepted", "=", False),
            ("dispatch_line_ids", "not any", [("dispatch_id.state", "!=", "cancel")]),
        ]
