from datetime import timedelta

from odoo import fields, models

from .dms_queue_ticket import WAITING_STATES
from .dms_queue_ticket_desk import RISK


class DmsCockpit(models.Model):
    """What of the service desk needs a decision now."""

    _inherit = "dms.cockpit"

    def _cockpit_exceptions(self, cockpit):
        """Late cars, cars at risk, questions, unanswered estimates and customers who wait too long."""
        res = super()._cockpit_exceptions(cockpit)
        company, now = self.env.company, fields.Datetime.now()
        shop = [("company_id", "=", company.id)]
        inside = [*shop, ("in_shop", "=", True), ("ready_at", "=", False)]
        soon = [("promised_date", ">=", now), ("promised_date", "<", now + RISK)]
        waiting = [("state", "in", WAITING_STATES), ("date", "=", company._local_date(now))]
        limit = now - timedelta(minutes=max(company.reception_limit, 1))
        orders = "dms_service.sale_order_action_repair_all"
        tickets = "dms_service.dms_queue_ticket_action"
        found = [
            self._prepare_exception(*one)
            for one in (
                (
                    "red",
                    self.env._("Cars past their promised time"),
                    orders,
                    [*inside, ("promised_date", "<", now)],
                ),
                (
                    "red",
                    self.env._("Customers waiting too long for reception"),
                    tickets,
                    [*shop, *waiting, ("arrived_at", "<", limit)],
                ),
                (
                    "red",
                    self.env._("Approvals asked for"),
                    orders,
                    [*shop, ("approval_asked_at", "!=", False)],
                ),
                (
                    "amber",
                    self.env._("Cars promised within the hour"),
                    orders,
                    [*inside, *soon],
                ),
                (
                    "amber",
                    self.env._("Estimates waiting for a signature"),
                    orders,
                    [*inside, ("repair_stage", "=", "quoted")],
                ),
                (
                    "amber",
                    self.env._("Phone registers of past days to sign"),
                    "dms_service.dms_call_sheet_action",
                    [*shop, ("state", "=", "open"), ("day", "<", company._local_date(now))],
                ),
            )
        ]
        return res + [one for one in found if one["count"]]

    def _prepare_exception(self, level, text, xmlid, domain):
        """One line of the cockpit with the list it opens.

        :param level: red or amber
        :param xmlid: window action of the list
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        count = self.env[action["res_model"]].search_count(domain)
        action = {**action, "name": text, "domain": domain, "context": {}}
        return {"level": level, "text": text, "count": count, "action": action}
