from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import period as periods

TREND_DAYS = 14


class DmsCockpit(models.Model):
    """Home of a manager: the day in figures against target and last week, exceptions first."""

    _name = "dms.cockpit"
    _description = "Cockpit"
    _order = "sequence, code"

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    group_ids = fields.Many2many("res.groups", string="Shown to")
    tile_ids = fields.One2many("dms.cockpit.tile", "cockpit_id", string="Figures", copy=True)
    board_ids = fields.Many2many("dms.board", string="Boards")
    report_ids = fields.Many2many("dms.report", string="Reports")

    _code_uniq = models.Constraint("UNIQUE(code)", "There is a cockpit with this code already.")

    def action_open(self):
        """Open the cockpit."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "dms_base.cockpit",
            "name": self.name,
            "context": {"cockpit_code": self.code},
        }

    @api.model
    @api.readonly
    def get_cockpit(self, code):
        """Everything the cockpit shows, with two statements per fact whatever the number of tiles.

        :return: {"title", "day", "tiles", "exceptions", "boards", "reports"}
        :raises UserError: there is none for the user's role
        """
        cockpit = self.search([("code", "=", code)], limit=1)
        if not cockpit:
            raise UserError(self.env._("This cockpit does not exist or is not for your role."))
        company = self.env.company
        day = company._local_date()
        exceptions = sorted(
            cockpit._cockpit_exceptions(cockpit), key=lambda one: one.get("level") != "red"
        )
        return {
            "code": code,
            "title": cockpit.name,
            "company": company.name,
            "day": day.isoformat(),
            "weekday": day.isoweekday(),
            "tiles": cockpit._get_tiles(company, day),
            "exceptions": exceptions,
            "boards": [{"code": one.code, "name": one.name} for one in cockpit.board_ids],
            "reports": [{"code": one.code, "name": one.name} for one in cockpit.report_ids],
            "issues": cockpit._get_unread_issues(company),
        }

    def _cockpit_exceptions(self, cockpit):
        """What needs a decision now; addons append theirs.

        :return: list of {"level": red or amber, "text", "count", "res_model", "domain"} or with "action", an
            action dict
        """
        return []

    def _get_unread_issues(self, company):
        """Latest issued reports that still lack a signature."""
        issues = self.env["dms.report.issue"].search(
            [("company_id", "=", company.id), ("state", "=", "issued")], limit=6
        )
        return [
            {"id": one.id, "name": f"{one.title} {one.period}", "date": one.date_to.isoformat()}
            for one in issues
        ]

    def _get_spans(self, company, day):
        """Spans tiles compare: the day, the same weekday last week, the month to date and that of last month."""
        to_date = self.env["dms.kpi.target"]._month_to_date
        week = timedelta(weeks=1)
        return {
            "day": (day, day),
            "day_before": (day - week, day - week),
            "month": to_date(company, day),
            "month_before": to_date(company, day, 1),
        }

    def _get_tiles(self, company, day):
        """Tiles with figure, target, comparison and trend."""
        self.ensure_one()
        tiles = self.tile_ids.filtered("kpi_id.active")
        codes = tiles.kpi_id.mapped("code")
        if not codes:
            return []
        spans = self._get_spans(company, day)
        kpi_model, target_model = self.env["dms.kpi"], self.env["dms.kpi.target"]
        figures = kpi_model._values_multi(codes, spans, company.ids)
        start = day - timedelta(days=TREND_DAYS - 1)
        trend = self._get_trend(codes, start, day, company)
        targets = {
            "day": target_model._values(codes, day, day, company),
            "month": target_model._values(codes, *periods.month_bounds(day), company),
        }
        progress = target_model._time_progress(company, day)
        return [
            tile._prepare_tile(figures, targets[tile.period], trend, spans, progress)
            for tile in tiles
            if tile.kpi_id._is_allowed(self.env)
        ]

    def _get_trend(self, codes, start, day, company):
        """Figures of each of the last days: {code: [number or None]}."""
        days = [start + timedelta(days=count) for count in range(TREND_DAYS)]
        kpis = self.env["dms.kpi"]._get_kpis(codes)
        flows = [code for code in codes if not kpis[code].is_level]
        by_day = self.env["dms.kpi"]._values(flows, start, day, company.ids, group_by="day")
        trend = {
            code: [
                groups.get(one, {}).get("value", 0 if not kpis[code].denominator else None)
                for one in days
            ]
            for code, groups in by_day.items()
        }
        levels = [code for code in codes if code not in flows]
        if levels:
            spans = {one: (one, one) for one in days}
            values = self.env["dms.kpi"]._values_multi(levels, spans, company.ids)
            trend.update(
                {code: [values[one][code][None]["value"] for one in days] for code in levels}
            )
        return trend
