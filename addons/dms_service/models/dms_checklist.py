from odoo import api, fields, models

from .sale_order_walkaround import WALK_AROUND


class DmsChecklist(models.Model):
    """Inspections of a repair order know their order and vehicle."""

    _inherit = "dms.checklist"

    order_id = fields.Many2one(
        "sale.order", string="Repair Order", index="btree_not_null", ondelete="restrict"
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Sheets of a repair order are linked to it."""
        for vals in vals_list:
            if vals.get("res_model") == "sale.order" and vals.get("res_id"):
                vals.setdefault("order_id", vals["res_id"])
        return super().create(vals_list)

    def _get_outsider_name(self, role):
        """Whoever brought the car signs for it."""
        # sudo: whoever holds the sheet need not read the order; only a name is proposed
        order = self.order_id.sudo()
        return order.sender_name or order.partner_id.name or super()._get_outsider_name(role)

    def _advance(self, signed):
        """The customer's signature under the walk-around is kept on the order (E-302)."""
        res = super()._advance(signed)
        if self.order_id and self.template_id.code == WALK_AROUND:
            # sudo: the sheet is signed by its roles; the order follows
            order = self.order_id.sudo()
            if (self.stage > 1 or self.state == "done") and not order.walk_around_at:
                order.with_context(tracking_disable=True).walk_around_at = fields.Datetime.now()
        return res

    def action_cancel(self, reason=None):
        """A cancelled walk-around has to be done again."""
        res = super().action_cancel(reason=reason)
        sheets = self.filtered(lambda one: one.template_id.code == WALK_AROUND and one.order_id)
        # sudo: whoever may cancel the sheet need not be allowed to write the order
        orders = sheets.order_id.sudo().filtered("walk_around_at")
        orders.with_context(tracking_disable=True).walk_around_at = False
        return res

    def _after_done(self):
        """A finished inspection of a vehicle proposes work."""
        res = super()._after_done()
        for checklist in self:
            if checklist.order_id or checklist._is_safety_check():
                checklist._propose_work()
        return res

    def _get_repair_findings(self):
        """Bad lines that are work to do.

        Damage marks of the walk-around (pass/fail items of SV-11) only record the condition of the
        vehicle on arrival: nobody asked to have them repaired. Fault codes and measured values are
        the reasons of the work that the diagnosis recommends, not further work.
        """
        self.ensure_one()
        bad = self.line_ids.filtered("is_bad")
        if self.template_id.code == WALK_AROUND:
            bad = bad.filtered(lambda line: line.kind not in ("pass_fail", "table"))
        return bad
