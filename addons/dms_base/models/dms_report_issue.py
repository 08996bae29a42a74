import base64
import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import period as periods
from ..tools import svg_chart
from . import report_cell

CHANGEABLE = {"state", "signoff_ids"}


class DmsReportIssue(models.Model):
    """An issued report: numbered and frozen. A correction is a new revision that shows what changed."""

    _name = "dms.report.issue"
    _description = "Issued Report"
    _order = "date_to desc, id desc"

    name = fields.Char(string="Number", required=True, readonly=True)
    report_id = fields.Many2one(
        "dms.report", required=True, readonly=True, ondelete="restrict", index=True
    )
    title = fields.Char(readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    period = fields.Char(readonly=True)
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="To", required=True, readonly=True)
    subject = fields.Char(string="Subject Key", default="", required=True, readonly=True)
    subject_name = fields.Char(string="Subject", readonly=True)
    revision = fields.Integer(default=0, readonly=True)
    previous_id = fields.Many2one("dms.report.issue", string="Corrects", readonly=True)
    reason = fields.Char(string="Reason of the Correction", readonly=True)
    difference = fields.Json(readonly=True)
    difference_html = fields.Html(compute="_compute_difference_html", sanitize=False)
    data = fields.Json(readonly=True)
    sha256 = fields.Char(string="Fingerprint (SHA-256)", readonly=True)
    is_intact = fields.Boolean(compute="_compute_is_intact")
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    issued_by_id = fields.Many2one("res.users", string="Issued by", readonly=True)
    issued_at = fields.Datetime(readonly=True)
    state = fields.Selection(
        [("issued", "Issued"), ("signed", "Signed"), ("superseded", "Superseded")],
        default="issued",
        required=True,
        readonly=True,
    )
    signoff_ids = fields.One2many(
        "dms.signoff",
        "res_id",
        string="Signatures",
        domain=[("res_model", "=", "dms.report.issue")],
        readonly=True,
    )
    next_signature = fields.Char(compute="_compute_next_signature")
    pdf = fields.Binary(string="PDF", attachment=True, readonly=True)
    pdf_name = fields.Char(compute="_compute_file_names")
    xlsx = fields.Binary(string="Spreadsheet", attachment=True, readonly=True)
    xlsx_name = fields.Char(compute="_compute_file_names")

    _revision_uniq = models.Constraint(
        "UNIQUE(report_id, company_id, date_from, date_to, subject, revision)",
        "This report is issued already for this period.",
    )

    @api.depends("data", "sha256")
    def _compute_is_intact(self):
        for issue in self:
            issue.is_intact = issue.sha256 == self._digest(issue.data)

    @api.depends("data")
    def _compute_preview(self):
        for issue in self:
            data = issue._get_shown_data()
            chart = svg_chart.to_data_uri(svg_chart.draw(data.get("chart")))
            issue.preview = self.env["ir.qweb"]._render(
                "dms_base.report_body", {"data": data, "chart_svg": chart}
            )

    @api.depends("difference")
    def _compute_difference_html(self):
        for issue in self:
            issue.difference_html = self.env["ir.qweb"]._render(
                "dms_base.report_difference", {"changes": issue.difference or []}
            )

    @api.depends("signoff_ids.decision")
    def _compute_next_signature(self):
        for issue in self:
            signed = issue.signoff_ids.filtered(lambda sign: sign.decision == "signed").mapped(
                "role"
            )
            labels = (issue.data or {}).get("signatures") or []
            issue.next_signature = next((label for label in labels if label not in signed), False)

    @api.depends("title", "period", "name")
    def _compute_file_names(self):
        for issue in self:
            issue.pdf_name = f"{issue.title} {issue.period} {issue.name}.pdf"
            issue.xlsx_name = f"{issue.title} {issue.period} {issue.name}.xlsx"

    def write(self, vals):
        """An issued report changes only in its state and signatures."""
        if set(vals) - CHANGEABLE:
            raise UserError(self.env._("An issued report cannot be changed: issue a correction."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        raise UserError(
            self.env._("An issued report cannot be deleted: it belongs to the archive.")
        )

    def action_sign(self):
        """Sign as the next one of the report's signatures."""
        self.ensure_one()
        self.check_access("read")
        if self.state == "superseded":
            raise UserError(self.env._("This report was corrected: sign the latest revision."))
        if not self.report_id._may_sign():
            raise UserError(self.env._("Your role does not sign reports."))
        # sudo: the row is locked and signed although readers may not write; the right was checked above
        issue = self.sudo()
        issue.lock_for_update()
        if not issue.next_signature:
            return True
        if issue.signoff_ids.filtered(
            lambda sign: sign.user_id == self.env.user and sign.decision == "signed"
        ):
            raise UserError(
                self.env._("You have signed this report already; somebody else checks it.")
            )
        # sudo: as above
        self.env["dms.signoff"].sudo().create(issue._prepare_signoff_vals(self.env.user))
        issue.invalidate_recordset(["signoff_ids", "next_signature"])
        if not issue.next_signature:
            issue.write({"state": "signed"})
        return True

    def _prepare_signoff_vals(self, user):
        """Values of the next signature by a user."""
        return {
            "res_model": self._name,
            "res_id": self.id,
            "company_id": self.company_id.id,
            "role": self.next_signature,
            "sequence": len(self.signoff_ids) + 1,
            "user_id": user.id,
            "employee_id": user.employee_id.id,
            "signed_name": user.name,
            "date": fields.Datetime.now(),
        }

    def action_open_report(self):
        """Open the live report."""
        self.ensure_one()
        return self.report_id.action_open()

    @api.model
    def issue(self, code, params, texts=None, reason=None):
        """Issue a report from the screen; a second time makes a revision when the figures or texts changed.

        :param params: period and filters as for `dms.report.get_report`
        :param texts: {key: text} people added
        :param reason: reason of a correction
        :return: id of the issue
        :raises UserError: the period runs still, no right, or a correction without a reason
        """
        report = self.env["dms.report"]._get_report(code)
        if not report._may_issue():
            raise UserError(self.env._("Your role does not issue reports."))
        company, kind, date_from, date_to = report._read_params(params)
        if date_to >= company._local_date() and kind != "free":
            raise UserError(
                self.env._("This period is not over yet: print it instead, or issue it afterwards.")
            )
        options = dict(params.get("options") or {})
        return self._issue(
            report, date_from, date_to, company, kind, options, texts, reason=reason, revise=True
        ).id

    @api.model
    def _issue(
        self,
        report,
        date_from,
        date_to,
        company,
        kind=None,
        options=None,
        texts=None,
        reason=None,
        revise=False,
    ):
        """Freeze a report. Repeating it returns the issue there is, unless figures changed and `revise` is set.

        :return: dms.report.issue
        """
        data = self._strip(report._get_data(date_from, date_to, company, options, kind))
        data["texts"] = self._get_texts(report, company, texts)
        subject = str((options or {}).get("subject") or "")
        # sudo: nobody has the right to create issues; the caller checked who may issue
        last = self.sudo().search(
            [
                ("report_id", "=", report.id),
                ("company_id", "=", company.id),
                ("date_from", "=", date_from),
                ("date_to", "=", date_to),
                ("subject", "=", subject),
            ],
            order="revision desc",
            limit=1,
        )
        if last and (not revise or last.sha256 == self._digest(data)):
            return last
        if last and not (reason or "").strip():
            raise UserError(
                self.env._(
                    "%(number)s is issued already and differs: enter why it is corrected.",
                    number=last.name,
                )
            )
        vals = self._prepare_issue_vals(
            report, date_from, date_to, company, data, subject, last, reason
        )
        issue = self.sudo().create(vals)  # sudo: as above
        if last:
            last.write({"state": "superseded"})
        return issue

    @api.model
    def _prepare_issue_vals(self, report, date_from, date_to, company, data, subject, last, reason):
        """Values of an issue with its files."""
        number = company._next_number("BB")
        revision = last.revision + 1 if last else 0
        shown = self._show(data)
        return {
            "name": number,
            "report_id": report.id,
            "title": report.name,
            "company_id": company.id,
            "period": periods.label(data["kind"], date_from, date_to),
            "date_from": date_from,
            "date_to": date_to,
            "subject": subject,
            "subject_name": data.get("subject_name") or "",
            "revision": revision,
            "previous_id": last.id,
            "reason": reason if last else False,
            "difference": report_cell.differences(last.data, data) if last else False,
            "data": data,
            "sha256": self._digest(data),
            "issued_by_id": self.env.uid,
            "issued_at": fields.Datetime.now(),
            "pdf": base64.b64encode(report._render_pdf(shown, number=number, revision=revision)),
            "xlsx": base64.b64encode(report._render_xlsx(shown)),
        }

    @api.model
    def _get_texts(self, report, company, texts):
        """Texts with their labels, in the order of the report; empty ones left out."""
        labels = report._get_dataset(company)._texts(report)
        return [
            {"label": label, "text": texts[key].strip()}
            for key, label in labels
            if texts and (texts.get(key) or "").strip()
        ]

    @api.model
    def _strip(self, data):
        """Data without what only works on live records."""
        clean = json.loads(json.dumps(data))
        for table in clean["tables"]:
            for row in table["rows"]:
                row.pop("_drill", None)
                row.pop("_text", None)
        clean.pop("choices", None)
        return clean

    @api.model
    def _show(self, data):
        """Copy of frozen data with what is shown in each cell."""
        shown = json.loads(json.dumps(data))
        for table in shown["tables"]:
            report_cell.add_texts(table)
        return shown

    def _get_shown_data(self):
        self.ensure_one()
        return self._show(self.data or {"tables": []})

    @api.model
    def _digest(self, data):
        """SHA-256 of data in a canonical form."""
        text = json.dumps(
            report_cell.canonical(data), sort_keys=True, ensure_ascii=False, separators=(",", ":")
        )
        return hashlib.sha256(text.encode()).hexdigest()
