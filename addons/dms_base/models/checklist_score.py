"""Arithmetic of filled sheets: verdict of a value, points of an item, result of a sheet.

Plain functions on plain values: no database, no translation. A sheet is a list of :class:`Row`.
"""

import math
from dataclasses import dataclass

# Verdicts, worst last: the worst one of the lines is the light of the sheet.
GOOD = ("pass", "ok")
BAD = ("fail", "attention", "urgent")
LIGHT_SHARE = {"pass": 1.0, "ok": 1.0, "attention": 0.5, "fail": 0.0, "urgent": 0.0}
EPSILON = 1e-9


def number(text):
    """Float of a bound typed as text, None for an open bound.

    :raises ValueError: the text is no number
    """
    if text is None or text is False:
        return None
    text = str(text).strip()
    return float(text) if text else None


@dataclass
class Band:
    """Limits of a measured value; None is an open side.

    ``tol_*`` bound what is in order, ``urgent_*`` what may wait: beyond them it may not.
    """

    tol_min: float | None = None
    tol_max: float | None = None
    urgent_min: float | None = None
    urgent_max: float | None = None

    @property
    def is_open(self):
        """No limit at all: the verdict is given by hand."""
        return self.tol_min is self.tol_max is self.urgent_min is self.urgent_max is None

    @property
    def has_urgent(self):
        """The band yields three lights rather than two."""
        return self.urgent_min is not None or self.urgent_max is not None


def _below(value, bound):
    return bound is not None and value < bound - EPSILON


def _above(value, bound):
    return bound is not None and value > bound + EPSILON


def judge(value, band, soft=True):
    """Verdict of a measured value.

    :param value: float
    :param band: :class:`Band`
    :param soft: without an urgent band a value outside is "attention" (True) or "fail" (False)
    :return: "ok", "attention", "urgent" or "fail"
    """
    if _below(value, band.urgent_min) or _above(value, band.urgent_max):
        return "urgent"
    if _below(value, band.tol_min) or _above(value, band.tol_max):
        return "attention" if soft or band.has_urgent else "fail"
    return "ok"


def combine(operation, values, position=None):
    """Value of a computed item.

    :param operation: min, max, mean, sum, diff (max - min), half_diff ((max - min) / 2),
        deviation (percent from the mean, of the value at ``position``), share (first as percent of
        second)
    :param values: dict or list of the values the item is computed from
    :return: float, or None when a value is missing or the base is zero
    """
    numbers = list(values.values()) if isinstance(values, dict) else list(values)
    if not numbers or any(one is None for one in numbers):
        return None
    if operation in ("diff", "half_diff"):
        spread = max(numbers) - min(numbers)
        return spread / 2 if operation == "half_diff" else spread
    if operation == "share":
        return numbers[0] / numbers[1] * 100 if len(numbers) == 2 and numbers[1] else None
    if operation == "deviation":
        mean = sum(numbers) / len(numbers)
        return (values[position] - mean) / mean * 100 if mean else None
    plain = {"min": min, "max": max, "sum": sum, "mean": lambda items: sum(items) / len(items)}
    return plain[operation](numbers)


def points(mode, value, maximum, *, each=1.0, unit=1.0, floor=0.0, target=0.0, steps=()):
    """Points of a scored item from its value.

    :param mode: how the value becomes points:
        direct: the value is the points;
        deduct: the value counts findings, each costs ``each`` points;
        linear: from 0 at ``floor`` to the maximum at ``target`` (floor above target: less is
        better);
        decline: the maximum up to ``target``, then ``each`` points less for every begun ``unit``
        beyond it (negative unit: more is worse);
        steps: the first row of ``steps`` (bound, points) the value reaches, see :func:`step_points`
    :return: float between 0 and maximum (direct: the value itself)
    """
    if mode == "direct":
        return value
    if mode == "deduct":
        gained = maximum - value * each
    elif mode == "linear":
        span = target - floor
        gained = maximum * (value - floor) / span if span else (maximum if value >= target else 0.0)
    elif mode == "decline":
        short = (target - value) / unit
        gained = maximum - each * max(0, math.ceil(short - EPSILON))
    else:
        gained = step_points(value, steps)
    return min(max(gained, 0.0), maximum)


