"""Number plates of mainland China: normalising, checking, masking."""

import re

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
LETTER = "A-HJ-NP-Z"
# Ordinary (7), new energy (8), trailer/coach/police/Hong Kong/Macao/embassy endings, temporary.
PATTERNS = (
    re.compile(rf"[{PROVINCES}][{LETTER}][{LETTER}0-9]{{5}}"),
    re.compile(
        rf"[{PROVINCES}][{LETTER}](?:[DABCEFGHJK][{LETTER}0-9][0-9]{{4}}|[0-9]{{5}}[DABCEFGHJK])"
    ),
    re.compile(rf"[{PROVINCES}][{LETTER}][{LETTER}0-9]{{4}}[挂学警港澳领临试超]"),
    re.compile(r"(?:使\d{6}|\d{6}使|[WE]J?[0-9A-Z]{5,7})"),
    re.compile(rf"[{PROVINCES}]?临?[{LETTER}0-9]{{5,6}}[临]?"),
)


def normalise(text):
    """Upper case without blanks, dots and dashes: 「粤b·1 2345」 gives 「粤B12345」."""
    return re.sub(r"[\s·.\-_•]", "", text or "").upper()


def is_valid(text):
    """Whether the text is a plate that can exist."""
    key = normalise(text)
    return any(pattern.fullmatch(key) for pattern in PATTERNS[:4]) or (
        "临" in key and bool(PATTERNS[4].fullmatch(key))
    )


def mask(text):
    """For public screens: first three and last two characters, 「粤B·1**45」."""
    key = normalise(text)
    if len(key) < 6:
        return "*" * len(key)
    return f"{key[:2]}·{key[2]}{'*' * (len(key) - 5)}{key[-2:]}"
