"""Ninety days of business and a living today."""

import random
from datetime import datetime, timedelta

from . import calls, catalogue, customers, forms, inspections, money, plans, reporting
from . import company as company_module
from .clock import settable
from .flow import Shop

# vehicles, cars a day in the history
SIZES = {"tiny": (26, 0.35), "demo": (60, 0.86)}
# How far the cars of today have come; one list entry is one car.
TODAY = (
    "arrived",
    "received",
    "estimating",
    "quoted",
    "authorised",
    "dispatched",
    "working",
    "working",
    "wait_parts",
    "to_inspect",
    "washing",
    "ready",
    "settled",
    "paid",
)
STEPS = (
    "arrived",
    "received",
    "estimating",
    "quoted",
    "authorised",
    "dispatched",
    "working",
    "wait_parts",
    "to_inspect",
    "washing",
    "ready",
    "settled",
    "paid",
)


def run(env, company, size, seed, days):
    """Fill the company with master data, history and today's cars.

    :param size: key of :data:`SIZES`
    :param seed: seed of every random choice
    :param days: days of history before today
    """
    rng = random.Random(seed)
    count, per_day = SIZES[size]
    now = datetime.utcnow().replace(second=0, microsecond=0)
    start = now - timedelta(days=days + 1)
    env = env(context={**env.context, "tracking_disable": True, "mail_notify_force_send": False})
    with settable(start) as clock:
        data = _master_data(env, company, rng, count, start.date())
        _forget(env)
        shop = Shop(env, company.with_env(env), clock, rng, data)
        _past(shop, data, now, days, per_day)
        forms.fill(shop, now)
        calls.fill(shop, now)
        _today(shop, data, now)
        _upcoming(shop, data, now)
        inspections.papers(shop)
        inspections.rescue(shop)
        reporting.fill(shop, now, days)
        vehicles = env["fleet.vehicle"].search([("vehicle_use", "=", "customer")])
        vehicles._project_services()
    env.flush_all()


def _master_data(env, company, rng, count, day):
    """People, catalogue, stock, customers and cars."""
    technicians = company_module.setup_workshop(env, company)
    tax = env["account.tax"].search(
        [("company_id", "=", company.id), ("type_tax_use", "=", "sale"), ("amount", "=", 13)],
        limit=1,
    )
    labour = catalogue.create_labour(env, company, tax)
    parts = catalogue.create_parts(env, company, tax)
    catalogue.stock_parts(env, company, parts, factor=6.0)
    cars, insurers = customers.create_vehicles(env, company, rng, count, day)
    customers.declare_services(env, rng, cars, day)
    by_family = {}
    for car in cars:
        car["day"] = day
        model = car["vehicle"].model_id
        by_family[car["family"]] = by_family.get(car["family"], model.browse()) | model
    packages = catalogue.create_packages(env, labour, parts, by_family)
    inspections.create_rules(env, packages)
    money.create_payer_rules(env, company, parts)
    maker = env["res.partner"].create(
        {"name": "整车厂售后索赔中心", "is_company": True, "company_id": company.id}
    )
    journals = env["account.journal"].search(
        [("company_id", "=", company.id), ("tender", "!=", False)]
    )
    env["dms.kiosk"].create(
        [
            {"name": "车间终端", "app_codes": "technician", "company_id": company.id},
            {"name": "门卫终端", "app_codes": "gate", "company_id": company.id},
            {"name": "表格终端", "app_codes": "register", "company_id": company.id},
        ]
    )
    return {
        "technicians": technicians,
        "labour": labour,
        "parts": parts,
        "cars": cars,
        "insurers": insurers,
        "packages": packages,
        "maker": maker,
        "types": {kind.code: kind for kind in env["dms.service.type"].search([])},
        "journals": {journal.tender: journal for journal in journals},
    }


