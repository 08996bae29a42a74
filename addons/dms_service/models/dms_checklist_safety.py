from odoo import fields, models

SAFETY_CODES = ("SV-10",)
LETTERS = {"ok": "G", "pass": "G", "attention": "Y", "urgent": "R", "fail": "R", "na": "—"}


class DmsChecklist(models.Model):
    """SV-10: rating of the vehicle, wear since the last measurement, and the printed page."""

    _inherit = "dms.checklist"

    safety_rating = fields.Selection(
        [
            ("good", "Good"),
            ("watch", "Keep an Eye on It"),
            ("repair", "Repair Soon"),
            ("unfit", "Not Fit to Drive"),
        ],
        readonly=True,
        copy=False,
        help="Red in tyres, brakes, steering, lights, safety equipment or high voltage makes the "
        "vehicle unfit to drive; red elsewhere means repair soon; amber means keep an eye on it.",
    )

    def _is_safety_check(self):
        """Whether red findings of this sheet are proposed to the customer at once."""
        self.ensure_one()
        return self.template_id.code in SAFETY_CODES

    def _after_done(self):
        """Rate the vehicle and project the wear before the findings are proposed."""
        for checklist in self.filtered(lambda one: one._is_safety_check()):
            checklist._store_wear()
            checklist._store({"safety_rating": checklist._get_safety_rating()})
        return super()._after_done()

    def _get_safety_rating(self):
        """Key of the rating of the lines as they stand."""
        self.ensure_one()
        urgent = self.line_ids.filtered("is_urgent")
        # sudo: sections are read whoever signs
        if any(urgent.sudo().section_id.mapped("is_safety")):
            return "unfit"
        if urgent:
            return "repair"
        return "watch" if self.line_ids.filtered("is_bad") else "good"

    def _store_wear(self):
        """Kilometres left on worn parts that were measured on an earlier sheet of the vehicle."""
        lines = self.line_ids.filtered(
            lambda line: line.item_id.tracks_wear and line.result not in (False, "na")
        )
        if not lines or not self.odometer:
            return
        earlier = {}
        for line in (
            self.env["dms.checklist.line"]
            # sudo: earlier sheets of the vehicle are compared, only kilometres are taken over
            .sudo()
            .search(
                [
                    ("checklist_id.vehicle_id", "=", self.vehicle_id.id),
                    ("checklist_id.state", "=", "done"),
                    ("checklist_id.odometer", ">", 0),
                    ("checklist_id.odometer", "<", self.odometer),
                    ("code", "in", lines.mapped("code")),
                    ("item_id.tracks_wear", "=", True),
                    ("result", "not in", (False, "na")),
                ],
                order="id desc",
            )
        ):
            earlier.setdefault((line.code, line.position), line)
        groups = {}
        for line in lines:
            before = earlier.get((line.code, line.position))
            left = line._get_wear_left(before) if before else 0
            if left:
                groups.setdefault(left, []).append(line.id)
        for left, ids in groups.items():
            # sudo: written by the engine after its checks
            self.env["dms.checklist.line"].browse(ids).sudo()._store({"wear_left_km": left})

    def _print_body(self):
        """SV-10 fills one page of its own layout."""
        if self.template_id.code in SAFETY_CODES:
            return "dms_service.checklist_body_sv10"
        return super()._print_body()

    def _print_header(self):
        """Head of SV-10: order, advisor and technician also on a sheet without an order."""
        head = super()._print_header()
        if self.template_id.code not in SAFETY_CODES:
            return head
        if not self.order_id:
            head.insert(0, (self.env._("Repair Order"), ""))
        # sudo: the advisor's name is printed for everybody who may see the sheet
        head.append((self.env._("Service Advisor"), self.order_id.sudo().user_id.name or ""))
        return head

    def _print_safety(self):
        """Rows of the SV-10 page.

        :return: dict ``wheels`` (rows with one cell per wheel), ``heads`` (wheel names), ``halves``
            (two lists of sections with their points), ``findings`` (texts)
        """
        self.ensure_one()
        wheels, sections = {}, []
        for line in self.line_ids.sorted(lambda one: (one.sequence, one.id)):
            if line.position:
                row = wheels.setdefault(line.code, {"name": line.name, "line": line, "cells": {}})
                row["cells"][line.position] = line
            else:
                if not sections or sections[-1]["name"] != line.section_name:
                    sections.append({"name": line.section_name, "lines": []})
                sections[-1]["lines"].append(line)
        return {
            "heads": ["LF", "RF", "LR", "RR", "SP"],
            "wheels": list(wheels.values()),
            "halves": self._split_sections(sections),
            "findings": [line._get_print_finding() for line in self.line_ids.filtered("is_bad")],
        }

    def _split_sections(self, sections):
        """Whole sections in two columns of about equal height."""
        total = sum(len(section["lines"]) + 1 for section in sections)
        halves, height = [[], []], 0
        for section in sections:
            size = len(section["lines"]) + 1
            halves[0 if height + size / 2 <= total / 2 else 1].append(section)
            height += size
        return halves


class DmsChecklistLine(models.Model):
    """Wear of a measured line, and its letter on black-and-white paper."""

    _inherit = "dms.checklist.line"

    wear_left_km = fields.Integer(
        string="Left (km)",
        readonly=True,
        help="At the wear measured since the sheet before, until the value is urgent.",
    )

    def _get_wear_left(self, before):
        """Kilometres until the urgent limit at the wear since an earlier measurement.

        :param before: line of an earlier sheet of the same vehicle
        :return: km, rounded down; 0 when nothing wore off, the limit is unknown or passed
        """
        self.ensure_one()
        limit = self._band().urgent_min
        worn = before.value - self.value
        driven = self.checklist_id.odometer - before.checklist_id.odometer
        if limit is None or worn <= 0 or driven <= 0 or self.value <= limit:
            return 0
        return int((self.value - limit) / (worn / driven) + 1e-6)

    def _get_letter(self):
        """G, Y or R, as printed beside the coloured dot."""
        return LETTERS.get(self.result, "")

    def _get_print_finding(self):
        """Letter, finding and kilometres left."""
        text = f"{self._get_letter()} {self._get_finding_text()}"
        if self.wear_left_km:
            left = self.env._("about %(km)s km left", km=self.wear_left_km)
            text = f"{text} ({left})"
        return text


class DmsChecklistItem(models.Model):
    """Items whose value wears down with the kilometres driven."""

    _inherit = "dms.checklist.item"

    tracks_wear = fields.Boolean(
        help="The value is compared with the sheet before to say how many kilometres are left."
    )
