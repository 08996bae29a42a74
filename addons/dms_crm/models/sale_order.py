from datetime import timedelta

from odoo import fields, models

HEAVY_CLASSES = ("whole", "assembly")
HEAVY_TYPES = ("BP", "RW")
NO_CALL_TYPES = ("PDI", "IN")
TOWED_MODES = ("towed", "rescue")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    followup_ids = fields.One2many("dms.followup", "order_id", string="Follow-ups", readonly=True)
    followup_count = fields.Integer(compute="_compute_followup_count", compute_sudo=True)

    def _compute_followup_count(self):
        counts = dict(
            self.env["dms.followup"]._read_group(
                [("order_id", "in", self.ids)], ["order_id"], ["__count"]
            )
        )
        for order in self:
            order.followup_count = counts.get(order, 0)

    def _after_delivered(self):
        """The delivery plans the calls to the customer."""
        res = super()._after_delivered()
        self.env["dms.followup"]._create_for_orders(self)
        return res

    def _is_heavy_job(self):
        """Overhaul, accident repair, rework or towed in: the customer is called the day after."""
        self.ensure_one()
        return (
            self.repair_class in HEAVY_CLASSES
            or self.service_type_id.code in HEAVY_TYPES
            or self.arrival_mode in TOWED_MODES
        )

    def _followup_exempt_reason(self):
        """Why the visit gets no call, or None.

        Company cars, new-car inspections and second orders of one stay are not asked.
        """
        self.ensure_one()
        if self.service_type_id.code in NO_CALL_TYPES or self.vehicle_id.vehicle_use != "customer":
            return "internal"
        if self.visit_main_id and self.visit_main_id != self:
            return "same_visit"
        return None

    def _prepare_followup_vals(self, rules):
        """Values of the contacts that the rules ask for after this delivery."""
        self.ensure_one()
        weight = "heavy" if self._is_heavy_job() else "normal"
        delivered = self.delivered_at or fields.Datetime.now()
        day = self.company_id._local_date(delivered)
        exempt = {}
        if self.partner_id.no_call:
            exempt = {"state": "exempt", "state_reason": self.env._("Wants no calls")}
        return [
            {
                **exempt,
                "name": f"HF-{self.name}-{rule.code}",
                "company_id": self.company_id.id,
                "rule_id": rule.id,
                "channel": rule.channel,
                "order_id": self.id,
                "vehicle_id": self.vehicle_id.id,
                "partner_id": self.partner_id.id,
                "advisor_id": self.user_id.id,
                "user_id": self.user_id.id if rule.caller == "advisor" else False,
                "delivered_at": delivered,
                "date_due": day + timedelta(days=rule.offset_days),
                "date_end": day + timedelta(days=rule.offset_days + rule.window_days),
            }
            for rule in rules
            if rule.job_weight in ("any", weight)
        ]

    def action_view_followups(self):
        """List the contacts of this order."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_crm.dms_followup_action")
        return {**action, "domain": [("order_id", "=", self.id)], "context": {}}