def _past(shop, data, now, days, per_day):
    """Every day of the history: cars in the morning, home in the afternoon, calls, day's end."""
    company = shop.company
    owed, booked = 0.0, []
    for back in range(days, 0, -1):
        day = (now - timedelta(days=back)).date()
        owed += per_day
        opening = company._to_utc(day, 8.6)
        for number in range(int(owed)):
            shop.clock.set(opening + timedelta(minutes=75 * number + shop.rng.randint(0, 30)))
            _whole_repair(shop, data, booked.pop() if booked else None)
        owed -= int(owed)
        shop.clock.set(max(company._to_utc(day, 19.5), shop.clock.moment))
        _calls(shop)
        shop.env["dms.appointment"]._cron_no_show()
        shop.close_drawer()
        booked = _book_tomorrow(shop, data, day) if back > 1 else []
        _forget(shop.env)


def _book_tomorrow(shop, data, day):
    """Every other customer calls the day before; one who then has no time does not come.

    :return: list of appointments
    """
    if shop.rng.random() < 0.5:
        return []
    slot = shop.company._to_utc(day + timedelta(days=1), 9)
    appointment = shop.book(_free_car(shop, data), slot, data["types"]["PM"])
    appointment.action_confirm()
    return [appointment]


def _free_car(shop, data, but=()):
    """A car that is at home.

    :param but: vehicles that are expected already
    """
    busy = shop.env["sale.order"].search([("in_shop", "=", True)]).vehicle_id
    waiting = (
        shop.env["dms.queue.ticket"]
        .search([("state", "in", ("waiting", "called", "serving"))])
        .vehicle_id
    )
    away = busy | waiting
    return shop.rng.choice(
        [car for car in data["cars"] if car["vehicle"] not in away and car["vehicle"] not in but]
    )


def _whole_repair(shop, data, appointment=None):
    """One car from the gate to the gate.

    :param appointment: dms.appointment that brings it; without one any car drives in
    """
    if appointment:
        car = next(car for car in data["cars"] if car["vehicle"] == appointment.vehicle_id)
        plan = plans.choose(shop.rng, data, car, "PM")
    else:
        car = _free_car(shop, data)
        plan = plans.choose(shop.rng, data, car)
    _drive(shop, data, car, plan, "gone")
    _forget(shop.env)


def _forget(env):
    """Write what is pending and drop what was left in memory: each new environment looks through all old ones.

    What waits for the commit holds its environment, so it is done now.
    """
    env.cr.flush()
    env.transaction.reset()


def _drive(shop, data, car, plan, until):
    """Drive a car through the steps until it stands at `until`.

    :param until: one of :data:`STEPS`, or "gone"
    """
    last = STEPS.index(until) if until in STEPS else len(STEPS)
    if until == "washing":
        plan["order_vals"]["wash_wanted"] = True
    ticket = shop.arrive(car)
    if last < 1:
        return
    shop.step(7)
    order = shop.receive(car, ticket, plan, diagnosed=until == "estimating")
    if last < 2:
        return
    shop.step(8)
    order.action_start_estimate()
    if last < 3:
        inspections.diagnose(shop, order, shop._free_technician())
        return
    shop.estimate(order, plan)
    if last < 4:
        return
    shop.step(10)
    shop.authorise(order)
    money.deposit_for_parts(shop, order, always=until == "wait_parts")
    if last < 5:
        return
    shop.step(8)
    dispatches = shop.dispatch(order)
    if last < 6:
        return
    shop.step(5)
    if until == "wait_parts":
        dispatch = dispatches[:1]
        shop.start(dispatch)
        shop.step(12)
        # sudo: technicians clock at the kiosk, without a login
        dispatch.sudo()._clock_stop(
            dispatch.main_employee_id, shop.env.ref("dms_workshop.dms_stop_reason_01")
        )
        shop.busy_until[dispatch.main_employee_id.id] = shop.clock.moment
        return
    shop.issue(order)
    shop.step(6)
    if until == "working":
        shop.start(dispatches[:1])
        return
    shop.work(dispatches, shop.rng.uniform(0.85, 1.25))
    inspections.after_work(shop, order, dispatches)
    if until == "to_inspect":
        return
    shop.step(6)
    shop.inspect(order)
    if until == "washing":
        return
    shop.step(5)
    shop.hand_over(order)
    if until == "ready":
        return
    shop.step(20)
    settlement = shop.settle(order)
    if until == "settled":
        return
    shop.step(5)
    shop.pay(settlement)
    if until == "paid":
        return
    shop.step(4)
    shop.leave(order)


