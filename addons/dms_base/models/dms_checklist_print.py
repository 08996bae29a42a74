from odoo import models
from odoo.tools import format_date

SIGNS = {"pass": "○", "ok": "○", "attention": "△", "fail": "×", "urgent": "×", "na": "—"}
TWO_COLUMN_FROM = 40
MOST_MATRIX_COLUMNS = 12


class DmsChecklist(models.Model):
    """A sheet as it is printed, filled or blank."""

    _inherit = "dms.checklist"

    def action_print(self):
        """Print the sheets, across the page where the form says so."""
        name = "action_report_checklist"
        name += "_landscape" if self.template_id[:1].landscape else ""
        return self.env.ref(f"dms_base.{name}").report_action(self)

    def _print_header(self):
        """Head of the printed sheet and of the tap screen; addons add what they know of the
        subject.

        :return: list of (label, value) in reading order
        """
        self.ensure_one()
        head = [(self.env._("Date"), format_date(self.env, self.date) if self.date else "")]
        if self.period_start or self.period_end:
            period = (self.period_start, self.period_end)
            days = [format_date(self.env, day) for day in period if day]
            head.append((self.env._("Period"), " – ".join(days)))
        model = self.res_model or self.template_id.subject_model
        if self.vehicle_id or model == "fleet.vehicle" or self._is_for_vehicle(model):
            head += self._print_vehicle()
        if self.employee_id or model == "hr.employee":
            head += self._print_employee()
        if self.subject_name and self.res_model not in ("fleet.vehicle", "hr.employee"):
            head.insert(0, (self.env._("Subject"), self.subject_name))
        if self.attempt > 1:
            head.append((self.env._("Attempt"), str(self.attempt)))
        return head

    def _is_for_vehicle(self, model):
        """Forms about documents with a vehicle print its lines even when blank."""
        return model in self.env and "vehicle_id" in self.env[model]._fields

    def _print_vehicle(self):
        # sudo: a check sheet prints the vehicle's plate, VIN and type for everybody who may read it
        vehicle = self.vehicle_id.sudo()
        odometer = self.odometer or vehicle.odometer
        return [
            (self.env._("Plate"), vehicle.license_plate or ""),
            (self.env._("Make and Model"), vehicle.model_id.display_name or ""),
            (self.env._("VIN"), vehicle.vin_sn or ""),
            (self.env._("Odometer (km)"), f"{odometer:.0f}" if odometer else ""),
        ]

    def _print_employee(self):
        # sudo: name, department and post are printed on the person's own sheet, nothing else
        employee = self.employee_id.sudo()
        return [
            (self.env._("Name"), employee.name or ""),
            (self.env._("Department"), employee.department_id.name or ""),
            (self.env._("Post"), employee.job_id.name or ""),
        ]

    def _print_sections(self):
        """Sections with their rows; the positions of an item stand side by side.

        :return: list of dicts ``name``, ``columns`` (positions when all repeated items share
            them), ``rows``, ``pairs`` (rows by two where an addon prints them side by side)
        """
        self.ensure_one()
        sections = []
        number = 0
        for line in self.line_ids.sorted(lambda one: (one.sequence, one.id)):
            name = line.section_name or ""
            if not sections or sections[-1]["name"] != name:
                note = line.section_id.note or ""
                sections.append(
                    {"name": name, "note": note, "rows": [], "columns": [], "lines": line.browse()}
                )
            sections[-1]["lines"] |= line
            rows = sections[-1]["rows"]
            same = rows and line.position and line.item_id and rows[-1]["item"] == line.item_id
            if not same:
                number += 1
                rows.append(line._print_row(number))
            rows[-1]["cells"].append(line._print_cell())
            rows[-1]["remarks"] += line._print_remark()
        for section in sections:
            section["columns"] = self._matrix_columns(section["rows"])
            section["pairs"] = []
            section["wide"] = any(len(row["cells"]) > 1 for row in section["rows"])
        return sections

    def _matrix_columns(self, rows):
        """Positions as table columns, when every row of the section has the same ones."""
        heads = [tuple(cell["position"] for cell in row["cells"]) for row in rows]
        if heads and len(set(heads)) == 1 and 1 < len(heads[0]) <= MOST_MATRIX_COLUMNS:
            return list(heads[0])
        return []

    def _print_halves(self):
        """Sections split in two columns of about equal length, or one column.

        :return: list of one or two lists of sections
        """
        sections = self._print_sections()
        total = sum(len(section["rows"]) + 1 for section in sections)
        wide = (
            self.template_id.landscape
            or self._raters()
            or any(
                section["columns"]
                or section["picture"]
                or any(
                    row["kind"] in ("score", "linked", "text", "table") for row in section["rows"]
                )
                for section in sections
            )
        )
        if wide or not self.template_id.two_columns or total - len(sections) < TWO_COLUMN_FROM:
            return [sections]
        halves, count = [[], []], 0
        for section in sections:
            rows, name = section["rows"], section["name"]
            room = max(0, (total + 1) // 2 - count - 1)
            if room:
                halves[0].append({**section, "rows": rows[:room]})
            if rows[room:]:
                title = self.env._("%(name)s (continued)", name=name) if room else name
                halves[1].append({**section, "name": title, "rows": rows[room:]})
            count += len(rows) + 1
        return halves

    def _print_photos(self):
        """Pages of six photos each with what they show.

        :return: list of lists of dicts ``photo``, ``text``
        """
        photos = [
            {"photo": photo, "text": self._photo_text(line, photo)}
            for line in self.line_ids
            for photo in line.sudo().photo_ids  # sudo: seen by those who see the sheet
        ]
        return [photos[start : start + 6] for start in range(0, len(photos), 6)]

    def _photo_text(self, line, photo):
        """What a printed photo shows."""
        return " ".join(filter(None, (line.display_name, line.remark)))

    def _print_signatures(self):
        """Signature boxes in order, filled or empty."""
        signed = {signoff.role_id: signoff for signoff in self._active_signoffs()}
        boxes = []
        for role in self.template_id._roles():
            signoff = signed.get(role) or self.env["dms.signoff"]
            boxes.append(
                {
                    "label": role.name,
                    "name": signoff.signed_name or "",
                    "date": format_date(self.env, signoff.date) if signoff.date else "",
                    "image": signoff.signature or False,
                }
            )
        return boxes

    def _print_result(self):
        """Result in words, empty while the sheet is open."""
        self.ensure_one()
        if self.state != "done" or self.result in (False, "none"):
            return ""
        return dict(self._fields["result"]._description_selection(self.env))[self.result]

    def _print_body(self):
        """QWeb template of the sheet's body; addons give a form a body of its own.

        It is called with ``sheet`` and ``blank``, inside the print layout.
        """
        self.ensure_one()
        return "dms_base.checklist_body"

    def _print_title(self):
        self.ensure_one()
        return self.template_id.name


class DmsChecklistLine(models.Model):
    """A line as it is printed."""

    _inherit = "dms.checklist.line"

    def _position_label(self):
        """Position in words: wheels and sides are translated, numbers and names stay."""
        names = {
            "LF": self.env._("Left Front"),
            "RF": self.env._("Right Front"),
            "LR": self.env._("Left Rear"),
            "RR": self.env._("Right Rear"),
            "SP": self.env._("Spare"),
            "L": self.env._("Left"),
            "R": self.env._("Right"),
            "F": self.env._("Front"),
            "RE": self.env._("Rear"),
        }
        return names.get(self.position, self.position or "")

    def _print_row(self, number):
        return {
            "item": self.item_id,
            "number": number,
            "code": self.code or "",
            "name": self.name,
            "critical": self.critical,
            "standard": self.standard or self._limit_text(),
            "uom": self.uom or "",
            "score_max": self.score_max,
            "kind": self.kind,
            "cells": [],
            "remarks": [],
        }

    def _print_cell(self):
        """What stands in the result column for this line."""
        sign = SIGNS.get(self.result, "")
        return {
            "position": self._position_label(),
            "sign": sign,
            "bad": self.is_bad,
            "text": self._print_value() if self.result and self.result != "na" else "",
            "score": f"{self.score:g}" if self.result and self.result != "na" else sign,
            "ratings": {
                int(key): SIGNS.get(answer, answer) if isinstance(answer, str) else f"{answer:g}"
                for key, answer in (self.ratings or {}).items()
            },
        }

    def _print_value(self):
        """Value in words or figures, without the verdict sign."""
        if self.kind in ("measure", "computed", "linked"):
            return f"{self.value:g}"
        if self.kind == "score":
            return f"{self.value:g}" if self.value != self.score else ""
        if self.kind == "choice":
            return self.choice_id.name or ""
        if self.kind in ("text", "table"):
            return self.text or ""
        if self.kind == "work" and self.work and self.work != "inspect":
            return dict(self._fields["work"]._description_selection(self.env))[self.work]
        return ""

    def _print_remark(self):
        return [self.remark] if self.remark else []


class DmsChecklistTemplate(models.Model):
    """The empty form for filling by hand."""

    _inherit = "dms.checklist.template"

    def _blank_checklist(self):
        """Sheet that is never stored, with all lines whatever the subject.

        :return: new dms.checklist record
        """
        self.ensure_one()
        lines = self._line_vals({}, {}, {}, self._blank_lines())
        return self.env["dms.checklist"].new(
            {
                "template_id": self.id,
                "name": False,
                "date": False,
                "company_id": (self.company_id or self.env.company).id,
                "line_ids": [(0, 0, vals) for vals in lines],
            }
        )

    def _blank_lines(self):
        """Hook: lines the empty form prints although they come from records, see `_extra_lines`."""
        return []
