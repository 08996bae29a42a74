from odoo import models
from odoo.exceptions import UserError

from ..tools import formula
from . import register_schema
from .dms_checklist_template_builder import BUILT, MOST_COLUMNS, MOST_FIELDS, MOST_STEPS

CHECK_KINDS = {
    "pass_fail": "pass_fail",
    "light": "light",
    "decimal": "measure",
    "integer": "measure",
    "score": "score",
    "choice": "choice",
    "text": "text",
    "long_text": "text",
    "photo": "photo",
    "table": "table",
}
HEAD_ONLY = (*register_schema.MEDIA, *register_schema.SHOWN_ONLY)


class DmsChecklistTemplate(models.Model):
    """What a drawn form must be before it may be filled."""

    _inherit = "dms.checklist.template"

    def _check_design(self):
        """Refuse a form that could not be filled.

        :raises UserError: the first thing to put right
        """
        problems = self._design_problems()
        if problems:
            raise UserError(problems[0]["text"])

    def _design_problems(self):
        """Everything to put right, for the designer to show beside the fields.

        :return: list of dicts ``key`` (of the field, empty for the form) and ``text``
        """
        self.ensure_one()
        rows = self.field_ids.sorted(lambda one: (one.sequence, one.id))
        found = self._form_problems(rows)
        for field in rows:
            text = self._field_problem(field, rows)
            if text:
                found.append({"key": field.key, "text": text})
        found += self._formula_problems(rows)
        return found

    def _form_problems(self, rows):
        texts = []
        asked = rows.filtered(lambda one: one.kind not in register_schema.SHOWN_ONLY)
        if not (self.title_zh or self.title_en):
            texts.append(self.env._("Give the form a title."))
        if not asked:
            texts.append(self.env._("The form has no field."))
        if len(rows) > MOST_FIELDS:
            texts.append(self.env._("A form has at most %(most)s fields.", most=MOST_FIELDS))
        columns = rows.filtered(lambda one: one.area == "line")
        if len(columns) > MOST_COLUMNS:
            texts.append(
                self.env._("A line table has at most %(most)s columns.", most=MOST_COLUMNS)
            )
        texts += self._step_problems()
        return [{"key": "", "text": text} for text in texts]

    def _step_problems(self):
        steps = self.signoff_role_ids.filtered("is_approval")
        texts = []
        if len(steps) > MOST_STEPS:
            texts.append(self.env._("A slip has at most %(most)s approval steps.", most=MOST_STEPS))
        if steps and self.kind != "slip":
            texts.append(self.env._("Only slips have approval steps."))
        texts += [
            self.env._("Approval step “%(step)s” has no approver.", step=step.name)
            for step in steps
            if not step._has_approver()
        ]
        return texts

    def _field_problem(self, field, rows):
        """What is wrong with one field, empty when nothing is."""
        if not field.label:
            return self.env._("Give the field a label.")
        same = rows.filtered(
            lambda one: (
                one.label == field.label
                and one.area == field.area
                and one.kind not in register_schema.SHOWN_ONLY
            )
        )
        if len(same) > 1 and field.kind not in register_schema.SHOWN_ONLY:
            return self.env._("Two fields are called “%(field)s”.", field=field.label)
        if field.kind in ("choice", "multi") and not field._options():
            return self.env._("“%(field)s” has no choices.", field=field.label)
        if field.kind == "table" and not field._options():
            return self.env._("The table “%(item)s” has no columns.", item=field.label)
        return self._limit_problem(field) or self._place_problem(field, rows)

    def _limit_problem(self, field):
        for text in (field.min_value, field.max_value):
            if text and field._bound(text) is None:
                return self.env._("The limits of “%(item)s” must be numbers.", item=field.label)
        low, high = field._bound(field.min_value), field._bound(field.max_value)
        if low is not None and high is not None and low > high:
            return self.env._(
                "“%(item)s”: the lower limit is above the upper one.", item=field.label
            )
        return ""

    def _place_problem(self, field, rows):
        """Fields that do not fit where they stand or refer to what is not there."""
        if self.kind not in BUILT and field.kind not in (*CHECK_KINDS, "section", "note"):
            return self.env._("“%(field)s” does not fit on a check sheet.", field=field.label)
        if self.kind in BUILT and field.kind in ("pass_fail", "score", "table"):
            return self.env._("“%(field)s” fits on a check sheet only.", field=field.label)
        if field.area == "line" and (self.kind != "slip" or field.kind in HEAD_ONLY):
            return self.env._("“%(field)s” cannot stand in a line table.", field=field.label)
        keys = set(rows.mapped("key"))
        if field.visible_key and field.visible_key not in keys - {field.key}:
            return self.env._(
                "“%(field)s” depends on a field that is not there.", field=field.label
            )
        return self._autofill_problem(field, rows)

    def _autofill_problem(self, field, rows):
        if not field.autofill:
            return ""
        entry = field._autofill_catalogue().get(field.autofill)
        source = rows.filtered(lambda one: one.key == field.autofill_key)
        fits = entry and field.kind in entry[3]
        if not fits or (entry[1] and source.kind != entry[1]):
            return self.env._(
                "“%(field)s” cannot be filled from what was chosen.", field=field.label
            )
        return ""

    def _formula_problems(self, rows):
        """Formulas that cannot be read, know no such field or go in a circle."""
        labels = {field.key: field.label for field in rows}
        areas = {field.key: field.area for field in rows}
        trees, found = {}, []
        for field in rows.filtered(lambda one: one.kind == "computed"):
            try:
                trees[field.key] = formula.parse(field.formula)
                self._check_references(trees[field.key], field.area, areas)
            except formula.FormulaError as error:
                trees.pop(field.key, None)
                found.append({"key": field.key, "text": self._formula_text(field, error)})
        try:
            formula.order(trees)
        except formula.FormulaError as error:
            text = self.env._("Formula of “%(field)s” refers to itself.", field=labels[error.text])
            found.append({"key": error.text, "text": text})
        return found

    def _check_references(self, tree, area, areas):
        """Sums go over the line table; a field of it is read alone only within its line."""
        plain, over = formula.references(tree)
        for key in sorted(plain | over):
            if key not in areas:
                raise formula.FormulaError("field", key)
        lines = {key for key, place in areas.items() if place == "line"}
        if (area == "head" and plain & lines) or over - lines or (area == "line" and over):
            raise formula.FormulaError("aggregate", "SUM")

    def _formula_text(self, field, error):
        name = field.label
        if not field.formula:
            return self.env._("“%(field)s” has no formula.", field=name)
        if error.reason == "field":
            return self.env._(
                "Formula of “%(field)s”: there is no field “%(text)s”.", field=name, text=error.text
            )
        if error.reason == "function":
            return self.env._(
                "Formula of “%(field)s”: there is no function %(text)s.",
                field=name,
                text=error.text,
            )
        if error.reason == "arguments":
            return self.env._(
                "Formula of “%(field)s”: %(text)s needs other values in its parentheses.",
                field=name,
                text=error.text,
            )
        if error.reason == "aggregate":
            return self.env._(
                "Formula of “%(field)s”: SUM, AVG and COUNT go over columns of the line table, "
                "and those are read above it in no other way.",
                field=name,
            )
        return self.env._(
            "Formula of “%(field)s” cannot be read near “%(text)s”.", field=name, text=error.text
        )
