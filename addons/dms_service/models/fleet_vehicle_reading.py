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

    def _add_readings(self, values, source="manual", at=None, reasons=None, orders=None):
        """Store readings of several vehicles in one `create`.

        :param values: {vehicle: km}
        :param source: key of `fleet.vehicle.odometer.source`
        :param at: moment of the reading, default now
        :param reasons: {vehicle: text} for readings that may lie below the last one
        :param orders: {vehicle: sale.order}
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
            }
            for vehicle, value in values.items()
            # The same reading twice on one visit is one reading.
            if value and int(value) != vehicle.last_odometer
        ]
        # sudo: guards and technicians record readings without rights on the vehicle file.
        return self.env["fleet.vehicle.odometer"].sudo().create(vals_list)

    def _estimate_odometer(self, at=None):
        """Today's reading projected from the last two valid ones, in km.

        :param at: moment to project to, default now
        :return: {vehicle: km or 0}
        """
        moment = fields.Datetime.to_datetime(at) or fields.Datetime.now()
        readings = self.env["fleet.vehicle.odometer"].search(
            [("vehicle_id", "in", self.ids), ("state", "=", "valid")],
            order="vehicle_id, read_at desc, id desc",
        )
        result = {}
        for vehicle, group in readings.grouped("vehicle_id").items():
            last, first = group[0], group[-1]
            span = (last.read_at - first.read_at).total_seconds() / 86400.0
            rate = (last.value - first.value) / span if span >= 1 else 0.0
            days = (moment - last.read_at).total_seconds() / 86400.0
            result[vehicle] = int(last.value + max(rate, 0.0) * max(days, 0.0))
        return {vehicle: result.get(vehicle, 0) for vehicle in self}
