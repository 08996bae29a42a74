"""What the cars come for: packages and jobs by service type, with the words of their owners."""

COMPLAINTS = {
    "PM": ("到期保养", "例行保养，检查一下轮胎", "保养，感觉油耗有点高"),
    "FS": ("首保", "新车首次保养"),
    "GR": ("踩刹车有异响", "怠速抖动", "过减速带底盘响", "空调不制冷", "冷车启动困难"),
    "BP": ("前保险杠被追尾碰坏", "右前门刮擦，走保险"),
    "WT": ("中控台异响，质保期内", "变速箱换挡顿挫，要求索赔"),
    "AC": ("做漆面镀晶", "内饰清洗"),
    "RW": ("上次修的异响还在",),
}
WEIGHTS = (("PM", 46), ("GR", 30), ("BP", 10), ("FS", 5), ("AC", 5), ("WT", 4))


def choose(rng, shop_data, car, code=None):
    """What this car comes for.

    :param shop_data: dict with labour, parts, packages, types, insurers
    :param car: dict of `customers.create_vehicles`
    :return: dict: type, complaint, packages, jobs [(labour, [(part, quantity)], payer)], promise_hours, order_vals
    """
    code = (
        code
        or rng.choices([one for one, _weight in WEIGHTS], [weight for _one, weight in WEIGHTS])[0]
    )
    family = car["family"]
    plan = {
        "type": shop_data["types"][code],
        "complaint": rng.choice(COMPLAINTS.get(code, COMPLAINTS["GR"])),
        "packages": [],
        "jobs": [],
        "promise_hours": 4,
        "order_vals": {},
    }
    maker = {"PM": _service, "FS": _first_service, "BP": _accident, "WT": _warranty, "AC": _beauty}
    maker.get(code, _repair)(rng, shop_data, family, plan)
    if not plan["packages"] and not plan["jobs"]:
        _repair(rng, shop_data, family, plan)
    return plan


def _part(data, prefix, family):
    """The part of a kind for a family, or None."""
    return next(
        (data["parts"][code] for code in data["parts"] if code.startswith(f"{prefix}-{family}")),
        None,
    )


def _job(data, labour, family, prefixes, payer="customer"):
    """A job when all its parts exist for the family, else None."""
    parts = []
    for prefix, quantity in prefixes:
        part = data["parts"].get(prefix) or _part(data, prefix, family)
        if not part:
            return None
        parts.append((part, quantity))
    return (data["labour"][labour], parts, payer)


def _service(rng, data, family, plan):
    codes = ["TC-EV"] if family == "G" else [rng.choice(("TC-XBY", "TC-XBY", "TC-DBY"))]
    if rng.random() < 0.3:
        codes.append(rng.choice(("TC-KT", "TC-ZDY", "TC-LT", "TC-QZD")))
    plan["packages"] = [
        data["packages"][(code, family)] for code in codes if (code, family) in data["packages"]
    ]


def _first_service(rng, data, family, plan):
    package = data["packages"].get(("TC-SB", family))
    plan["packages"] = [package] if package else []


def _repair(rng, data, family, plan):
    options = [
        _job(data, "ZD-001", family, [("QP", 1)]),
        _job(data, "ZD-002", family, [("HP", 1)]),
        _job(data, "DP-003", family, [("QT", 2)]),
        _job(data, "DP-004", family, [("LG", 1)]),
        _job(data, "DQ-001", family, [("BAT-60", 1)]),
        _job(data, "DQ-004", family, [("WIP-24", 1), ("WIP-16", 1)]),
        _job(data, "KT-001", family, [("R134A", 2)]),
        _job(data, "FD-004", family, [("DH", 2)]),
        _job(data, "DP-007", family, []),
        _job(data, "DQ-006", family, []),
    ]
    options = [job for job in options if job]
    plan["jobs"] = rng.sample(options, min(rng.randint(1, 3), len(options)))
    plan["promise_hours"] = 6


def _accident(rng, data, family, plan):
    insurer = rng.choice(data["insurers"])
    jobs = [
        _job(data, "BJ-001", family, [("QB", 1)], "insurer"),
        _job(data, "PQ-001", family, [("PAINT-2K", 1), ("PAINT-BASE", 1)], "insurer"),
        _job(data, "PQ-003", family, [("PAINT-2K", 1)], "insurer"),
    ]
    plan["jobs"] = [job for job in jobs if job][: rng.randint(2, 3)]
    plan["promise_hours"] = 30
    plan["order_vals"] = {
        "insurer_id": insurer.id,
        "insurance_claim_no": f"BA{rng.randrange(10**9, 10**10)}",
    }


def _warranty(rng, data, family, plan):
    job = _job(data, "FD-004", family, [("DH", 1)], "warranty") or _job(
        data, "DQ-006", family, [], "warranty"
    )
    plan["jobs"] = [job]
    plan["promise_hours"] = 6
    plan["order_vals"] = {
        "warranty_partner_id": data["maker"].id,
        "warranty_claim_no": f"SP{rng.randrange(10**7, 10**8)}",
    }


def _beauty(rng, data, family, plan):
    plan["jobs"] = [(data["labour"][rng.choice(("MR-001", "MR-002", "MR-003"))], [], "customer")]
    plan["promise_hours"] = 8
