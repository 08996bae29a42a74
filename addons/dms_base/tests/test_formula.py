from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..models.register_schema import Schema
from ..tools import formula


@tagged("post_install", "-at_install", "dms")
class TestFormula(BaseCase):
    """The parser of formulas: what it reads, what it refuses, what comes out, by hand."""

    def value(self, text, columns=None, **values):
        result = formula.evaluate(formula.parse(text), values, columns)
        return float(result) if isinstance(result, Decimal) else result

    def test_arithmetic(self):
        cases = {
            "1 + 2 × 3": 7.0,
            "(1 + 2) * 3": 9.0,
            "（1＋2）×3": 9.0,
            "10 ÷ 4": 2.5,
            "7 − 10": -3.0,
            "-2 * -3": 6.0,
            "2 - -2": 4.0,
            "0.1 + 0.2": 0.3,
            "ROUND(2.345, 2)": 2.35,
            "ROUND(2.5)": 3.0,
            "MIN(3, 1, 2)": 1.0,
            "MAX(3, 1, 2)": 3.0,
            "abs(0 - 4)": 4.0,
            "IF(2 > 1, 10, 20)": 10.0,
            "IF(2 ≤ 1, 10, 20)": 20.0,
        }
        for text, expected in cases.items():
            self.assertEqual(self.value(text), expected, text)

    def test_fields_and_blanks(self):
        self.assertEqual(self.value("{a} * {b}", a=2.5, b=40), 100.0)
        self.assertIsNone(self.value("{a} * {b}", a=2.5), "a blank operand gives blank")
        self.assertIsNone(self.value("{a} / {b}", a=2.5, b=0), "division by zero gives blank")
        self.assertIsNone(self.value("MIN({a}, {b})", a=1))
        self.assertIsNone(self.value("IF({a} > 1, 1, 2)"))
        self.assertEqual(self.value('IF({a} = "x", 1, 2)', a="x"), 1.0)
        self.assertEqual(self.value('IF({a} > 30, "high", "low")', a=31), "high")
        self.assertIs(self.value("{a} > 3", a=4), True)
        self.assertEqual(self.value("DAYS({a}, {b})", a="2026-03-05", b="2026-03-01"), 4.0)

    def test_aggregates(self):
        columns = {"x": [1, None, 2.5], "t": ["a", "", "b"]}
        self.assertEqual(self.value("SUM({x})", columns), 3.5)
        self.assertEqual(self.value("AVG({x})", columns), 1.75)
        self.assertEqual(self.value("COUNT({t})", columns), 2.0)
        self.assertIsNone(self.value("SUM({x})", {"x": [None]}))

    def test_refused(self):
        cases = {
            "": "syntax",
            "1 +": "syntax",
            "(1": "syntax",
            "1 2": "syntax",
            "__import__('os')": "syntax",
            "{a}.unlink": "syntax",
            "EVAL(1)": "function",
            "IF(1, 2)": "arguments",
            "SUM(1 + 2)": "aggregate",
            "(" * 40 + "1" + ")" * 40: "syntax",
            "1+" * 300 + "1": "syntax",
        }
        for text, reason in cases.items():
            with self.assertRaises(formula.FormulaError) as caught:
                formula.parse(text)
            self.assertEqual(caught.exception.reason, reason, text)

    def test_order_and_cycle(self):
        trees = {key: formula.parse(text) for key, text in {"a": "{b} + 1", "b": "{c} * 2"}.items()}
        self.assertEqual(formula.order(trees), ["b", "a"])
        trees["b"] = formula.parse("{a}")
        with self.assertRaises(formula.FormulaError) as caught:
            formula.order(trees)
        self.assertEqual(caught.exception.reason, "cycle")

    def test_references_and_names(self):
        tree = formula.parse("IF({a} > SUM({x}), {b}, 0)")
        self.assertEqual(formula.references(tree), ({"a", "b"}, {"x"}))
        self.assertEqual(formula.rename("{用量} × {f9}", {"用量": "f2"}), "{f2} * {f9}")

    def test_schema(self):
        base = {
            "digits": 2,
            "options": [],
            "model": "",
            "min": None,
            "max": None,
            "required": False,
            "visible_key": "",
        }
        schema = Schema(
            [
                {**base, "key": "d", "area": "head", "kind": "decimal", "label": "Discount"},
                {**base, "key": "q", "area": "line", "kind": "integer", "label": "Quantity"},
                {**base, "key": "p", "area": "line", "kind": "money", "label": "Price"},
                {
                    **base,
                    "key": "a",
                    "area": "line",
                    "kind": "computed",
                    "label": "Amount",
                    "formula": "{q} * {p}",
                },
                {
                    **base,
                    "key": "t",
                    "area": "head",
                    "kind": "computed",
                    "label": "Total",
                    "formula": "SUM({a}) - {d}",
                },
                {
                    **base,
                    "key": "w",
                    "area": "head",
                    "kind": "text",
                    "label": "Why",
                    "visible_key": "d",
                    "visible_value": "5",
                    "required": True,
                },
            ]
        )
        head, lines = schema.clean({"d": "5"}, [{"q": 2, "p": "3.335"}, {"q": 1, "p": 10}, {}])
        self.assertEqual([line["a"] for line in lines], [6.68, 10.0], "the empty line is dropped")
        self.assertEqual(head["t"], 11.68)
        self.assertEqual([one.kind for one in schema.problems(head, lines)], ["required"])
        head["d"] = 4
        self.assertFalse(schema.problems(head, lines), "what is not shown is not asked for")
        self.assertEqual(schema.problems({"d": "many"}, [])[0].kind, "number")
