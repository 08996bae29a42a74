import base64
import io
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from odoo import fields, models
from odoo.exceptions import UserError

from ..models import register_schema

MOST_ROWS = 5000
MOST_SHOWN = 20


class DmsRegisterRows(models.TransientModel):
    """Takes rows of a form from a spreadsheet with its labels as head."""

    _name = "dms.register.rows"
    _description = "Import Rows of a Form"

    register_id = fields.Many2one("dms.register", string="Form", required=True)
    file = fields.Binary(required=True)
    file_name = fields.Char()

    def action_import(self):
        """Create all rows, or none when one of them is wrong.

        :raises UserError: the wrong rows by their number in the file
        """
        self.ensure_one()
        template = self.register_id.template_id
        rows = self._read_rows()
        columns, dated = self._map_head(template, rows[0])
        entries = self.env["dms.register.entry"]
        vals_list, problems = [], []
        for number, row in enumerate(rows[1:], 2):
            if not any(value not in (None, "") for value in row):
                continue
            answers, wrong = self._read_row(columns, row)
            schema = template._schema()
            entries._fill_automatic(schema, answers, [])
            head, _lines = schema.clean(answers)
            wrong += [entries._problem_text(one) for one in schema.problems(head)]
            problems += [
                self.env._("Row %(number)s: %(text)s", number=number, text=text)
                for text in wrong[:1]
            ]
            vals = {"register_id": self.register_id.id, "template_id": template.id, "answers": head}
            if dated is not None and row[dated]:
                vals["date"] = register_schema.clean_value({"kind": "date"}, row[dated])
            vals_list.append(vals)
        if problems:
            raise UserError("\n".join(problems[:MOST_SHOWN]))
        entries.create(vals_list)
        return self.register_id.action_entries()

    def _read_rows(self):
        """Rows of the first sheet.

        :raises UserError: not a spreadsheet, or too long
        """
        try:
            book = load_workbook(
                io.BytesIO(base64.b64decode(self.file)), read_only=True, data_only=True
            )
            rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
        except (BadZipFile, InvalidFileException, OSError, ValueError, KeyError) as error:
            raise UserError(self.env._("This file is not a spreadsheet (XLSX).")) from error
        if len(rows) < 2 or len(rows) > MOST_ROWS:
            raise UserError(
                self.env._("The file must have a head and at most %(most)s rows.", most=MOST_ROWS)
            )
        return rows

    def _map_head(self, template, head):
        """Fields of the columns by label in either language.

        :return: (dict of column number to spec, column number of the date or None)
        """
        by_label = {}
        schema = template._schema()
        # sudo: labels of the form that is filled
        for field in template.sudo().field_ids:
            for label in (field.label_zh, field.label_en):
                if label and field.area == "head":
                    by_label.setdefault(label, schema.by_key[field.key])
        columns = {}
        dated = None
        for index, label in enumerate(head):
            label = str(label or "").split(" (")[0].strip()
            if label in by_label:
                columns[index] = by_label[label]
            elif label in (self.env._("Entry Date"), "Entry Date"):
                dated = index
        if not columns:
            raise UserError(self.env._("No column of the file has the label of a field."))
        return columns, dated

    def _read_row(self, columns, row):
        """Values of a row, with the sentences for what cannot be found."""
        answers, wrong = {}, []
        for index, field in columns.items():
            value = row[index] if index < len(row) else None
            if value in (None, "") or field["kind"] in ("computed", *register_schema.MEDIA):
                continue
            if field["model"]:
                found = self._find_record(field, str(value).strip())
                if not found:
                    wrong.append(
                        self.env._(
                            "“%(field)s”: there is no %(name)s.", field=field["label"], name=value
                        )
                    )
                value = found
            elif field["options"]:
                keys = {label: key for key, label in field["options"]}
                parts = [part.strip() for part in str(value).split("、")]
                values = [keys.get(part, part) for part in parts]
                value = values if field["kind"] == "multi" else values[0]
            answers[field["key"]] = value
        return answers, wrong

    def _find_record(self, field, name):
        # sudo: colleagues, cars and things of the shop are named on everybody's forms
        records = self.env[field["model"]].sudo()
        found = records.name_search(name, limit=2)
        exact = [pair for pair in found if pair[1] == name]
        return (exact or found or [(None, "")])[0][0]
