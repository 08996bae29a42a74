from odoo import models


class SaleOrderLine(models.Model):
    """What the customer is let off on a line: discount, or a price typed below the list."""

    _inherit = "sale.order.line"

    def _get_lines_over(self, caps):
        """Lines on which the customer is let off more than the caps.

        Packages carry their own price, and a part whose price a manager has approved is settled.

        :param caps: {"part": %, "labour": %}
        """
        lines = self.filtered(
            lambda line: (
                line.payer_type == "customer"
                and not line.display_type
                and line.fee_kind != "adjust"
                and (line.price_unit or line.zero_price_reason in (False, "gift"))
            )
        )
        rates = lines._get_granted_rates()
        lines = lines.filtered(
            lambda line: (
                rates[line] > caps["part" if line.fee_kind == "part" else "labour"] + 0.005
                and rates[line] > line._get_package_discount() + 0.005
            )
        )
        parts = lines.filtered(lambda line: line.fee_kind == "part")
        return lines - parts._filter_price_approved() if parts else lines

    def _get_granted_rates(self):
        """Percent that the customer is let off: the discount, and for work also a lower price.

        Parts below the customer's list are watched by the parts addon at every price.

        :return: {line: percent}
        """
        work = self.filtered(lambda line: line.fee_kind != "part")
        # Prices given by a programme or an import carry no list price beside them.
        typed = work.filtered(lambda line: line.price_unit and line.technical_price_unit <= 0)
        lists = typed._get_own_list_prices() if typed else {}
        rates = {}
        for line in self:
            listed = lists.get(line, line.technical_price_unit)
            if not line.price_unit:
                rates[line] = 100.0
            elif line in work and listed > 0:
                rates[line] = 100 * (1 - line.price_unit * (1 - line.discount / 100) / listed)
            else:
                rates[line] = line.discount
        return rates

    def _get_package_discount(self):
        """Discount that the package of the job grants on this product; 0 without one."""
        self.ensure_one()
        rows = self.job_id.package_id.line_ids.filtered(
            lambda row: row.product_id == self.product_id
        )
        return max(rows.mapped("discount"), default=0.0)

    def _filter_price_approved(self):
        """Part lines whose price a manager has approved."""
        approvals = (
            self.env["dms.price.approval"]
            # sudo: the desk may not read approvals of others; only whether there is one is asked
            .sudo()
            .search([("sale_line_id", "in", self.ids), ("state", "=", "approved")])
        )
        return approvals.sale_line_id.with_env(self.env)

    def write(self, vals):
        """A discount or price changed after the approval asks for a new one."""
        if {"discount", "price_unit"} & vals.keys():
            approved = self.order_id.filtered("discount_approved_by_id")
            if approved:
                approved.discount_approved_by_id = False
        return super().write(vals)
