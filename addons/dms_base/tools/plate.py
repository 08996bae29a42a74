"""Number plates of mainland China (GA 36): normalising, checking, masking."""

import re

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
# I and O are not used: they look like digits.
LETTER = "A-HJ-NP-Z"
ENERGY = "DABCEFGHJK"
PLACE = rf"[{PROVINCES}][{LETTER}]"
PATTERNS = (
    # ordinary cars, 7 characters
    re.compile(rf"{PLACE}[{LETTER}0-9]{{5}}"),
    # new energy, 8 characters: small cars carry the letter first, large ones last
    re.compile(rf"{PLACE}(?:[{ENERGY}][{LETTER}0-9][0-9]{{4}}|[0-9]{{5}}[{ENERGY}])"),
    # trailer, learner, police, Hong Kong, Macao, consulate, test and oversize cars, 7 characters
    re.compile(rf"{PLACE}[{LETTER}0-9]{{4}}[挂学警港澳领试超]"),
    # fire and rescue service: 京X1001应急
    re.compile(rf"{PLACE}[{LETTER}0-9]{{4}}应急"),
    # embassies: 使014578, before 2017 224578使
    re.compile(r"使[0-9]{6}|[0-9]{6}使"),
    # armed police: WJ京12345, WJ012345
    re.compile(rf"WJ(?:[{PROVINCES}][0-9]{{4}}[0-9{LETTER}]|[0-9]{{6}})"),
    # army: VA12345
    re.compile(rf"[{LETTER}]{{2}}[0-9]{{5}}"),
    # temporary: 粤B1234临, 粤B12345临, 临粤B12345
    re.compile(rf"{PLACE}[{LETTER}0-9]{{4,5}}临|临{PLACE}[{LETTER}0-9]{{4,5}}"),
)


def normalise(text):
    """Upper case without blanks, dots and dashes: 「粤b·1 2345」 gives 「粤B12345」."""
    if text and text.isalnum():
        return text.upper()
    return re.sub(r"[\s·.\-_•・‧]", "", text or "").upper()


def is_valid(text):
    """Whether the text is a plate that can exist."""
    key = normalise(text)
    return any(pattern.fullmatch(key) for pattern in PATTERNS)


def dotted(text):
    """With the dot after the region letters, as on the car: 「粤B·12345」; other texts as they are."""
    key = normalise(text)
    if is_valid(key) and len(key) >= 7:
        return f"{key[:2]}·{key[2:]}"
    return text or ""


def mask(text):
    """For public screens: first three and last two characters, 「粤B·1**45」."""
    key = normalise(text)
    if len(key) < 6:
        return "*" * len(key)
    return f"{key[:2]}·{key[2]}{'*' * (len(key) - 5)}{key[-2:]}"
