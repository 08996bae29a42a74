from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError

# A task counts as done in its window this long after its time.
WINDOW_MINUTES = 60


def moment(company, day, hours):
    """UTC datetime of a local hour (float) of a day at the shop."""
    zone = pytz.timezone(company._get_zone_name())
    local = datetime.combine(day, time()) + timedelta(minutes=round(hours * 60))
    return zone.localize(local).astimezone(pytz.UTC).replace(tzinfo=None)


class DmsChecklistItem(models.Model):
    """A task of a routine: when, what proves it, and the live counter that ticks it off."""

    _inherit = "dms.checklist.item"

    time_due = fields.Float(string="At", help="Time of the task, in the company's time zone.")
    evidence = fields.Selection(
        [("tick", "Tick"), ("note", "Note"), ("photo", "Photo"), ("number", "Live Number")],
        default="tick",
    )
    counter = fields.Char(help="Code of the live number beside the task.")
    counter_min = fields.Float(string="At Least", help="Reached, the task ticks itself off.")
    counter_max = fields.Float(string="At Most", help="For a counter that is to come down to zero.")
    counter_goal = fields.Selection(
        [("min", "At Least"), ("max", "At Most")],
        default="max",
        help="Whether the number has to rise or to fall.",
    )
    form_code = fields.Char(string="Opens Form")

    def _is_met(self, number):
        """Whether the live number says that the task is done."""
        self.ensure_one()
        if self.counter_goal == "min":
            return number >= self.counter_min
        return number <= self.counter_max


