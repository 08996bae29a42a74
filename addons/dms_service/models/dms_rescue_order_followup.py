from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .dms_rescue_case_const import RESULTS

# Who asks the customer afterwards.
CALLERS = (
    "dms_base.group_dms_care_agent",
    "dms_base.group_dms_advisor",
    "dms_base.group_dms_service_manager",
)


class DmsRescueOrder(models.Model):
    """The last step of a case: the customer was asked how the rescue went."""

    _inherit = "dms.rescue.order"

    followed_at = fields.Datetime(string="Followed up at", readonly=True, copy=False)
    followed_by_id = fields.Many2one(
        "res.users", string="Followed up by", readonly=True, copy=False
    )
    follow_result = fields.Selection(
        RESULTS, string="Customer Was", copy=False, help="What the customer says of the rescue."
    )
    follow_note = fields.Text(string="Customer's Words", copy=False)

    def _is_followed_next(self):
        """Whether the customer's opinion is the next thing to ask for: billed, or nothing to bill."""
        self.ensure_one()
        return self.state == "billed" or (self.state == "back" and not self.amount_total)

    def action_follow_up(self):
        """The customer was called after the rescue; pressed twice it counts once.

        :raises AccessError: the user does not call customers
        :raises UserError: not settled yet, or what the customer said is missing
        """
        user = self.env.user
        if not self.env.su and not any(user.has_group(group) for group in CALLERS):
            raise AccessError(self.env._("Customer care or the service desk calls the customer."))
        self.lock_for_update()
        for case in self.filtered(lambda one: one.state not in ("followed", "cancelled")):
            case._check_follow_up()
            case._close_followed()
            case._after_follow_up()
        return True

    def _check_follow_up(self):
        """Refuse a call before the end of the case, and one without its result."""
        self.ensure_one()
        # sudo: customer care does not read bills; only whether there is one counts
        bills = self.sudo().order_id.settlement_ids
        settled = bills.filtered(lambda one: one.state in ("confirmed", "paid"))
        if not self._is_followed_next() or (self.order_id and not settled):
            raise UserError(
                self.env._("Rescue %(case)s is not settled yet: settle it first.", case=self.name)
            )
        if not self.follow_result:
            raise UserError(self.env._("Choose what the customer says of the rescue."))
        if self.follow_result == "dissatisfied" and not (self.follow_note or "").strip():
            raise UserError(self.env._("Write down what the customer is not happy with."))

    def _close_followed(self):
        """Stamp who asked and when."""
        self._step().write(
            {
                "state": "followed",
                "followed_at": fields.Datetime.now(),
                "followed_by_id": self.env.uid,
            }
        )

    def _after_follow_up(self):
        """Hook: the customer of this case was asked at the desk; customer care opens its case here."""

    def _take_followup(self, orders, result, note=None):
        """A finished call about the repair orders of rescues is the follow-up of the cases as well.

        :param orders: repair orders whose customers were called
        :param result: a value of the result
        :param note: what the customer said
        """
        own = Domain("order_id", "in", orders.ids) | Domain(
            "order_id.visit_main_id", "in", orders.ids
        )
        # sudo: the agent who finished the call may not read the order the case is billed by
        cases = self.sudo().search(own & Domain("state", "=", "billed"))
        if cases:
            cases._step().write({"follow_result": result, "follow_note": note or False})
            cases._close_followed()
        return cases
