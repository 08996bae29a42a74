import io
import json
from datetime import date

import xlsxwriter

from odoo import http
from odoo.http import content_disposition, request


class DmsRegisterController(http.Controller):
    """Files of the supplementary forms: their definition, and the rows of a month."""

    def _register(self, register_id):
        register = request.env["dms.register"].browse(register_id).exists()
        if not register:
            raise request.not_found()
        register.check_access("read")
        return register

    @http.route(
        "/dms/register/<int:register_id>/definition", type="http", auth="user", methods=["GET"]
    )
    def definition(self, register_id):
        """The form as a file another database can import; for the owner of its chapter and reviewers."""
        register = self._register(register_id)
        if not register._is_reviewer():
            register._check_designer()
        content = json.dumps(
            register._export_definition(), ensure_ascii=False, indent=1, sort_keys=True
        )
        return self._file(
            content.encode(), f"{register.code} {register.name}.json", "application/json"
        )

    @http.route("/dms/register/<int:register_id>/rows", type="http", auth="user", methods=["GET"])
    def rows(self, register_id, month):
        """The rows of a month as a spreadsheet: figures as numbers, one sheet per version."""
        register = self._register(register_id)
        try:
            first = date.fromisoformat(f"{month}-01")
        except ValueError:
            raise request.not_found() from None
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
            tables = register._ledger(first)
            for table in tables:
                self._write_table(book, table)
            if not tables:
                book.add_worksheet(register.code)
        mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return self._file(stream.getvalue(), f"{register.code} {register.name} {month}.xlsx", mime)

    def _write_table(self, book, table):
        template, env = table["template"], request.env
        sheet = book.add_worksheet(f"{template.code} v{template.version}")
        head = book.add_format({"bold": True, "bg_color": "#E9ECEF", "border": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        void = book.add_format({"font_strikeout": True})
        labels = [env._("Number"), env._("Entry Date"), env._("Filled by")]
        labels += [
            f"{one['label']} ({one['unit']})" if one["unit"] else one["label"]
            for one in table["columns"]
        ]
        sheet.write_row(0, 0, labels, head)
        sheet.set_column(0, len(labels) - 1, 16)
        rows = [row for page in table["pages"] for row in page]
        for index, row in enumerate(rows, 1):
            entry = row["entry"]
            style = void if row["void"] else None
            sheet.write_string(index, 0, entry.name or "", style)
            sheet.write_datetime(index, 1, entry.date, day)
            # sudo: the name of who filled the form stands on the form, whoever may read the staff
            sheet.write_string(index, 2, entry.sudo().clerk_id.name or entry.user_id.name or "")
            for column, field in enumerate(table["columns"], 3):
                value = table["raws"][entry].get(field["key"])
                if field["key"] in table["numeric"] and value is not None:
                    sheet.write_number(index, column, value, style)
                else:
                    sheet.write_string(index, column, row["texts"].get(field["key"]) or "", style)
        sheet.freeze_panes(1, 0)

    def _file(self, content, name, mime):
        headers = [
            ("Content-Type", mime),
            ("Content-Length", len(content)),
            ("Content-Disposition", content_disposition(name)),
        ]
        return request.make_response(content, headers)
