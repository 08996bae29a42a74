import csv
import functools
import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import file_path

from ..tools import pinyin

# The root of a view that lets nobody create.
NO_CREATE = re.compile(r"""\s*(?:<\?xml[^>]*\?>\s*)?<\w+[^>]*\screate=["'](?:0|false)["']""")
KINDS = [
    ("document", "Document"),
    ("register", "Register"),
    ("checklist", "Checklist"),
    ("scorecard", "Scorecard"),
    ("report", "Report"),
    ("board", "Board"),
    ("card", "Card"),
    ("routine", "Routine"),
    ("builder", "Form Builder"),
]


@functools.cache
def catalogue():
    """Rows of the house's catalogue of forms by code: handbooks, Chinese title, kind."""
    with open(file_path("dms_base/data/form_catalogue.csv"), encoding="utf8", newline="") as stream:
        return {row["code"]: row for row in csv.DictReader(stream)}


class DmsForm(models.Model):
    """A form of the house in the Form Centre (表单中心): where it is found, opened and printed."""

    _name = "dms.form"
    _description = "Form"
    _order = "code"

    code = fields.Char(required=True, index=True)
    name = fields.Char(string="Title", required=True, translate=True)
    title_zh = fields.Char(string="Chinese Title", readonly=True)
    handbook_ids = fields.Many2many("dms.handbook", string="Handbooks")
    addon = fields.Char(readonly=True)
    kind = fields.Selection(KINDS, required=True, default="document")
    keeper_group_id = fields.Many2one("res.groups", string="Keeper")
    group_ids = fields.Many2many(
        "res.groups",
        "dms_form_group_rel",
        string="Visible to",
        help="Empty: everybody of the shop.",
    )
    action_id = fields.Many2one("ir.actions.actions", string="Opens")
    can_create = fields.Boolean(
        string="Offer New",
        default=True,
        help="The Form Centre offers to begin a new form, where the screen and the rights allow it.",
    )
    show_new = fields.Boolean(compute="_compute_show_new")
    report_id = fields.Many2one("ir.actions.report", string="Print")
    blank_report_id = fields.Many2one("ir.actions.report", string="Blank Print")
    template_id = fields.Many2one("dms.checklist.template", string="Checklist")
    report_def_id = fields.Many2one("dms.report", string="Report")
    board_id = fields.Many2one("dms.board")
    pinyin_key = fields.Char(compute="_compute_pinyin_key", store=True, index="trigram")
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "A form with this code exists already.")

    @api.depends("title_zh")
    def _compute_pinyin_key(self):
        for form in self:
            form.pinyin_key = f"{pinyin.initials(form.title_zh)} {pinyin.full(form.title_zh)}"

    @api.depends("can_create", "action_id", "template_id")
    @api.depends_context("uid")
    def _compute_show_new(self):
        begun = self._models_begun_by_hand()
        for form in self:
            model = begun.get(form.action_id.id)
            if form.template_id and not form.action_id:
                model = "dms.checklist"
            form.show_new = bool(
                form.can_create and model in self.env and self.env[model].has_access("create")
            )

    def _models_begun_by_hand(self):
        """Models of the forms' window actions whose list and form let people create, by id of the action."""
        windows = (
            # sudo: as below
            self.env["ir.actions.act_window"].sudo().search([("id", "in", self.action_id.ids)])
        )
        # sudo: actions and views are not readable for users; only names of models leave this method
        views = self.env["ir.ui.view"].sudo()
        defaults = {}
        for view in views.search(
            [
                ("model", "in", windows.mapped("res_model")),
                ("type", "in", ("list", "form")),
                ("mode", "=", "primary"),
            ]
        ):
            defaults.setdefault((view.model, view.type), view)
        begun = {}
        for window in windows:
            shown = {mode: views.browse(view_id) for view_id, mode in window.views if view_id}
            pair = [
                shown.get(mode) or defaults.get((window.res_model, mode), views)
                for mode in ("list", "form")
            ]
            if all(pair) and not any(NO_CREATE.match(view.arch_db or "") for view in pair):
                begun[window.id] = window.res_model
        return begun

    @api.depends("code", "name")
    def _compute_display_name(self):
        for form in self:
            form.display_name = f"{form.code} {form.name}"

    @api.model_create_multi
    def create(self, vals_list):
        """Take handbooks, Chinese title and kind from the catalogue where the addon left them out."""
        handbooks = {book.number: book.id for book in self.env["dms.handbook"].search([])}
        for vals in vals_list:
            row = catalogue().get(vals.get("code"))
            if not row:
                continue
            vals.setdefault("title_zh", row["title_zh"])
            vals.setdefault("kind", row["kind"])
            numbers = [int(number) for number in row["handbook"].split()]
            ids = [handbooks[number] for number in numbers if number in handbooks]
            vals.setdefault("handbook_ids", [(6, 0, ids)])
        return super().create(vals_list)

    @api.model
    def _search_display_name(self, operator, value):
        """Find a form by code, title, Chinese title or pinyin initials."""
        if operator not in ("ilike", "like", "=", "=ilike") or not isinstance(value, str):
            return super()._search_display_name(operator, value)
        return Domain.OR(
            Domain(name, "ilike", value) for name in ("code", "name", "title_zh", "pinyin_key")
        )

    @api.model
    def find_forms(self, text, limit=12):
        """Forms for the command palette, best match first.

        :param text: code, part of a title, or pinyin initials
        :return: list of ``{id, code, name, pinyin}``
        """
        text = (text or "").strip()
        domain = self._search_display_name("ilike", text) if text else Domain.TRUE
        forms = self.search_fetch(domain, ["code", "name", "title_zh", "pinyin_key"], limit=60)
        key = text.lower()

        def rank(form):
            starts = (
                form.code.lower().startswith(key),
                (form.pinyin_key or "").startswith(key),
                (form.title_zh or "").startswith(text),
            )
            return (not any(starts), form.code)

        ranked = sorted(forms, key=rank)[:limit]
        return [
            {
                "id": form.id,
                "code": form.code,
                "name": form.name,
                "pinyin": form.pinyin_key or "",
            }
            for form in ranked
        ]

    def action_open(self):
        """Open the form's screen: its list, board, report or sheets.

        :raises UserError: nothing to open
        """
        self.ensure_one()
        if self.action_id:
            # sudo: actions are readable by their menus only; this one is shown to the form's readers
            action = self.action_id.sudo()
            return self.env[action.type].sudo().browse(action.id)._get_action_dict()
        if self.template_id:
            return self._open_sheets()
        if self.report_def_id:
            return self._open_client("dms_base.report", {"report_code": self.report_def_id.code})
        if self.board_id:
            return self._open_client("dms_base.board", {"board_code": self.board_id.code})
        raise UserError(self.env._("Form %(code)s has no screen yet.", code=self.code))

    def action_new(self):
        """Open an empty form of this kind.

        :raises UserError: the form is not begun by hand
        """
        self.ensure_one()
        action = self.action_open() if self.show_new else {}
        if action.get("type") != "ir.actions.act_window":
            raise UserError(
                self.env._("Form %(code)s is not begun from here: open it.", code=self.code)
            )
        views = [view for view in action["views"] if view[1] == "form"]
        return {
            "type": action["type"],
            "name": self.name,
            "res_model": action["res_model"],
            "view_mode": "form",
            "views": views or [(False, "form")],
            "context": action.get("context") or {},
            "target": "current",
        }

    def _open_sheets(self):
        """Window action on the filled sheets of the form's checklist."""
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "dms.checklist",
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("template_id.code", "=", self.template_id.code)],
            "context": {"default_template_id": self.template_id.id},
        }

    def _open_client(self, tag, context):
        """Client action of a report or board."""
        return {
            "type": "ir.actions.client",
            "tag": tag,
            "name": self.name,
            "context": context,
            "params": context,
        }

    def _get_blank_report(self):
        """Report that prints the form without data, and the record it is bound to."""
        self.ensure_one()
        if self.blank_report_id:
            model = self.blank_report_id.model
            records = self.env.company if model == "res.company" else self.env[model]
            return self.blank_report_id, records
        if self.template_id:
            return self.env.ref("dms_base.action_report_checklist_blank"), self.template_id
        return self.env["ir.actions.report"], self

    def action_print_blank(self):
        """Print the form empty, for filling by hand.

        :raises UserError: a board or a report has no blank
        """
        self.ensure_one()
        report, records = self._get_blank_report()
        if not report:
            raise UserError(self.env._("Form %(code)s has no blank to print.", code=self.code))
        return report.report_action(records.ids, config=False)
