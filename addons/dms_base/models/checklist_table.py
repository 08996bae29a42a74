"""Columns and rows of a table on a check sheet: the notation of its columns, and what may be typed."""

from typing import NamedTuple

MOST_ROWS = 60
LONGEST = 200


class Column(NamedTuple):
    """One column; with options the cell is chosen instead of typed."""

    name: str
    required: bool = False
    options: tuple = ()
    bad: frozenset = frozenset()


class TableError(ValueError):
    """A row that cannot be kept: ``reason`` is option, long or many; ``row`` counts from one."""

    def __init__(self, reason, row=0, column="", text=""):
        super().__init__(reason)
        self.reason, self.row, self.column, self.text = reason, row, column, text


def columns(text):
    """Columns of a table.

    :param text: names parted by bars; ``*`` behind a name must be filled; behind a colon the
        options of the cell parted by slashes, ``!`` behind those that are not in order, e.g.
        ``Item* | Measured | Verdict: OK / Not OK!``
    :return: list of :class:`Column`
    """
    found = []
    for part in (text or "").split("|"):
        name, _colon, choices = part.replace("：", ":").partition(":")
        name = name.strip()
        if not name:
            continue
        options = [one.strip() for one in choices.split("/") if one.strip()]
        found.append(
            Column(
                name.rstrip("*").strip(),
                name.endswith("*"),
                tuple(one.rstrip("!！") for one in options),
                frozenset(one.rstrip("!！") for one in options if one.endswith(("!", "！"))),
            )
        )
    return found


def clean(heads, rows):
    """Rows as they are kept: every cell a text, as wide as the table, empty rows left out.

    :param heads: list of :class:`Column`
    :param rows: list of lists of cells
    :raises TableError: a cell is none of its options or too long, or there are too many rows
    """
    kept = []
    for row in rows or []:
        cells = [str(cell or "").strip() for cell in list(row)[: len(heads)]]
        cells += [""] * (len(heads) - len(cells))
        if not any(cells):
            continue
        for head, cell in zip(heads, cells, strict=True):
            if len(cell) > LONGEST:
                raise TableError("long", len(kept) + 1, head.name)
            if cell and head.options and cell not in head.options:
                raise TableError("option", len(kept) + 1, head.name, cell)
        kept.append(cells)
    if len(kept) > MOST_ROWS:
        raise TableError("many")
    return kept


def gaps(heads, rows):
    """Cells that must be filled and are not, as (row number, column name)."""
    return [
        (number, head.name)
        for number, row in enumerate(rows or [], 1)
        for head, cell in zip(heads, row, strict=False)
        if head.required and not cell
    ]


def is_bad(heads, row):
    """Whether a cell of the row says that something is not in order."""
    return any(cell in head.bad for head, cell in zip(heads, row, strict=False))


def in_words(rows):
    """The table as one line of text, for lists, exports and searches."""
    return "; ".join(" ".join(cell for cell in row if cell) for row in rows or [])
