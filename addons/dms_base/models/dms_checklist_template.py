from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from . import checklist_text

# What may still be changed once a template is published: none of it changes a filled sheet.
FREE_FIELDS = {
    "state",
    "active",
    "reader_group_ids",
    "filler_group_ids",
    "two_columns",
    "landscape",
}


class DmsChecklistTemplate(models.Model):
    """Definition of a check sheet, score sheet or routine in one version."""

    _name = "dms.checklist.template"
    _description = "Checklist Template"
    _order = "code, version desc, id"
    _rec_names_search = ["code", "name"]

    name = fields.Char(string="Title", required=True, translate=True)
    code = fields.Char(required=True, index=True, help="Form code, e.g. SV-10.")
    prefix = fields.Char(default="CK", required=True, help="Letters in front of the sheet numbers.")
    kind = fields.Selection(
        [("checklist", "Check Sheet"), ("scorecard", "Score Sheet"), ("routine", "Routine")],
        required=True,
        default="checklist",
    )
    subject_model = fields.Char(
        string="Filled for",
        help="Technical name of what is checked, e.g. fleet.vehicle; empty for none.",
    )
    result_rule = fields.Selection(
        [
            ("none", "No Result"),
            ("all_pass", "All Must Pass"),
            ("worst_light", "Worst Light"),
            ("score", "Score"),
        ],
        required=True,
        default="all_pass",
    )
    frequency = fields.Selection(
        [
            ("order", "Each Order"),
            ("daily", "Daily"),
            ("weekly", "Weekly"),
            ("monthly", "Monthly"),
            ("yearly", "Yearly"),
            ("adhoc", "As Needed"),
        ],
        default="adhoc",
        required=True,
    )
    version = fields.Integer(default=1, readonly=True, copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published"), ("retired", "Retired")],
        default="draft",
        required=True,
        readonly=True,
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: every company.")
    previous_id = fields.Many2one(
        "dms.checklist.template", string="Version before", readonly=True, copy=False
    )
    two_columns = fields.Boolean(
        string="Print in Two Columns",
        default=True,
        help="From 40 items on, unless values are measured.",
    )
    landscape = fields.Boolean()
    note = fields.Text(string="Text at the Foot", translate=True)
    use_weights = fields.Boolean(string="Weighted Sections")
    veto_cap = fields.Float(
        string="Cap after Veto",
        digits=(8, 2),
        help="Highest score that remains when a critical item is not in order.",
    )
    once_per_period = fields.Boolean(help="Only one sheet per subject and period.")
    is_private = fields.Boolean(
        string="Private",
        help="Seen by the person concerned, by those who sign and by the readers only.",
    )
    filler_group_ids = fields.Many2many(
        "res.groups",
        "dms_checklist_template_filler_rel",
        string="Filled by",
        help="Empty: everybody who may see the sheet.",
    )
    reader_group_ids = fields.Many2many(
        "res.groups", "dms_checklist_template_reader_rel", string="Readers of Private Sheets"
    )
    section_ids = fields.One2many(
        "dms.checklist.section", "template_id", string="Sections", copy=True
    )
    item_ids = fields.One2many("dms.checklist.item", "template_id", string="Items")
    signoff_role_ids = fields.One2many(
        "dms.checklist.role", "template_id", string="Signatures", copy=True
    )
    grade_ids = fields.One2many("dms.checklist.grade", "template_id", string="Grades", copy=True)
    form_id = fields.Many2one("dms.form", compute="_compute_form_id")
    item_count = fields.Integer(compute="_compute_item_count")
    checklist_count = fields.Integer(compute="_compute_checklist_count")

    _version_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0), version)", "This version of the template exists already."
    )
    _one_published = models.UniqueIndex(
        "(code, COALESCE(company_id, 0)) WHERE state = 'published'",
        "Another version of this template is published: retire it first.",
    )

    @api.depends("code", "name", "version")
    def _compute_display_name(self):
        for template in self:
            template.display_name = f"{template.code} {template.name} v{template.version}"

    @api.depends("code")
    def _compute_form_id(self):
        forms = self.env["dms.form"].search([("code", "in", self.mapped("code"))])
        by_code = {form.code: form for form in forms}
        for template in self:
            template.form_id = by_code.get(template.code, False)

    @api.depends("section_ids.item_ids")
    def _compute_item_count(self):
        counts = dict(
            self.env["dms.checklist.item"]._read_group(
                [("template_id", "in", self.ids)], ["template_id"], ["__count"]
            )
        )
        for template in self:
            template.item_count = counts.get(template._origin, 0)

    def _compute_checklist_count(self):
        counts = dict(
            self.env["dms.checklist"]._read_group(
                [("template_id", "in", self.ids)], ["template_id"], ["__count"]
            )
        )
        for template in self:
            template.checklist_count = counts.get(template, 0)

    @api.model_create_multi
    def create(self, vals_list):
        """Which template of a form is in force is kept in the registry cache."""
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def unlink(self):
        """A template that is gone is in force nowhere."""
        self.env.registry.clear_cache()
        return super().unlink()

    def write(self, vals):
        """A published template is frozen but for who sees it and how it is printed."""
        self.env.registry.clear_cache()
        if set(vals) - FREE_FIELDS and not self.env.context.get("install_mode"):
            for template in self:
                template._check_draft()
        return super().write(vals)

    def copy_data(self, default=None):
        """A copy is a new template, not a version: its code says so."""
        default = dict(default or {})
        data = super().copy_data(default)
        if "code" not in default:
            for vals in data:
                vals["code"] = self.env._("%(code)s copy", code=vals["code"])
        for vals in data:
            vals["state"] = "draft"
        return data

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = self.env["dms.checklist"].search_count([("template_id", "in", self.ids)], limit=1)
        if used:
            raise UserError(
                self.env._("There are sheets of this template: retire it instead of deleting it.")
            )

    def action_publish(self):
        """Check the drafts and open them for filling; the version before retires."""
        drafts = self.filtered(lambda template: template.state == "draft")
        for template in drafts:
            template._check_complete()
        drafts.previous_id.filtered(lambda template: template.state == "published").action_retire()
        self.env.flush_all()
        drafts._set_state("published")
        drafts._follow_forms()
        return True

    def _follow_forms(self):
        """The Form Centre opens the version just published."""
        for template in self.filtered("previous_id"):
            # sudo: whoever may publish a form also changes which version its row opens
            forms = (
                self.env["dms.form"].sudo().search([("template_id", "=", template.previous_id.id)])
            )
            forms.write({"template_id": template.id})

    def action_retire(self):
        """No new sheets; the filled ones stay as they are."""
        self._set_state("retired")
        return True

    def action_new_version(self):
        """Draft of the next version, opened for editing."""
        self.ensure_one()
        draft = self.search(
            [
                ("code", "=", self.code),
                ("state", "=", "draft"),
                ("company_id", "=", self.company_id.id),
            ],
            limit=1,
        )
        if not draft:
            last = self.search(
                [("code", "=", self.code), ("company_id", "=", self.company_id.id)],
                order="version desc",
                limit=1,
            )
            draft = self.copy(
                {"code": self.code, "version": last.version + 1, "previous_id": self.id}
            )
        return draft._open_form()

    def action_view_checklists(self):
        """The filled sheets of this template."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "dms.checklist",
            "view_mode": "list,kanban,form",
            "domain": [("template_id", "=", self.id)],
            "context": {"default_template_id": self.id},
        }

    def action_print_blank(self):
        """Print the empty form."""
        name = "action_report_checklist_blank"
        name += "_landscape" if self[:1].landscape else ""
        return self.env.ref(f"dms_base.{name}").report_action(self)

    def _open_form(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

    def _set_state(self, state):
        return self.write({"state": state})

    def _check_draft(self):
        self.ensure_one()
        if self.state != "draft":
            raise UserError(
                self.env._(
                    "%(name)s is published and cannot be changed: make a new version.",
                    name=self.display_name,
                )
            )

    def _check_condition_text(self, text):
        """Refuse a condition that cannot be read."""
        try:
            checklist_text.applies(text, {})
        except ValueError:
            raise ValidationError(
                self.env._("The condition “%(text)s” cannot be read.", text=text)
            ) from None

    def _check_complete(self):
        """Refuse to publish a template that could not be filled or scored.

        :raises UserError: with what is to be put right
        """
        self.ensure_one()
        if not self.section_ids:
            raise UserError(self.env._("%(name)s has no section.", name=self.name))
        if self.use_weights:
            total = sum(self.section_ids.filtered(lambda one: not one.is_bonus).mapped("weight"))
            if abs(total - 100) > 0.005:
                raise UserError(
                    self.env._(
                        "Section weights add up to %(total)s, must be 100.", total=f"{total:g}"
                    )
                )
        if self.grade_ids and min(self.grade_ids.mapped("min_score")) > 0:
            raise UserError(self.env._("The lowest grade must start at 0."))
        self._check_items()

    def _check_items(self):
        """Each item carries what its kind needs."""
        items = self.section_ids.item_ids
        for item in items:
            if item.kind == "choice" and not item.choice_ids:
                raise UserError(self.env._("“%(item)s” has no choices.", item=item.name))
            if item.kind == "computed" and not (item.operation and item.sources):
                raise UserError(
                    self.env._("“%(item)s”: say how and from what it is computed.", item=item.name)
                )
            if item.kind in ("score", "linked") and item.score_max <= 0:
                raise UserError(self.env._("“%(item)s” has no maximum of points.", item=item.name))
