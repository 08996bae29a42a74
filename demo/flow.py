"""One car through the shop, by the very methods that the desks press."""

import base64
import io
from datetime import timedelta

from PIL import Image, ImageDraw

from . import inspections, money


def signature(name):
    """A drawn line that stands for a signature, as a base64 PNG."""
    image = Image.new("RGB", (240, 80), "white")
    draw = ImageDraw.Draw(image)
    points = [(15 + 14 * index, 40 + (hash((name, index)) % 34 - 17)) for index in range(16)]
    draw.line(points, fill="black", width=3)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return base64.b64encode(stream.getvalue())


class Shop:
    """People, catalogue and clock of the shop that the cars drive through."""

    def __init__(self, env, company, clock, rng, data):
        self.env, self.company, self.clock, self.rng = env, company, clock, rng
        self.__dict__.update(data)
        users = env["res.users"].search([])
        self.users = {user.login: user for user in users}
        self.sign = signature("客户")
        self.inspector = self.users["inspector"].employee_id
        self.receiver = self.technicians[:1]
        self.busy_until = {}

    def at(self, login):
        """Environment of a role's user."""
        return self.env(user=self.users[login])

    def step(self, minutes, spread=0.3):
        """Let time pass: about `minutes`, give or take the spread."""
        share = 1 + self.rng.uniform(-spread, spread)
        self.clock.set(self.clock.moment + timedelta(minutes=max(minutes * share, 1)))

    def book(self, car, slot, service_type, bay=None):
        """An appointment by phone.

        :param bay: dms.bay that is kept for it
        :return: dms.appointment
        """
        env = self.at("care")
        appointment = env["dms.appointment"].create(
            {
                "company_id": self.company.id,
                "vehicle_id": car["vehicle"].id,
                "partner_id": car["vehicle"].owner_id.id,
                "slot_start": slot,
                "service_type_id": service_type.id,
                "bay_id": bay.id if bay else False,
                "source": self.rng.choice(("phone", "wechat", "online")),
                "customer_words": self.rng.choice(
                    ("到期保养", "刹车有异响", "空调不凉", "做个检查")
                ),
                "overbook_reason": "演示数据",
            }
        )
        appointment.action_book()
        return appointment

    def arrive(self, car):
        """The guard types the plate; ticket and advisor follow."""
        log = self.at("guard")["dms.gate.log"]._vehicle_in(car["vehicle"].license_plate)
        return self.env["dms.queue.ticket"].search([("gate_log_id", "=", log.id)], limit=1)

    def receive(self, car, ticket, plan, diagnosed=False):
        """The advisor opens the repair order and takes the keys.

        :param plan: dict of `plans.choose`
        :param diagnosed: a technician fills part F of SV-11, whatever the service
        """
        env = self.at("advisor")
        vehicle = car["vehicle"].with_env(env)
        days = max((self.clock.moment.date() - car["day"]).days, 1)
        car["reading"] += int(days * car["km_per_day"] * self.rng.uniform(0.9, 1.1)) + 1
        car["day"] = self.clock.moment.date()
        order = env["sale.order"].create(
            {
                "is_repair": True,
                "company_id": self.company.id,
                "partner_id": vehicle.owner_id.id,
                "vehicle_id": vehicle.id,
                "ticket_id": ticket.id,
                "appointment_id": ticket.appointment_id.id,
                "user_id": self.users["advisor"].id,
                "service_type_id": plan["type"].id,
                "odometer": car["reading"],
                "fuel_level": self.rng.choice(("25", "50", "75")),
                "sender_name": vehicle.owner_id.name,
                "sender_phone": vehicle.owner_id.phone,
                "customer_complaint": plan["complaint"],
                "old_part_choice": self.rng.choice(("take", "waive", "waive")),
                "customer_waits": self.rng.random() < 0.2,
                "wash_wanted": self.rng.random() < 0.8,
                "promised_date": self.clock.moment + timedelta(hours=plan["promise_hours"]),
                **plan["order_vals"],
            }
        )
        order.action_start_reception()
        self.step(6)
        order.action_receive()
        self.walk_around(order, diagnosed)
        return order

    def walk_around(self, order, diagnosed=False):
        """Advisor and customer go around the car and sign for its condition."""
        if not order.walk_around_due:
            return
        sheet = order._create_arrival_inspection().with_env(self.env)
        keys = sheet.line_ids.filtered(lambda line: line.code == "E06")
        values = {keys.id: {"value": 2}, **inspections.damage(self, sheet)}
        customer = {"name": order.sender_name, "signature": self.sign}
        employee = self.users["advisor"].employee_id
        if diagnosed or inspections.is_diagnosed(order):
            # The technician fills his part beside the work.
            sheet._fill(values)
            sheet._pass_all()
            sheet.action_submit()
            sheet.action_sign("customer", **customer)
            sheet.action_sign("advisor", employee=employee)
            return
        sheet._complete(
            signatures=[
                {"role": "customer", **customer},
                {"role": "advisor", "employee": employee},
            ],
            values=values,
        )

    def estimate(self, order, plan):
        """Packages and lines of the plan, then the quotation."""
        for package in plan["packages"]:
            package.with_env(order.env)._apply_to(order)
        for labour, parts, payer in plan["jobs"]:
            self._add_job(order, labour, parts, payer)
        hours = sum(order.job_ids.mapped("flat_rate_hours"))
        earliest = self.clock.moment + timedelta(hours=hours + 0.5)
        if not order.promised_date or order.promised_date < earliest:
            order.promised_date = earliest + timedelta(minutes=30)
        money.decide_payers(self, order)
        order.action_quote()

    def _add_job(self, order, labour, parts, payer):
        """One job with its labour line and its parts."""
        job = order.env["dms.ro.job"].create(
            {
                "order_id": order.id,
                "name": labour.name,
                "product_id": labour.id,
                "service_type_id": order.service_type_id.id,
                "trade": labour.trade,
                "repair_class": labour.repair_class or "minor",
                "payer_type": payer,
            }
        )
        order.env["sale.order.line"].create(
            [
                {
                    "order_id": order.id,
                    "job_id": job.id,
                    "product_id": product.id,
                    "product_uom_qty": quantity,
                    "payer_type": payer,
                }
                for product, quantity in [(labour, labour.flat_rate_hours), *parts]
            ]
        )

    def authorise(self, order):
        """The customer signs at the desk; now and then he says no to one part."""
        lines = order._get_answerable_lines()
        if order.id % 12 == 0 and len(lines) > 3:
            part = lines.filtered(lambda line: line.fee_kind == "part")[-1:]
            order._answer_line(part.id, accept=False)
        order._authorise(signature=self.sign, signed_by=order.sender_name, channel="desk")

    def issue(self, order):
        """The storekeeper hands out what the order reserved."""
        slips = self.at("storekeeper")["stock.picking"].browse(order.picking_ids.ids)
        slips = slips.filtered(lambda slip: slip.state not in ("done", "cancel"))
        if slips:
            slips.receiver_id = self.receiver
            slips.action_issue_all()

    def _free_technician(self):
        """A technician without work now; when all work, the clock waits for the first to be free."""
        free = [
            one
            for one in self.technicians
            if self.busy_until.get(one.id, self.clock.moment) <= self.clock.moment
        ]
        if free:
            return self.rng.choice(free)
        first = min(self.technicians, key=lambda one: self.busy_until[one.id])
        self.clock.set(self.busy_until[first.id])
        return first

    def dispatch(self, order, technicians=None):
        """The supervisor sends every labour line to a technician who is free.

        :return: dms.dispatch
        """
        env = self.at("supervisor")
        lines = order.with_env(env).order_line.filtered(lambda line: line.fee_kind == "labour")
        person = (technicians or self._free_technician()).with_env(env)
        self.busy_until[person.id] = self.clock.moment + timedelta(days=3650)
        # sudo: the supervisor's screen names the team, the person's file is HR's
        team = person.sudo().team_id
        bay = self.env["dms.bay"].search([("team_id", "=", team.id)], limit=1)
        return env["dms.dispatch"]._create_for_lines(
            lines,
            team=team.with_env(env),
            employees=person,
            bay=bay.with_env(env),
            planned_start=self.clock.moment,
            by_trade=True,
        )

    def start(self, dispatch):
        """The technician holds the badge to the reader."""
        # sudo: technicians clock at the kiosk, without a login
        dispatch.sudo()._clock_start(dispatch.main_employee_id)

    def work(self, dispatches, efficiency=1.0):
        """Work every dispatch from start to finish."""
        for dispatch in dispatches:
            self.start(dispatch)
            self.step(max(dispatch.flat_hours * 60 / efficiency, 6))
            # sudo: as for the start
            dispatch.sudo()._finish(dispatch.main_employee_id)
            self.busy_until[dispatch.main_employee_id.id] = self.clock.moment
            self.step(3)

    def inspect(self, order):
        """The inspector signs the final sheets."""
        own = order.with_env(self.at("inspector"))
        sheets = own._create_inspections()
        self.step(8)
        for sheet in sheets:
            sheet._complete(signatures=[{"role": "final", "employee": self.inspector}])

    def hand_over(self, order):
        """Wash and pre-delivery check: the car is ready."""
        own = order.with_env(self.at("advisor"))
        if own.wash_wanted:
            own.action_wash_done()
            self.step(15)
        sheet = own._get_pre_delivery_sheet()
        sheet._complete(
            signatures=[{"role": "advisor", "employee": self.users["advisor"].employee_id}]
        )

    def settle(self, order):
        """The statement and one invoice per payer.

        :return: dms.settlement
        """
        settlement = order._create_settlements()
        settlement.action_check()
        settlement.action_confirm()
        return settlement

    def pay(self, settlement):
        """The cashier takes the customer's money by one or two tenders."""
        env = self.at("cashier")
        own = settlement.with_env(env)
        due = own.amount_due
        if due <= 0:
            return
        session = (
            env["dms.cash.session"]._current(self.company)
            or env["dms.cash.session"]._open_for_user()
        )
        kind = self.rng.choice(("wechat", "wechat", "alipay", "card", "cash"))
        tenders = [self._tender(env, kind, session, due)]
        if due > 800 and self.rng.random() < 0.2:
            half = self.company.currency_id.round(due / 2)
            tenders = [
                self._tender(env, "cash", session, half),
                self._tender(env, "wechat", session, self.company.currency_id.round(due - half)),
            ]
        own._register_payments(tenders)

    def _tender(self, env, kind, session, amount):
        """One tender as the cashier types it."""
        journal = session.journal_id if kind == "cash" else self.journals[kind].with_env(env)
        reference = None if kind == "cash" else f"{self.rng.randrange(10**15, 10**16)}"
        return {"journal_id": journal.id, "amount": amount, "reference": reference}

    def leave(self, order):
        """Release at the desk, out of the gate."""
        order.action_release()
        self.step(6)
        gate_pass = order._get_gate_passes()[:1]
        self.at("guard")["dms.gate.log"]._vehicle_out(gate_pass.token, odometer=order.odometer)

    def call_back(self, followup, satisfied=True):
        """Customer care calls: mostly satisfied."""
        own = followup.with_env(self.at("care"))
        week = self.clock.moment - timedelta(days=7)
        if own.search_count(
            [
                ("vehicle_id", "=", own.vehicle_id.id),
                ("order_id", "!=", own.order_id.id),
                ("state", "=", "done"),
                ("done_at", ">=", week),
            ]
        ):
            return  # one call a week for a vehicle
        own.action_all_satisfied()
        if not satisfied:
            cause = own.env["dms.complaint.cause"].search([], limit=1)
            own.write(
                {
                    "grade_overall": "2",
                    "verbatim": "等待时间太长，交车比承诺晚了一个多小时",
                    "cause_id": cause.id,
                }
            )
        own.action_finish()

    def close_drawer(self):
        """The cashier counts and closes at the end of the day."""
        session = self.at("cashier")["dms.cash.session"]._current(self.company)
        if session:
            session._close(session.cash_expected)
