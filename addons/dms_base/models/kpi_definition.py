"""What an indicator is made of, without its record: terms, quotient, who may see it."""

import re
from dataclasses import dataclass
from functools import cache

FACT_PREFIX = "dms.fact."
TERM = re.compile(r"\s*([+-]?)\s*([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+)")


@cache
def split_terms(text):
    """Terms of an expression: tuple of (sign, fact model, measure), or None when it is no sum of measures."""
    terms, position = [], 0
    while position < len(text):
        match = TERM.match(text, position)
        if not match or (terms and not match.group(1)):
            return None
        fact, measure = match.group(2).rsplit(".", 1)
        terms.append((-1 if match.group(1) == "-" else 1, FACT_PREFIX + fact, measure))
        position = match.end()
    return tuple(terms)


@dataclass(frozen=True)
class Definition:
    """An indicator as the registry cache keeps it, in no language.

    :param id: of its record
    :param numerator, denominator: terms, see `split_terms`
    :param group_id: of the role that alone may see its figures, or False
    """

    id: int
    code: str
    numerator: tuple
    denominator: tuple
    factor: float
    complement: bool
    is_level: bool
    group_id: int

    @property
    def facts(self):
        """Models of all its terms."""
        return {fact for __, fact, __ in self.numerator + self.denominator}

    def get_figures(self, sources):
        """Value, numerator and denominator by group of one period.

        :param sources: {fact model: {group: {measure: number}}}
        :return: {group: {"value", "num", "den"}}
        """
        groups = dict.fromkeys(group for fact in self.facts for group in sources[fact])
        return {group: self._quotient(sources, group) for group in groups}

    def _quotient(self, sources, group):
        num = self._add(self.numerator, sources, group)
        if not self.denominator:
            return {"value": num * self.factor, "num": num, "den": None}
        den = self._add(self.denominator, sources, group)
        value = num / den if den else None
        if value is not None:
            value = (1 - value if self.complement else value) * self.factor
        return {"value": value, "num": num, "den": den}

    def _add(self, terms, sources, group):
        """Sum of the terms; a measure without rows counts as nothing."""
        total = 0
        for sign, fact, measure in terms:
            figures = sources[fact].get(group)
            if figures:
                total += sign * (figures[measure] or 0)
        return float(total)
