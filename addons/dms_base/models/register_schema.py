"""A form drawn by a user as plain data: what may be typed, what is computed, what is wrong with it.

Works on dicts alone, so that the desk, the phone, the kiosk, the import and the tests judge alike.
"""

import re
from collections import namedtuple
from datetime import date, datetime
from functools import cached_property

from ..tools import cn_id, formula, phone, plate, vin

NUMBERS = ("integer", "decimal", "money")
TEXTS = ("text", "long_text")
CHOICES = ("choice", "light")
MEDIA = ("photo", "file", "signature")
SHOWN_ONLY = ("section", "note")
LIGHTS = ("green", "amber", "red")
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
PATTERNS = {
    "mobile": lambda text: phone.is_valid(text) and bool(re.fullmatch(r"1\d{10}", text)),
    "plate": lambda text: plate.is_valid(plate.normalise(text)),
    "vin": lambda text: vin.is_well_formed(vin.normalise(text)),
    "id_no": lambda text: cn_id.is_valid(cn_id.normalise(text)),
}

# kind: required, number, range, length, pattern, option, date, time; field: its dict; row: 0 or line number
Problem = namedtuple("Problem", "kind field row")


class Schema:
    """Fields of one version of a form, in printing order.

    :param fields: dicts with at least ``key``, ``kind``, ``area`` (head or line) and ``label``
    """

    def __init__(self, fields):
        self.fields = tuple(fields)
        self.by_key = {field["key"]: field for field in self.fields}

    @cached_property
    def head(self):
        return [field for field in self.fields if field["area"] != "line"]

    @cached_property
    def columns(self):
        return [field for field in self.fields if field["area"] == "line"]

    @cached_property
    def trees(self):
        """Parsed formulas by field."""
        return {
            field["key"]: formula.parse(field.get("formula"))
            for field in self.fields
            if field["kind"] == "computed" and field.get("formula")
        }

    @cached_property
    def order(self):
        return formula.order(self.trees)

    @cached_property
    def types(self):
        """What each field gives to a formula."""
        types = {}
        for field in self.fields:
            if field["kind"] in (*TEXTS, *CHOICES, "time", "multi", "date", "datetime"):
                types[field["key"]] = "text"
            elif field["kind"] == "boolean":
                types[field["key"]] = "boolean"
        for key in self.order:
            types[key] = formula.result_type(self.trees[key], types)
        return types

    def numeric(self, field):
        """Whether the field holds a figure."""
        computed = field["kind"] == "computed"
        return field["kind"] in NUMBERS or (computed and self.types.get(field["key"]) == "number")

    def clean(self, head, lines=()):
        """Values in their types, with everything computed; what is not of the form is dropped.

        :return: (head, lines), what cannot be understood stays as text for :meth:`problems`
        """
        head = self._clean(self.head, head)
        lines = [self._clean(self.columns, line) for line in lines or ()]
        lines = [line for line in lines if any(map(is_filled, line.values()))]
        self._compute(head, lines)
        return head, lines

    def _clean(self, fields, values):
        known = (
            field for field in fields if field["kind"] not in (*SHOWN_ONLY, *MEDIA, "computed")
        )
        return {
            field["key"]: clean_value(field, (values or {}).get(field["key"])) for field in known
        }

    def _compute(self, head, lines):
        for key in self.order:
            field, tree = self.by_key[key], self.trees[key]
            if field["area"] == "line":
                for line in lines:
                    line[key] = self._result(field, tree, {**head, **line}, {})
                continue
            columns = {
                column["key"]: [line.get(column["key"]) for line in lines]
                for column in self.columns
            }
            head[key] = self._result(field, tree, head, columns)

    def _result(self, field, tree, values, columns):
        value = formula.evaluate(tree, values, columns)
        figure = formula.number(value)
        if self.types[field["key"]] == "number":
            if figure is None:
                return None
            digits = field.get("digits")
            figure = formula.round_half_up(figure, 2 if digits is None else digits)
            return float(figure)
        if self.types[field["key"]] == "text" and value is not None:
            return f"{figure:f}" if figure is not None else str(value)
        return value

    def visible(self, field, head, line=None):
        """Whether the field is shown for these values."""
        source = field.get("visible_key")
        if not source:
            return True
        value = {**(head or {}), **(line or {})}.get(source)
        wanted = field.get("visible_value") or ""
        if isinstance(value, list):
            return wanted in value
        if isinstance(value, bool) or value is None:
            return (wanted.lower() in ("1", "true", "yes", "是")) is bool(value)
        return (f"{value:g}" if isinstance(value, float) else str(value)) == wanted

    def problems(self, head, lines=(), media=None):
        """What must be put right before the values are kept.

        :param media: number of photos, files and signatures by field
        :return: list of :class:`Problem`
        """
        found = []
        for field in self.head:
            value = (media or {}).get(field["key"]) if field["kind"] in MEDIA else None
            found += self._check(field, head.get(field["key"], value), 0, self.visible(field, head))
        for row, line in enumerate(lines, 1):
            for field in self.columns:
                shown = self.visible(field, head, line)
                found += self._check(field, line.get(field["key"]), row, shown)
        return found

    def _check(self, field, value, row, shown):
        if field["kind"] in SHOWN_ONLY or not shown:
            return []
        if value in (None, "", []) or (field["kind"] in MEDIA and not value):
            needed = field.get("required") and field["kind"] not in ("boolean", "computed")
            return [Problem("required", field, row)] if needed else []
        kind = check_value(field, value, self.numeric(field))
        return [Problem(kind, field, row)] if kind else []


