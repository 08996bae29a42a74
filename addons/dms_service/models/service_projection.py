"""When a car needs its next service: arithmetic of the projection (SV-08), without the database.

Distances are cumulative kilometres: a replaced instrument adds what its predecessor showed.
"""

from collections import namedtuple
from datetime import timedelta
from math import ceil

from dateutil.relativedelta import relativedelta

# A reading: day, cumulative km, whether it still waits for a look at the instrument, and the km of earlier instruments.
Reading = namedtuple("Reading", "day km suspect offset", defaults=(False, 0))
# Kilometres a day: the blend, the observed median or None, days between first and last reading, grade A, B or C.
DailyKm = namedtuple("DailyKm", "rate observed span confidence")
# The next service: day, cumulative km, what made it due (km or time), and the day by either.
Due = namedtuple("Due", "day km basis by_km by_time")

WINDOW_DAYS = 730
SHORTEST_GAP = 14
HALF_LIFE_DAYS = 365.0
# The prior weighs as much as so many days of readings.
PRIOR_DAYS = 30
SLOWEST = 3.0


def clean(readings):
    """Readings that fit together: the longest series that never goes back.

    One typing error drops out whichever way it points. Of equally long series the one ending latest counts; a
    suspect reading at the end waits until another one follows it.

    :param readings: list of :class:`Reading`
    :return: list of :class:`Reading` by day, one a day
    """
    by_day = {}
    for reading in readings:
        known = by_day.get(reading.day)
        if known is None or reading.km > known.km:
            by_day[reading.day] = reading
    points = [by_day[day] for day in sorted(by_day)]
    if points and points[-1].suspect:
        points.pop()
    return _longest_series(points)


def _longest_series(points):
    """Longest non-decreasing subsequence, the one ending latest among equals."""
    lengths, before = [], []
    for index, point in enumerate(points):
        length, previous = 1, None
        for other in range(index):
            if points[other].km <= point.km and lengths[other] + 1 >= length:
                length, previous = lengths[other] + 1, other
        lengths.append(length)
        before.append(previous)
    if not points:
        return []
    index = max(range(len(points)), key=lambda one: (lengths[one], one))
    series = []
    while index is not None:
        series.append(points[index])
        index = before[index]
    return series[::-1]


def daily_km(points, prior, cap, today):
    """Robust kilometres a day: weighted median of all slopes, drawn towards the prior when little is known.

    :param points: cleaned readings
    :param prior: km a day of similar cars
    :param cap: largest believable km a day
    :param today: day of the projection
    :return: :class:`DailyKm`
    """
    first_day = today - timedelta(days=WINDOW_DAYS)
    used = [point for point in points if point.day >= first_day]
    if len(used) < 2:
        used = points[-2:]
    span = (used[-1].day - used[0].day).days if used else 0
    observed = _weighted_median(_slopes(used, today))
    if observed is None:
        return DailyKm(min(max(float(prior), SLOWEST), cap), None, span, "C")
    rate = (span * observed + PRIOR_DAYS * prior) / (span + PRIOR_DAYS)
    return DailyKm(min(max(rate, SLOWEST), cap), observed, span, _confidence(len(used), span))


def _slopes(points, today):
    """(km a day, weight) of each pair far enough apart: long gaps weigh more, old ones less."""
    for index, first in enumerate(points):
        for last in points[index + 1 :]:
            gap = (last.day - first.day).days
            if gap >= SHORTEST_GAP:
                age = max((today - last.day).days, 0)
                yield (last.km - first.km) / gap, gap * 0.5 ** (age / HALF_LIFE_DAYS)


def _weighted_median(slopes):
    """The first slope, going up, with which half of the weight is reached; None without slopes."""
    ordered = sorted(slopes)
    half = sum(weight for _slope, weight in ordered) / 2
    reached = 0.0
    for slope, weight in ordered:
        reached += weight
        if reached >= half:
            return slope
    return None


def _confidence(count, span):
    if count >= 3 and span >= 180:
        return "A"
    return "B" if count >= 2 and span >= 30 else "C"


def first_service(points, rate, sale_day, first_km, first_months):
    """The first service: by distance or by months since the sale, the earlier one.

    :return: :class:`Due`
    """
    last = points[-1]
    by_km = last.day + timedelta(days=_days_to(first_km - last.km, rate))
    by_months = sale_day + relativedelta(months=first_months) if first_months else None
    return _earlier(by_km, by_months, first_km)


def routine_service(points, rate, base, interval_km, interval_months, on_grid=False):
    """The next service after the last one.

    :param base: :class:`Reading` of the last service
    :param interval_km: km between two services, already shortened for severe use
    :param on_grid: due at multiples of the interval instead of counted from the last service
    :return: :class:`Due`
    """
    due_km = _next_on_grid(base.km, interval_km) if on_grid else base.km + interval_km
    by_km = _day_of(points, rate, due_km)
    by_months = base.day + relativedelta(months=interval_months) if interval_months else None
    return _earlier(by_km, by_months, due_km)


def _next_on_grid(base_km, interval_km):
    """Next multiple of the interval at least half an interval away."""
    return (int((base_km + interval_km / 2) // interval_km) + 1) * interval_km


def _day_of(points, rate, due_km):
    """Day on which a distance is reached: in the future by the rate, in the past between two readings."""
    last = points[-1]
    if last.km < due_km:
        return last.day + timedelta(days=_days_to(due_km - last.km, rate))
    reached = next(index for index, point in enumerate(points) if point.km >= due_km)
    point = points[reached]
    if reached == 0 or point.km == due_km:
        return point.day
    before = points[reached - 1]
    share = (due_km - before.km) / (point.km - before.km)
    return before.day + timedelta(days=_whole_days(share * (point.day - before.day).days))


def _days_to(km, rate):
    return max(_whole_days(km / rate), 0)


def _whole_days(days):
    """Days rounded up; a remainder of binary arithmetic is no day."""
    return ceil(round(days, 6))


def _earlier(by_km, by_time, km):
    if by_time and by_time < by_km:
        return Due(by_time, int(km), "time", by_km, by_time)
    return Due(by_km, int(km), "km", by_km, by_time)


def status(due_day, today):
    """Where a car stands: not_due, soon, due, overdue or lost.

    :param due_day: day of the next service
    """
    left = (due_day - today).days
    if left > 30:
        return "not_due"
    if left >= 0:
        return "soon"
    if left >= -15:
        return "due"
    return "overdue" if left >= -90 else "lost"
