from odoo import api, fields, models


class FleetVehicle(models.Model):
    """The odometer of a vehicle is its latest valid reading, not the highest number ever typed."""

    _inherit = "fleet.vehicle"

    @api.depends("reading_ids.value", "reading_ids.state", "reading_ids.read_at")
    def _compute_last_odometer(self):
        latest = self.env["fleet.vehicle.odometer"]._get_latest(self._origin.ids)
        for vehicle in self:
            value, read_at = latest.get(vehicle._origin.id, (0, False))[:2]
            vehicle.last_odometer = int(value)
            vehicle.last_odometer_at = read_at

    @api.depends("last_odometer")
    def _get_odometer(self):
        """Core takes the maximum of all readings: one typing error would stay for ever."""
        for vehicle in self:
            vehicle.odometer = vehicle.last_odometer

    def _set_odometer(self):
        self._add_readings({vehicle: vehicle.odometer for vehicle in self if vehicle.odometer})

    def _add_readings(
        self, values, source="manual", at=None, reasons=None, orders=None, new_instruments=None
    ):
        """Store readings of several vehicles in one `create`.

        :param values: {vehicle: km}
        :param source: key of `fleet.vehicle.odometer.source`
        :param at: moment of the reading, default now
        :param reasons: {vehicle: text} for readings that may lie below the last one
        :param orders: {vehicle: sale.order}
        :param new_instruments: {vehicle: photo in base64} whose instrument was replaced
        :raise UserError: a reading below the last valid one without a reason (E-104)
        """
        moment = fields.Datetime.to_datetime(at) or fields.Datetime.now()
        vals_list = [
            {
                "vehicle_id": vehicle.id,
                "value": value,
                "read_at": moment,
                "source": source,
                "reason": (reasons or {}).get(vehicle),
                "order_id": (orders or {}).get(vehicle, self.env["sale.order"]).id,
                "is_new_instrument": vehicle in (new_instruments or {}),
                "photo": (new_instruments or {}).get(vehicle),
            }
            for vehicle, value in values.items()
            # The same reading twice on one visit is one reading.
            if value and int(value) != vehicle.last_odometer
        ]
        # sudo: guards and technicians record readings without rights on the vehicle file.
        return self.env["fleet.vehicle.odometer"].sudo().create(vals_list)

    def _estimate_odometer(self, at=None):
        """Reading expected at a moment: the last valid one and the projected km a day since, in km.

        :param at: moment to project to, default now
        :return: {vehicle: km or 0}
        """
        moment = fields.Datetime.to_datetime(at) or fields.Datetime.now()
        result = {}
        for vehicle in self:
            read_at = vehicle.last_odometer_at
            days = max((moment - read_at).total_seconds() / 86400.0, 0.0) if read_at else 0.0
            result[vehicle] = int(vehicle.last_odometer + vehicle.daily_km * days)
        return result
