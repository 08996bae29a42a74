from odoo import api, fields, models

from . import report_cell


class DmsCockpitTile(models.Model):
    """One figure of a cockpit."""

    _name = "dms.cockpit.tile"
    _description = "Figure of a Cockpit"
    _order = "sequence, id"

    cockpit_id = fields.Many2one("dms.cockpit", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer(default=10)
    kpi_id = fields.Many2one("dms.kpi", string="Indicator", required=True, ondelete="cascade")
    period = fields.Selection(
        [("day", "Today"), ("month", "Month to Date")], default="day", required=True
    )
    report_id = fields.Many2one("dms.report", string="Opens")

    def _prepare_tile(self, figures, targets, trend, spans, progress):
        """What one tile shows; a day is compared with the same weekday last week, a month with last month to date."""
        self.ensure_one()
        kpi, target_model = self.kpi_id, self.env["dms.kpi.target"]
        value = figures[self.period][kpi.code][None]["value"]
        before = figures[f"{self.period}_before"][kpi.code][None]["value"]
        target = targets.get(kpi.code)
        kind = report_cell.UNIT_TYPES[kpi.unit]
        achieved = target_model._achievement(value, target)
        additive = kpi.kind in ("sum", "count") and not kpi.is_level
        expected = progress if self.period == "month" and additive and progress is not None else 1.0
        change = target_model._comparison(value, before)
        date_from, date_to = spans[self.period]
        return {
            "id": self.id,
            "code": kpi.code,
            "name": kpi.name,
            "unit": kpi.unit,
            "period": self.period,
            "value": report_cell.to_text(kind, value),
            "target": report_cell.to_text(kind, target) if target is not None else None,
            "achieved": report_cell.to_text("percent", achieved) if achieved is not None else None,
            "progress": min(achieved, 1.5) if achieved is not None else None,
            "expected": expected,
            "style": self.env["dms.report.dataset"]._get_achievement_style(kpi, achieved, expected),
            "before": report_cell.to_text(kind, before),
            "change": report_cell.to_text("change", change) if change is not None else None,
            "change_good": None
            if not change or kpi.better == "none"
            else (change > 0) == (kpi.better == "higher"),
            "trend": trend.get(kpi.code) or [],
            "drill": {
                "code": kpi.code,
                "date_from": date_from.isoformat(),
                "date_to": date_to.isoformat(),
            },
            "report": self.report_id.code or None,
        }

    @api.model
    def open_drill(self, code, date_from, date_to):
        """Action on the records behind a tile."""
        return self.env["dms.kpi"]._drill_action(
            code,
            fields.Date.to_date(date_from),
            fields.Date.to_date(date_to),
            company_ids=self.env.company.ids,
        )
