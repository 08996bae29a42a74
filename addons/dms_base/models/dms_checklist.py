from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from . import checklist_score

# What people may write on a sheet themselves; everything else follows from filling and signing.
FREE_FIELDS = {
    "remark",
    "date",
    "period_start",
    "period_end",
    "vehicle_id",
    "employee_id",
    "odometer",
    "line_ids",
}


class DmsChecklist(models.Model):
    """A filled check sheet, score sheet or routine."""

    _name = "dms.checklist"
    _description = "Checklist"
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Number", readonly=True, copy=False, index="trigram")
    template_id = fields.Many2one(
        "dms.checklist.template",
        string="Form",
        required=True,
        ondelete="restrict",
        index=True,
        domain=[("state", "=", "published"), ("kind", "not in", ("register", "slip"))],
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    res_model = fields.Char(string="Subject Kind", readonly=True)
    res_id = fields.Many2oneReference(string="Subject", model_field="res_model", readonly=True)
    subject_name = fields.Char(compute="_compute_subject_name")
    vehicle_id = fields.Many2one("fleet.vehicle", index="btree_not_null")
    employee_id = fields.Many2one("hr.employee", index="btree_not_null")
    odometer = fields.Integer(string="Odometer (km)", copy=False, help="On the day of the check.")
    date = fields.Date(required=True, default=fields.Date.context_today)
    period_start = fields.Date(string="Period from")
    period_end = fields.Date(string="Period to")
    state = fields.Selection(
        [
            ("draft", "New"),
            ("filling", "Filling"),
            ("to_sign", "To Sign"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    stage = fields.Integer(default=1, readonly=True, copy=False)
    next_role_id = fields.Many2one(
        "dms.checklist.role", string="Waiting for", readonly=True, copy=False, ondelete="restrict"
    )
    next_group_id = fields.Many2one(related="next_role_id.group_id", string="Waiting for Group")
    result = fields.Selection(
        [
            ("none", "None"),
            ("pass", "Pass"),
            ("fail", "Fail"),
            ("green", "Green"),
            ("amber", "Amber"),
            ("red", "Red"),
        ],
        readonly=True,
        copy=False,
    )
    score = fields.Float(digits=(8, 2), readonly=True, copy=False, aggregator="avg")
    grade_id = fields.Many2one(
        "dms.checklist.grade", readonly=True, copy=False, ondelete="restrict"
    )
    grade = fields.Char(related="grade_id.name")
    bad_count = fields.Integer(string="Not in Order", readonly=True, copy=False)
    urgent_count = fields.Integer(string="Urgent", readonly=True, copy=False)
    missing_count = fields.Integer(string="Not Filled", readonly=True, copy=False)
    attempt = fields.Integer(default=1, readonly=True, copy=False)
    previous_id = fields.Many2one(
        "dms.checklist", string="Attempt before", readonly=True, copy=False, index="btree_not_null"
    )
    line_ids = fields.One2many("dms.checklist.line", "checklist_id", string="Lines")
    signoff_ids = fields.One2many(
        "dms.signoff", "res_id", string="Signatures", domain=[("res_model", "=", "dms.checklist")]
    )
    remark = fields.Text()
    date_done = fields.Datetime(string="Done on", readonly=True, copy=False)
    cancel_reason = fields.Char(readonly=True, copy=False)
    is_private = fields.Boolean(readonly=True, copy=False)
    form_id = fields.Many2one(related="template_id.form_id", string="Form Centre Row")
    kind = fields.Selection(related="template_id.kind")
    result_rule = fields.Selection(related="template_id.result_rule")

    _subject_idx = models.Index("(res_model, res_id)")
    _open_idx = models.Index(
        "(company_id, template_id, date) WHERE state IN ('draft', 'filling', 'to_sign')"
    )

    @api.depends("name", "template_id")
    def _compute_display_name(self):
        for checklist in self:
            title = checklist.template_id.name or ""
            checklist.display_name = f"{title} {checklist.name or ''}".strip()

    @api.depends("res_model", "res_id")
    def _compute_subject_name(self):
        by_model = defaultdict(set)
        for checklist in self:
            if checklist.res_model in self.env and checklist.res_id:
                by_model[checklist.res_model].add(checklist.res_id)
        names = {}
        for model, ids in by_model.items():
            # sudo: who sees the sheet sees what it is about, as on paper
            records = self.env[model].sudo().browse(ids).exists()
            names.update({(model, record.id): record.display_name for record in records})
        for checklist in self:
            checklist.subject_name = names.get((checklist.res_model, checklist.res_id), False)

    @api.model_create_multi
    def create(self, vals_list):
        """Number the sheets and copy the lines of their templates."""
        vals_list = [dict(vals) for vals in vals_list]
        self._add_numbers(vals_list)
        plans = self._plan_creation(vals_list)
        checklists = super().create(vals_list)
        checklists._check_once_per_period()
        lines = [
            {**vals, "checklist_id": checklist.id}
            for checklist, plan in zip(checklists, plans, strict=True)
            for vals in plan
        ]
        # sudo: lines are copied from the template, nobody may create them by hand
        self.env["dms.checklist.line"].sudo().create(lines)
        checklists._fill_by_system()
        return checklists

    def write(self, vals):
        """Only remarks, dates and the lines are typed, and only while the sheet is open."""
        if self.env.su:
            return super().write(vals)
        if set(vals) - FREE_FIELDS:
            raise AccessError(
                self.env._("State, result and signatures of a sheet cannot be typed.")
            )
        self._check_open()
        self._check_filler()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(checklist.state != "draft" for checklist in self):
            raise UserError(
                self.env._("A sheet that has been started is kept: cancel it with a reason.")
            )

    def _store(self, vals):
        """Write what follows from filling or signing, after the caller's checks."""
        # sudo: state, result and counts are written by the engine alone
        return self.sudo().write(vals)

    def _add_numbers(self, vals_list):
        """Give each sheet a number from one sequence without locks; gaps do no harm here."""
        todo = [vals for vals in vals_list if not vals.get("name")]
        if not todo:
            return
        sequence = self.env["ir.model.data"]._xmlid_to_res_id("dms_base.seq_dms_checklist")
        self.env.cr.execute(
            "SELECT nextval(%s) FROM generate_series(1, %s)",
            [f"ir_sequence_{sequence:03d}", len(todo)],
        )
        numbers = [number for (number,) in self.env.cr.fetchall()]
        templates = self.env["dms.checklist.template"].browse(
            {vals["template_id"] for vals in todo}
        )
        prefixes = {template.id: template.prefix for template in templates}
        today = fields.Date.context_today(self)
        for vals, number in zip(todo, numbers, strict=True):
            vals["name"] = f"{prefixes[vals['template_id']]}{today:%y%m%d}-{number:06d}"

    def _plan_creation(self, vals_list):
        """Complete the values of new sheets from their subjects.

        :return: list of line values for each sheet
        """
        plans = [[] for _vals in vals_list]
        bare = self.env.context.get("dms_checklist_no_lines")
        groups = defaultdict(list)
        for index, vals in enumerate(vals_list):
            self._guess_subject(vals)
            vals.pop("line_ids", None)
            key = vals["template_id"], vals.get("res_model") or False
            groups[key].append(index)
        for (template_id, model), indexes in groups.items():
            template = self.env["dms.checklist.template"].browse(template_id)
            ids = [vals_list[index].get("res_id") for index in indexes]
            data = self._subject_data(template, model, [res_id for res_id in ids if res_id])
            for index, res_id in zip(indexes, ids, strict=True):
                links, attributes, counts, limits, extra = (part.get(res_id, {}) for part in data)
                lines = template._line_vals(attributes, counts, limits, extra or [])
                required = sum(line.get("required", True) for line in lines if line["stage"] == 1)
                vals_list[index].update(
                    {
                        name: value
                        for name, value in links.items()
                        if not vals_list[index].get(name)
                    },
                    missing_count=required,
                    is_private=template.is_private,
                )
                plans[index] = [] if bare else lines
        return plans

    def _guess_subject(self, vals):
        """A vehicle or employee chosen on the screen is the subject of forms made for one."""
        if vals.get("res_id"):
            return
        template = self.env["dms.checklist.template"].browse(vals["template_id"])
        link = {"fleet.vehicle": "vehicle_id", "hr.employee": "employee_id"}.get(
            template.subject_model
        )
        if link and vals.get(link):
            vals.update(res_model=template.subject_model, res_id=vals[link])

    def _subject_data(self, template, model, ids):
        """Links, attributes, counts, limits and generated lines by subject id."""
        if not ids:
            return {}, {}, {}, {}, {}
        # sudo: only links and technical data are copied from the subject, whoever opens the sheet
        subjects = self.env[model].sudo().browse(ids)
        return (
            template._subject_vals(subjects),
            template._subject_attributes(subjects),
            template._subject_counts(subjects),
            template._subject_limits(subjects),
            template._extra_lines(subjects),
        )

    def _check_once_per_period(self):
        """Refuse a second sheet where one per subject and period is the rule."""
        single = self.filtered(lambda one: one.template_id.once_per_period and one.res_id)
        if not single:
            return
        others = self.sudo().search(  # sudo: a private sheet of somebody else counts too
            [
                ("template_id.code", "in", single.template_id.mapped("code")),
                ("res_id", "in", single.mapped("res_id")),
                ("state", "!=", "cancelled"),
            ]
        )
        for checklist in single:
            twin = others.filtered(lambda one, new=checklist: one != new and one._same_period(new))
            if twin and twin[0] != checklist.previous_id and checklist.attempt == 1:
                raise UserError(
                    self.env._(
                        "%(form)s of %(subject)s for this period exists already: %(number)s.",
                        form=checklist.template_id.name,
                        subject=checklist.subject_name,
                        number=twin[0].name,
                    )
                )

    def _same_period(self, other):
        """Same form, subject and period (the day where no period is given)."""
        self.ensure_one()
        mine = self.period_start or self.date, self.period_end or self.date
        theirs = other.period_start or other.date, other.period_end or other.date
        return (
            self.template_id.code == other.template_id.code
            and (self.res_model, self.res_id) == (other.res_model, other.res_id)
            and mine == theirs
        )

    def _subject(self):
        """What the sheet is about, as a recordset that may be empty."""
        self.ensure_one()
        if self.res_model not in self.env or not self.res_id:
            return None
        return self.env[self.res_model].browse(self.res_id).exists()

    def _outcome(self):
        """Figures of the sheet as it stands, see :class:`checklist_score.Outcome`."""
        self.ensure_one()
        template = self.template_id
        sections = {}
        if template.result_rule == "score":
            sections = {one.id: one._score_section() for one in template.section_ids}
        return checklist_score.outcome(
            [line._row() for line in self.line_ids],
            template.result_rule,
            sections,
            template.use_weights,
            template.veto_cap,
        )

    def _grade(self, figures):
        """Grade of a score sheet, empty elsewhere."""
        self.ensure_one()
        bands = [(grade.min_score, grade.id) for grade in self.template_id.grade_ids]
        key = checklist_score.grade_of(figures.score, bands, figures.vetoed)
        return self.env["dms.checklist.grade"].browse(key or [])

    def _figure_vals(self):
        """Counts, score and grade to store on an open sheet."""
        figures = self._outcome()
        vals = {
            "bad_count": figures.bad,
            "urgent_count": figures.urgent,
            "missing_count": len(self._missing_lines()),
            "score": figures.score,
        }
        if self.template_id.result_rule == "score":
            vals["grade_id"] = self._grade(figures).id
        return vals, figures

    def _missing_lines(self):
        """Required lines of the current stage that have no answer yet."""
        self.ensure_one()
        return self.line_ids.filtered(
            lambda line: line.required and not line.result and line.stage <= self.stage
        )
