"""Cells of reports as text and as JSON: one place for screen, paper and archive."""

from datetime import date, datetime
from decimal import Decimal
from math import isfinite

UNDEFINED = "—"
UNIT_TYPES = {
    "cny": "money",
    "hour": "hours",
    "minute": "minutes",
    "percent": "percent",
    "count": "int",
    "km": "km",
    "number": "float",
}
# Types of Python whose values are JSON as they are.
PLAIN = frozenset((str, int, bool, type(None)))
# Types of values that are shown alike wherever they are equal; and which of them equal a truth value.
NUMBERS = frozenset((int, float))
HASHED = PLAIN | NUMBERS
TEXT_TYPES = ("text", "date", "datetime", "bool")
# Decimals of each numeric type as shown; percentages and points are fractions times one hundred.
DECIMALS = {
    "int": 0,
    "km": 0,
    "minutes": 0,
    "money": 2,
    "hours": 2,
    "float": 2,
    "percent": 1,
    "change": 1,
    "points": 1,
}


def is_number(kind):
    """Whether cells of a type are right-aligned figures."""
    return kind in DECIMALS


class JsonRows(list):
    """Rows of a table whose values are JSON as they are: nothing of them has to be turned into it."""


def to_json(value, to_local):
    """Value of a cell as JSON.

    :param to_local: function that turns a naive UTC datetime into the shop's local time
    """
    # Reports of a month have ten thousands of cells: what most of them are is asked first.
    kind = type(value)
    if kind in PLAIN:
        return value
    if kind is dict:
        return {
            key if type(key) is str else str(key): one
            if type(one) in PLAIN
            else to_json(one, to_local)
            for key, one in value.items()
        }
    if kind is float:
        return value if isfinite(value) else None
    if kind is JsonRows:
        return value
    if isinstance(value, datetime):
        return to_local(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {str(key): to_json(one, to_local) for key, one in value.items()}
    if isinstance(value, list | tuple | set):
        return [to_json(one, to_local) for one in value]
    if isinstance(value, float) and not isfinite(value):
        return None
    if isinstance(value, int | float):
        return value
    return str(value)


def canonical(value):
    """JSON value whose text is the same before and after a database column: every number is a float."""
    if isinstance(value, dict):
        return {key: canonical(one) for key, one in value.items()}
    if isinstance(value, list):
        return [canonical(one) for one in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) + 0.0
    return value


def cell_type(column, row):
    """Type of a cell: that of the column, or of the row in columns of type ``row``.

    A row may show some columns by another type (a line of changes below one of sums): ``_types`` {key: type}.
    """
    if column.get("key") in (row.get("_types") or {}):
        return row["_types"][column["key"]]
    return row.get("_type", "float") if column["type"] == "row" else column["type"]


def _show_text(value):
    return "" if value is None or value is False else str(value)


def _show_bool(value):
    return "✓" if value else ""


def _make_show(decimals, scale=1, signed=False, unit=""):
    """Function that shows the figures of a type.

    :param scale: what figures are multiplied by
    :param signed: whether more than nothing has a plus
    :param unit: what follows the figure
    """
    pattern, nothing = f",.{decimals}f", f"-{0:.{decimals}f}"

    def show(value):
        if value is None or value is False:
            return UNDEFINED
        if not isinstance(value, int | float):
            return str(value)
        number = value * scale
        text = format(number, pattern)
        if text == nothing:
            text = text[1:]
        elif signed and round(number, 1) > 0:
            text = f"+{text}"
        return f"{text}{unit}" if unit else text

    return show


# What shows the values of each type; all others are texts.
SHOWN = {
    "bool": _show_bool,
    **{
        kind: _make_show(DECIMALS[kind])
        for kind in ("int", "km", "minutes", "money", "hours", "float")
    },
    "percent": _make_show(DECIMALS["percent"], 100, unit="%"),
    "change": _make_show(DECIMALS["change"], 100, True, "%"),
    "points": _make_show(DECIMALS["points"], 100, True),
}


def to_text(kind, value):
    """What people read in a cell.

    :param kind: a type of column
    :param value: JSON value; None is shown as a dash in figures and as nothing in texts
    """
    return SHOWN.get(kind, _show_text)(value)


class _Shown(dict):
    """What is shown of each value of a column, worked out once for all cells that hold it."""

    def __init__(self, show):
        super().__init__()
        self.show = show

    def __missing__(self, value):
        text = self[value] = self.show(value)
        return text


def add_texts(table):
    """Add to each row of a table what is shown, under ``_text``; and the same for its totals."""
    columns, rows = table["columns"], table["rows"]
    keys = [column["key"] for column in columns]
    mixed = any("_types" in row for row in rows)
    kinds = [row.get("_type", "float") for row in rows]
    shown = [_column_texts(column, rows, kinds, mixed) for column in columns]
    cells = zip(*shown, strict=True) if shown else [()] * len(rows)
    for row, texts in zip(rows, cells, strict=True):
        row["_text"] = dict(zip(keys, texts, strict=True))
    totals = table.get("totals")
    if totals:
        table["totals_text"] = {
            column["key"]: to_text(cell_type(column, totals), totals[column["key"]])
            for column in columns
            if column["key"] in totals
        }


def _column_texts(column, rows, kinds, mixed):
    """What is shown in one column, row by row.

    :param kinds: type of each row, for a column of type ``row``
    :param mixed: some rows have types of their own for some columns
    """
    key, kind = column["key"], column["type"]
    if mixed:
        return [to_text(cell_type(column, row), row.get(key)) for row in rows]
    values = [row.get(key) for row in rows]
    if kind == "row" and len(set(kinds)) == 1:
        kind = kinds[0]
    if kind == "row" and SHOWN.keys() >= set(kinds) and _are_shown_by_value(values):
        shown = _Shown(lambda cell: to_text(*cell))
        return [shown[cell] for cell in zip(kinds, values, strict=True)]
    if kind == "row":
        return list(map(to_text, kinds, values))
    if kind not in SHOWN:
        return [value if type(value) is str else _show_text(value) for value in values]
    show = SHOWN[kind]
    if _are_shown_by_value(values):
        show = _Shown(show).__getitem__
    return list(map(show, values))


def _are_shown_by_value(values):
    """Whether equal ones of some values are shown alike: 0 and False are equal, but are not."""
    types = set(map(type, values))
    return types <= HASHED and not (bool in types and types & NUMBERS)


def add_totals(table, label):
    """Sum the columns marked ``total``, keeping what the dataset has computed itself (quotients)."""
    keys = [column["key"] for column in table["columns"] if column.get("total")]
    if not keys or not table["rows"]:
        return
    totals = table.get("totals") or {}
    counted = [row for row in table["rows"] if row.get("_style") not in ("sub", "total", "head")]
    for key in keys:
        totals.setdefault(key, sum(row.get(key) or 0 for row in counted))
    first = table["columns"][0]
    if first["type"] in ("text", "date", "datetime"):
        totals.setdefault(first["key"], label)
    table["totals"] = totals


def differences(old, new):
    """Cells that differ between two frozen data sets.

    Rows are compared by position within a table, or by ``_key`` when the dataset gives one.

    :return: list of {"table", "row", "column", "old", "new"} with shown texts
    """
    changes = []
    for index, table in enumerate(new.get("tables", [])):
        tables = old.get("tables", [])
        before = tables[index] if index < len(tables) else {"columns": [], "rows": []}
        changes += _table_differences(before, table)
    return changes


def _rows_by_key(table):
    return {str(row.get("_key", position)): row for position, row in enumerate(table["rows"])}


def _table_differences(before, table):
    changes, old_rows, new_rows = [], _rows_by_key(before), _rows_by_key(table)
    for key in [*new_rows, *[key for key in old_rows if key not in new_rows]]:
        old, new = old_rows.get(key, {}), new_rows.get(key, {})
        row = new or old
        for column in table["columns"]:
            name = column["key"]
            if old.get(name) != new.get(name):
                kind = cell_type(column, row)
                changes.append(
                    {
                        "table": table.get("title") or "",
                        "row": to_text("text", row.get(table["columns"][0]["key"])) or key,
                        "column": column["label"],
                        "old": to_text(kind, old.get(name)) if old else "",
                        "new": to_text(kind, new.get(name)) if new else "",
                    }
                )
    return changes
