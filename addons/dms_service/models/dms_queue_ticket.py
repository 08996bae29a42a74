from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.dms_base.tools import plate as plate_tools

from .dms_service_type import TICKET_KINDS

WAITING_STATES = ("waiting", "called")


class DmsQueueTicket(models.Model):
    """A customer at the door: numbered, with a named advisor from the first second."""

    _name = "dms.queue.ticket"
    _description = "Arrival Ticket"
    _order = "arrived_at desc, id desc"
    _check_company_auto = True
    _rec_name = "label"

    name = fields.Char(string="Ticket No.", required=True, readonly=True)
    label = fields.Char(
        string="Number", compute="_compute_label", store=True, precompute=True, readonly=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date = fields.Date(required=True, readonly=True)
    kind = fields.Selection(TICKET_KINDS, default="C", required=True)
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("called", "Called"),
            ("serving", "Being Served"),
            ("done", "Reception Done"),
            ("abandoned", "Left without Service"),
        ],
        default="waiting",
        required=True,
        group_expand=True,
    )
    plate = fields.Char(required=True)
    vehicle_id = fields.Many2one("fleet.vehicle", index="btree_not_null")
    partner_id = fields.Many2one(related="vehicle_id.owner_id", string="Customer")
    model_id = fields.Many2one(related="vehicle_id.model_id")
    appointment_id = fields.Many2one("dms.appointment", index="btree_not_null")
    slot_start = fields.Datetime(related="appointment_id.slot_start", string="Appointment Time")
    gate_log_id = fields.Many2one("dms.gate.log", index="btree_not_null")
    advisor_id = fields.Many2one("res.users", string="Service Advisor", readonly=True)
    assigned_by = fields.Selection(
        [
            ("appointment", "Appointment"),
            ("order", "His Order"),
            ("own", "Own Advisor"),
            ("rota", "Rota"),
            ("manager", "Service Manager"),
            ("transfer", "Handed On"),
        ],
        readonly=True,
    )
    assigned_at = fields.Datetime(readonly=True)
    arrived_at = fields.Datetime(required=True, default=fields.Datetime.now)
    called_at = fields.Datetime(readonly=True)
    served_at = fields.Datetime(string="Reception Started", readonly=True)
    done_at = fields.Datetime(readonly=True)
    handed_on = fields.Integer(string="Times Handed On", readonly=True)
    abandon_reason = fields.Char(readonly=True)
    order_ids = fields.One2many("sale.order", "ticket_id", string="Repair Orders")
    wait_minutes = fields.Integer(string="Minutes Waited", compute="_compute_wait_minutes")
    is_overdue = fields.Boolean(compute="_compute_wait_minutes")

    _name_company_uniq = models.Constraint(
        "UNIQUE(company_id, name)", "This ticket number is taken."
    )
    _open_idx = models.Index(
        "(company_id, date, state) WHERE state IN ('waiting', 'called', 'serving')"
    )

    _day_idx = models.Index("(company_id, date)")

    @api.depends("name", "kind")
    def _compute_label(self):
        """“A023”: kind and number of the day, short enough for a screen."""
        for ticket in self:
            number = (ticket.name or "").rpartition("-")[2]
            ticket.label = f"{ticket.kind or ''}{number[-3:]}"

    @api.depends("arrived_at", "served_at", "state")
    def _compute_wait_minutes(self):
        now = fields.Datetime.now()
        for ticket in self:
            end = ticket.served_at or ticket.done_at or now
            minutes = (
                int((end - ticket.arrived_at).total_seconds() // 60) if ticket.arrived_at else 0
            )
            ticket.wait_minutes = max(minutes, 0)
            ticket.is_overdue = (
                ticket.state in WAITING_STATES and minutes >= ticket.company_id.reception_limit
            )

    @api.depends("label", "plate")
    def _compute_display_name(self):
        for ticket in self:
            ticket.display_name = f"{ticket.label} {ticket.plate or ''}".strip()

    @api.model
    def _create_arrivals(self, vals_list):
        """Tickets for vehicles that just came in, each with an advisor.

        A vehicle that already waits keeps its ticket.

        :param vals_list: dicts with plate and, when known, vehicle_id, appointment_id,
            gate_log_id, arrived_at, company_id
        :return: the tickets, new and waiting ones
        """
        # sudo: the guard brings vehicles in and has no rights on tickets.
        tickets = self.sudo()
        result = tickets.browse()
        fresh = []
        for vals in vals_list:
            vals["plate"] = plate_tools.normalise(vals.get("plate"))
            vals["company_id"] = vals.get("company_id") or self.env.company.id
            waiting = tickets._find_open(vals)
            if waiting:
                result |= waiting
            else:
                fresh.append(tickets._complete_arrival_vals(vals))
        return (result | tickets.create(fresh)).with_env(self.env)

    @api.model
    def _find_open(self, vals):
        """The ticket with which this vehicle waits or is served today."""
        company = self.env["res.company"].browse(vals["company_id"])
        return self.search(
            [
                ("company_id", "=", company.id),
                ("date", "=", company._local_date()),
                ("plate", "=", vals["plate"]),
                ("state", "in", (*WAITING_STATES, "serving")),
            ],
            limit=1,
        )

    @api.model
    def _complete_arrival_vals(self, vals):
        """Vehicle, appointment, kind, number and advisor of a new ticket, in place."""
        company = self.env["res.company"].browse(vals["company_id"])
        vehicles = self.env["fleet.vehicle"]
        vehicle = vehicles.browse(vals.get("vehicle_id") or []) or vehicles._find_by_plate(
            vals["plate"], company
        )
        appointment = self.env["dms.appointment"].browse(vals.get("appointment_id") or [])
        if not appointment:
            appointment = self._find_appointment(company, vals["plate"])
            appointment._mark_arrived(vals.get("arrived_at"))
        order = self._find_order_to_collect(vehicle)
        moment = fields.Datetime.now()
        advisor, basis = self._choose_advisor(company, vehicle, appointment, order)
        day = company._local_date()
        vals.update(
            vehicle_id=vehicle.id,
            appointment_id=appointment.id,
            kind=self._get_kind(vehicle, appointment, order),
            date=day,
            name=company._next_number("PD", day),
            advisor_id=advisor.id,
            assigned_by=basis,
            assigned_at=moment,
        )
        vals.setdefault("arrived_at", moment)
        return vals

    @api.model
    def _find_appointment(self, company, plate):
        """Today's appointment of a plate that has not arrived."""
        return self.env["dms.appointment"]._search_together(
            [
                ("company_id", "=", company.id),
                ("plate_key", "=", plate),
                ("day", "=", company._local_date()),
                ("state", "in", ("booked", "confirmed", "prepared", "no_show")),
            ],
            order="slot_start",
            limit=1,
        )

    @api.model
    def _find_order_to_collect(self, vehicle):
        """The order whose finished car the customer comes to fetch."""
        if not vehicle:
            return self.env["sale.order"]
        return self.env["sale.order"].search(
            [
                ("vehicle_id", "=", vehicle.id),
                ("in_shop", "=", True),
                ("repair_stage", "in", ("ready", "settled", "paid", "released")),
            ],
            limit=1,
        )

    @api.model
    def _get_kind(self, vehicle, appointment, order):
        """Kind of ticket; extend it for further priorities."""
        if vehicle.owner_id.customer_class == "vip":
            return "Z"
        if order:
            return "E"
        return "A" if appointment else "C"

    @api.model
    def _choose_advisor(self, company, vehicle, appointment, order):
        """Appointment, own order, own advisor when free, else the rota: (user, basis).

        Only the rota uses up a turn.
        """
        rota = self.env["dms.reception.rota"]
        for user, basis in (
            (appointment.advisor_id, "appointment"),
            (order.user_id, "order"),
        ):
            if user and rota._is_on_duty(company, user):
                return user, basis
        own = vehicle.advisor_id
        if own and rota._is_on_duty(company, own) and not self._is_busy(company, own):
            return own, "own"
        user = rota._take_turn(company)
        advisors = rota._get_advisors(company)
        return user, "rota" if user in advisors else "manager"

    @api.model
    def _is_busy(self, company, user):
        return bool(
            self.search_count(
                [
                    ("company_id", "=", company.id),
                    ("date", "=", company._local_date()),
                    ("advisor_id", "=", user.id),
                    ("state", "in", (*WAITING_STATES, "serving")),
                ],
                limit=1,
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        tickets._notify_arrival()
        return tickets

    def write(self, vals):
        res = super().write(vals)
        if {"state", "advisor_id"} & vals.keys():
            self._notify_desk()
        return res

    def _notify_arrival(self):
        """Tell the advisor who came."""
        for ticket in self.filtered("advisor_id"):
            told = self.with_context(lang=ticket.advisor_id.lang).env
            ticket.advisor_id._bus_send(
                "simple_notification",
                {
                    "type": "info",
                    "title": told._("New arrival %(number)s", number=ticket.label),
                    "message": ticket.vehicle_id.display_name or ticket.plate,
                },
            )
        self._notify_desk()

    def _notify_desk(self):
        """Open desks reload their queue; no data travels with the message."""
        if self:
            group_id = self.env["ir.model.data"]._xmlid_to_res_id("dms_base.group_dms_advisor")
            # sudo: the channel of a group may be used by everybody who changes the queue.
            self.env["res.groups"].sudo().browse(group_id)._bus_send("dms_service/queue", {})

    def _get_overdue(self, now):
        """Tickets that waited longer than the shop allows since their last assignment."""
        return self.search(
            [("state", "in", WAITING_STATES), ("date", ">=", now.date() - timedelta(days=1))]
        ).filtered(
            lambda ticket: (
                now - (ticket.assigned_at or ticket.arrived_at)
                >= timedelta(minutes=max(ticket.company_id.reception_limit, 1))
            )
        )
