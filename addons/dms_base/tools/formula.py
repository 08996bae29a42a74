"""Formulas of forms drawn by users: + − × ÷, comparison and a few functions, nothing else.

Text is parsed into tuples and evaluated over plain values; no Python is run and no record is touched.
A field is written ``{key}``. A blank operand and a division by zero give blank (None).
"""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

MOST_CHARACTERS = 500
MOST_DEPTH = 30
# Function: (fewest, most arguments)
FUNCTIONS = {
    "IF": (3, 3),
    "ROUND": (1, 2),
    "MIN": (1, 20),
    "MAX": (1, 20),
    "ABS": (1, 1),
    "DAYS": (2, 2),
    "SUM": (1, 1),
    "AVG": (1, 1),
    "COUNT": (1, 1),
}
AGGREGATES = ("SUM", "AVG", "COUNT")
ALIASES = str.maketrans("（），；−–×÷＋＝＜＞｛｝“”", '(),,--*/+=<>{}""')
TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|\{(?P<field>[^{}]+)\}|\"(?P<text>[^\"]*)\""
    r"|(?P<name>[A-Za-z]+)|(?P<sign><=|>=|<>|!=|==|≤|≥|≠|[-+*/(),=<>]))"
)
COMPARISONS = {
    "=": "=",
    "==": "=",
    "<>": "!",
    "!=": "!",
    "≠": "!",
    "<": "<",
    ">": ">",
    "<=": "l",
    "≤": "l",
    ">=": "g",
    "≥": "g",
}


class FormulaError(ValueError):
    """A formula that cannot be read.

    :ivar reason: syntax, field, function, arguments, aggregate or cycle
    :ivar text: what it is about
    """

    def __init__(self, reason, text=""):
        super().__init__(f"{reason}: {text}")
        self.reason, self.text = reason, text


def fields_of(text):
    """Names in braces, in the order they are written."""
    return re.findall(r"\{([^{}]+)\}", (text or "").translate(ALIASES))


def rename(text, names):
    """The formula with the names in braces replaced.

    :param names: dict of name to new name; others stay
    """
    return re.sub(
        r"\{([^{}]+)\}",
        lambda match: "{" + names.get(match[1].strip(), match[1].strip()) + "}",
        (text or "").translate(ALIASES),
    )


def parse(text):
    """Tree of a formula.

    :raises FormulaError: it cannot be read
    """
    return _Parser(text or "").whole()


class _Parser:
    def __init__(self, text):
        if len(text) > MOST_CHARACTERS:
            raise FormulaError("syntax", text[:20])
        self.tokens = self._split(text.translate(ALIASES).strip())
        self.index = self.depth = 0

    def _split(self, text):
        tokens, position = [], 0
        while position < len(text):
            match = TOKEN.match(text, position)
            if not match:
                raise FormulaError("syntax", text[position : position + 10])
            tokens.append((match.lastgroup, match[match.lastgroup]))
            position = match.end()
        return tokens

    def _peek(self):
        return self.tokens[self.index] if self.index < len(self.tokens) else (None, "")

    def _take(self, *signs):
        kind, text = self._peek()
        if kind == "sign" and text in signs:
            self.index += 1
            return text
        return None

    def _need(self, sign):
        if not self._take(sign):
            raise FormulaError("syntax", self._peek()[1] or sign)

    def whole(self):
        tree = self.comparison()
        if self.index < len(self.tokens):
            raise FormulaError("syntax", self._peek()[1])
        return tree

    def comparison(self):
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise FormulaError("syntax", "(((")
        left = self.sum()
        sign = self._take(*COMPARISONS)
        if sign:
            left = ("compare", COMPARISONS[sign], left, self.sum())
        self.depth -= 1
        return left

    def sum(self):
        left = self.term()
        while sign := self._take("+", "-"):
            left = ("math", sign, left, self.term())
        return left

    def term(self):
        left = self.unary()
        while sign := self._take("*", "/"):
            left = ("math", sign, left, self.unary())
        return left

    def unary(self):
        signs = 0
        while self._take("-"):
            signs += 1
        value = self.atom()
        return ("math", "-", ("number", Decimal(0)), value) if signs % 2 else value

    def atom(self):
        kind, text = self._peek()
        self.index += 1
        if kind == "number":
            return ("number", Decimal(text))
        if kind == "text":
            return ("text", text)
        if kind == "field":
            return ("field", text.strip())
        if kind == "name":
            return self._call(text.upper())
        if (kind, text) == ("sign", "("):
            tree = self.comparison()
            self._need(")")
            return tree
        raise FormulaError("syntax", text)

    def _call(self, name):
        if name not in FUNCTIONS:
            raise FormulaError("function", name)
        self._need("(")
        arguments = [self.comparison()]
        while self._take(","):
            arguments.append(self.comparison())
        self._need(")")
        fewest, most = FUNCTIONS[name]
        if not fewest <= len(arguments) <= most:
            raise FormulaError("arguments", name)
        if name in AGGREGATES and arguments[0][0] != "field":
            raise FormulaError("aggregate", name)
        return ("call", name, arguments)


