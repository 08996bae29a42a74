from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from odoo.addons.dms_base.tools import period as periods

CODE = "SV-09"
LEAST_DAYS = 10
TREND_MONTHS = 6


class DmsChecklist(models.Model):
    """SV-09: the advisor's month in points, from the indicators of his own orders."""

    _inherit = "dms.checklist"

    appraisal_rank = fields.Integer(
        string="Rank",
        compute="_compute_appraisal_rank",
        help="Among the advisors of the month; 0 with fewer than 10 days at work.",
    )
    days_worked = fields.Integer(compute="_compute_appraisal_rank")

    @api.depends("score", "template_id", "period_start", "employee_id")
    def _compute_appraisal_rank(self):
        for sheet in self:
            sheet.appraisal_rank = sheet.days_worked = 0
        ours = self.filtered(lambda one: one.template_id.code == CODE)
        for (start, company), group in ours.grouped(
            lambda one: (one.period_start, one.company_id)
        ).items():
            # sudo: a rank says nothing of the points of the others
            peers = self.sudo().search(
                [
                    ("template_id.code", "=", CODE),
                    ("period_start", "=", start),
                    ("company_id", "=", company.id),
                    ("state", "!=", "cancelled"),
                ]
            )
            days = peers._get_days_worked()
            ranked = peers.filtered(lambda one, days=days: days[one.id] >= LEAST_DAYS)
            for sheet in group:
                sheet.days_worked = days.get(sheet.id, 0)
                if sheet.days_worked >= LEAST_DAYS:
                    better = ranked.filtered(lambda one, sheet=sheet: one.score > sheet.score)
                    sheet.appraisal_rank = len(better) + 1

    def _get_days_worked(self):
        """Days on which each advisor received a car in the period: {sheet id: days}."""
        if not self:
            return {}
        first = self[0]
        rows = (
            self.env["sale.order"]
            # sudo: only days are counted; the sheet has its own readers
            .sudo()
            ._read_group(
                [
                    ("is_repair", "=", True),
                    ("company_id", "=", first.company_id.id),
                    ("user_id", "in", self.employee_id.user_id.ids),
                    ("business_date", ">=", first.period_start or first.date),
                    ("business_date", "<=", first.period_end or first.date),
                ],
                ["user_id"],
                ["business_date:count_distinct"],
            )
        )
        days = {user.id: count for user, count in rows}
        return {sheet.id: days.get(sheet.employee_id.user_id.id, 0) for sheet in self}

    def _kpi_values(self, codes, company, model, start, end):
        """Indicators of the desk are kept by login: an employee's are those of his user."""
        values = super()._kpi_values(codes, company, model, start, end)
        if model != "hr.employee" or not codes:
            return values
        by_user = (
            self.env["dms.kpi"]
            # sudo: the sheet takes over figures of its own subject only
            .sudo()
            ._values(list(codes), start, end, company_ids=company.ids, group_by="user")
        )
        employees = self.employee_id or self.line_ids.checklist_id.employee_id
        # sudo: only whose user an employee is
        people = self.env["hr.employee"].sudo().search([("company_id", "=", company.id)])
        for code, groups in by_user.items():
            own = values.setdefault(code, {})
            for person in people | employees:
                if person.user_id.id in groups and person.id not in own:
                    own[person.id] = groups[person.user_id.id]
        return values

    def _kpi_figures(self, lines):
        """An item that scores the achievement takes the figure by the target of the advisor (K-95)."""
        result = super()._kpi_figures(lines)
        aimed = lines.filtered(lambda line: line.item_id.kpi_of_target)
        # sudo: the target of the person appraised is shown beside his figure
        targets = self.env["dms.kpi.target"].sudo()
        for sheet in aimed.checklist_id:
            mine = aimed.filtered(lambda line, sheet=sheet: line.checklist_id == sheet)
            start, end = sheet.period_start or sheet.date, sheet.period_end or sheet.date
            codes = mine.item_id.mapped("kpi_code")
            goals = targets._values(codes, start, end, sheet.company_id, "res.users")
            user = sheet.employee_id.user_id.id
            for line in mine:
                goal = goals.get(line.item_id.kpi_code, {}).get(user)
                share = targets._achievement(result.pop(line.id, None), goal)
                if share is not None:
                    result[line.id] = share
        return result

    def _fill_by_system(self):
        """An indicator without data is not applicable: its points are shared by the others."""
        sheets = self.filtered(
            lambda one: one.template_id.code == CODE and one.state in ("draft", "filling")
        )
        figures = sheets.line_ids.filtered(lambda line: line.item_id.kpi_code and not line.locked)
        # sudo: filled by the system as the figures are
        figures.filtered(lambda line: line.result == "na").sudo()._store(
            {"result": False, "remark": False}
        )
        res = super()._fill_by_system()
        bare = figures.filtered(lambda line: not line.result)
        bare.sudo()._store({"result": "na", "remark": self.env._("No data")})  # sudo: as above
        for sheet in bare.checklist_id:
            vals, _figures = sheet._figure_vals()
            sheet._store(vals)
        return res

    @api.model
    def _create_appraisals(self, company, day=None):
        """SV-09 of every advisor for the month before a day, each once.

        :param day: date in the month after, default today
        """
        template = self.env["dms.checklist.template"]._published(CODE, company)
        start, end = periods.month_bounds(
            (day or company._local_date()).replace(day=1) - relativedelta(days=1)
        )
        people = (
            self.env["hr.employee"]
            # sudo: who is appraised is decided by the role
            .sudo()
            .search(
                [
                    (
                        "user_id.group_ids",
                        "in",
                        self.env.ref("dms_base.group_dms_advisor").ids,
                    ),
                    ("company_id", "=", company.id),
                ]
            )
        )
        # sudo: sheets of everybody are counted, so that none is opened twice
        known = self.sudo().search(
            [
                ("template_id.code", "=", CODE),
                ("company_id", "=", company.id),
                ("period_start", "=", start),
                ("state", "!=", "cancelled"),
            ]
        )
        todo = people - known.employee_id
        if not template or not todo:
            return self.browse()
        return template._create_checklists(
            todo, company_id=company.id, period_start=start, period_end=end
        )

    @api.model
    def _cron_appraisals(self):
        """First days of a month: the appraisals of the month before are ready to be filled."""
        for company in self.env["res.company"].search([("chart_template", "!=", False)]):
            self._create_appraisals(company)

    def _print_header(self):
        """Rank, days at work and the scores of the six months before."""
        head = super()._print_header()
        if self.template_id.code != CODE or not self.employee_id:
            return head
        rank = str(self.appraisal_rank) if self.appraisal_rank else self.env._("not ranked")
        trend = " → ".join(f"{score:g}" for score in self._get_trend())
        return [
            *head,
            (self.env._("Rank"), rank),
            (self.env._("Days at Work"), str(self.days_worked)),
            (self.env._("Last Six Months"), trend),
        ]

    def _get_trend(self):
        """Scores of the sheets of the six months before, oldest first."""
        self.ensure_one()
        before = self.search(
            [
                ("template_id.code", "=", CODE),
                ("employee_id", "=", self.employee_id.id),
                ("state", "=", "done"),
                ("period_start", "<", self.period_start or self.date),
            ],
            order="period_start desc",
            limit=TREND_MONTHS,
        )
        return before[::-1].mapped("score")


class DmsChecklistItem(models.Model):
    """Items that score how far a target was reached."""

    _inherit = "dms.checklist.item"

    kpi_of_target = fields.Boolean(
        string="Achievement Counts",
        help="The indicator divided by the target of the person appraised is scored, not the figure.",
    )
