"""Pinyin of Chinese titles, for finding a form by a few letters."""

from pypinyin import Style, lazy_pinyin


def initials(text):
    """First letters of the syllables, other letters and digits kept: 任务委托书 is rwwts."""
    parts = lazy_pinyin(text or "", style=Style.FIRST_LETTER)
    return "".join(char for part in parts for char in part if char.isalnum()).lower()


def full(text):
    """The whole pinyin without tones or blanks: 派工单 is paigongdan."""
    return "".join(
        char for part in lazy_pinyin(text or "") for char in part if char.isalnum()
    ).lower()
