from odoo import models

from .ro_const import FEE_KINDS


class SaleOrder(models.Model):
    """Figures handed to the settlement."""

    _inherit = "sale.order"

    def _get_unbilled_lines(self):
        """Lines of the next statement: not yet invoiced before this round, priced."""
        return self.order_line.filtered(
            lambda line: (
                not line.display_type
                and line.product_uom_qty
                and not line.settled_line_ids.filtered("is_valid")
            )
        )

    def _get_final_settlements(self):
        """Newest settlement of each order on which nothing is left to bill."""
        settled = self.settlement_ids.filtered(lambda one: one.state in ("confirmed", "paid"))
        newest = {one.order_id: one for one in settled.sorted("round")}
        complete = [one for order, one in newest.items() if not order._get_unbilled_lines()]
        return settled.browse([one.id for one in complete])

    def _prepare_settlement_amounts(self):
        """Amounts by fee kind of the next statement, tax included."""
        self.ensure_one()
        lines = self._get_unbilled_lines()
        vals = {}
        for kind, _label in FEE_KINDS:
            amount = sum(
                lines.filtered(lambda line, k=kind: line.fee_kind == k).mapped("price_total")
            )
            vals[f"amount_{kind}"] = self.currency_id.round(amount)
        vals["amount_total"] = self.currency_id.round(sum(lines.mapped("price_total")))
        vals["amount_untaxed"] = self.currency_id.round(sum(lines.mapped("price_subtotal")))
        vals["amount_tax"] = vals["amount_total"] - vals["amount_untaxed"]
        return vals

    def _prepare_settlement_payers(self):
        """One row per payer of the next statement."""
        self.ensure_one()
        rows = {}
        for line in self._get_unbilled_lines():
            key = (line.payer_type or "customer", (line.payer_id or self.partner_id).id)
            row = rows.setdefault(key, [0.0, 0.0])
            row[0] += line.price_subtotal
            row[1] += line.price_total
        return [
            {
                "payer_type": payer_type,
                "partner_id": partner_id,
                "amount_untaxed": self.currency_id.round(untaxed),
                "amount_tax": self.currency_id.round(total - untaxed),
                "amount_total": self.currency_id.round(total),
            }
            for (payer_type, partner_id), (untaxed, total) in rows.items()
        ]

    def _read_for_invoices(self):
        """Read together what invoices and statement ask for line by line."""
        # sudo: the desk reads no accounts; nothing of them is shown
        for company, orders in self.sudo().grouped("company_id").items():
            lines = orders.order_line
            lines.job_id.mapped("trade")
            lines.product_uom_id.mapped("name")
            lines._read_children("move_ids", "location_dest_id")
            accounts = lines._get_invoice_accounts(company)
            accounts.mapped("account_type")
            accounts.mapped("company_ids")
            accounts.mapped("tax_ids")

    def action_view_settlement(self):
        """Open the settlement (the latest valid one), or the list when there are several."""
        self.ensure_one()
        valid = self.settlement_ids.filtered(lambda one: one.state != "cancelled")
        return (valid if len(valid) == 1 else self.settlement_ids)._get_open_action()
