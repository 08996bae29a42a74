from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class DmsCard(models.Model):
    """Recurring work of a card becomes tasks of a month."""

    _inherit = "dms.card"

    task_ids = fields.One2many("dms.card.task", "card_id", string="Tasks")
    task_count = fields.Integer(compute="_compute_task_count")
    late_count = fields.Integer(string="Overdue", compute="_compute_task_count")

    def _compute_task_count(self):
        today = fields.Date.context_today(self)
        tasks = self.env["dms.card.task"].search_fetch(
            [
                ("card_id", "in", self.ids),
                ("date_due", ">=", today.replace(day=1)),
                ("date_due", "<", today.replace(day=1) + relativedelta(months=1)),
            ],
            ["card_id", "state", "date_due"],
        )
        for card in self:
            own = tasks.filtered(lambda one, card=card: one.card_id == card)
            card.task_count = len(own)
            card.late_count = len(own.filtered(lambda one: one.state == "late"))

    def action_create_tasks(self):
        """Tasks of the rest of this month with an activity for each responsible person.

        A second press adds nothing: one task per line and day.
        """
        self.ensure_one()
        if self.state not in ("published", "acknowledged"):
            raise UserError(
                self.env._("Publish the card first: tasks follow the version in force.")
            )
        today = fields.Date.context_today(self)
        last = today.replace(day=1) + relativedelta(months=1, days=-1)
        known = {(task.line_id.id, task.date_due) for task in self.task_ids}
        vals_list = [
            line._prepare_task_vals(day)
            for line in self.line_ids
            for day in line._due_dates(today, last)
            if (line.id, day) not in known
        ]
        self.env["dms.card.task"].create(vals_list)._schedule()
        return self.action_view_tasks()

    def action_view_tasks(self):
        """This month's tasks of the card."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_base.dms_card_task_action")
        action["domain"] = [("card_id", "=", self.id)]
        action["context"] = {"search_default_this_month": 1}
        return action


class DmsCardLine(models.Model):
    """A line of work on a day."""

    _inherit = "dms.card.line"

    def _prepare_task_vals(self, day):
        """Values of the task of one day; the deputy stands in when nobody is named."""
        self.ensure_one()
        user = self.responsible_id or self.deputy_id or self.card_id.issuer_id
        return {
            "line_id": self.id,
            "date_due": day,
            "user_id": user.id,
            "section": self.section,
        }


class DmsCardTask(models.Model):
    """Recurring work on one day: due, done or overdue."""

    _name = "dms.card.task"
    _description = "Card Task"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_due, id"

    line_id = fields.Many2one("dms.card.line", required=True, index=True, ondelete="cascade")
    card_id = fields.Many2one(related="line_id.card_id", store=True, index=True)
    company_id = fields.Many2one(related="card_id.company_id", store=True)
    name = fields.Char(related="line_id.name")
    section = fields.Char(
        string="Heading", readonly=True, help="Heading of the line when the task was made."
    )
    frequency = fields.Selection(related="line_id.frequency", store=True)
    form_code = fields.Char(related="line_id.form_code")
    date_due = fields.Date(required=True, index=True)
    user_id = fields.Many2one("res.users", string="Responsible", index=True)
    done_at = fields.Datetime(readonly=True, copy=False)
    done_by_id = fields.Many2one("res.users", string="Done by", readonly=True, copy=False)
    note = fields.Char()
    state = fields.Selection(
        [("due", "To Do"), ("done", "Done"), ("late", "Overdue")],
        compute="_compute_state",
        search="_search_state",
    )

    _day_uniq = models.Constraint("UNIQUE(line_id, date_due)", "This task exists already.")

    @api.depends("done_at", "date_due")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for task in self:
            late = task.date_due and task.date_due < today
            task.state = "done" if task.done_at else "late" if late else "due"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        parts = {
            "done": [("done_at", "!=", False)],
            "late": [("done_at", "=", False), ("date_due", "<", today)],
            "due": [("done_at", "=", False), ("date_due", ">=", today)],
        }
        return Domain.OR(parts[key] for key in value if key in parts)

    def action_done(self):
        """Tick the work off."""
        for task in self.filtered(lambda one: not one.done_at):
            if self.env.user not in (task.user_id | task.line_id.deputy_id):
                task.check_access("write")
            # sudo: the responsible person and the deputy tick off their own work
            own = task.sudo()
            own.write({"done_at": fields.Datetime.now(), "done_by_id": self.env.uid})
            own.activity_feedback(["mail.mail_activity_data_todo"])
        return True

    def _schedule(self):
        """One activity per task of weekly and rarer work; daily work is on the day's list."""
        for task in self.filtered(lambda one: one.user_id and one.frequency != "daily"):
            task.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=task.date_due,
                summary=task.name,
                user_id=task.user_id.id,
            )
