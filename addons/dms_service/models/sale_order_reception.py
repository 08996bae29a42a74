from odoo import models


class SaleOrder(models.Model):
    """What reception leaves behind: reading, ticket, appointment, arrival inspection."""

    _inherit = "sale.order"

    def _check_event_order(self, code, when, now, together, source):
        """T04 and T05 are the moments on the ticket, not the moment the order was opened."""
        ticket = self.ticket_id
        if code == "T04":
            at = ticket.arrived_at or self.appointment_id.arrived_at
            when = min(when, at) if at else when
        elif code == "T05" and ticket.served_at:
            when = min(when, ticket.served_at)
        return super()._check_event_order(code, when, now, together, source)

    def _get_receive_blockers(self, mains=None):
        """Scrapped, cancelled or stolen vehicles are not accepted (E-108)."""
        blockers = super()._get_receive_blockers(mains) or {}
        for order in self.filtered("vehicle_id"):
            reason = order.vehicle_id._get_refusal_reason()
            if reason:
                blockers.setdefault(order, []).append(("E-108", reason))
        return blockers

    def _after_received(self):
        """Close ticket and appointment, store the reading, remember the advisor."""
        res = super()._after_received()
        readings = {
            order.vehicle_id: order.odometer
            for order in self
            if order.odometer and not order.odometer_unreadable
        }
        if readings:
            self.vehicle_id._add_readings(
                readings,
                source="desk",
                orders={order.vehicle_id: order for order in self},
                reasons=self.env.context.get("dms_odometer_reasons"),
                new_instruments=self.env.context.get("dms_new_instruments"),
            )
        self.ticket_id._mark_done()
        self.appointment_id._mark_converted()
        for user, orders in self.grouped("user_id").items():
            vehicles = orders.vehicle_id.filtered(lambda one, user=user: one.advisor_id != user)
            if user and vehicles:
                vehicles.with_context(tracking_disable=True).write({"advisor_id": user.id})
        return res

    def get_formview_id(self, access_uid=None):
        """Repair orders open in their own form wherever a link, a board or a desk opens one."""
        if len(self) == 1 and self.is_repair:
            return self.env.ref("dms_service.sale_order_view_form_repair").id
        return super().get_formview_id(access_uid=access_uid)

    def _get_desk_action(self):
        """Open one order in the repair form; nothing of the calling screen's context goes along."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "sale.order",
            "res_id": self.id,
            "views": [(self.env.ref("dms_service.sale_order_view_form_repair").id, "form")],
            "target": "current",
            "context": {"default_is_repair": True},
        }

    def action_arrival_inspection(self):
        """Open SV-11 of the order; a second press opens the same sheet."""
        self.ensure_one()
        sheet = (
            self.checklist_ids.filtered(
                lambda one: one.template_id.code == "SV-11" and one.state != "cancelled"
            )[:1]
            or self._create_arrival_inspection()
        )
        return sheet._get_records_action(name=sheet.display_name, context={})

    def _create_arrival_inspection(self):
        """One SV-11 per order; the customer's words are taken over, nobody types them again."""
        template = self.env["dms.checklist.template"]._published("SV-11", self.company_id)
        sheets = template._create_checklists(self)
        for order, sheet in zip(self, sheets, strict=True):
            if order.customer_complaint:
                words = sheet.line_ids.filtered(lambda line: line.code == "B01")
                words.write({"text": order.customer_complaint})
        return sheets
