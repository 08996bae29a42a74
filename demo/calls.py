"""A week of the telephone: what people ask, what becomes of it, and the manager who signs each day."""

import random
from datetime import timedelta

DAYS = 7
# kind of call, words of the customer, how it is handled, result
CALLS = (
    ("price", "问刹车片更换多少钱", "answered", "已报价，客户考虑后再约"),
    ("booking", "想周末来做保养", "answered", "周末已满，改约下周，客户再来电"),
    ("progress", "问车修好了没有", "advisor", "顾问已回电，下午可取车"),
    ("technical", "仪表亮黄灯还能不能开", "callback", "已回电，建议先来店检测"),
    ("parts", "问前大灯有没有货", "answered", "有货，价格已告知"),
    ("renewal", "问年检代办费用", "answered", "已告知费用和所需资料"),
    ("complaint", "洗车后轮毂有水印", "callback", "已回电致歉，下次免费精洗"),
)


def fill(shop, now):
    """Calls of the last days, closed the same day and signed the next morning; one of today still waits.

    :param shop: the shop at the end of its history; its clock is put back afterwards
    """
    rng = random.Random(46)
    end = shop.clock.moment
    for back in range(DAYS, 0, -1):
        day = shop.company._local_date(now - timedelta(days=back))
        for number in range(3):
            _take(shop, rng, shop.company._to_utc(day, 9.0 + 2.5 * number))
        shop.clock.set(shop.company._to_utc(day + timedelta(days=1), 8.5))
        sheets = shop.at("manager")["dms.call.sheet"].search([("day", "=", day)])
        if back > 1:
            sheets.action_sign()
    shop.clock.set(now - timedelta(minutes=5))
    _ring(shop, rng, ("callback", "technical", "空调有异味，想问怎么处理"))
    shop.clock.set(end)


def _take(shop, rng, moment):
    """One call of the past, answered within its time."""
    kind, words, outcome, result = rng.choice(CALLS)
    shop.clock.set(moment)
    call = _ring(shop, rng, (outcome, kind, words))
    shop.clock.set(moment + timedelta(minutes=rng.randint(3, 12)))
    call.result = result
    call.action_close()


def _ring(shop, rng, call):
    outcome, kind, words = call
    car = rng.choice(shop.cars)["vehicle"]
    login = rng.choice(("advisor", "care"))
    return shop.at(login)["dms.call.log"].create(
        {
            "company_id": shop.company.id,
            "called_at": shop.clock.moment,
            "phone": car.owner_id.phone or "13800138000",
            "vehicle_id": car.id,
            "call_type": kind,
            "content": words,
            "outcome": outcome,
        }
    )
