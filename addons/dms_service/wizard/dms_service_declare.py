from odoo import fields, models
from odoo.exceptions import UserError


class DmsServiceDeclare(models.TransientModel):
    """A service that the car had somewhere else, as the customer tells it."""

    _name = "dms.service.declare"
    _description = "Service Done Elsewhere"

    vehicle_id = fields.Many2one("fleet.vehicle", required=True)
    date = fields.Date(string="Done on", required=True, default=fields.Date.context_today)
    odometer = fields.Integer(string="Odometer (km)", required=True)

    def action_confirm(self):
        """The next service counts from the one declared.

        :raise UserError: a date in the future, or before the last service known; no odometer
        """
        self.ensure_one()
        last = self.vehicle_id.last_service_date
        if self.date > fields.Date.context_today(self):
            raise UserError(
                self.env._("The service lies in the future: enter the day it was done.")
            )
        if last and self.date < last:
            raise UserError(
                self.env._(
                    "The last service known was on %(date)s, later than this one.", date=last
                )
            )
        if self.odometer <= 0:
            raise UserError(self.env._("Enter the odometer at that service."))
        self.vehicle_id._complete_service(self.date, self.odometer, elsewhere=True)
        return {"type": "ir.actions.act_window_close"}
