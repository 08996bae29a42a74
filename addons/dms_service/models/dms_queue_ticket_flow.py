from odoo import api, fields, models
from odoo.exceptions import UserError

from .dms_queue_ticket import WAITING_STATES


class DmsQueueTicket(models.Model):
    """What the desk does with a waiting customer."""

    _inherit = "dms.queue.ticket"

    def action_call(self):
        """Call the number."""
        tickets = self.filtered(lambda ticket: ticket.state == "waiting")
        tickets.write({"state": "called", "called_at": fields.Datetime.now()})
        return True

    def action_receive(self):
        """Greet the customer (T05) and open the reception screen."""
        self.ensure_one()
        if self.state in ("done", "abandoned") and not self.order_ids:
            raise UserError(
                self.env._("Ticket %(ticket)s is closed already.", ticket=self.display_name)
            )
        if self.order_ids:
            return self.action_open_order()
        self._start_serving()
        if self.kind == "E":
            order = self._find_order_to_collect(self.vehicle_id)
            if order:
                return order._get_desk_action()
        return self.env["dms.reception"]._open(ticket=self)

    def _start_serving(self):
        """Reception has begun; an advisor who helps out becomes the customer's advisor."""
        now = fields.Datetime.now()
        for ticket in self.filtered(lambda ticket: ticket.state in WAITING_STATES):
            vals = {"state": "serving", "served_at": now}
            if not ticket.called_at:
                vals["called_at"] = now
            if ticket.advisor_id != self.env.user and self._is_receiving(self.env.user):
                vals.update(advisor_id=self.env.uid, assigned_by="transfer", assigned_at=now)
            ticket.write(vals)

    @api.model
    def _is_receiving(self, user):
        return user.has_group("dms_base.group_dms_advisor")

    def _mark_done(self):
        """The repair order is open, or the car was fetched."""
        now = fields.Datetime.now()
        tickets = self.filtered(lambda ticket: ticket.state not in ("done", "abandoned"))
        missed = tickets.filtered(lambda ticket: not ticket.served_at)
        missed.write({"served_at": now})
        tickets.write({"state": "done", "done_at": now})

    def action_done(self):
        """Served without a repair order: a question, papers, a car fetched."""
        self._mark_done()
        return True

    def action_abandon(self):
        """The customer left before he was served."""
        tickets = self.filtered(lambda ticket: ticket.state in (*WAITING_STATES, "serving"))
        tickets.write({"state": "abandoned", "done_at": fields.Datetime.now()})
        return True

    def action_hand_on(self):
        """Give the customer to the next advisor; the turn counts as not taken."""
        rota = self.env["dms.reception.rota"]
        for ticket in self.filtered(lambda ticket: ticket.state in WAITING_STATES):
            if ticket.advisor_id:
                rota._mark_refused(ticket.company_id, ticket.advisor_id)
            ticket._assign(rota._take_turn(ticket.company_id, skip=ticket.advisor_id), "rota")
        return True

    def _assign(self, user, basis):
        self.ensure_one()
        self.write(
            {
                "advisor_id": user.id,
                "assigned_by": basis,
                "assigned_at": fields.Datetime.now(),
                "handed_on": self.handed_on + 1,
            }
        )
        self._notify_arrival()

    @api.model
    def _cron_escalate(self):
        """Nobody waits forgotten: after the limit the next advisor, then the service manager."""
        now = fields.Datetime.now()
        rota = self.env["dms.reception.rota"]
        for ticket in self._get_overdue(now).try_lock_for_update():
            company = ticket.company_id
            if not ticket.handed_on:
                ticket.action_hand_on()
            elif ticket.assigned_by != "manager":
                ticket._assign(rota._get_stand_in(company), "manager")

    def action_open_order(self):
        """The repair order opened for this ticket."""
        self.ensure_one()
        return self.order_ids[:1]._get_desk_action()
