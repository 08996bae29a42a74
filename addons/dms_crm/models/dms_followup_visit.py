from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

# One call per vehicle in so many days, whatever its orders.
CALL_GAP_DAYS = 7


class DmsFollowup(models.Model):
    """What the caller must know of the visit, and when nobody may be called."""

    _inherit = "dms.followup"

    received_at = fields.Datetime(related="order_id.received_at")
    odometer_out = fields.Integer(related="order_id.odometer_out")
    repair_class = fields.Selection(related="order_id.repair_class")
    service_type_id = fields.Many2one(related="order_id.service_type_id")
    sender_name = fields.Char(related="order_id.sender_name")
    currency_id = fields.Many2one(related="order_id.currency_id")
    job_names = fields.Char(string="Main Jobs", compute="_compute_visit", compute_sudo=True)
    technician_names = fields.Char(
        string="Technicians", compute="_compute_visit", compute_sudo=True
    )
    inspector_name = fields.Char(string="Inspector", compute="_compute_visit", compute_sudo=True)
    settlement_names = fields.Char(string="Settlement", compute="_compute_visit", compute_sudo=True)
    amount_agreed = fields.Monetary(
        related="order_id.authorised_amount",
        string="Agreed by the Customer",
        help="Signed estimate with the supplements agreed to.",
    )
    amount_settled = fields.Monetary(
        string="Settled with the Customer", compute="_compute_visit", compute_sudo=True
    )
    fee_deviation = fields.Float(
        string="Deviation of the Bill",
        compute="_compute_visit",
        compute_sudo=True,
        digits=(6, 3),
        help="(settled − agreed) ÷ agreed",
    )

    @api.depends("order_id")
    def _compute_visit(self):
        for followup in self:
            order = followup.order_id
            valid = order.settlement_ids.filtered(lambda one: one.state in ("confirmed", "paid"))
            own = valid.payer_ids.filtered(lambda payer: payer.payer_type == "customer")
            settled, agreed = sum(own.mapped("amount_total")), order.authorised_amount
            people = order._get_print_floor().get("jobs", {}).values()
            names = dict.fromkeys(clock["people"] for clock in people if clock["people"])
            followup.job_names = "、".join(order.job_ids[:5].mapped("name"))
            followup.technician_names = ", ".join(names)
            followup.inspector_name = order._get_print_inspector() if order else ""
            followup.settlement_names = ", ".join(valid.mapped("name"))
            followup.amount_settled = settled
            followup.fee_deviation = (settled - agreed) / agreed if agreed else 0.0

    def _check_call_allowed(self):
        """Nobody is called against the own wish, nor twice for one vehicle in a week.

        The care supervisor may decide otherwise about the second call.

        :raises UserError: do not call, or called already
        """
        for followup in self.filtered(lambda one: one.partner_id.no_call):
            raise UserError(
                self.env._(
                    "%(customer)s does not want to be called: leave it, or take the mark off the "
                    "customer's file if that has changed.",
                    customer=followup.partner_id.name,
                )
            )
        if self.env.su or self.env.user.has_group("dms_base.group_dms_care_supervisor"):
            return
        since = fields.Datetime.now() - timedelta(days=CALL_GAP_DAYS)
        # sudo: calls of colleagues count too; only number and day are shown
        calls = self.sudo().search(
            [
                ("vehicle_id", "in", self.vehicle_id.ids),
                ("order_id", "not in", self.order_id.ids),
                ("state", "=", "done"),
                ("channel", "=", "phone"),
                ("done_at", ">=", since),
            ],
            limit=1,
        )
        if calls and self.filtered(lambda one: one.channel == "phone"):
            raise UserError(
                self.env._(
                    "%(plate)s was called on %(day)s already (%(name)s): ask the care supervisor "
                    "before you call again.",
                    plate=calls.vehicle_id.license_plate,
                    day=fields.Datetime.context_timestamp(self, calls.done_at).strftime("%m-%d"),
                    name=calls.name,
                )
            )
