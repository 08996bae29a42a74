from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

REVIEWERS = ("dms_base.group_dms_hr_officer", "dms_base.group_dms_admin")
ADMIN = "dms_base.group_dms_admin"


class DmsRegister(models.Model):
    """A form that a department drew for itself (补充表格), over all its versions."""

    _name = "dms.register"
    _description = "Supplementary Form"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _mail_post_access = "read"
    _order = "code"
    _rec_names_search = ["code", "title_zh", "title_en"]

    code = fields.Char(required=True, readonly=True, copy=False, index=True)
    title_zh = fields.Char(string="Chinese Title", required=True)
    title_en = fields.Char(string="English Title")
    name = fields.Char(string="Title", compute="_compute_name")
    chapter_id = fields.Many2one("dms.handbook", required=True, index=True, ondelete="restrict")
    owner_group_id = fields.Many2one(related="chapter_id.owner_group_id", string="Responsible Role")
    company_id = fields.Many2one("res.company", help="Empty: every company.", index=True)
    department_ids = fields.Many2many(
        "hr.department", string="Departments", help="Filled by these; empty: everybody."
    )
    responsible_ids = fields.Many2many(
        "hr.employee",
        help="Reminded when the form is due and not filled.",
    )
    remind_hour = fields.Float(
        string="Due at", default=17.0, help="Hour of the day at which the form must be filled."
    )
    template_ids = fields.One2many("dms.checklist.template", "register_id", string="Versions")
    template_id = fields.Many2one(
        "dms.checklist.template", string="Published Version", readonly=True, ondelete="set null"
    )
    kind = fields.Selection(
        [("register", "Register"), ("slip", "Slip"), ("checklist", "Check Sheet")],
        required=True,
        default="register",
        readonly=True,
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("review", "In Review"),
            ("published", "Published"),
            ("retired", "Retired"),
        ],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
        index=True,
    )
    version = fields.Integer(related="template_id.version")
    frequency = fields.Selection(related="template_id.frequency")
    draft_state = fields.Selection(
        [("draft", "Draft"), ("review", "In Review")],
        string="Next Version",
        compute="_compute_draft_state",
    )
    entry_ids = fields.One2many("dms.register.entry", "register_id", string="Entries")
    entry_count = fields.Integer(string="Entries in all", compute="_compute_counts")
    today_count = fields.Integer(string="Filled Today", compute="_compute_counts")
    due_count = fields.Integer(string="Not Filled", compute="_compute_due_count")
    is_mine = fields.Boolean(string="May Be Designed", compute="_compute_is_mine")
    is_reviewer = fields.Boolean(compute="_compute_is_mine")
    is_for_me = fields.Boolean(compute="_compute_is_for_me", search="_search_is_for_me")
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "A form with this code exists already.")

    @api.depends("title_zh", "title_en")
    @api.depends_context("lang")
    def _compute_name(self):
        chinese = (self.env.lang or "").startswith("zh")
        for register in self:
            english = register.title_en or register.title_zh
            register.name = register.title_zh if chinese else english

    @api.depends("code", "name")
    def _compute_display_name(self):
        for register in self:
            register.display_name = f"{register.code} {register.name}"

    @api.depends("template_ids.state")
    def _compute_draft_state(self):
        for register in self:
            register.draft_state = register._draft().state or False

    def _compute_counts(self):
        """Entries of rows and slips, sheets of check forms: all of them and those of today."""
        entries = self._count_by_register(
            "dms.register.entry", [("state", "!=", "void"), ("is_test", "=", False)]
        )
        sheets = self._count_by_register("dms.checklist", [("state", "!=", "cancelled")])
        for register in self:
            filled = [counts.get(register, (0, 0)) for counts in (entries, sheets)]
            register.entry_count = sum(one[0] for one in filled)
            register.today_count = sum(one[1] for one in filled)

    def _count_by_register(self, model, domain):
        """How often the forms were filled.

        :return: dict of register to (all, today)
        """
        today = fields.Date.context_today(self)
        domain = Domain("template_id", "in", self.template_ids.ids) & Domain(domain)
        counts = {}
        groups = self.env[model]._read_group(domain, ["template_id"], ["__count"])
        todays = self.env[model]._read_group(
            domain & Domain("date", "=", today), ["template_id"], ["__count"]
        )
        for index, rows in enumerate((groups, todays)):
            for template, count in rows:
                counts.setdefault(template.register_id, [0, 0])[index] += count
        return counts

    def _compute_due_count(self):
        groups = self.env["dms.register.due"]._read_group(
            [("register_id", "in", self.ids), ("state", "=", "open")], ["register_id"], ["__count"]
        )
        counts = dict(groups)
        for register in self:
            register.due_count = counts.get(register, 0)

    @api.depends("chapter_id.owner_group_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        mine = self.env.user.all_group_ids
        reviewer = self._is_reviewer()
        for register in self:
            register.is_reviewer = reviewer
            register.is_mine = register.chapter_id.owner_group_id in mine or self._is_admin()

    @api.depends("department_ids", "chapter_id")
    @api.depends_context("uid")
    def _compute_is_for_me(self):
        mine = self.search(Domain("id", "in", self.ids) & self._for_user_domain())
        for register in self:
            register.is_for_me = register in mine

    @api.model
    def _search_is_for_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._for_user_domain()

    @api.model
    def _for_user_domain(self):
        """Forms of the user's departments, of the user's own chapters, or all for reviewers."""
        if self._is_reviewer():
            return Domain.TRUE
        user = self.env.user.sudo()  # sudo: only the ids of the user's departments are used
        return self._department_domain(user.employee_ids.department_id) | Domain(
            "chapter_id.owner_group_id", "in", user.all_group_ids.ids
        )

    @api.model
    def _department_domain(self, departments):
        """Forms that people of these departments fill; those of a department are for the ones below it too."""
        ids = {
            int(part) for one in departments for part in (one.parent_path or "").split("/") if part
        }
        return Domain("department_ids", "=", False) | Domain("department_ids", "in", list(ids))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        """A form with entries is kept; drafts are thrown away."""
        used = self.env["dms.register.entry"].sudo()  # sudo: entries of other departments count too
        if used.search_count([("register_id", "in", self.ids), ("is_test", "=", False)], limit=1):
            raise UserError(self.env._("This form has entries: retire it instead of deleting it."))

    @api.model
    def _is_reviewer(self):
        """Whether the person may publish forms."""
        return any(self.env.user.has_group(group) for group in REVIEWERS)

    @api.model
    def _is_admin(self):
        return self.env.user.has_group(ADMIN)

    @api.model
    def _check_chapter(self, chapter):
        """Refuse to design a form of somebody else's chapter.

        :raises AccessError: naming the role the chapter belongs to
        """
        if self.env.su or self._is_admin() or chapter.owner_group_id in self.env.user.all_group_ids:
            return
        # sudo: the name of a role is no secret
        owner = chapter.sudo().owner_group_id.name
        raise AccessError(self.env._("This chapter belongs to %(owner)s.", owner=owner or "-"))

    def _check_designer(self):
        for chapter in self.chapter_id:
            self._check_chapter(chapter)

    def _check_viewer(self):
        """The designer is opened by those who draw the form and by those who publish it."""
        if not self._is_reviewer():
            self._check_designer()

    def _draft(self):
        """The version in work, empty when there is none."""
        self.ensure_one()
        return self.template_ids.filtered(lambda one: one.state in ("draft", "review"))[:1]

    def _current(self):
        """The version that is filled, or the one in work before the first publishing."""
        self.ensure_one()
        return self.template_id or self._draft() or self.template_ids[:1]

    @api.model
    def _next_code(self, chapter):
        """Next sub-code of a chapter, e.g. OT-06-03.

        :raises UserError: the handbook has no chapter of supplementary forms
        """
        if not chapter.owner_group_id:
            raise UserError(self.env._("Choose a chapter that has supplementary forms."))
        head = f"OT-{chapter.number:02d}-"
        # sudo: codes of forms the user may not see are taken too
        codes = self.sudo().with_context(active_test=False).search([("code", "=like", head + "%")])
        numbers = [int(code[len(head) :]) for code in codes.mapped("code") if code[-2:].isdigit()]
        return f"{head}{max(numbers, default=0) + 1:02d}"
