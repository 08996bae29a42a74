"""Rows of recommended work on a diagnosis (SV-11 part G), read as work to be priced."""

import re
from typing import NamedTuple

WIDTH = 5
URGENCIES = ("now", "soon", "advice")
_PARTING = re.compile(r"[,，、;；\n]+")
_COUNTED = re.compile(r"^(.+?)(?:\s*[×*＊]|\s+[xX])\s*(\d+(?:\.\d+)?)$")
_HOURS = re.compile(r"\d+(?:[.,]\d+)?")


class Part(NamedTuple):
    """A part as it was typed: number or words, and how many."""

    text: str
    code: str
    quantity: float


class Work(NamedTuple):
    """One row; ``code`` in capitals, ``hours`` zero where none were given."""

    code: str
    name: str
    urgency: str
    hours: float
    parts: tuple
    key: tuple


def read(heads, rows):
    """Rows of the table as work; the options of the third column go from urgent to advice.

    :param heads: list of columns, see ``checklist_table``
    :param rows: list of lists of cells: code, name, urgency, hours, parts
    :return: list of :class:`Work`
    """
    levels = heads[2].options if len(heads) > 2 else ()
    result = []
    for row in rows or []:
        code, name, level, hours, parts = [*row, *[""] * WIDTH][:WIDTH]
        place = levels.index(level) if level in levels else len(URGENCIES)
        result.append(
            Work(
                code.strip().upper(),
                name.strip(),
                URGENCIES[min(place, len(URGENCIES) - 1)],
                number(hours),
                tuple(_parts(parts)),
                (code.strip(), name.strip()),
            )
        )
    return result


def number(text):
    """Hours out of “1.5”, “1.5 h” or “1,5小时”; 0.0 where there is no figure."""
    found = _HOURS.search(text or "")
    return float(found.group().replace(",", ".")) if found else 0.0


def _parts(text):
    for piece in _PARTING.split(text or ""):
        if piece := piece.strip():
            counted = _COUNTED.match(piece)
            code, quantity = counted.groups() if counted else (piece, 1)
            yield Part(piece, code.strip().upper(), float(quantity) or 1.0)
