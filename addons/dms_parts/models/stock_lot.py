from odoo import fields, models

from odoo.addons.dms_base.tools.rights import SEE_COST


class StockLot(models.Model):
    """Costs of a lot are closed like those of its product."""

    _inherit = "stock.lot"

    standard_price = fields.Float(groups=SEE_COST)
    avg_cost = fields.Monetary(groups=SEE_COST)
    total_value = fields.Monetary(groups=SEE_COST)
