from odoo import fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """Orders that end without a repair: void, left unrepaired."""

    _inherit = "sale.order"

    def action_void(self, reason=None):
        """Void a wrong entry; the number stays used. Opens the reason dialog when none is given.

        :param reason: why the order never existed
        :raise UserError: once the customer signed or anything was issued, clocked or invoiced (E-112)
        """
        if not reason:
            return self._open_cancel_wizard("void")
        orders = self.filtered(lambda order: order.is_repair and order.state != "cancel")
        if any(order._has_work() for order in orders):
            raise UserError(
                self.env._(
                    "An authorised order, or one with parts issued or work started, cannot be "
                    "voided: cancel the jobs or return the parts. (E-112)"
                )
            )
        orders._cancel_repair(reason, left=False)
        return True

    def action_leave_unrepaired(self, reason=None):
        """The customer takes the car away without a repair; no fee is due.

        :param reason: the customer's reason
        """
        if not reason:
            return self._open_cancel_wizard("left")
        orders = self.filtered(lambda order: order.is_repair and order.state != "cancel")
        for order in orders:
            if order._get_issued_lines():
                raise UserError(
                    self.env._(
                        "Parts are still issued to %(order)s: take them back into stock first. "
                        "(E-602)",
                        order=order.name,
                    )
                )
            if order.authorised_at and order.amount_total:
                raise UserError(
                    self.env._(
                        "%(order)s is authorised and has a fee: settle it, then release the car.",
                        order=order.name,
                    )
                )
        orders._cancel_repair(reason, left=True)
        orders._create_gate_passes()
        orders._stamp_event("T25")
        return True

    def _has_work(self):
        """Whether anything happened that a void would hide."""
        self.ensure_one()
        return bool(
            self.authorised_at
            or self.work_started_at
            or self._get_issued_lines()
            or self.invoice_count
        )

    def _get_issued_lines(self):
        """Part lines whose goods are out of the store."""
        return self.order_line.filtered(
            lambda line: line.fee_kind == "part" and line.qty_delivered > 0
        )

    def _cancel_repair(self, reason, left):
        quiet = self.with_context(tracking_disable=True, dms_cancel_repair=True)
        quiet.write({"void_reason": reason, "is_left": left})
        quiet._action_cancel()
        self.hold_ids.filtered(lambda hold: not hold.date_to).write(
            {"date_to": fields.Datetime.now()}
        )
        self.job_ids.write({"state": "cancelled"})

    def action_cancel(self):
        """A repair order is never simply cancelled: the car stands in the shop."""
        repairs = self.filtered("is_repair")
        if repairs:
            raise UserError(
                self.env._("Use “Void” for a wrong entry or “Leave Unrepaired” for the customer.")
            )
        return super().action_cancel()

    def _open_cancel_wizard(self, kind):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reason"),
            "res_model": "dms.ro.cancel",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_ids": self.ids, "default_kind": kind},
        }
