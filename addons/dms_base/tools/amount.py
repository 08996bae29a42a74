"""Amounts of money in Chinese capitals (人民币大写), as printed on receipts and settlements."""

from decimal import ROUND_HALF_UP, Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
UNITS = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")


def to_cn_upper(amount):
    """The amount in capitals: 105.30 is 壹佰零伍元叁角整.

    :param amount: CNY, rounded half up to the cent; up to 9 999 999 999 999.99
    :return: text; a negative amount begins with 负
    """
    cents = int((Decimal(str(amount)) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    sign, cents = ("负" if cents < 0 else ""), abs(cents)
    yuan, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    if not cents:
        return "零元整"
    text = f"{_integer(yuan)}元" if yuan else ""
    if not jiao and not fen:
        return f"{sign}{text}整"
    if jiao:
        text += f"{DIGITS[jiao]}角"
    elif yuan:
        text += "零"
    return f"{sign}{text}{DIGITS[fen]}分" if fen else f"{sign}{text}整"


def _integer(number):
    """Whole yuan, in groups of four digits."""
    parts, gap = [], False
    groups = []
    while number:
        number, group = divmod(number, 10000)
        groups.append(group)
    for index in range(len(groups) - 1, -1, -1):
        group = groups[index]
        if not group:
            gap = bool(parts)
            continue
        if parts and (gap or group < 1000):
            parts.append("零")
        # 万亿 is one unit only when no 亿 follow: 壹万贰仟亿.
        unit = "万" if index == 3 and groups[2] else GROUPS[index]
        parts.append(_group(group) + unit)
        gap = False
    return "".join(parts)


def _group(group):
    """Up to four digits, an inner row of zeros read once."""
    text, zero = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit:
            text += ("零" if zero and text else "") + DIGITS[digit] + UNITS[place]
            zero = False
        else:
            zero = True
    return text
