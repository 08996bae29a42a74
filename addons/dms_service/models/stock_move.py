from odoo import models


class StockMove(models.Model):
    """Parts of a repair: what the slip is for follows from the order and its payers."""

    _inherit = "stock.move"

    def _get_issue_type(self):
        """Rework, warranty, internal or plain repair."""
        lines = self.sale_line_id.filtered("is_repair")
        if not lines:
            return super()._get_issue_type()
        if lines.order_id[:1].service_type_id.code == "RW":
            return "rework"
        payers = set(lines.mapped("payer_type"))
        if payers == {"warranty"}:
            return "claim"
        return "internal" if payers <= {"internal", "goodwill"} else "repair"
