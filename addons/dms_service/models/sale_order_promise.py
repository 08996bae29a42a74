from datetime import timedelta

from odoo import fields, models

# Promises are given on the quarter of an hour.
QUARTER = timedelta(minutes=15)


class SaleOrder(models.Model):
    """Promises to the customer: first, current, and the one that counts."""

    _inherit = "sale.order"

    def _propose_promise(self):
        """Where nobody has promised yet, promise what the work allows; the advisor may change it."""
        for order in self.filtered(lambda one: not one.promised_date):
            order.promised_date = order._get_feasible_promise()

    def _get_feasible_promise(self):
        """Earliest honest promise: work, checks and wash from now within opening hours.

        :return: UTC datetime on a quarter of an hour
        """
        self.ensure_one()
        company, now = self.company_id, fields.Datetime.now()
        hours = sum(self.job_ids.mapped("flat_rate_hours"))
        stay = max(company._get_stay_hours(hours), hours * company.promise_min_share / 100.0)
        moment = company._add_opening_hours(now, stay)
        rest = (moment - moment.replace(minute=0, second=0, microsecond=0)) % QUARTER
        return moment + (QUARTER - rest if rest else timedelta())

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
