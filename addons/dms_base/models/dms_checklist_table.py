from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from . import checklist_table

BLANK_ROWS = 4


class DmsChecklistItem(models.Model):
    """An item that is a table: its columns belong to the form, its rows are added while filling."""

    _inherit = "dms.checklist.item"

    columns = fields.Char(
        translate=True,
        help="Names parted by bars; * must be filled; options behind a colon parted by slashes, "
        "! behind those not in order: Item* | Measured | Verdict: OK / Not OK!",
    )

    @api.constrains("kind", "columns")
    def _check_columns(self):
        for item in self:
            if item.kind == "table" and not checklist_table.columns(item.columns):
                raise ValidationError(
                    self.env._("The table “%(item)s” has no columns.", item=item.name)
                )


class DmsChecklistLine(models.Model):
    """A table on a filled sheet."""

    _inherit = "dms.checklist.line"

    columns = fields.Char(readonly=True)
    rows = fields.Json(help="Rows of a table, each a list of cells.")

    def _value_fields(self):
        return super()._value_fields() | {"rows"}

    def _columns(self):
        """Columns as the sheet was opened with."""
        self.ensure_one()
        return checklist_table.columns(self.columns)

    def _verdict(self, given, soft):
        if self.kind != "table":
            return super()._verdict(given, soft)
        if "rows" not in given:
            return {}
        heads = self._columns()
        try:
            rows = checklist_table.clean(heads, given["rows"])
        except checklist_table.TableError as error:
            raise UserError(self._table_text(error)) from None
        bad = any(checklist_table.is_bad(heads, row) for row in rows)
        result = ("attention" if bad else "ok") if rows else False
        text = checklist_table.in_words(rows)
        return {"rows": rows or False, "text": text or False, "result": result}

    def _table_text(self, error):
        """Why a row cannot be kept, as a sentence."""
        names = {
            "item": self.display_name,
            "row": error.row,
            "column": error.column,
            "text": error.text,
        }
        if error.reason == "option":
            return self.env._(
                "“%(item)s” row %(row)s: “%(text)s” is none of the options of %(column)s.", **names
            )
        if error.reason == "long":
            return self.env._(
                "“%(item)s” row %(row)s: %(column)s is too long, at most %(most)s characters.",
                **names,
                most=checklist_table.LONGEST,
            )
        return self.env._(
            "“%(item)s” has at most %(most)s rows.",
            item=self.display_name,
            most=checklist_table.MOST_ROWS,
        )

    def _prepare_attempt_vals(self, attempt):
        vals = super()._prepare_attempt_vals(attempt)
        vals["columns"] = self.columns
        if vals.get("locked"):
            vals["rows"] = self.rows
        return vals

    def _screen_data(self, role=None):
        data = super()._screen_data(role)
        if self.kind == "table":
            data["columns"] = [
                {
                    "name": one.name,
                    "required": one.required,
                    "options": [{"name": name, "bad": name in one.bad} for name in one.options],
                }
                for one in self._columns()
            ]
            data["rows"] = self.rows or []
        return data

    def _print_row(self, number):
        return {**super()._print_row(number), "table": self._print_table()}

    def _print_table(self):
        """Heads and rows as printed; rows to write on where nothing is entered.

        :return: dict ``heads`` (names), ``rows`` (dicts ``cells``, ``bad``); empty unless a table
        """
        if self.kind != "table":
            return {}
        heads = self._columns()
        rows = [
            {"cells": row, "bad": checklist_table.is_bad(heads, row)} for row in self.rows or []
        ]
        spare = 1 if self._origin else BLANK_ROWS
        empty = [" / ".join(one.options) if not self._origin else "" for one in heads]
        rows = rows or [{"cells": empty, "bad": False} for _row in range(spare)]
        return {"heads": [one.name for one in heads], "rows": rows}


class DmsChecklist(models.Model):
    """Sheets with tables."""

    _inherit = "dms.checklist"

    def _screen_vals(self, vals):
        kept = super()._screen_vals(vals)
        return {**kept, "rows": vals["rows"]} if "rows" in vals else kept

    def _check_reasons(self):
        """Rows are whole before the sheet is submitted.

        :raises UserError: naming the first cell that is missing
        """
        res = super()._check_reasons()
        for line in self.line_ids:
            if line.kind != "table" or line.stage != self.stage:
                continue
            if gaps := checklist_table.gaps(line._columns(), line.rows):
                number, column = gaps[0]
                raise UserError(
                    self.env._(
                        "“%(item)s” row %(row)s: fill in %(column)s.",
                        item=line.display_name,
                        row=number,
                        column=column,
                    )
                )
        return res
