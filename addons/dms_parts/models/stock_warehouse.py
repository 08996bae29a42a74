from odoo import models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    def write(self, vals):
        """Parts come back to where goods come in, also when the steps of receiving change."""
        res = super().write(vals)
        if "reception_steps" in vals:
            for warehouse in self:
                back = warehouse.out_type_id.return_picking_type_id
                if back.sequence_code == "TL":
                    back.default_location_dest_id = warehouse.in_type_id.default_location_dest_id
        return res
