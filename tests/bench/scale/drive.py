"""The sample: cars that the real flow drives through the shop, each with several visits in the past."""

import random
from contextlib import contextmanager
from datetime import timedelta

from odoo import fields

from demo import names
from demo.clock import settable

from .. import lifecycle
from ..shop import Shop
from . import delta

SEED = 20260101
VISITS = 4
# Days between two visits of a car, and days since the last one.
INTERVAL, SINCE = 40, 3
# The first visit of a day begins at eight; each has its hour, so that nobody's clocks overlap.
OPENING, HOURS = 8, 12
# People of a visit. Copies that fall on one day have crews of their own.
CREW, CREWS = 3, 4
# Minutes a step of the repair takes.
MINUTES = {"clock start": 5, "finish": 45, "follow-up": 1}
USUAL_MINUTES = 8
WMI = "LSV"
# Parts of a visit: four of each car's own choice; received before, so that the store keeps its stock.
PARTS = 4
# One visit of the car has an insurer, one a manufacturer who pays the second job.
OTHER_PAYERS = {
    1: ("insurer", "insurer_id", "insurance_claim_no"),
    2: ("warranty", "warranty_partner_id", "warranty_claim_no"),
}


class Pace:
    """Stands in for :class:`meter.Meter`: every step of the flow takes its time of the day.

    :param env: Odoo environment
    :param clock: :class:`demo.clock.Clock`
    """

    def __init__(self, env, clock):
        self.env, self.clock = env, clock

    @contextmanager
    def step(self, name):
        """Let the minutes of a step pass, run it, write it."""
        minutes = MINUTES.get(name, USUAL_MINUTES)
        self.clock.set(self.clock.moment + timedelta(minutes=minutes))
        yield
        self.env.cr.commit()


class Unit:
    """A car of the sample with its owner.

    :param number: position in the sample
    :param vehicle: fleet.vehicle
    """

    def __init__(self, number, vehicle):
        self.number, self.vehicle_id = number, vehicle.id
        self.plate, self.vin = vehicle.license_plate, vehicle.vin_sn
        owner = vehicle.owner_id
        self.owner_id, self.owner, self.phone = owner.id, owner.name, owner.phone
        self.order_ids = []


class Sample:
    """The cars that were driven.

    :param units: list of :class:`Unit`
    :param receipt_ids: ids of the stock moves that brought their parts into the store
    :param technician_ids: ids of those who worked on them; each further crew follows by the number of them
    :param watermark: {table: highest id before the first of them was made}
    """

    def __init__(self, units, receipt_ids, technician_ids, watermark):
        self.units, self.receipt_ids, self.watermark = units, receipt_ids, watermark
        self.technician_ids = technician_ids

    @property
    def order_ids(self):
        """Ids of the repair orders of all cars."""
        return [order for unit in self.units for order in unit.order_ids]


