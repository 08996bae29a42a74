from odoo import api, models
from odoo.tools import format_date

from . import register_schema
from .dms_checklist_template_builder import BUILT

LEDGER_ROWS = 25
BLANK_LINES = 10
WIDE = ("long_text", "photo", "file", "note", "section")


class DmsRegisterEntry(models.Model):
    """An entry as it is printed: head grid, line table with totals, photos, signature boxes."""

    _inherit = "dms.register.entry"

    def action_print(self):
        """Print the entries, across the page where the form is wide."""
        landscape = self.template_id[:1]._is_landscape() and self.kind != "register"
        name = "action_report_register_entry"
        name += "_landscape" if landscape else ""
        return self.env.ref(f"dms_base.{name}").report_action(self)

    def _print_head(self):
        """Rows of the head grid, see :meth:`dms.checklist.template._grid`."""
        self.ensure_one()
        template = self.template_id
        schema = template._schema()
        raw = self._raw()
        shown = [one for one in schema.head if schema.visible(one, raw)]
        texts = self._display(shown, raw)
        for key, files in self._media().items():
            texts[key] = "、".join(one["name"] for one in files if not one["picture"])
        return template._grid(shown, texts)

    def _print_lines(self):
        """Columns, rows and totals of the line table; no columns when the form has none."""
        self.ensure_one()
        schema = self.template_id._schema()
        lines = self._raw_lines()
        names = self._record_names([(schema.columns, line) for line in lines])
        return {
            "columns": schema.columns,
            "rows": [self._display(schema.columns, line, names or {(0, 0): ""}) for line in lines],
            "totals": self._totals(schema, schema.columns, lines),
            "numeric": {one["key"] for one in schema.columns if schema.numeric(one)},
        }

    @api.model
    def _totals(self, schema, columns, rows):
        """Totals at the foot of a table.

        :param rows: values of the rows that count
        :return: dict of key to text, empty when no column has a total
        """
        totals = {}
        for field in columns:
            values = [row.get(field["key"]) for row in rows]
            filled = [value for value in values if value not in (None, "", [])]
            if field["footer"] == "count":
                totals[field["key"]] = str(len(filled))
            elif field["footer"] in ("sum", "mean") and schema.numeric(field):
                total = sum(filled)
                if field["footer"] == "mean" and filled:
                    total /= len(filled)
                totals[field["key"]] = self._display_number(field, total) if filled else ""
        return totals

    def _print_photos(self):
        """Pages of six photos with the label of their field."""
        self.ensure_one()
        labels = {one["key"]: one["label"] for one in self.template_id._schema().head}
        photos = []
        # sudo: the photos of a form are seen by those who see the form
        attachments = self.env["ir.attachment"].sudo()
        for key, files in self._media().items():
            for number, file in enumerate([one for one in files if one["picture"]], 1):
                photos.append(
                    {
                        "photo": attachments.browse(file["id"]),
                        "text": f"{labels.get(key, '')} {number}",
                    }
                )
        return [photos[start : start + 6] for start in range(0, len(photos), 6)]

    def _print_signatures(self):
        """Signature boxes: fields for signing first, then the boxes of the form."""
        self.ensure_one()
        # sudo: the signatures of a form are seen by those who see the form
        signed = self.sudo().signoff_ids.filtered(lambda one: one.decision == "signed")
        by_key = {one.field_key: one for one in signed if one.field_key}
        by_role = {one.role_id: one for one in signed if one.role_id}
        boxes = [
            (one["label"], by_key.get(one["key"]))
            for one in self.template_id._schema().head
            if one["kind"] == "signature"
        ]
        boxes += [(role.name, by_role.get(role)) for role in self.template_id._roles()]
        return [
            {
                "label": label,
                "name": signoff.signed_name if signoff else "",
                "date": format_date(self.env, signoff.date) if signoff else "",
                "image": signoff.signature if signoff else False,
            }
            for label, signoff in boxes
        ]


