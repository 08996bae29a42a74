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
        known = set(self.recommendation_ids.mapped("name"))
        vals_list = []
        for line in checklist._get_repair_findings():
            name = " ".join(part for part in (line.name, line._position_label()) if part)
            if name not in known:
                known.add(name)
                vals_list.append(self._prepare_finding_vals(line, name))
        return self.env["dms.ro.recommendation"].create(vals_list)

    def _prepare_finding_vals(self, line, name):
        """Values of the recommendation for one bad line of an inspection."""
        return {
            "order_id": self.id,
            "vehicle_id": self.vehicle_id.id,
            "company_id": self.company_id.id,
            "name": name,
            "urgency": "now" if line.is_urgent else "soon",
            "reason": line.remark,
        }
