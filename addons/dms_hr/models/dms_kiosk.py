from odoo import models
from odoo.exceptions import AccessError


class DmsKiosk(models.Model):
    """The gate at the shared screen of the guard house."""

    _inherit = "dms.kiosk"

    def _gate_desk(self, employee):
        """The gate log for a guard at this screen.

        :raises AccessError: the person is no guard
        """
        if not employee or not employee._may_guard_gate():
            raise AccessError(self.env._("Only guards open the gate: HR marks who is one."))
        return self.env["dms.gate.log"].with_company(self.company_id)

    def _kiosk_gate_state(self, employee):
        """Cars inside, released and expected back, visitors."""
        return self._gate_desk(employee)._desk_state()

    def _kiosk_gate_car_in(self, employee, text):
        """A car drives in."""
        return self._gate_desk(employee)._desk_car_in(text, employee)

    def _kiosk_gate_car_out(self, employee, text, exit_type=None, odometer=0, person=None):
        """A car drives out, or one sentence why not."""
        desk = self._gate_desk(employee)
        return desk._desk_car_out(text, exit_type, odometer, person, employee)

    def _kiosk_gate_visitor_in(self, employee, person, purpose=None, text=None):
        """A visitor comes in."""
        return self._gate_desk(employee)._desk_visitor_in(person, purpose, text, employee)

    def _kiosk_gate_visitor_out(self, employee, log_id):
        """A visitor leaves."""
        return self._gate_desk(employee)._desk_visitor_out(log_id)
