"""Supplementary forms as a shop fills them: the starter forms over the last weeks, by their people."""

from datetime import timedelta

WEEKS = 3
REMARKS = ("正常", "地面有油渍，已清理", "工具未归位，已提醒", "通道堆放旧件，已移走")


def fill(shop, now):
    """Rows of the starter forms for the last weeks, through the filling screen of each person.

    :param shop: the shop at the end of its history; its clock is put back afterwards
    """
    forms = {
        form.title_zh: form
        for form in shop.env["dms.register"].search([("state", "=", "published")])
    }
    end = shop.clock.moment
    _responsible(shop, forms)
    for back in range(WEEKS * 7, 0, -1):
        day = now - timedelta(days=back)
        shop.clock.set(day.replace(hour=1, minute=5))
        _store(shop, forms)
        _rounds(shop, forms)
        if back % 5 == 0:
            _now_and_then(shop, forms)
    shop.env["dms.register.entry"]._cron_close()
    shop.clock.set(end)


def _responsible(shop, forms):
    """Who is reminded when a daily form is missing."""
    for title, login in (
        ("库房温湿度记录", "storekeeper"),
        ("走动管理记录", "manager"),
        ("车间巡查记录", "supervisor"),
        ("举升机日点检", "leader"),
        ("顾问交接班记录", "advisor"),
    ):
        if title in forms:
            forms[title].responsible_ids = shop.users[login].employee_id


def _save(shop, forms, title, login, answers, lines=(), submit=False):
    """One entry as the person of a login keeps it; nothing where the form is not installed."""
    form = forms.get(title)
    if not form:
        return
    shop.at(login)["dms.register.entry"].entry_save(
        {
            "register_id": form.id,
            "answers": answers,
            "lines": list(lines),
            "media": {},
            "submit": submit,
        }
    )


def _store(shop, forms):
    """Temperature and humidity of the store, morning by morning."""
    keeper = shop.users["storekeeper"].employee_id
    for area in ("o1", "o2"):
        answers = {
            "f1": area,
            "f2": "09:05",
            "f3": round(shop.rng.uniform(18, 33), 1),
            "f4": round(shop.rng.uniform(45, 78), 1),
            "f7": keeper.id,
        }
        _save(shop, forms, "库房温湿度记录", "storekeeper", answers)


def _rounds(shop, forms):
    """The manager's walk and the supervisor's patrol."""
    light = shop.rng.choice(("green", "green", "green", "amber"))
    answers = {
        "f1": shop.rng.choice(("o1", "o2", "o3")),
        "f2": light,
        "f3": shop.rng.choice(REMARKS),
    }
    _save(shop, forms, "走动管理记录", "manager", answers)
    patrol = {
        "f1": "10:20",
        "f2": shop.rng.choice(("o1", "o2", "o3", "o4")),
        "f4": light,
        "f6": shop.rng.choice(REMARKS),
        "f7": 2 if light == "amber" else 0,
    }
    if light == "amber":
        patrol["f5"] = shop.rng.choice(shop.technicians).id
    _save(shop, forms, "车间巡查记录", "supervisor", patrol)


def _now_and_then(shop, forms):
    """What is written down as it happens."""
    supplies = {
        "f1": shop.rng.choice(("A4 打印纸", "签字笔", "文件夹")),
        "f3": shop.rng.randint(1, 10),
        "f4": "件",
        "f5": round(shop.rng.uniform(2, 25), 2),
        "f7": shop.users["advisor"].employee_id.id,
    }
    _save(shop, forms, "办公用品领用登记", "hr", supplies)
    person = shop.users["advisor"].employee_id
    handover = {
        "f1": f"{shop.clock.moment:%Y-%m-%d}",
        "f2": "o1",
        "f3": person.id,
        "f4": shop.users["manager"].employee_id.id,
        "f5": shop.rng.randint(3, 12),
        "f6": shop.rng.randint(0, 4),
    }
    car = shop.rng.choice(shop.cars)["vehicle"]
    lines = [{"f8": car.id, "f10": "客户要求提前交车"}]
    _save(shop, forms, "顾问交接班记录", "advisor", handover, lines, submit=True)