def references(tree):
    """Fields a formula reads.

    :return: (set read alone, set read over all lines)
    """
    kind = tree[0]
    if kind == "field":
        return {tree[1]}, set()
    if kind == "call" and tree[1] in AGGREGATES:
        return set(), {tree[2][0][1]}
    parts = tree[2] if kind == "call" else [part for part in tree[1:] if isinstance(part, tuple)]
    plain, over = set(), set()
    for part in parts:
        one, many = references(part)
        plain |= one
        over |= many
    return plain, over


def result_type(tree, types):
    """number, text or boolean: what a formula gives.

    :param types: dict of field to its type; a field left out is a number
    """
    kind = tree[0]
    if kind == "text":
        return "text"
    if kind == "field":
        return types.get(tree[1], "number")
    if kind == "compare":
        return "boolean"
    if kind == "call" and tree[1] == "IF":
        found = {result_type(part, types) for part in tree[2][1:]}
        return found.pop() if len(found) == 1 else "text"
    return "number"


def order(trees):
    """Computed fields, each after those it reads.

    :param trees: dict of field to tree
    :raises FormulaError: a formula refers to itself, with the field as text
    """
    done, result = {}, []

    def visit(key):
        if done.get(key) == "open":
            raise FormulaError("cycle", key)
        if key in done:
            return
        done[key] = "open"
        for group in references(trees[key]):
            for other in sorted(group & trees.keys()):
                visit(other)
        done[key] = "closed"
        result.append(key)

    for key in trees:
        visit(key)
    return result


def evaluate(tree, values, columns=None):
    """Value of a formula; None is blank.

    :param values: dict of field to value
    :param columns: dict of field to its values over the lines
    """
    try:
        return _evaluate(tree, values, columns or {})
    except (InvalidOperation, OverflowError):
        return None


def number(value):
    """A figure as Decimal, None for anything else."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float, Decimal)):
        return Decimal(str(value))
    return None


def round_half_up(value, digits=0):
    """Rounded the way bills are."""
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def _evaluate(tree, values, columns):
    kind = tree[0]
    if kind in ("number", "text"):
        return tree[1]
    if kind == "field":
        value = values.get(tree[1])
        figure = number(value)
        return value if figure is None and value not in ("", False) else figure
    if kind == "math":
        return _math(tree[1], *(_evaluate(part, values, columns) for part in tree[2:]))
    if kind == "compare":
        return _compare(tree[1], *(_evaluate(part, values, columns) for part in tree[2:]))
    return _function(tree[1], tree[2], values, columns)


def _math(sign, left, right):
    left, right = number(left), number(right)
    if left is None or right is None or (sign == "/" and not right):
        return None
    if sign == "+":
        return left + right
    if sign == "-":
        return left - right
    return left * right if sign == "*" else left / right


def _compare(sign, left, right):
    if left is None or right is None:
        return None
    if sign in "=!":
        return (left == right) is (sign == "=")
    if type(left) is not type(right):
        return None
    return {
        "<": left < right,
        ">": left > right,
        "l": left <= right,
        "g": left >= right,
    }[sign]


def _day(value):
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _function(name, arguments, values, columns):
    if name in AGGREGATES:
        return _aggregate(name, columns.get(arguments[0][1], ()))
    if name == "IF":
        answer = _evaluate(arguments[0], values, columns)
        if answer is None:
            return None
        return _evaluate(arguments[1 if answer else 2], values, columns)
    given = [_evaluate(part, values, columns) for part in arguments]
    if any(value is None for value in given):
        return None
    if name == "DAYS":
        last, first = _day(given[0]), _day(given[1])
        return Decimal((last - first).days) if last and first else None
    figures = [number(value) for value in given]
    if any(figure is None for figure in figures):
        return None
    if name == "ROUND":
        digits = int(figures[1]) if len(figures) > 1 else 0
        return round_half_up(figures[0], max(-6, min(digits, 6)))
    return {"MIN": min, "MAX": max, "ABS": lambda some: abs(some[0])}[name](figures)


def _aggregate(name, column):
    if name == "COUNT":
        return Decimal(sum(value not in (None, "", False) for value in column))
    figures = [number(value) for value in column if number(value) is not None]
    if not figures:
        return None
    total = sum(figures, Decimal(0))
    return total / len(figures) if name == "AVG" else total
