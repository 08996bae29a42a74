from odoo import api, models


class SaleOrder(models.Model):
    """Repair orders that begin as an appointment or grow out of the arrival inspection."""

    _inherit = "sale.order"

    @api.model
    def _create_from_appointment(self, appointments):
        """One repair order per appointment, its items as jobs and draft lines at today's prices.

        :param appointments: dms.appointment with vehicle and customer
        :return: sale.order, in the order of the appointments
        """
        orders = self.create([self._prepare_appointment_order_vals(one) for one in appointments])
        for order, booking in zip(orders, appointments, strict=True):
            booking.line_ids._add_to_order(order)
        return orders

    @api.model
    def _prepare_appointment_order_vals(self, booking):
        """Values of the order opened from an appointment."""
        vehicle = booking.vehicle_id
        return {
            "is_repair": True,
            "company_id": booking.company_id.id,
            "partner_id": (vehicle.owner_id or booking.partner_id).id,
            "vehicle_id": vehicle.id,
            "appointment_id": booking.id,
            "user_id": booking.advisor_id.id or self.env.uid,
            "service_type_id": booking.service_type_id.id,
            "customer_complaint": booking.customer_words,
            "customer_waits": booking.customer_waits,
            "promised_date": booking.promised_date,
        }

    def _propose_from_checklist(self, checklist):
        """Red and amber findings become recommended work that the advisor turns into lines.

        :param checklist: a finished `dms.checklist` of this order
        :return: dms.ro.recommendation, one per finding; findings proposed before are left out
        """
        self.ensure_one()
        return checklist._propose_recommendations(checklist._get_repair_findings())
