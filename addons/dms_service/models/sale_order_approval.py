from odoo import fields, models
from odoo.exceptions import AccessError

ACTIVITY = "dms_service.mail_activity_type_approval"


class SaleOrder(models.Model):
    """What an advisor may not grant alone is asked of the manager, who finds it on his first screen."""

    _inherit = "sale.order"

    approval_asked_at = fields.Datetime(
        string="Approval Asked", copy=False, readonly=True, index="btree_not_null"
    )
    approval_asked_by_id = fields.Many2one(
        "res.users", string="Approval Asked by", copy=False, readonly=True
    )

    def _get_approval_reasons(self):
        """What of the order is beyond the authority of the user: [(code, sentence)]."""
        self.ensure_one()
        return [*self._check_discounts(), *self._check_payers()]

    def action_ask_approval(self):
        """Button: ask those who may grant it; asked once however often it is pressed.

        :return: notification that says so
        """
        self.ensure_one()
        reasons = self._get_approval_reasons()
        if reasons and not self.approval_asked_at:
            self.write(
                {"approval_asked_at": fields.Datetime.now(), "approval_asked_by_id": self.env.uid}
            )
            self._tell_approvers("\n".join(text for _code, text in reasons))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The manager has been asked."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _tell_approvers(self, text):
        """An activity for each person of the shop who may grant what the user may not."""
        role = "service_manager"
        if self.env.user.has_group("dms_base.group_dms_service_manager"):
            role = "general_manager"
        for user in self.company_id._get_role_users(f"dms_base.group_dms_{role}"):
            # sudo: an activity for somebody else on the advisor's own order
            self.sudo().with_context(mail_activity_quick_update=True).activity_schedule(
                ACTIVITY,
                summary=self.env._("Approve: %(order)s", order=self.vehicle_plate or self.name),
                note=text,
                user_id=user.id,
            )

    def action_approve_discount(self):
        """The manager accepts a discount above the advisor's authority (E-311).

        :raises AccessError: the user is no service manager
        :raises UserError: E-311, the discount is above the manager's authority as well
        """
        if not self.env.user.has_group("dms_base.group_dms_service_manager"):
            raise AccessError(self.env._("Only the service manager may approve this discount."))
        for order in self:
            if reasons := order._check_discounts():
                order._raise_blockers({order: reasons})
        self.write({"discount_approved_by_id": self.env.uid})
        self._answer_approval(self.env._("Approved"))
        return True

    def action_approve_payers(self):
        """A decision on the payers answers who asked for it."""
        res = super().action_approve_payers()
        self.filtered(lambda order: not order._check_payers())._answer_approval(
            self.env._("Approved")
        )
        return res

    def action_refuse_approval(self):
        """Button: the manager says no; the advisor is told and changes the order.

        :raises AccessError: the user is no service manager
        """
        if not self.env.user.has_group("dms_base.group_dms_service_manager"):
            raise AccessError(self.env._("Only the service manager may refuse this."))
        self._answer_approval(self.env._("Not approved"))
        return True

    def _answer_approval(self, answer):
        """End the question and tell the person who asked."""
        for order in self.filtered("approval_asked_at"):
            # sudo: the activities of all who were asked end with the first answer
            order.sudo().activity_feedback([ACTIVITY], feedback=answer)
            message = self.env._("%(answer)s by %(user)s", answer=answer, user=self.env.user.name)
            order.message_post(
                body=message,
                partner_ids=order.approval_asked_by_id.partner_id.ids,
            )
        self.write({"approval_asked_at": False, "approval_asked_by_id": False})
