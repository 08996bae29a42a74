from odoo import models

from .ro_const import FEE_KINDS


class DmsSettlement(models.Model):
    """Values of a confirmed settlement, taken from its posted invoices."""

    _inherit = "dms.settlement"

    def _prepare_confirmed_vals(self, moves):
        """Amounts by fee kind and by payer, exactly those of the invoices."""
        self.ensure_one()
        kinds = {f"amount_{kind}": 0.0 for kind, _label in FEE_KINDS}
        for aml in moves.invoice_line_ids.filtered(lambda aml: aml.display_type == "product"):
            kind = aml.sale_line_ids[:1].fee_kind or "other"
            kinds[f"amount_{kind}"] += aml.price_total
        vals = {key: self.currency_id.round(value) for key, value in kinds.items()}
        vals["amount_untaxed"] = sum(moves.mapped("amount_untaxed"))
        vals["amount_tax"] = sum(moves.mapped("amount_tax"))
        vals["amount_total"] = sum(moves.mapped("amount_total"))
        vals["payer_ids"] = self._prepare_payer_commands(moves)
        return vals

    def _prepare_payer_commands(self, moves):
        """Update the payer rows of the draft in place; drop those without an invoice."""
        commands = []
        left = moves
        for payer in self.payer_ids:
            move = left.filtered(
                lambda one, row=payer: (
                    one.payer_type == row.payer_type and one.partner_id == row.partner_id
                )
            )[:1]
            if not move:
                commands.append((2, payer.id, 0))
                continue
            left -= move
            commands.append((1, payer.id, self._prepare_payer_vals(move)))
        commands += [(0, 0, self._prepare_payer_vals(move)) for move in left]
        return commands

    def _prepare_payer_vals(self, move):
        return {
            "payer_type": move.payer_type,
            "partner_id": move.partner_id.id,
            "move_id": move.id,
            "amount_untaxed": move.amount_untaxed,
            "amount_tax": move.amount_tax,
            "amount_total": move.amount_total,
        }

    def _prepare_line_rows(self, moves, day):
        """Frozen copies of the invoiced lines, for the print and for the figures."""
        self.ensure_one()
        lines = moves.invoice_line_ids.filtered(lambda aml: aml.display_type == "product")
        costs = self._get_line_costs(lines.sale_line_ids)
        rows = [
            (aml, self._prepare_line_row(aml, day, costs)) for aml in lines if aml.sale_line_ids
        ]
        for move in moves:
            self._spread_rounding(move, [row for aml, row in rows if aml.move_id == move])
        return [row for __, row in rows]

    def _spread_rounding(self, move, rows):
        """Cents by which taxes rounded over the whole invoice differ from its lines go to the largest line.

        The frozen lines add up to the invoice then, so that no report differs from the ledger.
        """
        if not rows:
            return
        largest = max(rows, key=lambda row: abs(row["amount_net"]))
        gap = self.currency_id.round(move.amount_total - sum(row["amount_net"] for row in rows))
        if gap:
            largest["amount_net"] = self.currency_id.round(largest["amount_net"] + gap)
            largest["amount_gross"] = self.currency_id.round(largest["amount_gross"] + gap)

    def _get_line_costs(self, sale_lines):
        """Cost at issue of each part line: {line: value of its done moves, returns deducted}."""
        costs = {}
        # sudo: cost is computed for everyone and shown only to those who may see it.
        for move in sale_lines.sudo().move_ids:
            if move.state == "done":
                sign = -1 if move.origin_returned_move_id else 1
                line = move.sale_line_id
                costs[line.id] = costs.get(line.id, 0.0) + sign * abs(move.value)
        return costs

    def _prepare_line_row(self, aml, day, costs):
        """One frozen line. Discount = price × quantity × discount %, tax included (K-17)."""
        line = aml.sale_line_ids[:1]
        order, job = self.order_id, line.job_id
        share = 1 - (aml.discount or 0.0) / 100
        gross = aml.price_total / share if share else aml.price_unit * aml.quantity
        gross = self.currency_id.round(gross)
        return {
            # Before the amounts: rounding them asks for the currency.
            "company_id": self.company_id.id,
            "settlement_id": self.id,
            "order_id": order.id,
            "visit_id": (order.visit_main_id or order).id,
            "business_date": day,
            "user_id": (order.visit_main_id or order).user_id.id,
            "vehicle_id": order.vehicle_id.id,
            "sale_line_id": line.id,
            "job_id": job.id,
            "service_type_id": (job.service_type_id or order.service_type_id).id,
            "visit_type_id": (order.visit_main_id or order).service_type_id.id,
            "counts_visit": self.round == 1 and not order.visit_main_id,
            "trade": job.trade or line.product_id.trade,
            "payer_type": line.payer_type,
            "partner_id": line.payer_id.id,
            "cost_centre_id": line.cost_centre_id.id,
            "fee_kind": line.fee_kind,
            "adjust_kind": line.adjust_kind,
            "product_id": line.product_id.id,
            "code": line.product_id.default_code,
            "name": order._print_name(line),
            "part_grade": line.part_grade,
            "uom_name": line.product_uom_id.name,
            "quantity": aml.quantity,
            "hours": line.flat_rate_hours,
            "price_unit": aml.price_unit,
            "discount": aml.discount,
            "amount_gross": gross,
            "amount_discount": self.currency_id.round(gross - aml.price_total),
            "amount_net": aml.price_total,
            "amount_untaxed": -aml.balance,
            "amount_cost": costs.get(line.id, 0.0),
        }
