"""Customers and their vehicles."""

import calendar
from datetime import date, timedelta

from . import names
from .catalogue import read


def create_models(env):
    """Brands and models seen in China.

    :return: (list of CSV rows, recordset of models in the same order)
    """
    rows = read("vehicle_models")
    Brand, Model = env["fleet.vehicle.model.brand"], env["fleet.vehicle.model"]
    brands = {}
    for row in rows:
        if row["brand"] not in brands:
            brands[row["brand"]] = Brand.create({"name": row["brand"]})
    models = Model.create(
        [
            {
                "name": row["model"],
                "brand_id": brands[row["brand"]].id,
                "default_fuel_type": row["fuel"],
                "vehicle_type": "car",
            }
            for row in rows
        ]
    )
    return rows, models


def create_vehicles(env, company, rng, count, today):
    """Customers with one vehicle each (fleets have several), with an odometer of the past.

    :param count: number of vehicles
    :return: list of dicts: vehicle, family, fuel, km_per_day, reading (km), reading_date
    """
    rows, models = create_models(env)
    partners = _create_partners(env, company, rng, count)
    insurers = env["res.partner"].create(
        [
            {"name": name, "is_company": True, "company_id": company.id}
            for name in ("平安财产保险深圳分公司", "人保财险深圳分公司", "太平洋财险深圳分公司")
        ]
    )
    vals_list, cars = [], []
    for index in range(count):
        pick = rng.randrange(len(rows))
        row, model = rows[pick], models[pick]
        new_energy = row["fuel"] in ("electric", "plug_in_hybrid_gasoline")
        sold = today - timedelta(days=rng.randint(150, 2600))
        vals_list.append(
            {
                "model_id": model.id,
                "license_plate": names.plate(rng, new_energy),
                "vin_sn": names.vin(rng, row["wmi"]),
                "engine_no": f"{rng.choice('ABCDEFGH')}{rng.randint(100000, 999999)}",
                "color": rng.choice(("白", "黑", "银", "灰", "蓝", "红")),
                "fuel_type": row["fuel"],
                "vehicle_use": "customer",
                "owner_id": partners[index].id,
                "company_id": company.id,
                "sale_date": sold,
                "first_registration_date": sold + timedelta(days=rng.randint(3, 20)),
                "warranty_start": sold,
                "warranty_end": sold + timedelta(days=3 * 365),
                "insurer_id": rng.choice(insurers).id,
                "insurance_expiry": _next_birthday(sold, today),
                "inspection_expiry": _next_birthday(sold, today) + timedelta(days=60),
            }
        )
        per_day = rng.choice((18, 25, 32, 40, 55, 80))
        cars.append(
            {
                "row": row,
                "km_per_day": per_day,
                "reading": int((today - sold).days * per_day * 0.9) + 20,
            }
        )
    fields_known = env["fleet.vehicle"]._fields
    vals_list = [
        {key: value for key, value in vals.items() if key in fields_known} for vals in vals_list
    ]
    vehicles = env["fleet.vehicle"].create(vals_list)
    for car, vehicle in zip(cars, vehicles, strict=True):
        car.update(vehicle=vehicle, family=car["row"]["family"], fuel=car["row"]["fuel"])
    return cars, insurers


def declare_services(env, rng, cars, today):
    """The last service of each car that is old enough for one, as its owner tells it."""
    declare = env["dms.service.declare"]
    for car in cars:
        back = rng.randint(5, 170)
        if (today - car["vehicle"].sale_date).days < back + 120:
            continue
        declare.create(
            {
                "vehicle_id": car["vehicle"].id,
                "date": today - timedelta(days=back),
                "odometer": max(car["reading"] - int(back * car["km_per_day"] * 0.9), 1),
            }
        ).action_confirm()


def _next_birthday(day, today):
    """The next yearly return of `day` after `today`."""
    year = today.year if (today.month, today.day) < (day.month, day.day) else today.year + 1
    last = calendar.monthrange(year, day.month)[1]
    return date(year, day.month, min(day.day, last))


def _create_partners(env, company, rng, count):
    """Private owners, and every eighth one a firm."""
    vals_list = []
    for serial in range(count):
        is_firm = serial % 8 == 7
        vals_list.append(
            {
                "name": f"深圳{rng.choice(names.FIRMS)}有限公司" if is_firm else names.person(rng),
                "is_company": is_firm,
                "phone": names.phone(rng, serial),
                "street": f"{rng.choice(('南山区', '福田区', '罗湖区', '宝安区', '龙岗区'))}"
                f"{rng.choice(('深南大道', '滨河路', '创业路', '新洲路'))} {rng.randint(1, 300)} 号",
                "city": "深圳市",
                "lang": "zh_CN",
                "company_id": company.id,
            }
        )
    return env["res.partner"].create(vals_list)
