from odoo import models
from odoo.exceptions import UserError

from .dms_dispatch import LIVE_STATES


class DmsDispatch(models.Model):
    """Changes of plan: transfer, reopen, cancel."""

    _inherit = "dms.dispatch"

    def action_transfer(self):
        """Ask who takes the work over, and why."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Transfer"),
            "res_model": "dms.dispatch.transfer",
            "view_mode": "form",
            "target": "new",
            "context": {"default_dispatch_ids": self.ids},
        }

    def action_reopen(self):
        """Take “done” back before the inspection has begun: the work goes on (D10)."""
        if not self.env.user.has_group("dms_base.group_dms_workshop_supervisor"):
            raise UserError(self.env._("Only the workshop supervisor reopens finished work."))
        for dispatch in self.filtered(lambda one: one.state == "done"):
            # sudo: the supervisor does not edit orders; the time points follow the dispatch
            order = dispatch.order_id.sudo()
            if order.qc_started_at:
                raise UserError(
                    self.env._(
                        "%(order)s is being inspected already: a failed inspection sends it back.",
                        order=order.name,
                    )
                )
            order._withdraw_event(["T17"], self.env._("Work reopened"))
            dispatch.line_ids.write({"result": "todo"})
            dispatch.line_ids.sale_line_id.job_id.sudo().write({"state": "working"})  # sudo: above
            dispatch.write({"state": "paused", "date_done": False})
            dispatch.message_post(body=self.env._("Work reopened"))
        self.env["dms.board"]._notify(["SM-21"])
        return True

    def action_open_order(self):
        """The repair order, in its own form."""
        self.ensure_one()
        return self.order_id._get_desk_action()

    def action_view_findings(self):
        """Additional work proposed on this order."""
        self.ensure_one()
        return self.order_id.action_view_supplements()

    def action_cancel(self):
        """Ask for the reason of cancelling."""
        return self._open_stop("cancel")

    def _cancel(self, reason):
        """Cancel dispatch orders; their lines can be dispatched again, clocked hours stay.

        :raises UserError: a clock runs, or no reason
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Type the reason for cancelling."))
        if self.log_ids.filtered(lambda log: not log.date_end):
            raise UserError(self.env._("Stop the running clock before you cancel the dispatch."))
        open_ones = self.filtered(lambda dispatch: dispatch.state in LIVE_STATES)
        open_ones.hold_id.action_end()
        open_ones.write({"state": "cancel", "cancel_reason": reason, "hold_id": False})
        self.env["dms.board"]._notify(["SM-21"])

    def _transfer(self, team=None, employees=None, bay=None, reason=None):
        """Give the work to others; the change stands in the chatter.

        :raises UserError: a clock runs, or no reason
        """
        employees = employees or self.env["hr.employee"]
        for dispatch in self:
            if dispatch.state == "working":
                raise UserError(
                    self.env._("Stop the running clock before you transfer the dispatch.")
                )
            if not (reason or "").strip():
                raise UserError(self.env._("Type the reason for the transfer."))
            if dispatch.state in ("done", "cancel"):
                raise UserError(
                    self.env._("%(name)s is finished or cancelled.", name=dispatch.name)
                )
            dispatch._check_people(dispatch.line_ids.sale_line_id, employees)
            dispatch._check_bay(bay)
            before = f"{dispatch.team_id.name or ''} {dispatch.main_employee_id.name or ''}".strip()
            vals = {"team_id": (team or employees[:1].team_id or dispatch.team_id).id}
            if bay:
                vals["bay_id"] = bay.id
            if employees:
                vals["main_employee_id"] = employees[0].id
                vals["worker_ids"] = [(5, 0, 0)] + [
                    (0, 0, {"employee_id": employee.id, "role": "assist" if index else "main"})
                    for index, employee in enumerate(employees)
                ]
            dispatch.write(vals)
            after = f"{dispatch.team_id.name or ''} {dispatch.main_employee_id.name or ''}".strip()
            dispatch.message_post(
                body=self.env._(
                    "Transferred from %(before)s to %(after)s: %(reason)s",
                    before=before,
                    after=after,
                    reason=reason,
                )
            )
        self.env["dms.board"]._notify(["SM-21"])

    def _open_stop(self, mode):
        """Dialog that asks for a reason; `mode` is pause or cancel."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reason"),
            "res_model": "dms.dispatch.stop",
            "view_mode": "form",
            "target": "new",
            "context": {"default_dispatch_ids": self.ids, "default_mode": mode},
        }
