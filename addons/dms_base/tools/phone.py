"""Chinese phone numbers: matching key, check and mask."""

import re

MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"0\d{2,3}\d{7,8}(?:\d{1,4})?")
SERVICE = re.compile(r"(?:400|800)\d{7}")


def key(text):
    """Digits only, without the prefixes +86, 0086 and 17951: what two numbers are compared by."""
    digits = re.sub(r"\D", "", text or "")
    digits = re.sub(r"^17951", "", digits)
    return re.sub(r"^(?:00)?86(?=1[3-9]\d{9}$|0?\d{10,12}$)", "", digits)


def is_valid(text):
    """A mobile number of 11 digits, a landline with its area code, or a 400/800 number."""
    digits = key(text)
    return any(pattern.fullmatch(digits) for pattern in (MOBILE, LANDLINE, SERVICE))


def mask(text):
    """First three and last four digits: 138****5678; a landline keeps its area code: 021-****5678."""
    digits = key(text)
    if MOBILE.fullmatch(digits):
        return f"{digits[:3]}****{digits[-4:]}"
    if LANDLINE.fullmatch(digits):
        area = 3 if digits[1] in "12" else 4
        return f"{digits[:area]}-****{digits[-4:]}"
    return "*" * max(len(digits) - 4, 0) + digits[-4:] if len(digits) > 4 else "*" * len(digits)
