"""Periods of reports: day, week (Monday to Sunday), month, quarter, year and free spans.

Pure functions over dates; both ends of a period belong to it.
"""

from calendar import monthrange
from datetime import date, timedelta

KINDS = ("day", "week", "month", "quarter", "year", "free")


def add_months(day, months):
    """The same day some months away, or the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    month += 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def month_bounds(day):
    """First and last day of the month of a day."""
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def bounds(kind, day):
    """First and last day of the period a day lies in.

    :param kind: one of KINDS; a free span is the day alone
    :return: (date, date)
    """
    if kind == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    if kind == "month":
        return month_bounds(day)
    if kind == "quarter":
        first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
        return first, month_bounds(add_months(first, 2))[1]
    if kind == "year":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    return day, day


def shift(kind, date_from, date_to, steps):
    """The period some steps later, or earlier when negative.

    A free span moves by its own length.
    """
    if kind == "week":
        return date_from + timedelta(weeks=steps), date_to + timedelta(weeks=steps)
    months = {"month": 1, "quarter": 3, "year": 12}.get(kind)
    if months:
        return bounds(kind, add_months(date_from, months * steps))
    length = (date_to - date_from).days + 1
    return date_from + timedelta(days=length * steps), date_to + timedelta(days=length * steps)


def last_year(kind, date_from, date_to):
    """The same period one year before; a week is compared with the one 52 weeks earlier."""
    if kind == "week":
        return date_from - timedelta(weeks=52), date_to - timedelta(weeks=52)
    if kind in ("month", "quarter", "year"):
        return bounds(kind, add_months(date_from, -12))
    return add_months(date_from, -12), add_months(date_to, -12)


def last_closed(kind, today):
    """The last period of a kind that is over on a day."""
    date_from, date_to = bounds(kind, today)
    return shift(kind, date_from, date_to, -1)


def months_between(date_from, date_to):
    """First days of all months that share a day with a span."""
    month, months = date_from.replace(day=1), []
    while month <= date_to:
        months.append(month)
        month = add_months(month, 1)
    return months


def label(kind, date_from, date_to):
    """Short name of a period that sorts by itself, e.g. 2025-03-16, 2025-W11, 2025-03, 2025-Q1, 2025."""
    if kind == "day" or date_from == date_to:
        return date_from.isoformat()
    if kind == "week":
        year, week, __ = date_from.isocalendar()
        return f"{year}-W{week:02d}"
    if kind == "month":
        return f"{date_from:%Y-%m}"
    if kind == "quarter":
        return f"{date_from.year}-Q{(date_from.month + 2) // 3}"
    if kind == "year":
        return str(date_from.year)
    return f"{date_from.isoformat()} – {date_to.isoformat()}"


def month_start_before(day, months):
    """First day of the span of so many calendar months that ends on a day.

    The end of a month gives whole calendar months: 30 June and 6 months begin on 1 January.
    """
    return add_months(day + timedelta(days=1), -months)


def hour_text(hours):
    """Hour of the day as on the clock: 8.5 gives 「08:30」, the end of the day 「24:00」."""
    minutes = round(hours * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
