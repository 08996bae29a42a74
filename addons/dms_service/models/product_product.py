from odoo import models


class ProductProduct(models.Model):
    """Labour as it is put on an order."""

    _inherit = "product.product"

    def _get_labour_quantity(self, hours=0.0):
        """Quantity of an operation: its norm, else the hours estimated; one where it has a fixed price.

        :param hours: hours estimated by whoever recommends the work
        """
        self.ensure_one()
        if self.uom_id != self.env.ref("uom.product_uom_hour"):
            return 1.0
        return self.flat_rate_hours or hours or 1.0