def step_points(value, steps):
    """Points of a step table.

    Rows in the order written. Rising points with falling bounds mean "at least", rising bounds
    with falling points mean "at most"; a value that reaches no row has no points.

    :param steps: list of (bound, points)
    """
    rows = sorted(steps, key=lambda row: -row[1])
    less_is_better = len(rows) > 1 and rows[0][0] < rows[-1][0]
    for bound, gained in rows:
        reached = value <= bound + EPSILON if less_is_better else value >= bound - EPSILON
        if reached:
            return gained
    return 0.0


def weighted(answers):
    """Mean of several raters by weight, over those who answered.

    :param answers: list of (points or None, weight)
    :return: float, or None when nobody answered
    """
    given = [(value, weight) for value, weight in answers if value is not None]
    total = sum(weight for _value, weight in given)
    if not given:
        return None
    if not total:
        return sum(value for value, _weight in given) / len(given)
    return sum(value * weight for value, weight in given) / total


@dataclass
class Row:
    """One line of a sheet as the arithmetic sees it."""

    section: object
    result: str | None = None
    points: float | None = None
    maximum: float = 0.0
    required: bool = True
    critical: bool = False
    bad: bool = False
    item: object = None


@dataclass
class Section:
    """What the total needs to know of a section."""

    weight: float = 0.0
    bonus: bool = False
    limit: float = 0.0


@dataclass
class Outcome:
    """Figures of a sheet."""

    result: str
    score: float
    bad: int
    urgent: int
    vetoed: bool


def section_shares(rows):
    """Gained points, applicable maximum and full maximum per section, n/a left out of the first
    two.

    An item repeated per position counts once in the full maximum.
    """
    shares = {}
    for row in rows:
        gained, applicable, full = shares.setdefault(row.section, [0.0, 0.0, {}])
        full[row.item or id(row)] = row.maximum
        if row.result == "na":
            continue
        shares[row.section] = [gained + (row.points or 0.0), applicable + row.maximum, full]
    return {key: (gained, most, sum(full.values())) for key, (gained, most, full) in shares.items()}


def total_score(rows, sections, use_weights):
    """Total of a score sheet, rounded to two decimals.

    Without weights each section brings its gained share of its own maximum and sections wholly n/a
    are made up for by the others; with weights each brings its percentage times its weight. Bonus
    sections are added as they are, within their limit.
    """
    base = full_base = weight_base = extra = 0.0
    full_all = 0.0
    for key, (gained, applicable, full) in section_shares(rows).items():
        section = sections.get(key) or Section()
        if section.bonus:
            limit = section.limit
            extra += max(-limit, min(limit, gained)) if limit else gained
            continue
        full_all += full
        if not applicable:
            continue
        if use_weights:
            base += gained / applicable * 100 * section.weight
            weight_base += section.weight
        else:
            base += gained / applicable * full
            full_base += full
    if use_weights:
        total = base / weight_base if weight_base else 0.0
    else:
        total = base / full_base * full_all if full_base else 0.0
    return round(max(total + extra, 0.0) + EPSILON, 2)


def outcome(rows, rule, sections=None, use_weights=False, veto_cap=0.0):
    """Result and score of a sheet.

    :param rows: list of :class:`Row`
    :param rule: none, all_pass, worst_light or score
    :param sections: dict of section key to :class:`Section`
    :param veto_cap: highest total that remains when a critical item is bad
    :return: :class:`Outcome`; the grade of a score sheet is the caller's (it knows the bands)
    """
    results = [row.result for row in rows]
    bad = sum(row.bad for row in rows)
    urgent = results.count("urgent")
    vetoed = any(row.bad and row.critical for row in rows)
    score = total_score(rows, sections or {}, use_weights)
    if vetoed:
        score = min(score, veto_cap)
    if rule == "all_pass":
        failed = vetoed or any(row.bad and row.required for row in rows)
        return Outcome("fail" if failed else "pass", score, bad, urgent, vetoed)
    if rule == "worst_light":
        red = urgent or vetoed or "fail" in results
        return Outcome("red" if red else "amber" if bad else "green", score, bad, urgent, vetoed)
    if rule == "score":
        return Outcome("fail" if vetoed else "pass", score, bad, urgent, vetoed)
    return Outcome("none", score, bad, urgent, vetoed)


def grade_of(score, bands, vetoed=False):
    """Key of the grade of a score.

    :param bands: list of (minimum, key)
    :return: key of the first band whose minimum is reached, of the lowest one after a veto, None
        without bands
    """
    if not bands:
        return None
    ordered = sorted(bands, key=lambda band: -band[0])
    if vetoed:
        return ordered[-1][1]
    for minimum, key in ordered:
        if score >= minimum - EPSILON:
            return key
    return ordered[-1][1]
