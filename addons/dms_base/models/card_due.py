"""When recurring work is due: small rules by frequency, without a database."""

from datetime import datetime, timedelta


def dates(frequency, rule, start, end):
    """Days of a period on which work is due.

    :param frequency: daily, weekly, monthly, quarterly, yearly; anything else is never due
    :param rule: daily ``HH:MM``; weekly 1-7 (Monday is 1); monthly, quarterly day of the month
        (later than the month has: its last day); yearly ``MM-DD``
    :param start: first date
    :param end: last date
    :return: list of dates, ascending
    :raises ValueError: the rule cannot be read
    """
    matches = _matcher(frequency, (rule or "").strip())
    days = (end - start).days + 1
    return [
        day for day in (start + timedelta(days=number) for number in range(days)) if matches(day)
    ]


def _matcher(frequency, rule):
    if frequency == "daily":
        datetime.strptime(rule, "%H:%M")
        return lambda day: True
    if frequency == "weekly":
        number = _number(rule, 7)
        return lambda day: day.isoweekday() == number
    if frequency == "monthly":
        number = _number(rule, 31)
        return lambda day: day.day == _clamped(day, number)
    if frequency == "quarterly":
        number = _number(rule, 31)
        return lambda day: day.month % 3 == 1 and day.day == _clamped(day, number)
    if frequency == "yearly":
        # 2024 is a leap year: 29 February may be named.
        date = datetime.strptime(f"2024-{rule}", "%Y-%m-%d")
        return lambda day: (day.month, day.day) == (date.month, date.day)
    return lambda day: False


def _number(rule, most):
    number = int(rule)
    if not 1 <= number <= most:
        raise ValueError(rule)
    return number


def _clamped(day, number):
    """The day of the month, or its last one."""
    after = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return min(number, (after - timedelta(days=1)).day)
