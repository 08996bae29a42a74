from odoo import fields, models


class StockPicking(models.Model):
    """Transfers that book the parts a rescue used from its van."""

    _inherit = "stock.picking"

    rescue_order_id = fields.Many2one(
        "dms.rescue.order", string="Rescue", readonly=True, copy=False, index="btree_not_null"
    )
