from odoo import api, fields, models

from odoo.addons.dms_base.tools.rights import SEE_PRICE


class DmsAppointment(models.Model):
    """SV-17: what the clerk sees of the car while the customer is on the line, and what he arranges."""

    _inherit = "dms.appointment"

    hints = fields.Text(string="To Know", compute="_compute_hints")
    vin_sn = fields.Char(related="vehicle_id.vin_sn", string="VIN")
    estimated_odometer = fields.Integer(
        string="Odometer Today (estimated)",
        compute="_compute_hints",
        help="By the readings so far; the instrument is read when the car is here.",
    )
    honorific = fields.Selection(
        [("mr", "Mr."), ("ms", "Ms.")],
        string="Form of Address",
        compute="_compute_honorific",
        store=True,
        readonly=False,
        precompute=True,
    )
    pickup_at = fields.Datetime(string="Fetched at", copy=False)
    pickup_fee = fields.Monetary(string="Fee for Fetching", copy=False, groups=SEE_PRICE)
    parts_ready_by = fields.Char(string="Parts Prepared by", readonly=True, copy=False)
    parts_ready_at = fields.Datetime(string="Parts Prepared at", readonly=True, copy=False)
    crew_ready_by = fields.Char(string="Crew Arranged by", readonly=True, copy=False)
    crew_ready_at = fields.Datetime(string="Crew Arranged at", readonly=True, copy=False)

    @api.depends("vehicle_id")
    def _compute_hints(self):
        today = fields.Date.context_today(self)
        for booking in self:
            vehicle = booking.vehicle_id
            booking.hints = "\n".join(vehicle._get_desk_hints(today)) if vehicle else False
            booking.estimated_odometer = vehicle.estimated_odometer

    @api.depends("partner_id")
    def _compute_honorific(self):
        for booking in self:
            booking.honorific = booking.partner_id.honorific or booking.honorific

    def _prepare_ready_vals(self, what):
        """Who says it is ready, and when.

        :param what: ``parts`` or ``crew``
        """
        return {
            f"{what}_ready": True,
            f"{what}_ready_by": self.env.user.name,
            f"{what}_ready_at": fields.Datetime.now(),
        }
