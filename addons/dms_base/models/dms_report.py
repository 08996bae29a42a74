from datetime import date

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import is_html_empty

from ..tools import period as periods
from . import report_cell

LANDSCAPE_COLUMNS = 9
PERIODS = [
    ("day", "Day"),
    ("week", "Week"),
    ("month", "Month"),
    ("quarter", "Quarter"),
    ("year", "Year"),
    ("free", "Any Period"),
]


class DmsReport(models.Model):
    """A report: one dataset, five faces (screen, PDF, XLSX, scheduled issue, archive)."""

    _name = "dms.report"
    _description = "Report"
    _order = "sequence, code"
    _rec_names_search = ["code", "name"]

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    form_id = fields.Many2one("dms.form", ondelete="set null")
    dataset = fields.Char(required=True, help="Model that returns the tables of the report.")
    period = fields.Selection(PERIODS, default="month", required=True)
    fixed_period = fields.Boolean(help="Only periods of this length make sense for this report.")
    landscape = fields.Boolean(
        help="Always lay the paper across; wide tables are laid across anyhow."
    )
    portrait = fields.Boolean(
        string="Upright", help="Never lay the paper across, however many columns a table has."
    )
    dense = fields.Boolean(
        string="Close Print", help="Small figures and narrow tables side by side, for long reports."
    )
    options = fields.Json(help="Options the dataset gets besides the filters chosen on the screen.")
    description = fields.Text(translate=True)
    signoff_labels = fields.Char(
        string="Signatures",
        translate=True,
        default=lambda self: self.env._("Prepared by,Checked by"),
        help="Separated by commas.",
    )
    reader_ids = fields.Many2many("res.users", "dms_report_reader_rel", string="Readers")
    reader_group_id = fields.Many2one("res.groups", string="Reading Role")
    issuer_group_ids = fields.Many2many(
        "res.groups",
        "dms_report_issuer_rel",
        string="Issuing Roles",
        help="Roles that issue this report besides those who set targets.",
    )
    company_id = fields.Many2one("res.company", help="Empty: every shop has it.")
    scheduled = fields.Boolean(
        string="Issued by Itself", help="Issued and mailed when its period is over."
    )
    issue_hour = fields.Float(
        string="At",
        default=1.0,
        help="Hour of the shop's clock from which a closed period is issued.",
    )
    wait_close = fields.Boolean(
        string="After the Day Close", help="Wait until the days of the period are closed."
    )
    issue_from = fields.Date(string="Issue from", help="First period that is issued by itself.")
    issue_error = fields.Char(string="Last Error", readonly=True, copy=False)
    issue_ids = fields.One2many("dms.report.issue", "report_id", string="Archive")

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "There is a report with this code already."
    )

    @api.constrains("dataset")
    def _check_dataset(self):
        for report in self:
            model = self.env.registry.get(report.dataset)
            if model is None or not hasattr(model, "_dataset"):
                raise ValidationError(
                    self.env._("“%(model)s” is not the dataset of a report.", model=report.dataset)
                )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for report in self:
            report.display_name = f"{report.code} {report.name or ''}".strip()

    @api.onchange("scheduled")
    def _onchange_scheduled(self):
        if self.scheduled and not self.issue_from:
            self.issue_from = fields.Date.context_today(self)

    def action_open(self):
        """Open the report on the screen."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "dms_base.report",
            "name": self.name,
            "context": {"report_code": self.code},
            "params": {"report_code": self.code},
        }

    def action_open_issues(self):
        """Open the archive of the report."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_base.dms_report_issue_action")
        return {**action, "domain": [("report_id", "=", self.id)], "context": {}}

    @api.model
    def _get_report(self, code):
        """Report of a code that the user may read.

        :raises UserError: there is none
        """
        report = self.search([("code", "=", code)], order="company_id", limit=1)
        if not report:
            raise UserError(
                self.env._("Report %(code)s does not exist or is not for your role.", code=code)
            )
        return report

    @api.model
    @api.readonly
    def get_report(self, code, params=None):
        """Report of a period for the screen.

        :param params: {"kind", "day", "date_from", "date_to", "steps", "company_id", "options"}; the running
            period by default
        :return: dict, see `_run`, with the choices of the screen and the options in force
        """
        report = self._get_report(code)
        company, kind, date_from, date_to = report._read_params(params or {})
        options = (params or {}).get("options")
        if options is None:
            options = report._get_dataset(company)._default_options(report)
        data = report._run(date_from, date_to, company, options, kind)
        data["choices"] = report._get_choices(company)
        data["options"] = options
        return data

    def _get_choices(self, company):
        """What the screen offers: filters, kinds of period, texts to add, companies, rights."""
        kinds = dict(self._fields["period"]._description_selection(self.env))
        dataset = self._get_dataset(company)
        return {
            "filters": dataset._filters(self, company),
            "kinds": [] if self.fixed_period else [[kind, kinds[kind]] for kind, __ in PERIODS],
            "texts": [list(text) for text in dataset._texts(self)],
            "companies": [[one.id, one.name] for one in self.env.companies],
            "can_issue": self._may_issue(),
            "report_id": self.id,
        }

    def _may_issue(self):
        """Whether the user may issue this report: an issuing role, or who sets targets."""
        self.ensure_one()
        if self.env.su or self.issuer_group_ids & self.env.user.all_group_ids:
            return True
        return self.env["dms.kpi.target"].has_access("write")

    def _may_sign(self):
        """Whether the user may sign an issue: who issues it, and its readers."""
        self.ensure_one()
        user = self.env.user
        return (
            self._may_issue()
            or user in self.reader_ids
            or self.reader_group_id in user.all_group_ids
        )

    def _get_dataset(self, company):
        """The dataset in the company's environment."""
        self.ensure_one()
        return self.env[self.dataset].with_company(company)

    def _read_params(self, params):
        """Company, kind of period and dates asked for.

        :raises UserError: the company is not the user's, or the dates make no sense
        """
        self.ensure_one()
        company = self.env["res.company"].browse(params.get("company_id") or self.env.company.id)
        if company not in self.env.companies:
            raise UserError(self.env._("Choose a company you are working in."))
        kind = params.get("kind") or self.period
        if self.fixed_period:
            kind = self.period
        if kind not in periods.KINDS:
            raise UserError(self.env._("Unknown kind of period."))
        return company, kind, *self._read_dates(params, kind, company)

    def _read_dates(self, params, kind, company):
        """First and last day asked for: given dates, or the period of a day, moved by some steps."""
        today = company._local_date()
        try:
            day = date.fromisoformat(params["day"]) if params.get("day") else today
            if kind == "free" and params.get("date_from"):
                span = (
                    date.fromisoformat(params["date_from"]),
                    date.fromisoformat(params["date_to"]),
                )
            elif kind == "free":
                span = today.replace(day=1), today
            else:
                span = periods.bounds(kind, day)
        except (KeyError, ValueError) as error:
            raise UserError(self.env._("Enter the dates as year-month-day.")) from error
        if span[0] > span[1]:
            raise UserError(self.env._("The first day is after the last: swap them."))
        if (span[1] - span[0]).days > 366 * 3:
            raise UserError(self.env._("Choose a period of three years at most."))
        steps = params.get("steps") or 0
        return periods.shift(kind, *span, int(steps)) if steps else span

    def _run(self, date_from, date_to, company, options=None, kind=None):
        """Data of a period with what is shown in each cell.

        :param options: filters chosen
        :return: {"report", "date_from", "date_to", "label", "tables", "chart", "notes", …}, JSON
        """
        data = self._get_data(date_from, date_to, company, options, kind)
        for table in data["tables"]:
            report_cell.add_texts(table)
        return data

    def _get_data(self, date_from, date_to, company, options=None, kind=None):
        """Data of a period as JSON, without shown texts; what an issue freezes."""
        self.ensure_one()
        self.check_access("read")
        kind = kind or self.period
        merged = {**(self.options or {}), **(options or {}), "kind": kind}
        raw = self._get_dataset(company)._dataset(self, date_from, date_to, company, merged)
        zone = pytz.timezone(company._get_zone_name())

        def to_local(moment):
            return pytz.utc.localize(moment).astimezone(zone)

        data = report_cell.to_json(raw, to_local)
        data.setdefault("chart", None)
        data["notes"] = data.get("notes") if not is_html_empty(data.get("notes")) else ""
        for table in data["tables"]:
            report_cell.add_totals(table, self.env._("Sum"))
        return {
            **data,
            "report": {
                "code": self.code,
                "name": self.name,
                "form_code": self.form_id.code or self.code,
            },
            "kind": kind,
            "date_from": date_from.isoformat(),
            "date_to": date_to.isoformat(),
            "label": periods.label(kind, date_from, date_to),
            "company": [company.id, company.name],
            "options": merged,
            "landscape": self._is_landscape(data["tables"]),
            "signatures": self._get_signoff_labels(),
        }

    def _is_landscape(self, tables):
        wide = any(len(table["columns"]) > LANDSCAPE_COLUMNS for table in tables)
        return not self.portrait and (self.landscape or wide)

    def _get_signoff_labels(self):
        """Labels of the signature boxes."""
        return [
            label.strip()
            for label in (self.signoff_labels or "").replace("，", ",").split(",")
            if label.strip()
        ]

    @api.model
    def open_drill(self, code, drill, params=None):
        """Action on the records behind a figure of a report.

        :param drill: what the dataset gave for the cell
        """
        report = self._get_report(code)
        company = report._read_params(params or {})[0]
        if drill.get("kpi"):
            return self.env["dms.kpi"]._drill_action(
                drill["kpi"],
                date.fromisoformat(drill["date_from"]),
                date.fromisoformat(drill["date_to"]),
                drill.get("group"),
                company.ids,
                drill.get("part"),
            )
        return {
            "type": "ir.actions.act_window",
            "name": drill.get("name") or report.name,
            "res_model": drill["res_model"],
            "domain": drill.get("domain") or [],
            "views": [(False, "list"), (False, "form")],
            "context": {"create": False},
        }
