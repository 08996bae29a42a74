from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.dms_base.tools.rights import SEE_PRICE

from .ro_const import OWN_PAYERS, SUPPLEMENT_SWITCH


class SaleOrder(models.Model):
    """Who pays what: payer partners, one invoice per payer, adjusting pairs, rounding."""

    _inherit = "sale.order"

    settlement_due = fields.Monetary(
        compute="_compute_settlement_due", compute_sudo=True, groups=SEE_PRICE
    )
    old_parts_handed = fields.Boolean(copy=False)
    discount_approved_by_id = fields.Many2one("res.users", copy=False, readonly=True)

    @api.depends("settlement_ids.amount_due", "settlement_ids.state")
    def _compute_settlement_due(self):
        for order in self:
            confirmed = order.settlement_ids.filtered(lambda one: one.state == "confirmed")
            order.settlement_due = sum(confirmed.mapped("amount_due"))

    def _get_warranty_partner(self):
        self.ensure_one()
        return self.warranty_partner_id or self.company_id.warranty_partner_id

    def _get_internal_partner(self):
        self.ensure_one()
        return self.internal_partner_id or self.company_id.internal_partner_id

    def _get_payer_partner(self, payer_type):
        """Partner that a payer kind means on this order; empty when still unknown."""
        self.ensure_one()
        if payer_type == "insurer":
            return self.insurer_id
        if payer_type == "warranty":
            return self._get_warranty_partner()
        if payer_type in OWN_PAYERS:
            return self._get_internal_partner()
        return self.partner_invoice_id or self.partner_id

    def _get_payer_fiscal_position(self, payer_type, partner):
        """Tax treatment of a payer's lines: none for the shop itself, else the partner's own."""
        self.ensure_one()
        if payer_type in OWN_PAYERS:
            return self.company_id.internal_fiscal_position_id
        if payer_type == "customer" or not partner or partner == self.partner_id:
            return self.fiscal_position_id
        positions = self.env["account.fiscal.position"].with_company(self.company_id)
        return positions._get_fiscal_position(partner)

    def _get_payer_amounts(self):
        """Sum of the lines by payer kind, tax included: {payer_type: amount}."""
        self.ensure_one()
        amounts = {}
        for line in self.order_line:
            if line.display_type or not line.payer_type:
                continue
            amounts[line.payer_type] = amounts.get(line.payer_type, 0.0) + line.price_total
        return {key: self.currency_id.round(value) for key, value in amounts.items()}

    def _get_payers(self):
        """Distinct (payer_type, partner) of the lines, in the order of the lines."""
        self.ensure_one()
        payers = {}
        for line in self.order_line:
            if not line.display_type and line.payer_type:
                payers.setdefault((line.payer_type, line.payer_id), None)
        return list(payers)

    def _get_invoiceable_lines(self, final=False):
        """Only the lines of one payer: context `dms_payer` = (payer_type, partner id)."""
        lines = super()._get_invoiceable_lines(final)
        payer = self.env.context.get("dms_payer")
        if not self.is_repair or not payer:
            return lines
        payer_type, partner_id = payer
        return lines.filtered(
            lambda line: line.payer_type == payer_type and line.payer_id.id == partner_id
        )

    def _prepare_invoice(self):
        """Partner, journal, fiscal position and links of the payer named in the context."""
        vals = super()._prepare_invoice()
        payer = self.env.context.get("dms_payer")
        if not self.is_repair or not payer:
            return vals
        payer_type, partner_id = payer
        partner = self.env["res.partner"].browse(partner_id)
        position = self._get_payer_fiscal_position(payer_type, partner)
        vals.update(
            partner_id=partner.id,
            partner_shipping_id=partner.id,
            fiscal_position_id=position.id,
            payer_type=payer_type,
            settlement_id=self.env.context.get("dms_settlement_id"),
            # Core takes the same day when it posts, and then works the whole invoice out again.
            invoice_date=fields.Date.context_today(self),
            vehicle_id=self.vehicle_id.id,
            ref=self._get_payer_reference(payer_type),
        )
        if payer_type == "customer":
            return vals
        vals["invoice_payment_term_id"] = partner.property_payment_term_id.id
        vals["preferred_payment_method_line_id"] = False
        if payer_type in OWN_PAYERS and self.company_id.internal_journal_id:
            vals["journal_id"] = self.company_id.internal_journal_id.id
        return vals

    def _get_payer_reference(self, payer_type):
        self.ensure_one()
        numbers = {"insurer": self.insurance_claim_no, "warranty": self.warranty_claim_no}
        extra = numbers.get(payer_type)
        return f"{self.name} {extra}" if extra else self.name

    def _create_invoices(self, grouped=False, final=False, date=None):
        """Repair orders are invoiced by their settlement alone, one invoice per payer."""
        if any(self.mapped("is_repair")) and not self.env.context.get("dms_payer"):
            raise UserError(
                self.env._("Repair orders are invoiced by their settlement, one invoice per payer.")
            )
        return super()._create_invoices(grouped=grouped, final=final, date=date)

    def _prepare_payer_invoices(self, settlement):
        """Values of the invoices of one order, one dict per payer, all through core's hooks."""
        self.ensure_one()
        result = []
        for payer_type, partner in self._get_payers():
            order = self.with_company(self.company_id).with_context(
                dms_payer=(payer_type, partner.id), dms_settlement_id=settlement.id
            )
            lines = order._get_invoiceable_lines(final=True)
            if not lines.filtered(lambda line: not line.display_type):
                continue
            vals = order._prepare_invoice()
            vals["invoice_line_ids"] = [
                Command.create(line_vals)
                for sequence, line in enumerate(lines)
                for line_vals in line._prepare_invoice_lines_vals_list(sequence=sequence)
            ]
            result.append(vals)
        return result

    def _add_adjust_pair(self, payer_from, payer_to, amount, origin=None):
        """Shift an amount from one payer to another without touching quantities.

        :param payer_from: payer kind relieved (line −amount)
        :param payer_to: payer kind charged (line +amount)
        :param amount: tax-included amount, > 0
        :param origin: order line the pair concerns (gives the tax); default the payer's largest
        """
        self.ensure_one()
        lines = self.order_line.filtered(lambda line: line.payer_type == payer_from)
        origin = origin or lines.sorted("price_total", reverse=True)[:1]
        if not origin or amount <= 0:
            raise UserError(self.env._("Enter an amount above zero and a payer who has lines."))
        base = {
            "order_id": self.id,
            "product_id": self._get_adjust_product().id,
            "name": self.env._("Share between payers"),
            "product_uom_qty": 1.0,
            "fee_kind": "adjust",
            "adjust_kind": "share",
            "adjust_of_id": origin.id,
            "job_id": origin.job_id.id,
        }
        pair = [
            {**base, "payer_type": payer_from, "price_unit": -amount},
            {**base, "payer_type": payer_to, "price_unit": amount},
        ]
        taxes = self._get_adjust_taxes(origin)
        for vals in pair:
            vals["payer_id"] = self._get_payer_partner(vals["payer_type"]).id
            vals["tax_ids"] = [Command.set(taxes.ids)]
        return self._add_lines_by_supplement(pair)

    def _get_adjust_product(self):
        product = self.company_id.adjust_product_id
        if not product:
            raise UserError(self.env._("Set the product for adjusting lines in the settings."))
        return product

    def _get_adjust_taxes(self, origin):
        return origin.tax_ids

    def _round_off(self, amount):
        """Let the customer off the last cents: one negative adjusting line within the cap (E-607).

        :param amount: positive amount taken off, tax included; 0 removes the rounding
        """
        self.ensure_one()
        company = self.company_id
        is_manager = self.env.user.has_group("dms_base.group_dms_service_manager")
        cap = company.rounding_cap_manager if is_manager else company.rounding_cap
        if amount < 0 or amount > cap + 0.001:
            raise UserError(self.env._("You may round off at most %(cap).2f. (E-607)", cap=cap))
        current = self.order_line.filtered(lambda line: line.adjust_kind == "rounding")
        if current:
            # dms_supplement_ok: a rounding-off is the shop's gift, not work to agree on.
            current.with_context(dms_supplement_ok=SUPPLEMENT_SWITCH).write({"price_unit": -amount})
            return current
        if not amount:
            return current
        payer = self._get_payer_partner("customer")
        largest = self.order_line.filtered(lambda line: line.payer_type == "customer").sorted(
            "price_total", reverse=True
        )[:1]
        return self._add_lines_by_supplement(
            [
                {
                    "order_id": self.id,
                    "product_id": self._get_adjust_product().id,
                    "name": self.env._("Rounding off"),
                    "product_uom_qty": 1.0,
                    "price_unit": -amount,
                    "fee_kind": "adjust",
                    "adjust_kind": "rounding",
                    "payer_type": "customer",
                    "payer_id": payer.id,
                    "tax_ids": [Command.set(largest.tax_ids.ids)],
                }
            ]
        )