def _calls(shop):
    """Customer care calls those whose window is open."""
    today = shop.clock.moment.date()
    due = shop.env["dms.followup"].search(
        [
            ("state", "in", ("planned", "due")),
            ("date_due", "<=", today),
            ("rule_id.caller", "=", "agent"),
        ]
    )
    for followup in due:
        if shop.rng.random() < 0.9:
            shop.call_back(followup, satisfied=shop.rng.random() < 0.93)


def _today(shop, data, now):
    """A car in every stage, arrived during the last hours."""
    order = sorted(TODAY, key=STEPS.index, reverse=True)
    arrivals = [
        now - timedelta(minutes=25 + 24 * STEPS.index(until) + 2 * number)
        for number, until in enumerate(order)
    ]
    expected = _book_arrivals(shop, data, now, arrivals)
    for moment, until in zip(arrivals, order, strict=True):
        shop.clock.set(moment)
        car, kind = expected.pop(moment, None), "PM"
        if not car:
            car = _free_car(shop, data, [one["vehicle"] for one in expected.values()])
            kind = shop.rng.choice(("PM", "PM", "GR"))
        plan = plans.choose(shop.rng, data, car, kind)
        _drive_until_now(shop, data, car, plan, until, now)


def _book_arrivals(shop, data, now, arrivals):
    """Every third of today's customers called yesterday, for about the time at which he comes.

    :param arrivals: moments of today's cars, in UTC
    :return: {moment: car} of those who come while the shop is open
    """
    company = shop.company
    today = company._local_date(now)
    if not company._is_open_day(today):
        return {}
    shop.clock.set(company._to_utc(today - timedelta(days=1), 18))
    slots = shop.env["dms.appointment.day"]._get_slots(company, today)
    expected = {}
    for moment in arrivals[::3]:
        near = [slot for slot in slots if abs(slot - moment) <= timedelta(minutes=15)]
        if near:
            car = _free_car(shop, data, [one["vehicle"] for one in expected.values()])
            shop.book(car, near[0], data["types"]["PM"]).action_confirm()
            expected[moment] = car
    return expected


def _drive_until_now(shop, data, car, plan, until, now):
    """Drive a car of today: its clock never passes the present."""
    step = shop.step

    def bounded(minutes, spread=0.3):
        step(min(minutes, 18), spread)
        if shop.clock.moment > now:
            shop.clock.set(now)

    shop.step = bounded
    try:
        _drive(shop, data, car, plan, until)
    finally:
        shop.step = step
    if shop.clock.moment > now:
        shop.clock.set(now)


def _upcoming(shop, data, now):
    """Appointments of today and the next days."""
    shop.clock.set(now)
    company = shop.company
    today = company._local_date(now)
    service = data["types"]["PM"]
    cars = list(data["cars"])
    shop.rng.shuffle(cars)
    busy = shop.env["sale.order"].search([("in_shop", "=", True)]).vehicle_id
    cars = [car for car in cars if car["vehicle"] not in busy]
    booked = []
    soon = shop.env["dms.appointment.day"]._get_free_slots(
        company, now + timedelta(minutes=20), 1.0, service.trade, days=1
    )
    slots = [slot for slot in soon if company._local_date(slot) == today]
    slots += [
        company._to_utc(today + timedelta(days=ahead), hour)
        for ahead in range(1, 4)
        for hour in (9, 11, 13, 15)
    ]
    bays = shop.env["dms.bay"].search(
        [("company_id", "=", company.id), ("kind", "=", "mechanical")]
    )
    for number, slot in enumerate(slots[:12]):
        # Every third customer gets any bay; the others stand in turn, so that none is taken twice.
        bay = bays[number % len(bays)] if bays and number % 3 else None
        appointment = shop.book(cars[number], slot, service, bay)
        booked.append(appointment)
        if number % 2:
            appointment.action_confirm()
    money.booked_deposits(shop, booked[2:4])
    money.refund_overcharge(shop)
