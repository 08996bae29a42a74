"""Small notations of checklist templates: positions of an item, conditions on the subject."""

import re

POSITION_SETS = {
    "wheel": ("LF", "RF", "LR", "RR"),
    "wheel5": ("LF", "RF", "LR", "RR", "SP"),
    "side": ("L", "R"),
    "axle": ("F", "RE"),
}
TOKEN = re.compile(r"\s*([&|!()]|[^\s&|!(),]+|,)")


def positions(text, counts=None):
    """Positions of an item repeated on the sheet.

    :param text: ``wheel``, ``wheel5``, ``side``, ``axle``; ``n:6`` or ``day:31`` for numbers;
        ``cyl``, ``cyl:6``,
        ``journal``, ``valve``… (the number from ``counts`` or behind the colon); or names parted
        by commas
    :param counts: numbers of the subject, e.g. ``{"cyl": 6}``
    :return: list of position names, ``[""]`` for an item that is not repeated
    """
    text = (text or "").strip()
    if not text:
        return [""]
    if text in POSITION_SETS:
        return list(POSITION_SETS[text])
    word, colon, count = text.partition(":")
    if colon and count.strip().isdigit():
        return [str(number) for number in range(1, int(count) + 1)]
    if text.isalpha() and text.isascii():
        known = (counts or {}).get(word, 4)
        return [str(number) for number in range(1, int(known) + 1)]
    return [part.strip() for part in re.split("[,，、]", text) if part.strip()]


def applies(text, attributes):
    """Whether an item with this condition belongs on the sheet.

    ``G,D`` any of them, ``EV & 4WD`` both, ``!EV`` not, brackets group. What is not known of the
    subject hides nothing: an item too many is struck out by hand, one too few is never looked at.

    :param text: condition, empty for always
    :param attributes: dict of token to True or False; a token that is missing is unknown
    :return: bool
    :raises ValueError: the condition cannot be read
    """
    tokens = TOKEN.findall(text or "")
    if not tokens:
        return True
    value, rest = _either(tokens, attributes)
    if rest:
        raise ValueError(text)
    return value is not False


def _either(tokens, attributes):
    value, tokens = _both(tokens, attributes)
    while tokens and tokens[0] in ("|", ","):
        other, tokens = _both(tokens[1:], attributes)
        value = True if True in (value, other) else None if None in (value, other) else False
    return value, tokens


def _both(tokens, attributes):
    value, tokens = _one(tokens, attributes)
    while tokens and tokens[0] == "&":
        other, tokens = _one(tokens[1:], attributes)
        value = False if False in (value, other) else None if None in (value, other) else True
    return value, tokens


def _one(tokens, attributes):
    if not tokens:
        raise ValueError("condition ends early")
    head, rest = tokens[0], tokens[1:]
    if head == "!":
        value, rest = _one(rest, attributes)
        return (None if value is None else not value), rest
    if head == "(":
        value, rest = _either(rest, attributes)
        if not rest or rest[0] != ")":
            raise ValueError("bracket not closed")
        return value, rest[1:]
    if head in "&|,)":
        raise ValueError(head)
    return attributes.get(head), rest
