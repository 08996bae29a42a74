from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

# What people may write themselves; everything else follows from filling and the buttons.
FREE_FIELDS = {"answers", "line_ids", "date"}
TEST_NUMBER = "TEST"


class DmsRegisterEntry(models.Model):
    """A filled supplementary form: one row of a register, or one slip."""

    _name = "dms.register.entry"
    _description = "Supplementary Form Entry"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _mail_post_access = "read"
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Number", readonly=True, copy=False, index="trigram")
    register_id = fields.Many2one(
        "dms.register", string="Form", required=True, ondelete="restrict", index=True
    )
    template_id = fields.Many2one(
        "dms.checklist.template", string="Version", required=True, ondelete="restrict", index=True
    )
    kind = fields.Selection(related="template_id.kind")
    chapter_id = fields.Many2one(related="register_id.chapter_id")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(
        required=True, default=lambda self: self.env.company._local_date(), index=True
    )
    user_id = fields.Many2one(
        "res.users", string="Login", readonly=True, default=lambda self: self.env.user
    )
    clerk_id = fields.Many2one("hr.employee", string="Filled by", index="btree_not_null")
    employee_id = fields.Many2one("hr.employee", index="btree_not_null", readonly=True)
    vehicle_id = fields.Many2one("fleet.vehicle", index="btree_not_null", readonly=True)
    department_id = fields.Many2one("hr.department", index="btree_not_null", readonly=True)
    partner_id = fields.Many2one(
        "res.partner", string="Customer", index="btree_not_null", readonly=True
    )
    summary = fields.Char(string="Contents", readonly=True)
    answers = fields.Properties(
        string="Values", definition="template_id.head_definition", copy=True
    )
    line_ids = fields.One2many("dms.register.line", "entry_id", string="Lines", copy=True)
    measure_1 = fields.Float(string="First Figure", readonly=True)
    measure_2 = fields.Float(string="Second Figure", readonly=True)
    measure_3 = fields.Float(string="Third Figure", readonly=True)
    state = fields.Selection(
        [
            ("open", "Open"),
            ("submitted", "Submitted"),
            ("approved", "Approved"),
            ("closed", "Closed"),
            ("void", "Void"),
        ],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    next_role_id = fields.Many2one(
        "dms.checklist.role", string="Waiting for", readonly=True, copy=False, ondelete="restrict"
    )
    void_reason = fields.Char(readonly=True, copy=False, tracking=True)
    is_test = fields.Boolean(readonly=True)
    signoff_ids = fields.One2many(
        "dms.signoff",
        "res_id",
        string="Signatures",
        domain=[("res_model", "=", "dms.register.entry")],
    )

    _form_date_idx = models.Index("(register_id, company_id, date)")
    _number_uniq = models.UniqueIndex(
        "(company_id, register_id, name) WHERE is_test IS NOT TRUE", "This number is taken."
    )

    @api.depends("name", "register_id")
    def _compute_display_name(self):
        for entry in self:
            entry.display_name = f"{entry.template_id._title()} {entry.name or ''}".strip()

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Name the figures of pivot and graph after the form that is looked at.

        The web client asks for views with context keys ending in ``_view_ref`` only, hence the name.
        """
        result = super().fields_get(allfields, attributes)
        register_id = self.env.context.get("dms_register_view_ref")
        if register_id and "measure_1" in result:
            register = self.env["dms.register"].browse(int(register_id)).exists()
            labels = (
                [one["label"] for one in register._current()._measure_fields()] if register else []
            )
            for number in (1, 2, 3):
                info = result.get(f"measure_{number}")
                if info and number <= len(labels):
                    info["string"] = labels[number - 1]
                elif info:
                    info["searchable"] = False
        return result

    @api.model_create_multi
    def create(self, vals_list):
        """Judge what was typed, compute, number.

        :raises UserError: with the field's label, the first thing to put right
        """
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            self._complete_vals(vals)
        self._check_rows(vals_list)
        for vals in vals_list:
            self._settle(vals)
        self._add_numbers(vals_list)
        # sudo: rights on the form were asked above; figures and links are written by the system alone
        entries = super(DmsRegisterEntry, self.sudo()).create(vals_list).with_env(self.env)
        entries._check_unique()
        entries._refresh_dues()
        return entries

    def write(self, vals):
        """Only what is typed is written, and only while the entry is open.

        :raises UserError: the entry is closed, or a value is wrong
        """
        if self.env.su and not {"answers", "line_ids"} & vals.keys():
            return super().write(vals)
        if not self.env.su and vals.keys() - FREE_FIELDS:
            raise AccessError(self.env._("State, number and figures of a form cannot be typed."))
        self.check_access("write")
        self._check_editable()
        for entry in self:
            typed = {
                "template_id": entry.template_id.id,
                "company_id": entry.company_id.id,
                "date": vals.get("date") or entry.date,
                "answers": {**entry._raw(), **self._typed(vals.get("answers"))},
                "line_ids": vals.get("line_ids"),
                "entry": entry,
            }
            if "date" in vals:
                self._check_day(
                    entry.register_id, entry.template_id, entry.company_id, typed["date"]
                )
            self._settle(typed)
            # sudo: asked for above; figures and links are written by the system alone
            super(DmsRegisterEntry, entry.sudo()).write(
                {key: value for key, value in typed.items() if key != "entry"}
            )
        self._check_unique()
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_except_test(self):
        if any(not entry.is_test for entry in self):
            raise UserError(self.env._("Void the row instead."))

    @api.model
    def action_new_row(self):
        """New entry of the form whose list is looked at; without one, the forms to choose from."""
        register = self.env["dms.register"].browse(self.env.context.get("active_register_id") or [])
        if register:
            return register.action_new_entry()
        return self.env["ir.actions.act_window"]._for_xml_id("dms_base.dms_register_action")

    def _complete_vals(self, vals):
        """Form, version, company and clerk of a new entry."""
        template = self.env["dms.checklist.template"].browse(vals.get("template_id") or False)
        register = self.env["dms.register"].browse(vals.get("register_id") or False)
        register = register or template.register_id
        if not self.env.su or not template:
            # Only the designer's tests and the system choose a version.
            template = register.template_id if not self._is_test() else template
        if not register or not template:
            raise UserError(self.env._("Choose the form that is filled."))
        company = register.company_id or self.env.company
        vals.update(template_id=template.id, register_id=register.id)
        vals.setdefault("company_id", company.id)
        vals["date"] = fields.Date.to_date(vals.get("date")) or company._local_date()
        vals["is_test"] = self._is_test()
        for name in ("state", "next_role_id", "void_reason", "measure_1", "measure_2", "measure_3"):
            vals.pop(name, None)
        if not self.env.su:
            vals.update(user_id=self.env.uid, name=False)
            # sudo: the employee of a login is who fills, as on paper
            vals["clerk_id"] = self.env.user.sudo().employee_id.id

    def _is_test(self):
        """Entries of the designer's “try it”; read in this place only, and only from the system."""
        return bool(self.env.su and self.env.context.get("dms_register_test"))

    def _check_rows(self, vals_list):
        """Refuse entries of retired forms and of closed days."""
        self.check_access("create")
        groups = defaultdict(list)
        for vals in vals_list:
            groups[vals["register_id"], vals["template_id"], vals["company_id"]].append(vals)
        for (register_id, template_id, company_id), rows in groups.items():
            template = self.env["dms.checklist.template"].browse(template_id)
            register = self.env["dms.register"].browse(register_id)
            if self._is_test():
                continue
            if template.state != "published" or register.state == "retired":
                raise UserError(
                    self.env._("%(form)s is retired: no new entries.", form=register.display_name)
                )
            company = self.env["res.company"].browse(company_id)
            for day in {vals["date"] for vals in rows}:
                self._check_day(register, template, company, day)

    def _check_day(self, register, template, company, day):
        """Refuse a day that is closed, reviewed or still to come.

        :raises UserError: naming the day
        """
        day = fields.Date.to_date(day)
        if day > company._local_date():
            raise UserError(self.env._("%(day)s is in the future.", day=day))
        if template.kind == "register" and not template._day_is_open(day, company):
            raise UserError(self.env._("%(day)s is closed: no rows are added or changed.", day=day))
        if self.env["dms.register.review"]._is_reviewed(register, company, day):
            raise UserError(
                self.env._("The month %(month)s has been reviewed.", month=f"{day:%Y-%m}")
            )

    def _check_editable(self):
        """Refuse changes of entries that are closed or somebody else's.

        :raises UserError: with the way out
        """
        for entry in self:
            if entry.state != "open":
                raise UserError(
                    self.env._("%(number)s is closed: it cannot be changed.", number=entry.name)
                )
            entry._check_own()
            if not entry.is_test:
                self._check_day(entry.register_id, entry.template_id, entry.company_id, entry.date)

    def _check_own(self):
        """One's own entries, and those of one's own chapter.

        :raises AccessError: somebody else's
        """
        self.ensure_one()
        user = self.env.user
        own = self.user_id == user or (
            self.clerk_id and self.clerk_id == user.sudo().employee_id  # sudo: compared only
        )
        if not (self.env.su or own or self.register_id.is_mine):
            raise AccessError(
                self.env._("%(number)s was filled by somebody else.", number=self.name)
            )

    def _add_numbers(self, vals_list):
        """Number entries by form, company and year; a number not used is given back."""
        groups = defaultdict(list)
        for vals in vals_list:
            if vals["is_test"]:
                vals["name"] = TEST_NUMBER
            elif not vals.get("name"):
                key = (
                    vals["register_id"],
                    vals["template_id"],
                    vals["company_id"],
                    vals["date"].year,
                )
                groups[key].append(vals)
        for (register_id, template_id, company_id, year), rows in groups.items():
            register = self.env["dms.register"].browse(register_id)
            template = self.env["dms.checklist.template"].browse(template_id)
            company = self.env["res.company"].browse(company_id)
            # sudo: number series are written by those who take numbers from them
            series = self.env["dms.number.series"].sudo()
            first = fields.Date.to_date(f"{year}-01-01")
            numbers = series._take(company, register.code, first, len(rows))
            for vals, number in zip(rows, numbers, strict=True):
                vals["name"] = f"{template.prefix}{year}-{number:04d}"

    def _check_unique(self):
        """Refuse a value that another entry of the form has in a field that must be unique.

        :raises UserError: naming the field and the other entry
        """
        for entry in self.filtered(lambda one: not one.is_test):
            raw = entry._raw()
            for field in entry.template_id._schema().head:
                value = raw.get(field["key"])
                if not field["unique"] or value in (None, False, ""):
                    continue
                # sudo: entries of others count too
                twin = self.sudo().search(
                    [
                        ("id", "!=", entry.id),
                        ("register_id", "=", entry.register_id.id),
                        ("company_id", "=", entry.company_id.id),
                        ("state", "!=", "void"),
                        ("is_test", "=", False),
                        (f"answers.{field['key']}", "=", value),
                    ],
                    limit=1,
                )
                if twin:
                    raise UserError(
                        self.env._(
                            "“%(field)s” already used in %(number)s.",
                            field=field["label"],
                            number=twin.name,
                        )
                    )

    def _raw(self):
        """Values by key as they are stored."""
        self.ensure_one()
        return dict(self.answers._values or {})

    def _raw_lines(self):
        return [line._raw() for line in self.line_ids.sorted(lambda one: (one.sequence, one.id))]

    @api.model
    def _typed(self, answers):
        """Values of a property field in any of its forms as a dict."""
        if not answers:
            return {}
        if isinstance(answers, list):
            return {row["name"]: row.get("value") for row in answers if row.get("name")}
        return dict(answers._values or {}) if hasattr(answers, "_values") else dict(answers)

    @api.model
    def _line_commands(self, lines, template):
        """Commands that replace the lines."""
        return [
            Command.clear(),
            *(
                Command.create({"answers": line, "sequence": number, "template_id": template.id})
                for number, line in enumerate(lines, 1)
            ),
        ]