def is_filled(value):
    """Whether something was entered; a zero was, a box left unticked was not."""
    return value is not None and value is not False


def clean_value(field, value):
    """One value in the type of its field; None is empty."""
    kind = field["kind"]
    if kind == "boolean":
        return bool(value) and value not in ("0", "false", "否")
    if value is None or value is False or value in ("", []):
        return None
    if kind in NUMBERS:
        return _number(value, field)
    if kind == "date" or kind == "datetime":
        return _moment(value, kind)
    if kind == "multi":
        return [str(one) for one in (value if isinstance(value, list) else [value])]
    if field.get("model"):
        value = value[0] if isinstance(value, (list, tuple)) else value
        return value if isinstance(value, int) else None
    text = str(value).strip()
    if field.get("pattern") == "plate":
        text = plate.normalise(text)
    elif field.get("pattern") == "vin":
        text = vin.normalise(text)
    return text or None


def _number(value, field):
    if isinstance(value, str):
        try:
            value = float(value.replace(",", "").strip())
        except ValueError:
            return value
    if field["kind"] == "integer":
        return int(value) if value == int(value) else value
    figure = formula.number(value)
    if figure is None:
        return None
    digits = 2 if field["kind"] == "money" else field.get("digits")
    return float(formula.round_half_up(figure, 2 if digits is None else digits))


def _moment(value, kind):
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds") if kind == "datetime" else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat() + (" 00:00:00" if kind == "datetime" else "")
    text = str(value).strip().replace("T", " ").replace("/", "-")
    return text[:10] if kind == "date" else (text + ":00" if len(text) == 16 else text)


def check_value(field, value, numeric):
    """Kind of problem of a value that is there, None when it is right."""
    kind = field["kind"]
    if numeric:
        return _check_number(field, value)
    if kind == "date" or kind == "datetime":
        return None if _is_moment(value, kind) else "date"
    if kind == "time":
        return None if TIME.fullmatch(value) else "time"
    if kind in CHOICES or kind == "multi":
        known = LIGHTS if kind == "light" else [key for key, _label in field.get("options") or ()]
        given = value if isinstance(value, list) else [value]
        return None if all(one in known for one in given) else "option"
    if kind in TEXTS:
        if field.get("max_length") and len(value) > field["max_length"]:
            return "length"
        matches = PATTERNS.get(field.get("pattern"))
        return "pattern" if matches and not matches(value) else None
    return None


def _check_number(field, value):
    if isinstance(value, str) or (field["kind"] == "integer" and value != int(value)):
        return "number"
    low, high = field.get("min"), field.get("max")
    outside = (low is not None and value < low) or (high is not None and value > high)
    return "range" if outside else None


def _is_moment(value, kind):
    parse = date.fromisoformat if kind == "date" else datetime.fromisoformat
    try:
        parse(value)
    except ValueError:
        return False
    return True
