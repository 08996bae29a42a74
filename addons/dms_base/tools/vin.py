"""Vehicle identification numbers by GB 16735 (ISO 3779)."""

import re

from vininfo import Vin

WELL_FORMED = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
VALUES = {
    **{str(digit): digit for digit in range(10)},
    **dict(zip("ABCDEFGH", range(1, 9), strict=True)),
    **dict(zip("JKLMN", range(1, 6), strict=True)),
    "P": 7,
    "R": 9,
    **dict(zip("STUVWXYZ", range(2, 10), strict=True)),
}
WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def normalise(text):
    """Upper case without blanks and dashes."""
    return re.sub(r"[\s\-]", "", text or "").upper()


def is_well_formed(text):
    """17 characters, without the letters I, O and Q."""
    return bool(WELL_FORMED.fullmatch(normalise(text)))


def check_digit_ok(text):
    """Whether the ninth character is the weighted sum modulo 11 that GB 16735 prescribes."""
    key = normalise(text)
    if not is_well_formed(key):
        return False
    total = sum(VALUES[char] * weight for char, weight in zip(key, WEIGHTS, strict=True))
    return key[8] == "0123456789X"[total % 11]


def decode(text):
    """What a VIN tells of its car.

    :return: dict with ``country``, ``manufacturer`` and ``years`` (possible model years), empty when malformed
    """
    key = normalise(text)
    if not is_well_formed(key):
        return {}
    vin = Vin(key)
    return {
        "country": vin.country or "",
        "manufacturer": vin.manufacturer or "",
        "years": list(vin.years or []),
    }
