from odoo import models


class DmsGateLog(models.Model):
    """The gate writes the last time point of the visit."""

    _inherit = "dms.gate.log"

    def _after_vehicle_out(self):
        """Repaired (or unrepaired) cars that leave with their pass are delivered: T26."""
        res = super()._after_vehicle_out()
        logs = self.filtered(lambda log: log.exit_type in ("repair", "unrepaired"))
        if logs:
            logs._deliver_repair_orders()
        return res

    def _deliver_repair_orders(self):
        orders = (
            self.env["sale.order"]
            # sudo: the guard has no rights on orders; the pass already said that the car may go.
            .sudo()
            .search(
                [
                    ("vehicle_id", "in", self.vehicle_id.ids),
                    ("is_repair", "=", True),
                    ("received_at", "!=", False),
                    ("delivered_at", "=", False),
                ]
            )
        )
        for log in self:
            # An emergency release lets the car out before its papers are done.
            mine = orders.filtered(
                lambda order, log=log: (
                    order.vehicle_id == log.vehicle_id and (order.released_at or log.is_emergency)
                )
            )
            if not mine:
                continue
            vals = {}
            if log.odometer:
                vals["odometer_out"] = int(log.odometer)
            mine._stamp_event("T26", source="gate", employee=log.guard_employee_id, vals=vals)
            mine._after_delivered()
