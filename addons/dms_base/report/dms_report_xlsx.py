from datetime import datetime

from odoo import models

from ..models import report_cell

FORMATS = {
    "int": "#,##0",
    "km": "#,##0",
    "minutes": "#,##0",
    "money": "#,##0.00",
    "hours": "#,##0.00",
    "float": "#,##0.00",
    "percent": "0.0%",
    "change": "+0.0%;-0.0%;0.0%",
    "points": "+0.0;-0.0;0.0",
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
}
FILLS = {"red": "#FBE3E0", "amber": "#FDF2D6", "green": "#E3F3E6"}
BOLD = ("total", "sub", "head")


class ReportDmsReportXlsx(models.AbstractModel):
    """Any report as a spreadsheet: one sheet per table, figures as numbers."""

    _name = "report.dms_base.report_xlsx"
    _description = "Report Spreadsheet"
    _inherit = "report.report_xlsx.abstract"

    def generate_xlsx_report(self, workbook, data, objs):
        """Write the data of `dms.report._run` given as ``data["payload"]``."""
        shown = data["payload"]
        cache = {}
        for index, table in enumerate(shown["tables"]):
            name = self._sheet_name(table.get("title") or shown["report"]["name"], index)
            self._write_table(workbook, workbook.add_worksheet(name), shown, table, cache)

    def _sheet_name(self, title, index):
        """Name a spreadsheet accepts; characters it forbids are replaced."""
        clean = "".join("-" if char in r"[]:*?/\'" else char for char in title).strip()
        return clean[:28] or str(index + 1)

    def _get_format(self, workbook, cache, kind, style):
        """Cell format by type and style, made once."""
        key = (kind, style)
        if key not in cache:
            options = {"border": 1, "border_color": "#999999", "valign": "vcenter"}
            if kind in FORMATS:
                options["num_format"] = FORMATS[kind]
            if kind == "head":
                options.update(bold=True, bg_color="#E9ECEF", text_wrap=True, align="center")
            if style in BOLD:
                options.update(bold=True, bg_color="#F3F4F6")
            if style in FILLS:
                options["bg_color"] = FILLS[style]
            cache[key] = workbook.add_format(options)
        return cache[key]

    def _write_table(self, workbook, sheet, shown, table, cache):
        """Title, head, rows and totals of one table."""
        title = workbook.add_format({"bold": True, "font_size": 14})
        sheet.write(
            0,
            0,
            f"{shown['company'][1]} {shown['report']['name']} {table.get('title') or ''}",
            title,
        )
        sheet.write(
            1, 0, f"{shown['report']['form_code']}  {shown['date_from']} – {shown['date_to']}"
        )
        for position, column in enumerate(table["columns"]):
            sheet.write(
                3, position, column["label"], self._get_format(workbook, cache, "head", None)
            )
            sheet.set_column(position, position, self._get_width(table, column))
        line = 4
        for row in table["rows"]:
            self._write_row(workbook, sheet, line, table, row, cache)
            line += 1
        if table.get("totals"):
            self._write_row(
                workbook, sheet, line, table, {**table["totals"], "_style": "total"}, cache
            )
        sheet.freeze_panes(4, 1)
        sheet.repeat_rows(3)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        if shown["landscape"]:
            sheet.set_landscape()

    def _get_width(self, table, column):
        """Width for the widest shown text, Chinese characters counting double, between 8 and 40."""
        texts = [
            column["label"],
            *[row.get("_text", {}).get(column["key"], "") for row in table["rows"][:200]],
        ]
        widest = max(sum(2 if ord(char) > 255 else 1 for char in text) for text in texts)
        return min(max(widest + 2, 8), 40)

    def _write_row(self, workbook, sheet, line, table, row, cache):
        for position, column in enumerate(table["columns"]):
            kind = report_cell.cell_type(column, row)
            value = row.get(column["key"])
            style = (row.get("_styles") or {}).get(column["key"]) or row.get("_style")
            form = self._get_format(workbook, cache, kind, style)
            if kind == "points" and value is not None:
                value *= 100
            if kind in ("date", "datetime") and value:
                mask = "%Y-%m-%d" if kind == "date" else "%Y-%m-%d %H:%M"
                sheet.write_datetime(line, position, datetime.strptime(value, mask), form)
            elif (
                report_cell.is_number(kind)
                and isinstance(value, int | float)
                and not isinstance(value, bool)
            ):
                sheet.write_number(line, position, value, form)
            elif row.get("_style") == "head" and value is None:
                sheet.write_blank(line, position, None, form)
            else:
                sheet.write_string(line, position, report_cell.to_text(kind, value), form)
