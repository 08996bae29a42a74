"""How well the next service is foreseen: generated odometer histories whose future is known (SV-08)."""

import random
from datetime import date, timedelta
from statistics import median

from dateutil.relativedelta import relativedelta

from odoo.addons.dms_service.models import service_projection as projection

from .meter import figure

CARS = 2000
SEED = 20260101
DAYS = 1400  # two to three years of history, then the future that is foreseen
INTERVAL_KM, INTERVAL_MONTHS, CAP, PRIOR = 7500, 6, 600, 40.0
START = date(2023, 1, 1)
# Shares of readings with a typing error, and of cars whose use changes.
TYPING_ERRORS, CHANGES = 0.05, 0.15


def measure(env, trace=None):
    """Error of the projected day in days, against the day the car really reaches its due distance.

    Cars that come due by time alone are left out: their day is known exactly.

    :return: (figures for the JSON file, no rows)
    """
    rng = random.Random(SEED)
    errors, naive = [], []
    while len(errors) < CARS:
        track = _track(rng)
        today = START + timedelta(days=rng.randint(500, 1000))
        readings = _readings(rng, track, today)
        points = projection.clean(readings)
        base = points[-1]
        true_day = _true_due(track, base)
        if true_day == _months_later(base.day):
            continue
        daily = projection.daily_km(points, PRIOR, CAP, today)
        due = projection.routine_service(points, daily.rate, base, INTERVAL_KM, INTERVAL_MONTHS)
        errors.append(abs((due.day - true_day).days))
        naive.append(abs((_naive_due(readings, base) - true_day).days))
    late, late_naive = (sorted(found)[int(0.9 * CARS)] for found in (errors, naive))
    within = sum(error <= 15 for error in errors) / CARS
    return {
        "projection.median_error": figure(median(errors), "days"),
        "projection.p90_error": figure(late, "days"),
        "projection.within_15_days": figure(within, "share"),
        "projection.p90_naive": figure(late_naive, "days"),
        "projection.p90_ratio": figure(late / max(late_naive, 1), "ratio", 1.0),
    }, []


def _track(rng):
    """Odometer at the end of each day: a car's own rate, seasons, quiet and busy weeks, sometimes a new life."""
    rate = min(max(rng.lognormvariate(3.6, 0.5), 5.0), 250.0)
    change = rng.randint(300, 1100) if rng.random() < CHANGES else None
    km, track, week = float(rng.randint(5, 60)), [], 1.0
    for day in range(DAYS):
        if day == change:
            rate *= rng.uniform(0.5, 1.8)
        if day % 7 == 0:
            week = max(rng.gauss(1.0, 0.35), 0.0)
        km += rate * week
        track.append(km)
    return track


def _readings(rng, track, today):
    """What the desk wrote down at irregular visits, typing errors included; the last one is right."""
    day, days = rng.randint(20, 120), []
    last = (today - START).days
    while day < last:
        days.append(day)
        day += rng.randint(25, 220)
    days.append(last)
    readings = [projection.Reading(START, int(track[0]))]
    for number, day in enumerate(days):
        km = int(track[day])
        if number < len(days) - 1 and rng.random() < TYPING_ERRORS:
            km = _mistype(rng, km)
        readings.append(projection.Reading(START + timedelta(days=day), km))
    return readings


def _mistype(rng, km):
    """A digit too many, one too few, or two changed places."""
    text = str(km)
    kind = rng.randrange(3)
    if kind == 0:
        return km * 10
    if kind == 1 and len(text) > 3:
        return km // 10
    place = rng.randrange(len(text) - 1) if len(text) > 1 else 0
    digits = list(text)
    digits[place : place + 2] = reversed(digits[place : place + 2])
    return int("".join(digits))


def _true_due(track, base):
    """Day on which the car really reaches the due distance, or the months run out."""
    by_months = _months_later(base.day)
    target = base.km + INTERVAL_KM
    by_km = next(
        (START + timedelta(days=day) for day, km in enumerate(track) if km >= target), date.max
    )
    return min(by_km, by_months)


def _months_later(day):
    return day + relativedelta(months=INTERVAL_MONTHS)


def _naive_due(readings, base):
    """The rule of thumb: the rate between the last two readings as they were typed."""
    first, last = readings[-2:]
    rate = (last.km - first.km) / max((last.day - first.day).days, 1)
    by_months = _months_later(base.day)
    if rate <= 0:
        return by_months
    return min(base.day + timedelta(days=min(INTERVAL_KM / rate, 3650)), by_months)
