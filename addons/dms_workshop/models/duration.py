"""Arithmetic of intervals and of hours in whole hundredths; knows no records."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def hours(seconds):
    """Hours with two digits, half up.

    :param seconds: length in seconds
    """
    return float((Decimal(str(seconds)) / 3600).quantize(CENT, rounding=ROUND_HALF_UP))


def overlap(start, end, breaks):
    """Seconds of an interval that fall into breaks.

    :param start: datetime
    :param end: datetime
    :param breaks: iterable of (datetime, datetime), not overlapping each other
    """
    total = 0.0
    for begin, finish in breaks:
        low, high = max(start, begin), min(end, finish)
        if high > low:
            total += (high - low).total_seconds()
    return total


def split(total, weights):
    """Share hours by weight without losing a hundredth.

    Each share is cut down to 0.01 h and what is left goes to the first, the main technician:
    2.00 h by 1.1 and 0.7 gives 1.23 and 0.77.

    :param total: hours to share
    :param weights: list of weights, the main technician first
    :return: list of hours that adds up to `total`
    """
    whole = Decimal(str(total)).quantize(CENT, rounding=ROUND_HALF_UP)
    base = sum(Decimal(str(weight)) for weight in weights)
    if not weights:
        return []
    if not base:
        return [float(whole)] + [0.0] * (len(weights) - 1)
    shares = [
        (whole * Decimal(str(weight)) / base).quantize(CENT, rounding=ROUND_DOWN)
        for weight in weights
    ]
    shares[0] += whole - sum(shares)
    return [float(share) for share in shares]
