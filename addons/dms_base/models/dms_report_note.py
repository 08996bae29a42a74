from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

STATES = [
    ("open", "Being Written"),
    ("submitted", "Submitted"),
    ("reviewed", "Reviewed"),
    ("closed", "Closed"),
]


class DmsReportNote(models.Model):
    """What people write to a report before it is issued: texts, remarks on rows, who submitted and who reviewed it.

    The screen of the report writes it; the issue freezes it with the figures.
    """

    _name = "dms.report.note"
    _description = "Report in Preparation"
    _order = "date_to desc, id desc"
    _rec_name = "report_id"
    _check_company_auto = True

    report_id = fields.Many2one(
        "dms.report", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="To", required=True, readonly=True)
    subject = fields.Char(string="Subject Key", default="", required=True, readonly=True)
    subject_name = fields.Char(string="Subject", readonly=True)
    texts = fields.Json(readonly=True, help="Text by key, remarks on rows under their key.")
    text = fields.Text(string="All Texts", compute="_compute_text")
    state = fields.Selection(STATES, default="open", required=True, readonly=True)
    submitted_by_id = fields.Many2one("res.users", string="Submitted by", readonly=True)
    submitted_at = fields.Datetime(readonly=True)
    reviewed_by_id = fields.Many2one("res.users", string="Reviewed by", readonly=True)
    reviewed_at = fields.Datetime(readonly=True)
    issue_id = fields.Many2one("dms.report.issue", string="Issued as", readonly=True)

    _period_uniq = models.Constraint(
        "UNIQUE(report_id, company_id, date_from, date_to, subject)",
        "This report is being prepared already.",
    )

    @api.depends("texts", "report_id")
    def _compute_text(self):
        for note in self:
            labels = dict(note.report_id._get_dataset(note.company_id)._texts(note.report_id))
            note.text = "\n\n".join(
                f"{labels.get(key, key)}: {text}"
                for key, text in (note.texts or {}).items()
                if text
            )

    def action_open_report(self):
        """Open the live report of this period."""
        self.ensure_one()
        action = self.report_id.action_open()
        action["context"]["report_params"] = self._get_params()
        return action

    def _get_params(self):
        """Period and subject as the screen of the report asks for them."""
        options = {"subject": self.subject} if self.subject else {}
        return {
            "kind": self.report_id.period,
            "day": self.date_from.isoformat(),
            "company_id": self.company_id.id,
            "options": options,
        }

    def action_review(self):
        """The manager has read it.

        :raises AccessError: the user does not review this report
        :raises UserError: it is not submitted yet, or the user submitted it himself
        """
        for note in self:
            note._check_reviewer()
            if note.state == "reviewed":
                continue
            note._check_open()
            if note.state != "submitted":
                raise UserError(self.env._("Only a submitted report can be reviewed."))
            if note.submitted_by_id == self.env.user:
                raise UserError(self.env._("Somebody else reviews what you have submitted."))
            # sudo: nobody writes notes directly; the right was checked above
            note.sudo().write(
                {
                    "state": "reviewed",
                    "reviewed_by_id": self.env.uid,
                    "reviewed_at": fields.Datetime.now(),
                }
            )
        return True

    def action_return(self):
        """The manager gives it back to be completed."""
        for note in self:
            note._check_reviewer()
            note._check_open()
            # sudo: as in `action_review`
            note.sudo().write({"state": "open", "submitted_by_id": False, "submitted_at": False})
        return True

    def _check_reviewer(self):
        self.check_access("read")
        if not self.report_id._may_issue():
            raise AccessError(self.env._("Your role does not review reports."))

    def _check_open(self):
        """A closed report is not edited (E-801)."""
        if any(note.state == "closed" for note in self):
            raise UserError(
                self.env._("The report is closed: issue a correction with its reason. (E-801)")
            )

    def _close(self, issue):
        """Freeze what was written with the issue; who submitted and reviewed has signed it."""
        for note in self.filtered(lambda one: one.issue_id != issue):
            labels = issue.data.get("signatures") or []
            signed = [
                (note.submitted_by_id, note.submitted_at),
                (note.reviewed_by_id, note.reviewed_at),
            ]
            vals_list = []
            for position, (label, (user, moment)) in enumerate(zip(labels, signed, strict=False)):
                if not user:
                    break
                vals = issue._prepare_signoff_vals(user)
                vals_list.append({**vals, "role": label, "sequence": position + 1, "date": moment})
            # sudo: the signatures repeat what both did on the note
            self.env["dms.signoff"].sudo().create(vals_list)
            issue.invalidate_recordset(["signoff_ids", "next_signature"])
            if labels and not issue.next_signature:
                issue.sudo().write({"state": "signed"})  # sudo: as above
            note.sudo().write({"state": "closed", "issue_id": issue.id})  # sudo: as above
