from odoo import models
from odoo.exceptions import UserError

from .ro_const import ANSWER_SWITCH


class SaleOrder(models.Model):
    """Up to three ways to do a job (genuine, same quality, rebuilt…): exactly one is on the order."""

    _inherit = "sale.order"

    def _get_variant_lines(self):
        """Lines that belong to one of several ways to do their job."""
        return self.order_line.filtered(lambda line: line.variant and line.job_id)

    def _settle_variants(self):
        """Before the estimate is shown: of each job's ways one counts, the others keep their quantity.

        The way chosen before stays; else the first one counts.
        """
        for order in self:
            for lines in order._get_variant_lines().grouped("job_id").values():
                letters = sorted(set(lines.mapped("variant")))
                fresh = lines.filtered(lambda line: not line.variant_quantity)
                for line in fresh:
                    line.variant_quantity = line.product_uom_qty or 1.0
                chosen = {line.variant for line in lines - fresh if line.product_uom_qty}
                letter = chosen.pop() if len(chosen) == 1 else letters[0]
                lines._apply_variant(letter)

    def _choose_variant(self, job_id, letter):
        """The customer takes another way to do a job, before he signs.

        :param job_id: id of a job of this order
        :param letter: one of the ways of the job
        :raises UserError: there is no such way
        """
        self.ensure_one()
        lines = self._get_variant_lines().filtered(lambda line: line.job_id.id == job_id)
        if letter not in lines.mapped("variant"):
            raise UserError(self.env._("There is no such choice on this estimate."))
        lines.filtered("is_refused").is_refused = False
        lines.with_context(dms_answer=ANSWER_SWITCH)._apply_variant(letter)
        return self._get_answer()

    def _drop_variants(self):
        """The customer signs: the ways he did not take leave the order; the shown version keeps them."""
        for order in self:
            others = order._get_variant_lines().filtered(lambda line: not line.product_uom_qty)
            if others:
                others.with_context(dms_answer=ANSWER_SWITCH).unlink()

    def _get_portal_variants(self):
        """Ways to do each job, for the customer's page.

        :return: [{"job", "ways": [{"letter", "names", "total", "chosen"}]}]
        """
        self.ensure_one()
        result = []
        for job, lines in self._get_variant_lines().grouped("job_id").items():
            ways = [
                {
                    "letter": letter,
                    "names": [self._print_name(line) for line in group],
                    "grades": list(
                        dict.fromkeys(
                            self._print_line_label(line, "part_grade")
                            for line in group
                            if line.part_grade
                        )
                    ),
                    "total": self.currency_id.format(
                        sum(line._get_variant_total() for line in group)
                    ),
                    "chosen": any(line.product_uom_qty for line in group),
                }
                for letter, group in sorted(lines.grouped("variant").items())
            ]
            if len(ways) > 1:
                result.append({"job": job, "ways": ways})
        return result