class DmsChecklistTemplate(models.Model):
    """The blank of a form, and the grid every print of it uses."""

    _inherit = "dms.checklist.template"

    def action_print_blank(self):
        """Print the empty form."""
        template = self[:1]
        if template.kind in BUILT:
            return template._blank_report().report_action(self.ids, config=False)
        return super().action_print_blank()

    def _blank_report(self):
        """Report of the blank, across the page where the form is wide."""
        name = "action_report_register_blank"
        name += "_landscape" if self._is_landscape() else ""
        return self.env.ref(f"dms_base.{name}")

    def _grid(self, fields_of_form, texts):
        """Head fields laid out in as many columns as the form has.

        :return: list of dicts ``kind`` (section, note, cells) with ``text`` or ``cells`` of
            (label, text, span)
        """
        self.ensure_one()
        columns = max(1, min(self.head_columns or 2, 3))
        rows, cells = [], []

        def close():
            if cells:
                missing = columns - len(cells)
                label, text, _span = cells[-1]
                cells[-1] = (label, text, 1 + 2 * missing)
                rows.append({"kind": "cells", "cells": list(cells)})
                cells.clear()

        for field in fields_of_form:
            if field["kind"] == "signature":
                continue
            if field["kind"] in register_schema.SHOWN_ONLY:
                close()
                rows.append({"kind": field["kind"], "text": field["label"]})
                continue
            label = f"{field['label']} ({field['unit']})" if field["unit"] else field["label"]
            if field["kind"] in WIDE:
                close()
                cells.append((label, texts.get(field["key"], ""), 1))
                close()
                continue
            cells.append((label, texts.get(field["key"], ""), 1))
            if len(cells) == columns:
                close()
        close()
        return rows

    def _blank_head(self):
        """Head grid without values; choices are printed to be ticked."""
        schema = self._schema()
        texts = {
            one["key"]: "　".join(f"□ {label}" for _key, label in one["options"])
            for one in schema.head
            if one["options"]
        }
        return self._grid(schema.head, texts)

    def _blank_rows(self):
        """Number of empty rows on a blank."""
        if self.kind == "register":
            return LEDGER_ROWS if not self._is_landscape() else 18
        return BLANK_LINES

    def _blank_signatures(self):
        schema = self._schema()
        labels = [one["label"] for one in schema.head if one["kind"] == "signature"]
        labels += self._roles().mapped("name")
        if self.kind == "register":
            labels = labels or [self.env._("Filled by"), self.env._("Reviewed")]
        return [{"label": label} for label in labels]


class DmsRegister(models.Model):
    """The ledger of a month: rows by version of the form, with their totals."""

    _inherit = "dms.register"

    def _ledger(self, month, company=None):
        """Tables of a month, one for each version that was in use.

        :return: list of dicts ``template``, ``columns``, ``pages`` (lists of rows), ``totals``, ``numeric``
        """
        self.ensure_one()
        entries = self._month_entries(month, company)
        media = entries._media_many()
        return [
            self._ledger_table(
                template,
                entries.filtered(lambda one, version=template: one.template_id == version),
                media,
            )
            for template in entries.template_id.sorted("version")
        ]

    def _ledger_table(self, template, entries, media):
        schema, columns = template._schema(), template._list_fields()
        if template.kind == "slip":
            columns = columns[:8]
        raws = {entry: entry._raw() for entry in entries}
        names = entries._record_names([(columns, raw) for raw in raws.values()]) or {(0, 0): ""}
        rows = []
        for number, entry in enumerate(entries, 1):
            texts = entry._display(columns, raws[entry], names)
            for key, files in media.get(entry.id, {}).items():
                texts[key] = self.env._("%(count)s pcs.", count=len(files))
            rows.append(
                {"number": number, "entry": entry, "texts": texts, "void": entry.state == "void"}
            )
        counted = [raw for entry, raw in raws.items() if entry.state != "void"]
        return {
            "template": template,
            "columns": columns,
            "raws": raws,
            "pages": [
                rows[start : start + LEDGER_ROWS] for start in range(0, len(rows), LEDGER_ROWS)
            ],
            "totals": entries._totals(schema, columns, counted),
            "numeric": {one["key"] for one in columns if schema.numeric(one)},
        }
