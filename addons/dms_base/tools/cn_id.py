"""Chinese resident identity numbers by GB 11643."""

import re
from datetime import date

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK = "10X98765432"


def normalise(text):
    """Upper case without blanks."""
    return re.sub(r"\s", "", text or "").upper()


def birth_date(text):
    """Date of birth inside the number, or None when there is none."""
    number = normalise(text)
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def is_valid(text):
    """18 characters, a real birth date, and the check character of GB 11643."""
    number = normalise(text)
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number) or birth_date(number) is None:
        return False
    total = sum(int(char) * weight for char, weight in zip(number[:17], WEIGHTS, strict=True))
    return CHECK[total % 11] == number[17]


def sex(text):
    """``male`` when the 17th digit is odd, else ``female``."""
    return "male" if int(normalise(text)[16]) % 2 else "female"


def mask(text):
    """First six and last four characters."""
    number = normalise(text)
    return (
        f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}"
        if len(number) > 10
        else "*" * len(number)
    )