def drive(env, units=4, visits=VISITS):
    """Drive cars through whole repairs of seven lines, by the methods that the desks press.

    :param env: Odoo environment of the superuser on a copy of the demo company
    :param units: number of cars
    :param visits: visits of each car
    :return: :class:`Sample`; what was driven is committed
    """
    shop = Shop(env(context={**env.context, "tracking_disable": True}))
    others = _create_payers(shop)
    technicians = _create_technicians(shop, -(-units * visits // HOURS))
    env.cr.commit()
    watermark = delta.get_watermark(env.cr)
    serial = watermark["fleet_vehicle"]
    rng = random.Random(SEED + serial)
    now = fields.Datetime.now()
    first = now - timedelta(days=SINCE + INTERVAL * (visits - 1))
    with settable(first) as clock:
        pace = Pace(shop.env, clock)
        cars = [_create_car(shop, rng, number, serial + number) for number in range(units)]
        plans = [_plan(shop, rng) for _number in range(units * visits)]
        receipts = _receive_parts(shop, plans)
        for number, plan in enumerate(plans):
            visit, place = divmod(number, units)
            crew, hour = divmod(number, HOURS)
            shop.technicians = technicians[crew * CREW : (crew + 1) * CREW]
            # Cars come on different days of the week.
            day = first + timedelta(days=INTERVAL * visit - place % 7)
            clock.set(shop.company._to_utc(day.date(), OPENING + hour))
            order = _visit(shop, pace, cars[place], plan, others.get(visit))
            cars[place].order_ids.append(order.id)
    env.cr.commit()
    env.invalidate_all()
    return Sample(cars, receipts.ids, technicians.ids, watermark)


def _create_payers(shop):
    """Insurer and manufacturer, and who pays at which visit.

    :return: {visit: :class:`lifecycle.Visit`}
    """
    partners = shop.env["res.partner"].create(
        [
            {"name": name, "is_company": True, "company_id": shop.company.id}
            for name in ("测量财产保险公司", "测量整车厂索赔中心")
        ]
    )
    return {
        visit: lifecycle.Visit(
            {name: partner.id, claim: f"BA{partner.id:08d}"}, ("customer", payer, "customer")
        )
        for (visit, (payer, name, claim)), partner in zip(
            OTHER_PAYERS.items(), partners, strict=True
        )
    }


def _create_technicians(shop, count):
    """As many crews as visits of a day need, and as many again for each further copy of a day.

    :return: hr.employee of the first copy
    """
    people = shop.add_technicians(count * CREW * CREWS)
    if people.ids != list(range(people.ids[0], people.ids[0] + len(people))):
        raise AssertionError(
            "Somebody else is creating employees: the crews have no even distance."
        )
    return people[: count * CREW]


def _plan(shop, rng):
    """Four parts of the catalogue and their quantities: list of (product, quantity)."""
    known = shop.env["product.product"].search([("is_part", "=", True), ("qty_available", ">", 20)])
    chosen = known.browse(sorted(rng.sample(known.ids, PARTS)))
    return [(part, rng.choice((1, 1, 2))) for part in chosen]


def _receive_parts(shop, plans):
    """What the visits take from the store comes into it before: its stock stays what it was.

    :return: stock.move
    """
    last = shop.env["stock.move"].search([], order="id desc", limit=1).id
    needed = {}
    for part, quantity in (line for plan in plans for line in plan):
        needed[part] = needed.get(part, 0) + quantity
    quants = shop.env["stock.quant"].with_context(inventory_mode=True)
    for part, quantity in needed.items():
        quant = quants.search(
            [("product_id", "=", part.id), ("location_id.usage", "=", "internal")], limit=1
        )
        quant.inventory_quantity = quant.quantity + quantity
        quant.action_apply_inventory()
    return shop.env["stock.move"].search([("id", ">", last)])


def _visit(shop, pace, unit, plan, visit):
    """One whole repair of a car of the sample.

    :return: its order
    """
    env = shop.env
    shop.vehicle = env["fleet.vehicle"].browse(unit.vehicle_id)
    shop.partner = env["res.partner"].browse(unit.owner_id)
    shop.parts = env["product.product"].union(*(part for part, _quantity in plan))
    shop.lines = [(labour, labour.flat_rate_hours) for labour in shop.labour] + plan
    visit = visit or lifecycle.Visit()
    km = (shop.vehicle.last_odometer or 9000) + 1500
    order = lifecycle.repair(
        shop, pace, lifecycle.Visit({**visit.vals, "odometer": km}, visit.payers)
    )
    order.env.invalidate_all()
    return order


def _create_car(shop, rng, number, serial):
    """A customer and his car as the desk enters them; the serial makes plate and phone unique."""
    model = rng.choice(shop.env["fleet.vehicle.model"].search([], limit=20))
    owner = shop.env["res.partner"].create(
        {
            "name": names.person(rng),
            "phone": f"137{serial:08d}",
            "street": f"深南大道 {rng.randint(1, 300)} 号",
            "city": "深圳市",
            "lang": "zh_CN",
            "company_id": shop.company.id,
        }
    )
    sold = fields.Date.today() - timedelta(days=rng.randint(200, 900))
    vehicle = shop.env["fleet.vehicle"].create(
        {
            "model_id": model.id,
            "license_plate": f"湘A{serial % 100000:05d}",
            "vin_sn": names.vin(rng, WMI),
            "vehicle_use": "customer",
            "owner_id": owner.id,
            "company_id": shop.company.id,
            "sale_date": sold,
            "warranty_start": sold,
            "warranty_end": sold + timedelta(days=3 * 365),
        }
    )
    return Unit(number, vehicle)
