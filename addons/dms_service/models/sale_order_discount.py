from odoo import models


class SaleOrder(models.Model):
    """Who may let the customer off how much (E-311): discounts, and prices typed below the list."""

    _inherit = "sale.order"

    def _get_discount_authority(self):
        """What the user may grant alone.

        :return: ({"part": %, "labour": %}, who approves more), or (None, None) without a limit
        """
        self.ensure_one()
        company, user = self.company_id, self.env.user
        if user.has_group("dms_base.group_dms_general_manager"):
            return None, None
        if user.has_group("dms_base.group_dms_service_manager"):
            caps = (company.manager_labour_discount, company.manager_part_discount)
            approver = self.env._("the general manager")
        else:
            caps = (company.advisor_labour_discount, company.advisor_part_discount)
            approver = self.env._("the service manager")
        return {"labour": caps[0], "part": caps[1]}, approver

    def _check_discounts(self):
        """Discount above the authority of the user needs the manager (E-311)."""
        self.ensure_one()
        if self.discount_approved_by_id:
            return []
        caps, approver = self._get_discount_authority()
        return self._get_discount_reasons(self.order_line, caps, approver) if caps else []

    def _get_discount_reasons(self, lines, caps, approver):
        """[(E-311, sentence)] for the first of the lines granted more than the caps, else empty.

        :param lines: lines of the order, or of one of its supplements
        """
        over = lines._get_lines_over(caps)
        if not over:
            return []
        text = self.env._(
            "Discount above your authority on “%(line)s”: %(approver)s must approve it.",
            line=over[0].product_id.display_name,
            approver=approver,
        )
        return [("E-311", text)]

    def _prepare_discount_approval(self):
        """A manager who shows or grants more than an advisor may has approved it by doing so."""
        self.ensure_one()
        caps = {
            "labour": self.company_id.advisor_labour_discount,
            "part": self.company_id.advisor_part_discount,
        }
        if self.discount_approved_by_id or not self.order_line._get_lines_over(caps):
            return {}
        return {"discount_approved_by_id": self.env.uid}

    def _get_settlement_blockers(self):
        """Nothing is billed at a discount nobody with the authority has approved."""
        blockers = dict(super()._get_settlement_blockers() or {})
        for order in self:
            if reasons := order._check_discounts():
                blockers[order] = blockers.get(order, []) + reasons
        return blockers
