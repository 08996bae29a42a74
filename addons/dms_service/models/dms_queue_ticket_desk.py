from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.dms_base.tools import phone as phone_tools
from odoo.addons.dms_base.tools import plate as plate_tools

from .dms_appointment import WAITED_STATES
from .dms_queue_ticket import WAITING_STATES

# Columns of the advisor's desk: key -> stages of the repair order.
DESK_COLUMNS = [
    ("received", ("received", "inspecting", "estimating")),
    ("quoted", ("quoted",)),
    ("working", ("authorised", "dispatched", "working")),
    ("qc", ("qc", "washing")),
    ("ready", ("ready",)),
    ("settled", ("settled", "paid", "released")),
]
# A promise closer than this and not ready is at risk.
RISK = timedelta(minutes=60)


class DmsQueueTicket(models.Model):
    """What the service desk shows: queue, my cars by stage, today's appointments."""

    _inherit = "dms.queue.ticket"

    @api.model
    @api.readonly
    def get_desk_data(self, mine=True):
        """Everything on the advisor's first screen, in a fixed number of queries.

        :param mine: only the user's own cars and tickets come first; False shows the whole desk
        """
        company = self.env.company
        now = fields.Datetime.now()
        day = company._local_date(now)
        return {
            "user": self.env.user.name,
            "tickets": self._get_desk_tickets(company, day),
            "columns": self._get_desk_orders(company, now, mine),
            "appointments": self._get_desk_appointments(company, day),
            "urls": {"booking": "/dms/booking" if company.booking_enabled else False},
        }

    def _get_desk_tickets(self, company, day):
        """Waiting first by priority and time, then those being served."""
        tickets = self.search(
            [
                ("company_id", "=", company.id),
                ("date", "=", day),
                ("state", "in", (*WAITING_STATES, "serving")),
            ]
        )
        rows = [
            {
                "id": ticket.id,
                "label": ticket.label,
                "kind": ticket.kind,
                "state": ticket.state,
                "plate": ticket.vehicle_id._format_plate() if ticket.vehicle_id else ticket.plate,
                "model": ticket.model_id.display_name or "",
                "customer": ticket.partner_id.name or ticket.appointment_id.contact_name or "",
                "slot": self._format_time(company, ticket.slot_start),
                "minutes": ticket.wait_minutes,
                "overdue": ticket.is_overdue,
                "advisor": ticket.advisor_id.name or "",
                "mine": ticket.advisor_id == self.env.user,
            }
            for ticket in tickets
        ]
        rank = {"Z": 0}
        rows.sort(
            key=lambda row: (
                row["state"] == "serving",
                not row["mine"],
                rank.get(row["kind"], 0 if row["minutes"] > 20 else 1),
                -row["minutes"],
            )
        )
        return rows

    @api.model
    def _format_time(self, company, moment):
        return f"{company._to_local(moment):%H:%M}" if moment else ""

    def _get_desk_orders(self, company, now, mine):
        """Cars in the shop by column; each card says what it waits for and by when."""
        domain = [
            ("company_id", "=", company.id),
            ("in_shop", "=", True),
            ("repair_stage", "in", [stage for _key, stages in DESK_COLUMNS for stage in stages]),
        ]
        if mine:
            domain.append(("user_id", "=", self.env.uid))
        orders = self.env["sale.order"].search(domain, order="promised_date, id", limit=300)
        stage_labels = dict(orders._fields["repair_stage"]._description_selection(self.env))
        holds = self._get_desk_holds(orders)
        today = company._local_date(now)
        cards = {key: [] for key, _stages in DESK_COLUMNS}
        column_of = {stage: key for key, stages in DESK_COLUMNS for stage in stages}
        for order in orders:
            vehicle = order.vehicle_id
            promised = order.promised_date
            local = promised and company._to_local(promised)
            cards[column_of[order.repair_stage]].append(
                {
                    "id": order.id,
                    "name": order.name,
                    "plate": vehicle._format_plate(),
                    "model": vehicle.model_id.display_name or "",
                    "customer": order.partner_id.name,
                    "stage": stage_labels[order.repair_stage],
                    "promised": local
                    and (f"{local:%H:%M}" if local.date() == today else f"{local:%m-%d %H:%M}"),
                    "signal": self._get_signal(order, now),
                    "waits": order.customer_waits,
                    "hold": holds.get(order.id, ""),
                    "type": order.service_type_id.name or "",
                    "advisor": order.user_id.name,
                }
            )
        return [{"key": key, "cards": cards[key]} for key, _stages in DESK_COLUMNS]

    @api.model
    def _get_desk_holds(self, orders):
        """Reason of the running hold of each order."""
        holds = self.env["dms.ro.hold"].search(
            [("order_id", "in", orders.ids), ("date_to", "=", False)]
        )
        labels = dict(holds._fields["reason"]._description_selection(self.env))
        return {hold.order_id.id: labels.get(hold.reason, "") for hold in holds}

    @api.model
    def _get_signal(self, order, now):
        """Colour of a card: late, at risk, waiting for the customer, on time, not started."""
        if order.ready_at:
            return "late" if order.is_late else "good"
        if not order.promised_date:
            return "none"
        if order.promised_date < now:
            return "late"
        if order.promised_date - now < RISK:
            return "risk"
        return "customer" if order.repair_stage == "quoted" else "good"

    def _get_desk_appointments(self, company, day):
        """Who is still expected today."""
        bookings = self.env["dms.appointment"].search(
            [
                ("company_id", "=", company.id),
                ("day", "=", day),
                ("state", "in", WAITED_STATES),
            ],
            limit=100,
        )
        now = fields.Datetime.now()
        tolerance = timedelta(minutes=company.arrival_tolerance)
        return [
            {
                "id": booking.id,
                "slot": self._format_time(company, booking.slot_start),
                "plate": booking.vehicle_id._format_plate()
                if booking.vehicle_id
                else booking.plate,
                "customer": booking.contact_name or "",
                "items": booking.service_type_id.name or "",
                "advisor": booking.advisor_id.name or "",
                "late": booking.slot_start + tolerance < now,
                "ready": booking.parts_ready and booking.crew_ready,
                "confirmed": bool(booking.confirmed_at),
            }
            for booking in bookings
        ]

    @api.model
    @api.readonly
    def find_for_desk(self, text):
        """Answer of the search box: vehicles by plate, VIN, phone or owner.

        :param text: what was typed or scanned
        :return: dict with rows, and the plate when it is a valid one that is not on file
        """
        vehicles = self.env["fleet.vehicle"]
        found = vehicles.search(
            vehicles._get_find_domain(text) & Domain(self._get_desk_vehicle_domain()), limit=8
        )
        running = self.env["sale.order"].search_fetch(
            [("vehicle_id", "in", found.ids), ("in_shop", "=", True)],
            ["vehicle_id", "repair_stage"],
        )
        by_vehicle = {order.vehicle_id.id: order for order in running}
        key = plate_tools.normalise(text)
        fresh = plate_tools.is_valid(key) and key not in found.mapped("plate_key")
        return {
            "rows": [
                {
                    "id": vehicle.id,
                    "name": vehicle.display_name,
                    "owner": vehicle.owner_id.name or "",
                    "phone": vehicle.owner_masked_phone or "",
                    "odometer": vehicle.last_odometer,
                    "order_id": by_vehicle[vehicle.id].id if vehicle.id in by_vehicle else False,
                }
                for vehicle in found
            ],
            "plate": key if fresh else False,
            "phone": phone_tools.is_valid(text) and not found,
        }

    @api.model
    def _get_desk_vehicle_domain(self):
        return [
            ("vehicle_use", "=", "customer"),
            ("company_id", "in", [False, self.env.company.id]),
        ]

    @api.model
    def action_desk_receive(self, plate=None, vehicle_id=None):
        """Reception screen for a vehicle found at the desk, or for a plate not on file."""
        vehicle = self.env["fleet.vehicle"].browse(vehicle_id or [])
        return self.env["dms.reception"]._open(vehicle=vehicle or None, plate=plate)
