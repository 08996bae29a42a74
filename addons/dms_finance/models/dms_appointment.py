from odoo import fields, models


class DmsAppointment(models.Model):
    """Deposits taken before the car comes, e.g. for parts ordered for it."""

    _inherit = "dms.appointment"

    deposit_ids = fields.One2many(
        "dms.deposit",
        "appointment_id",
        string="Deposits",
        readonly=True,
        groups="dms_base.group_dms_cashier,dms_base.group_dms_advisor,dms_base.group_dms_accountant,"
        "dms_base.group_dms_service_manager,dms_base.group_dms_general_manager",
    )

    def action_take_deposit(self):
        """The tender dialog for a deposit on this appointment."""
        self.ensure_one()
        return self.env["dms.deposit.register"]._open_for(self)

    def action_view_deposits(self):
        """Deposits of the appointment."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_finance.dms_deposit_action")
        return {**action, "domain": [("appointment_id", "=", self.id)], "context": {}}

    def _cancel(self, reason, note=None):
        """The customer withdrew: what was paid before is decided on by the cashier."""
        bookings = super()._cancel(reason, note)
        labels = dict(self._fields["cancel_reason"]._description_selection(self.env))
        bookings._tell_cashier(labels.get(reason, reason))
        return bookings

    def action_no_show(self):
        """The customer did not come: what was paid before is decided on by the cashier."""
        before = self.filtered(lambda booking: booking.state != "no_show")
        res = super().action_no_show()
        missed = before.filtered(lambda booking: booking.state == "no_show")
        missed._tell_cashier(self.env._("did not come"))
        return res

    def _reschedule(self, slot_start, reason, note=None):
        """The deposit goes with the customer to the new time."""
        new = super()._reschedule(slot_start, reason, note)
        # sudo: who moves the appointment has no rights on the cashier's papers
        self.sudo().deposit_ids._step().write({"appointment_id": new.id})
        return new

    def _tell_cashier(self, reason):
        # sudo: who cancels the appointment has no rights on the cashier's papers
        deposits = self.env["dms.deposit"].sudo()
        deposits.search([("appointment_id", "in", self.ids), ("is_open", "=", True)])._tell_cashier(
            reason
        )
