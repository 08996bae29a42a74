from calendar import monthrange

from odoo import models

from .dms_checklist_rescue import TOOL_CODE
from .dms_checklist_supply import SUPPLY_CODE

BODIES = {
    TOOL_CODE: "dms_service.checklist_body_sv04",
    SUPPLY_CODE: "dms_service.checklist_body_sv05",
}


class DmsChecklist(models.Model):
    """SV-04 and SV-05 on paper, SV-04 also as the check matrix of a month."""

    _inherit = "dms.checklist"

    def _print_body(self):
        return BODIES.get(self.template_id.code) or super()._print_body()

    def _print_rescue_lines(self):
        """Counted lines in the order of the list."""
        self.ensure_one()
        return self.line_ids.filtered(lambda line: line.kind == "measure").sorted(
            lambda line: (line.sequence, line.id)
        )

    def action_print_tool_month(self):
        """Check matrix of the van for the month of this sheet."""
        return self.env.ref("dms_service.action_report_rescue_tool_month").report_action(self)

    def _print_tool_month(self):
        """The month's checks of the van: a row per tool, a column per day, the last check of a day counts.

        :return: dict ``month``, ``days``, ``rows`` (number, name, need, cells), ``people`` (label, names
            by day)
        """
        self.ensure_one()
        first = self.date.replace(day=1)
        last = first.replace(day=monthrange(first.year, first.month)[1])
        sheets = self.search(
            [
                ("vehicle_id", "=", self.vehicle_id.id),
                ("template_id.code", "=", TOOL_CODE),
                ("state", "=", "done"),
                ("date", ">=", first),
                ("date", "<=", last),
            ],
            order="date, date_done, id",
        )
        by_day = {sheet.date.day: sheet for sheet in sheets}
        days = range(1, last.day + 1)
        marks = {
            day: {line.code: line._print_tool_mark() for line in sheet.line_ids}
            for day, sheet in by_day.items()
        }
        rows = [
            {
                "number": number,
                "name": line.name,
                "need": line.tol_min,
                "cells": [marks.get(day, {}).get(line.code, "") for day in days],
            }
            for number, line in enumerate(self._print_rescue_lines(), 1)
        ]
        people = [
            (role.name, [by_day[day]._get_signer(role) if day in by_day else "" for day in days])
            for role in self.template_id._roles()
        ]
        return {"month": f"{first:%Y-%m}", "days": days, "rows": rows, "people": people}

    def _get_signer(self, role):
        """Name signed for a role of the same code, empty without one."""
        self.ensure_one()
        signed = self._active_signoffs().filtered(lambda one: one.role_id.code == role.code)
        return signed[:1].signed_name or ""


class DmsChecklistLine(models.Model):
    """A counted line on paper."""

    _inherit = "dms.checklist.line"

    def _print_tool_mark(self):
        """Cell of the month's matrix: in order, calibration ended, short."""
        self.ensure_one()
        if self.kind != "measure" or not self.result:
            return ""
        if self.is_bad:
            return "×"
        return "△" if self.validity == "ended" else "○"

    def _print_supply(self):
        """Figures of a supply as printed; empty on the blank paper."""
        self.ensure_one()
        names = ("supply_opening", "supply_refilled", "supply_used")
        figures = {name: f"{self[name]:g}" for name in names}
        refilled = self._get_refilled()
        return {
            "opening": figures["supply_opening"],
            "refilled": f"{refilled:g}",
            "used": figures["supply_used"],
            "due": f"{self._get_due():g}",
            "actual": f"{self.value:g}" if self.result else "",
            "difference": f"{self._get_difference():+g}" if self.result else "",
            "expiry": self._get_validity_text() if self.valid_until else "",
        }
