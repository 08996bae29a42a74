"""Small notation of maintenance intervals, and what is due at a step.

``I; R 20k`` inspect at each step, replace every 20 000 km; ``R 40k/24m`` whichever comes first of
40 000 km and 24 months; ``R`` replace at each step. Plain functions: no database.
"""

import re
from dataclasses import dataclass

# Letters of the trade by falling weight: what is replaced need not be inspected as well.
WORKS = {
    "R": "replace",
    "C": "clean",
    "A": "adjust",
    "L": "lubricate",
    "T": "tighten",
    "I": "inspect",
}
LETTERS = {work: letter for letter, work in WORKS.items()}
RULE = re.compile(r"^([RCALTI])(?:\s+(?:(\d+(?:\.\d+)?)k)?/?(?:(\d+)m)?)?$")


@dataclass(frozen=True)
class Step:
    """A service of the plan: kilometres and months since the car was new."""

    km: float = 0.0
    months: float = 0.0


def parse(text):
    """Rules of an item.

    :param text: notation above
    :return: list of (work, km or 0, months or 0); both 0 means at each step
    :raises ValueError: the text cannot be read
    """
    rules = []
    for part in (text or "").split(";"):
        part = part.strip()
        if not part:
            continue
        match = RULE.match(part)
        if not match:
            raise ValueError(part)
        letter, km, months = match.groups()
        rules.append((WORKS[letter], float(km or 0) * 1000, int(months or 0)))
    return rules


def due_work(text, before, now):
    """Heaviest work of an item that is due between two services.

    :param text: notation of the item
    :param before: :class:`Step` of the service before
    :param now: :class:`Step` of this service
    :return: work, or None when nothing is due
    """
    due = [work for work, km, months in parse(text) if _is_due(km, months, before, now)]
    return min(due, key=list(WORKS.values()).index) if due else None


def _is_due(km, months, before, now):
    if not km and not months:
        return True
    by_km = bool(km) and now.km // km > before.km // km
    return by_km or (bool(months) and now.months // months > before.months // months)


def step_number(km, months, interval_km, interval_months):
    """Whole number of intervals nearest to what was driven, by km or months, at least one.

    :param km: kilometres since the base
    :param months: months since the base
    """
    by_km = km / interval_km if interval_km else 0
    by_months = months / interval_months if interval_months else 0
    return max(1, int(max(by_km, by_months) + 0.5))
