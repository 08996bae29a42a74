from odoo import models

from odoo.addons.dms_base.tools import amount as amount_tools


class DmsSettlement(models.Model):
    """Rows and figures of the printed statement SA-04 (机动车维修费用结算清单)."""

    _inherit = "dms.settlement"

    def _get_report_base_filename(self):
        self.ensure_one()
        return self.name

    def _get_print_rows(self, kinds, payer=None):
        """Frozen lines of some fee kinds; before the confirmation the order's own lines.

        :param kinds: fee kinds of the table
        :param payer: `dms.settlement.payer`; insurer and maker receive only their own lines
        """
        if self.line_ids:
            rows = self.line_ids.filtered(lambda line: line.fee_kind in kinds and line.is_valid)
            if payer:
                rows = rows.filtered(lambda line: line.payer_type == payer.payer_type)
            return [self._prepare_print_row(line) for line in rows]
        lines = self.order_id._get_unbilled_lines().filtered(lambda line: line.fee_kind in kinds)
        if payer:
            lines = lines.filtered(lambda line: line.payer_type == payer.payer_type)
        return [self._prepare_draft_row(line) for line in lines]

    def _prepare_print_row(self, line):
        return {
            "code": line.code,
            "name": line.name,
            "trade": line.trade,
            "brand": line.product_id.part_brand_id.name,
            "grade": line.part_grade,
            "uom": line.uom_name,
            "quantity": line.quantity,
            "price": line.price_unit,
            "gross": line.amount_gross,
            "discount": line.amount_discount,
            "net": line.amount_net,
            "payer": line.payer_type,
            # sudo: the name of a department is no secret
            "centre": line.sudo().cost_centre_id.name or "",
            "job": line.job_id.id,
            "who": ", ".join(line.job_id.employee_ids.mapped("name")),
            "guarantee": self._get_guarantee_text(line.job_id),
        }

    def _prepare_draft_row(self, line):
        share = 1 - (line.discount or 0.0) / 100
        gross = line.price_total / share if share else line.price_unit * line.product_uom_qty
        return {
            "code": line.product_id.default_code,
            "name": self.order_id._print_name(line),
            "trade": line.job_id.trade,
            "brand": line.product_id.part_brand_id.name,
            "grade": line.part_grade,
            "uom": line.product_uom_id.name,
            "quantity": line.product_uom_qty,
            "price": line.price_unit,
            "gross": gross,
            "discount": gross - line.price_total,
            "net": line.price_total,
            "payer": line.payer_type,
            # sudo: the name of a department is no secret
            "centre": line.sudo().cost_centre_id.name or "",
            "job": line.job_id.id,
            "who": ", ".join(line.job_id.employee_ids.mapped("name")),
            "guarantee": self._get_guarantee_text(line.job_id),
        }

    def _get_guarantee_text(self, job):
        return self.order_id._print_guarantee(job)

    def _get_print_summary(self, payer=None):
        """Fee summary: one row per fee kind, one column per payer, discounts apart (K-17).

        :param payer: `dms.settlement.payer`; insurer and maker see their own share only
        """
        kinds = ["diagnosis", "test", "part", "labour", "sublet", "other", "adjust"]
        payers = payer or self.payer_ids
        table = []
        for kind in kinds:
            rows = self._get_print_rows((kind,), payer)
            table.append(
                {
                    "kind": kind,
                    "gross": sum(row["gross"] for row in rows),
                    "discount": sum(row["discount"] for row in rows),
                    "net": sum(row["net"] for row in rows),
                    "payers": [
                        sum(row["net"] for row in rows if row["payer"] == one.payer_type)
                        for one in payers
                    ],
                }
            )
        return table

    def _get_print_totals(self, payer=None):
        """Total, its untaxed part and tax, and the total in capitals: of all, or of one payer."""
        self.ensure_one()
        source = payer or self
        return {
            "total": source.amount_total,
            "untaxed": source.amount_untaxed,
            "tax": source.amount_tax,
            "upper": amount_tools.to_cn_upper(source.amount_total),
        }

    def _get_print_rates(self, payer=None):
        """Hourly rates of the labour printed: “200.00”, several of them apart."""
        rates = {row["price"] for row in self._get_print_rows(("labour",), payer)}
        return " / ".join(f"{rate:.2f}" for rate in sorted(rates))

    def _get_print_invoices(self, payer=None):
        """Numbers of the invoices of the payers printed."""
        # sudo: the advisor prints the statement without accounting rights
        moves = (payer or self.payer_ids).sudo().move_id
        return "、".join(moves.filtered(lambda move: move.state == "posted").mapped("name"))

    def _get_print_bank(self):
        """Where to pay: tax number, bank and account of the shop."""
        # sudo: printed for everybody who may print the statement
        shop = self.company_id.sudo().partner_id
        bank = shop.bank_ids[:1]
        parts = (self.company_id.vat, bank.bank_id.name, bank.acc_number)
        return " ".join(part for part in parts if part)

    def _get_print_labels(self):
        """Translated labels of the selections printed in the tables."""
        lines = self.env["dms.settlement.line"]
        return {
            name: dict(lines._fields[name]._description_selection(self.env))
            for name in ("payer_type", "fee_kind", "part_grade", "trade")
        }

    def _get_customer_total(self):
        """Amount of the customer's own share."""
        payers = self.payer_ids.filtered(lambda payer: payer.payer_type == "customer")
        return sum(payers.mapped("amount_total"))

    def _get_print_people(self):
        """Technicians by job, as the floor knows them: {job id: names}."""
        self.ensure_one()
        jobs = self.order_id._get_print_floor().get("jobs", {})
        return {job_id: clock["people"] for job_id, clock in jobs.items()}

    def _get_print_payments(self):
        """How the customer paid: “WeChat 800.00, cash 200.00”, and what stands on account."""
        self.ensure_one()
        parts = []
        for payment in self._get_print_paid():
            if payment.state in ("in_process", "paid"):
                parts.append(f"{payment.journal_id.name} {payment.amount:.2f}")
        if self.order_id._is_credit_approved() and not self.currency_id.is_zero(self.amount_due):
            parts.append(self.env._("on account %(amount).2f", amount=self.amount_due))
        return "，".join(parts)

    def _get_print_paid(self):
        """Payments of the customer's invoices."""
        # sudo: the advisor prints the statement without accounting rights
        moves = self.sudo().move_ids.filtered(
            lambda move: move.payer_type == "customer" and move.state == "posted"
        )
        return moves.matched_payment_ids

    def _get_deposit_amount(self):
        """Hook for the addon that takes money: deposits used on this statement, or waiting for it."""
        return 0.0

    def _get_print_watermark(self):
        """Before the check the print is a preview only."""
        return self.env._("PREVIEW") if self.state == "draft" else ""

    def _get_print_jobs(self):
        """Jobs whose guarantee is printed."""
        return self.order_id.job_ids.filtered(lambda job: job.state != "cancelled")
