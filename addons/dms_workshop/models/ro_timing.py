"""Arithmetic of a stay: how its time points cut it into sections; knows no records.

Every minute between arrival and gate belongs to exactly one section, so the sections of a stay add up
to the stay, whatever overlaps.
"""

from bisect import bisect_right
from datetime import datetime
from functools import cache
from itertools import pairwise
from operator import gt
from statistics import median

EPOCH = datetime(2000, 1, 1)
# Time points that bound sections, in their order; the section that ends at each.
CHAIN = ("T04", "T06", "T09", "T10", "T12", "T16", "T17", "T18", "T19", "T21", "T22", "T26")
SECTION_ENDING = {
    "T06": "reception",
    "T09": "estimate",
    "T10": "authorise",
    "T12": "dispatch",
    "T16": "start",
    "T17": "work",
    "T18": "queue",
    "T19": "check",
    "T21": "wash",
    "T22": "prepare",
    "T26": "fetch",
}
# Holds between start and end of work, the first named wins where several run at once.
HOLD_SECTIONS = {
    "parts": "parts",
    "customer": "approval",
    "insurer": "insurer",
    "manufacturer": "insurer",
    "bay": "resource",
    "technician": "resource",
    "equipment": "resource",
    "outside": "sublet",
    "storage": "other",
}
INTERRUPTIONS = tuple(dict.fromkeys(HOLD_SECTIONS.values()))
SECTIONS = (
    "reception",
    "estimate",
    "authorise",
    "dispatch",
    "start",
    "work",
    *INTERRUPTIONS,
    "queue",
    "check",
    "wash",
    "prepare",
    "fetch",
)
# A car without work on the floor has none of these; one with any needs all of them.
FLOOR_POINTS = {"T12", "T16", "T17", "T18", "T19"}
OPTIONAL_POINTS = {"T21"}


def gross_clock(moment):
    """Whole minutes by the wall clock since a fixed day."""
    span = moment - EPOCH
    return span.days * 1440 + span.seconds // 60


def net_clock(openings):
    """Clock that runs only while the shop is open.

    :param openings: list of (datetime, datetime), ascending and apart from each other
    :return: function that turns a datetime into whole minutes
    """
    starts = [start for start, _end in openings]
    sums = [0.0]
    for start, end in openings:
        sums.append(sums[-1] + (end - start).total_seconds())

    def clock(moment):
        index = bisect_right(starts, moment)
        if not index:
            return 0
        start, end = openings[index - 1]
        return int((sums[index - 1] + (min(moment, end) - start).total_seconds()) // 60)

    return clock


def live_points(events):
    """Time points that count: neither withdrawn nor corrected.

    :param events: list of dicts with id, code, date, is_withdrawal, correction_of, in order of time
    :return: {code: datetime}
    """
    dead = {event["correction_of"] for event in events if event["correction_of"]}
    points = {}
    for event in events:
        if not event["is_withdrawal"] and event["id"] not in dead:
            points.setdefault(event["code"], event["date"])
    return points


def redo_spans(events):
    """Work done again after failed inspections: list of (from, to).

    The end of work was taken back and came again later than it was taken back; a mere correction of
    the time lies before.
    """
    ends = [event for event in events if event["code"] == "T17"]
    spans = []
    for event in ends:
        if not event["is_withdrawal"]:
            continue
        again = [
            other["date"]
            for other in ends
            if other["id"] > event["id"] and not other["is_withdrawal"]
        ]
        if again and again[0] > event["date"]:
            spans.append((event["date"], again[0]))
    return spans


@cache
def _lacks_points(codes):
    """Whether a time point is missing before the last one reached.

    :param codes: points of the chain, a tuple in order
    """
    needed = set(CHAIN[: CHAIN.index(codes[-1])]) - OPTIONAL_POINTS
    if FLOOR_POINTS.isdisjoint(codes):
        needed -= FLOOR_POINTS
    return bool(needed - set(codes))


def is_odd(points):
    """Whether time points of a stay are missing or reversed."""
    reached = tuple(code for code in CHAIN if code in points)
    moments = [points[code] for code in reached]
    return not reached or any(map(gt, moments, moments[1:])) or _lacks_points(reached)


def aligned(points):
    """Points of the chain; an estimate sent before the car came counts from the reception."""
    points = {code: points[code] for code in CHAIN if code in points}
    if "T09" in points and "T06" in points:
        points["T09"] = max(points["T09"], points["T06"])
    return points


def sections(points, holds, clock, now=None):
    """Minutes of each section of a stay.

    :param points: {code: datetime}, see `aligned`
    :param holds: list of (reason, from, to or None)
    :param clock: function of a datetime to whole minutes
    :param now: end of a stay that still runs
    :return: {section: minutes}, only sections the stay has reached
    """
    reached = [code for code in CHAIN if code in points]
    moments = [points[code] for code in reached]
    if now and reached and reached[-1] != "T26":
        reached.append(CHAIN[CHAIN.index(reached[-1]) + 1])
        moments.append(now)
    minutes = [clock(moment) for moment in moments]
    result = {}
    spans = zip(reached[1:], pairwise(moments), pairwise(minutes), strict=True)
    for code, (start, end), (low, high) in spans:
        if end < start:
            continue
        if code == "T17" and holds:
            _share_work(result, start, end, holds, clock)
        else:
            result[SECTION_ENDING[code]] = high - low
    return result


def _share_work(result, start, end, holds, clock):
    """Book the minutes between start and end of work: those of its holds, and what is left as work."""
    marks = {start, end}
    inside = []
    for reason, begin, finish in holds:
        low, high = max(begin, start), min(finish or end, end)
        if low < high:
            inside.append((reason, low, high))
            marks |= {low, high}
    order = list(HOLD_SECTIONS)
    marks = sorted(marks)
    result["work"] = 0
    for low, high in pairwise(marks):
        running = [reason for reason, begin, finish in inside if begin <= low and high <= finish]
        name = HOLD_SECTIONS[min(running, key=order.index)] if running else "work"
        result[name] = result.get(name, 0) + clock(high) - clock(low)


def statistics(values):
    """Mean, median and 90th percentile (nearest rank) of minutes; None without values."""
    if not values:
        return {"mean": None, "median": None, "p90": None}
    ranked = sorted(values)
    rank = -(-9 * len(ranked) // 10)
    return {"mean": sum(ranked) / len(ranked), "median": median(ranked), "p90": ranked[rank - 1]}
