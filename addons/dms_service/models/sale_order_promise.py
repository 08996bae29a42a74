from odoo import models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """Promises to the customer: first, current, and the one that counts."""

    _inherit = "sale.order"

    def action_change_promise(self):
        """Dialog for a new promised time."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change Promise"),
            "res_model": "dms.ro.promise",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_id": self.id},
        }

    def _change_promise(self, promised_date, reason, told_by=None, note=None):
        """Write a new promise; punctuality follows only reasons on the customer's side (K-50).

        :param promised_date: new time, UTC
        :param reason: supplement, customer, parts, queue, technical, insurer or other
        :param told_by: user who told the customer
        :param note: free text
        """
        for order in self:
            vals = {"promised_date": promised_date}
            caused_by_customer = reason in ("supplement", "customer")
            keep = order.promise_kpi or order.promised_date or promised_date
            vals["promise_kpi"] = promised_date if caused_by_customer else keep
            if not order.promise_first:
                vals["promise_first"] = order.promised_date or promised_date
            order._log_promise(vals["promised_date"], reason, told_by, note)
            order.with_context(tracking_disable=True).write(vals)
        return True

    def _log_promise(self, promised_date, reason, told_by, note):
        self.ensure_one()
        who = told_by.name if told_by else ""
        text = " ".join(filter(None, [reason, who, note]))
        row = self._prepare_event_vals("T11", promised_date, "desk", None, text)
        self.env["dms.ro.event"]._append([row])

    def action_discount(self):
        """Dialog to spread a discount over labour and parts."""
        return self._open_order_wizard("dms.ro.discount", self.env._("Discount"))

    def action_share(self):
        """Dialog to shift an amount between payers."""
        return self._open_order_wizard("dms.ro.share", self.env._("Share between Payers"))

    def _open_order_wizard(self, model, title):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_id": self.id},
        }

    def action_approve_discount(self):
        """The manager accepts a discount above the advisor's authority (E-311)."""
        if not self.env.user.has_group("dms_base.group_dms_service_manager"):
            raise UserError(self.env._("Only the service manager may approve this discount."))
        self.write({"discount_approved_by_id": self.env.uid})
        return True
