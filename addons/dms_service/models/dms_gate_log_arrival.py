from odoo import models


class DmsGateLog(models.Model):
    """A vehicle that comes in becomes a customer in the queue, before anybody says a word."""

    _inherit = "dms.gate.log"

    def _after_vehicle_in(self):
        """Ticket, appointment arrived (T04) and advisor for each customer vehicle."""
        res = super()._after_vehicle_in()
        logs = self.filtered(lambda log: log._is_customer_arrival())
        if logs:
            self.env["dms.queue.ticket"]._create_arrivals(
                [log._prepare_arrival_vals() for log in logs]
            )
        return res

    def _is_customer_arrival(self):
        """Customer vehicles and unknown plates; not company cars, nor cars back from a road test."""
        self.ensure_one()
        vehicle = self.vehicle_id
        if vehicle and vehicle.vehicle_use != "customer":
            return False
        if not vehicle:
            return bool(self.plate)
        # sudo: the guard sees no orders; only yes or no leaves this method.
        model = self.env["sale.order"].sudo()
        running = model.search_count(
            [
                ("vehicle_id", "=", vehicle.id),
                ("in_shop", "=", True),
                ("ready_at", "=", False),
            ],
            limit=1,
        )
        return not running

    def _prepare_arrival_vals(self):
        """Values of the queue ticket of this arrival."""
        self.ensure_one()
        return {
            "company_id": self.company_id.id,
            "plate": self.plate or self.vehicle_id.license_plate,
            "vehicle_id": self.vehicle_id.id,
            "gate_log_id": self.id,
            "arrived_at": self.date_in,
        }
