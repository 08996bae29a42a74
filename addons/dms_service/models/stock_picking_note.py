from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def message_post_with_source(self, source_ref, **kwargs):
        """Skip the note that only repeats a field of the slip (context ``dms_quiet``)."""
        if self.env.context.get("dms_quiet"):
            return self.env["mail.message"]
        return super().message_post_with_source(source_ref, **kwargs)