class DmsChecklistLine(models.Model):
    """When a task was done, and how late."""

    _inherit = "dms.checklist.line"

    done_at = fields.Datetime(readonly=True)
    done_by_id = fields.Many2one("res.users", string="Done by", readonly=True)
    delay_minutes = fields.Integer(string="Delay (min)", readonly=True)

    def _judged_vals(self, given, soft, role=None):
        """A task done by hand carries its time, its person and its proof."""
        vals = super()._judged_vals(given, soft, role)
        if self.checklist_id.kind == "routine" and vals.get("result") == "pass":
            self._check_proof(given)
            vals.update(self._prepare_done_vals())
        return vals

    def _check_proof(self, given):
        """Refuse a tick without its note, photo or reached number.

        :raises UserError: naming the task
        """
        item = self.item_id
        remark = given.get("remark") or self.remark
        photos = self._photos_after(given.get("photo_ids"))
        if item.evidence == "photo" and not photos:
            raise UserError(self.env._("Take a photo of: %(items)s", items=self.name))
        if item.evidence == "note" and not remark:
            raise UserError(self.env._("Write a note on: %(items)s", items=self.name))
        if item.counter and not remark and not self.env.context.get("dms_routine_auto"):
            number = self.checklist_id._routine_numbers().get(item.counter)
            if number is not None and not item._is_met(number):
                raise UserError(
                    self.env._(
                        "“%(item)s” still shows %(number)s: write a note why it is ticked.",
                        item=self.name,
                        number=f"{number:g}",
                    )
                )

    def _prepare_done_vals(self):
        """Time, person and delay of a task done now; text, as values are grouped by it."""
        now = fields.Datetime.now()
        due = self._get_due_at()
        late = max(0, int((now - due).total_seconds() // 60)) if due else 0
        return {
            "done_at": fields.Datetime.to_string(now),
            "done_by_id": self.env.uid,
            "delay_minutes": late,
        }

    def _print_time(self):
        """Time of the task as ``08:30``, empty without one."""
        minutes = round((self.item_id.time_due or 0) * 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}" if minutes else ""

    def _get_due_at(self):
        """Moment the task is due, in UTC; None without a time."""
        hours = self.item_id.time_due
        if not hours:
            return None
        return moment(self.checklist_id.company_id, self.checklist_id.date, hours)


class DmsChecklist(models.Model):
    """Routines: opened every working day, ticked by live numbers, closed at night."""

    _inherit = "dms.checklist"

    completion_rate = fields.Float(
        string="Done in Time (%)",
        readonly=True,
        copy=False,
        aggregator="avg",
        help="Tasks done within an hour of their time, of all tasks.",
    )

    def _figure_vals(self):
        """The completion rate goes with the counts of the sheet."""
        vals, figures = super()._figure_vals()
        if self.kind == "routine":
            vals["completion_rate"] = self._get_completion_rate()
        return vals, figures

    def _get_completion_rate(self):
        """Percentage of tasks done in their window."""
        self.ensure_one()
        lines = self.line_ids
        good = lines.filtered(
            lambda line: line.result == "pass" and line.delay_minutes <= WINDOW_MINUTES
        )
        return round(100.0 * len(good) / len(lines), 1) if lines else 0.0

    def _print_body(self):
        """A routine prints its day: times, tasks and proofs."""
        if self.kind == "routine":
            return "dms_base.checklist_body_routine"
        return super()._print_body()

    def _routine_numbers(self):
        """Live numbers of the company by code; addons add theirs.

        :return: dict of code to number; a code nobody provides is left out
        """
        self.ensure_one()
        return {}

    def _tick_routine(self):
        """Tick off the open tasks whose time has come and whose number is reached."""
        now = fields.Datetime.now()
        for sheet in self.filtered(lambda one: one.state in ("draft", "filling")):
            lines = sheet.line_ids.filtered(
                lambda line: (
                    line.item_id.counter and not line.result and (line._get_due_at() or now) <= now
                )
            )
            numbers = sheet._routine_numbers() if lines else {}
            values = {
                line.id: {"result": "pass", "remark": f"{numbers[line.item_id.counter]:g}"}
                for line in lines
                if line.item_id.counter in numbers
                and line.item_id._is_met(numbers[line.item_id.counter])
            }
            if values:
                sheet.with_context(dms_routine_auto=True)._fill(values)

    def action_refresh_auto(self):
        """Ask the live numbers of a routine as well."""
        res = super().action_refresh_auto()
        self.filtered(lambda one: one.kind == "routine")._tick_routine()
        return res

    def _close_routine(self):
        """End of the day: what is not done stays marked as not done."""
        for sheet in self.filtered(lambda one: one.state in ("draft", "filling")):
            left = sheet.line_ids.filtered(lambda line: not line.result)
            note = self.env._("Not done")
            if left:
                sheet._fill({line.id: {"result": "fail", "remark": note} for line in left})
            sheet._submit()

    @api.model
    def _routine_owner(self, template, company):
        """Employee whose day a routine is: the first present person who fills it.

        Addons that know absences extend it.
        """
        # sudo: owners are found by role at night
        people = self.env["hr.employee"].sudo()
        groups = template.sudo().filler_group_ids
        return people.search(
            [
                ("user_id.group_ids", "in", groups.ids),
                ("company_id", "=", company.id),
            ],
            order="id",
        )[:1]

    @api.model
    def _is_routine_day(self, company, day):
        """Whether the company works on this day by its calendar."""
        calendar = company.resource_calendar_id
        days = set(calendar.attendance_ids.mapped("dayofweek"))
        if days and str(day.weekday()) not in days:
            return False
        start = moment(company, day, 0)
        holiday = self.env["resource.calendar.leaves"].search_count(
            [
                ("resource_id", "=", False),
                ("calendar_id", "in", (calendar.id, False)),
                ("company_id", "in", (company.id, False)),
                ("date_from", "<=", start + timedelta(hours=12)),
                ("date_to", ">=", start + timedelta(hours=12)),
            ],
            limit=1,
        )
        return not holiday

    @api.model
    def _open_routines(self, company, day):
        """Today's sheets of the daily routines of a company, each once."""
        templates = self.env["dms.checklist.template"].search(
            [
                ("kind", "=", "routine"),
                ("state", "=", "published"),
                ("frequency", "=", "daily"),
                ("company_id", "in", (company.id, False)),
            ]
        )
        opened = self.browse()
        if not self._is_routine_day(company, day):
            return opened
        known = self.search(
            [
                ("template_id", "in", templates.ids),
                ("company_id", "=", company.id),
                ("date", "=", day),
                ("state", "!=", "cancelled"),
            ]
        ).template_id
        for template in templates - known:
            owner = self._routine_owner(template, company)
            if owner:
                opened |= template._create_checklists(
                    owner, company_id=company.id, date=day, employee_id=owner.id
                )
        return opened

    @api.model
    def _cron_routines(self):
        """Every quarter of an hour: open today's routines, tick them, close those of days gone by."""
        for company in self.env["res.company"].search([("active", "=", True)]):
            day = company._local_date()
            self._open_routines(company, day)
            sheets = self.search(
                [
                    ("template_id.kind", "=", "routine"),
                    ("company_id", "=", company.id),
                    ("state", "in", ("draft", "filling")),
                ]
            )
            today = sheets.filtered(lambda one, day=day: one.date == day)
            today._tick_routine()
            (sheets - today)._close_routine()
            if moment(company, day, 23.75) <= fields.Datetime.now():
                today._close_routine()

    def _prepare_routine_row(self, line, now, numbers, forms):
        """A task as the home shows it.

        :param forms: {code: id} of the forms the user finds in the Form Centre
        """
        due = line._get_due_at()
        state = "done" if line.result in ("pass", "na") else "open"
        if state == "open" and due and now > due + timedelta(minutes=WINDOW_MINUTES):
            state = "late"
        number = numbers.get(line.item_id.counter)
        return {
            "time": line._print_time(),
            "name": line.name,
            "state": state,
            "number": None if number is None else f"{number:g}",
            "form": line.item_id.form_code or "",
            "form_id": forms.get(line.item_id.form_code, False),
        }


class DmsCockpit(models.Model):
    """The home of a manager shows his routine of today with its ticks."""

    _inherit = "dms.cockpit"

    @api.model
    @api.readonly
    def get_cockpit(self, code):
        """The routine of today goes with the figures."""
        data = super().get_cockpit(code)
        data["routine"] = self._get_routine(self.env.company)
        return data

    def _get_routine(self, company):
        """Tasks of the user's routine of today, None when there is none.

        :return: {"id", "name", "rate", "rows": [{"time", "name", "state", "number", "form", "form_id"}]}
        """
        sheet = self.env["dms.checklist"].search(
            [
                ("template_id.kind", "=", "routine"),
                ("company_id", "=", company.id),
                ("date", "=", company._local_date()),
                ("employee_id.user_id", "=", self.env.uid),
                ("state", "!=", "cancelled"),
            ],
            limit=1,
        )
        if not sheet:
            return None
        now, numbers = fields.Datetime.now(), sheet._routine_numbers()
        codes = sheet.line_ids.item_id.mapped("form_code")
        forms = self.env["dms.form"].search_fetch([("code", "in", codes)], ["code"])
        ids = {form.code: form.id for form in forms}
        return {
            "id": sheet.id,
            "name": sheet.template_id.name,
            "rate": sheet.completion_rate,
            "rows": [
                sheet._prepare_routine_row(line, now, numbers, ids) for line in sheet.line_ids
            ],
        }
