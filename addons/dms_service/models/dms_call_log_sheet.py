from odoo import api, models

# What stands on the day sheet: a change of one of these after the manager signed takes his signature back.
SHEET_FIELDS = frozenset(
    (
        "called_at",
        "direction",
        "phone",
        "caller",
        "plate",
        "call_type",
        "content",
        "company_id",
    )
)


class DmsCallLog(models.Model):
    """Calls stand on the sheet of their day."""

    _inherit = "dms.call.log"

    @api.model_create_multi
    def create(self, vals_list):
        calls = super().create(vals_list)
        self.env["dms.call.sheet"]._open_days(calls._get_days())
        return calls

    def write(self, vals):
        """A call that moves to another day changes both sheets."""
        if not SHEET_FIELDS & vals.keys():
            return super().write(vals)
        before = self._get_days()
        result = super().write(vals)
        self.env["dms.call.sheet"]._open_days(before | self._get_days())
        return result

    def unlink(self):
        days = self._get_days()
        result = super().unlink()
        self.env["dms.call.sheet"]._open_days(days)
        return result

    def _get_days(self):
        """Days the calls stand on: set of (company id, date)."""
        return {(call.company_id.id, call.day) for call in self if call.day}

    def _get_sheets(self):
        """Sheets of the days of these calls, for the printed register."""
        days = self._get_days()
        sheets = self.env["dms.call.sheet"].search(
            [
                ("company_id", "in", [company for company, _day in days]),
                ("day", "in", [day for _company, day in days]),
            ]
        )
        return sheets.filtered(lambda sheet: (sheet.company_id.id, sheet.day) in days)
