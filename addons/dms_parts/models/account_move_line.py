from odoo import models


class AccountMoveLine(models.Model):
    """Cost of sales of parts: what the issued pieces cost, once."""

    _inherit = "account.move.line"

    def _compute_analytic_distribution(self):
        """Without any rule a line is spread as the documents it comes from, and nothing is looked up."""
        if self.env["account.analytic.distribution.model"]._has_any():
            return super()._compute_analytic_distribution()
        for line in self:
            if line.display_type == "product" or not line.move_id.is_invoice(True):
                related = line._related_analytic_distribution()
                line.analytic_distribution = related or line.analytic_distribution
        return None

    def _eligible_for_stock_account(self):
        """Parts that went to a location with an account were expensed there already."""
        if not super()._eligible_for_stock_account():
            return False
        return not self._get_stock_moves().location_dest_id.valuation_account_id

    def _get_cogs_value(self):
        """Unit cost of a billed part: the value its own issues left the stock with.

        The core takes today's average for what was issued days ago. Here the cost of an invoice line is the net
        value of the issues of its order lines, in the share billed so far, less what earlier invoices took.
        """
        self.ensure_one()
        if not self.product_id.is_part or self.move_id.reversed_entry_id or not self.quantity:
            return super()._get_cogs_value()
        moves = self.sale_line_ids.move_ids.filtered(lambda move: move.state == "done")
        issued, value = moves._get_net_issue()
        if not issued:
            return super()._get_cogs_value()
        earlier = self.sale_line_ids.invoice_lines.filtered(
            lambda line: (
                line.parent_state == "posted" and line.display_type == "product" and line != self
            )
        )
        sign = {"out_invoice": 1, "out_refund": -1}
        billed = self.quantity + sum(
            line.quantity * sign.get(line.move_id.move_type, 0) for line in earlier
        )
        posted = sum(
            line.balance
            for line in earlier.move_id.line_ids
            if line.display_type == "cogs"
            and line.cogs_origin_id in earlier
            and line.account_type.startswith("expense")
        )
        return (value * billed / issued - posted) / self.quantity
