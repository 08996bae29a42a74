from odoo import api, fields, models

from .dms_rescue_tool import get_validity


class DmsChecklistLine(models.Model):
    """What a line of the rescue lists SV-04 and SV-05 keeps besides the figure counted."""

    _inherit = "dms.checklist.line"

    keeper = fields.Char(string="Kept by", readonly=True)
    is_dated = fields.Boolean(string="With a Date", readonly=True)
    valid_until = fields.Date(readonly=True)
    validity = fields.Selection(
        [("good", "Good"), ("soon", "Ends Soon"), ("ended", "Ended"), ("unknown", "No Date")],
        compute="_compute_validity",
    )
    supply_spec = fields.Char(string="Specification", readonly=True)
    supply_opening = fields.Float(string="Carried Over", readonly=True, digits="Product Unit")
    supply_refilled = fields.Float(string="Refilled", readonly=True, digits="Product Unit")
    supply_used = fields.Float(string="Used Up", readonly=True, digits="Product Unit")
    supply_stock = fields.Float(string="In the Books", readonly=True, digits="Product Unit")

    @api.depends("is_dated", "valid_until", "checklist_id.date")
    def _compute_validity(self):
        """On the day of the sheet: a paper printed later says what was true then."""
        for line in self:
            day = line.checklist_id.date or fields.Date.context_today(line)
            line.validity = get_validity(line.valid_until, day, line.is_dated)

    def _get_validity_text(self):
        """Date and verdict in one text: ``2026-03-01 Ended``."""
        self.ensure_one()
        labels = dict(self._fields["validity"]._description_selection(self.env))
        if self.validity == "good":
            return str(self.valid_until)
        return " ".join(filter(None, (str(self.valid_until or ""), labels.get(self.validity, ""))))

    def _screen_data(self, role=None):
        """The tap screen says until when a tool or a supply may be used."""
        data = super()._screen_data(role)
        if self.validity:
            text = self.env._("valid until: %(date)s", date=self._get_validity_text())
            data["standard"] = ", ".join(filter(None, (data["standard"], text)))
        return data
