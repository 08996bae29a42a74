from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# What the responsible person enters himself; everything else belongs to the report.
ANSWER_FIELDS = {"effect"}


class DmsReportMeasure(models.Model):
    """What a report asks somebody to do by a day: coordination of a morning briefing, plan of a week.

    Each one is a task of its responsible; the next report of the kind shows whether it was done and what it
    brought.
    """

    _name = "dms.report.measure"
    _description = "Measure"
    _inherit = ["mail.thread", "mail.activity.mixin", "dms.step.mixin"]
    _order = "date_to desc, sequence, id"
    _rec_name = "text"
    _check_company_auto = True
    _step_fields = ("state", "done_on")

    sequence = fields.Integer(default=10)
    report_id = fields.Many2one("dms.report", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="To", required=True)
    subject = fields.Char(string="Subject Key", default="", required=True)
    text = fields.Char(string="What Is to Be Done", required=True)
    area = fields.Selection(
        [
            ("workshop", "Workshop Department"),
            ("parts", "Parts"),
            ("care", "Customer Care"),
            ("service", "Service Desk"),
            ("other", "Other"),
        ],
        string="Asked of",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        required=True,
        index=True,
        domain=[("share", "=", False)],
    )
    deadline = fields.Date(required=True, tracking=True)
    state = fields.Selection(
        [("open", "Outstanding"), ("done", "Done"), ("not_done", "Not Done")],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    done_on = fields.Date(readonly=True, copy=False)
    effect = fields.Char(help="What it brought, or why it was not done.")

    _report_idx = models.Index("(report_id, company_id, date_to)")

    @api.constrains("deadline", "date_from")
    def _check_deadline(self):
        for measure in self:
            if measure.deadline < measure.date_from:
                raise UserError(
                    self.env._("“%(text)s” is due before its report begins.", text=measure.text)
                )

    @api.model_create_multi
    def create(self, vals_list):
        """A measure is at once a task of its responsible."""
        measures = super().create(vals_list)
        measures._check_writer()
        measures._plan_task()
        return measures

    def write(self, vals):
        """Wording, responsible and deadline belong to the report until it is closed.

        :raises AccessError: somebody else's report
        :raises UserError: the report is closed (E-801)
        """
        free = self._is_step() or not set(vals) - ANSWER_FIELDS
        if not free and not all(name.startswith(("message_", "activity_")) for name in vals):
            self._check_writer()
            self._check_not_closed()
        elif set(vals) & ANSWER_FIELDS:
            self._check_answer()
        res = super().write(vals)
        if {"user_id", "deadline", "text"} & vals.keys():
            self.filtered(lambda one: one.state == "open")._plan_task()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self._check_writer()
        self._check_not_closed()

    def action_done(self):
        """Done; its task is closed."""
        return self._close("done")

    def action_not_done(self):
        """Not done; the reason stands in the effect.

        :raises UserError: no reason is given
        """
        bare = self.filtered(lambda one: not (one.effect or "").strip())
        if bare:
            raise UserError(self.env._("Write why “%(text)s” was not done.", text=bare[:1].text))
        return self._close("not_done")

    def action_reopen(self):
        """Open again."""
        self._check_answer()
        closed = self.filtered(lambda one: one.state != "open")
        closed._step().write({"state": "open", "done_on": False})
        closed._plan_task()
        return True

    def _close(self, state):
        self._check_answer()
        measures = self.filtered(lambda one: one.state != state)
        day = fields.Date.context_today(self)
        measures._step().write({"state": state, "done_on": day})
        # sudo: the task belongs to the responsible, whoever says that it is done
        measures.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        return True

    def _plan_task(self):
        """One task per measure, for its responsible and its deadline."""
        # sudo: whoever writes the report gives the task
        measures = self.sudo()
        measures.activity_unlink(["mail.mail_activity_data_todo"])
        for measure in measures:
            measure.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=measure.deadline,
                summary=measure.text,
                user_id=measure.user_id.id,
            )

    def _check_writer(self):
        """Only who writes the report asks something of others in it."""
        if self.env.su:
            return
        for report, measures in self.grouped("report_id").items():
            report.check_access("read")
            for measure in measures:
                dataset = report._get_dataset(measure.company_id)
                if not (dataset._may_write(report, measure.subject) or report._may_issue()):
                    raise AccessError(self.env._("This report is written by somebody else."))

    def _check_answer(self):
        """The responsible answers, or who writes the report."""
        self.filtered(lambda one: one.user_id != self.env.user)._check_writer()

    def _check_not_closed(self):
        """A closed report keeps what it asked for (E-801)."""
        reports = {
            (one.report_id, one.date_from, one.date_to, one.company_id, one.subject) for one in self
        }
        for report, date_from, date_to, company, subject in reports:
            report._get_note(date_from, date_to, company, {"subject": subject})._check_open()
