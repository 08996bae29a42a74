import functools
import json

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import file_path

STARTERS = "data/register_starters.json"


@functools.cache
def read_starters(addon):
    """Starter forms that an addon ships."""
    try:
        path = file_path(f"{addon}/{STARTERS}")
    except FileNotFoundError:
        return ()
    with open(path, encoding="utf8") as stream:
        return tuple(json.load(stream))


class DmsRegister(models.Model):
    """Forms as files: starters of the addons, and definitions carried between databases."""

    _inherit = "dms.register"

    @api.model
    def _starter_addons(self):
        """Addons that ship starter forms; addons add themselves."""
        return ["dms_base"]

    @api.model
    def _starters(self):
        """Starter forms as (addon, index, definition)."""
        return [
            (addon, index, starter)
            for addon in self._starter_addons()
            for index, starter in enumerate(read_starters(addon))
        ]

    @api.model
    def builder_chapters(self):
        """Chapters whose forms the person draws.

        :return: list of dicts ``id``, ``name``
        """
        mine = self.env.user.all_group_ids
        books = self.env["dms.handbook"].search([("owner_group_id", "!=", False)])
        return [
            {"id": one.id, "name": f"{one.chapter_code} {one.name}"}
            for one in books
            if one.owner_group_id in mine or self._is_admin()
        ]

    @api.model
    def _create_form(self, chapter, definition, company=None):
        """A new form with its first draft.

        :return: the draft, a dms.checklist.template
        """
        # sudo: callers ask for the chapter; forms are never written directly. The chapter's row is held
        # so that two new forms do not take the same code.
        chapter.sudo().lock_for_update()
        register = self.sudo().create(
            {
                "code": self._next_code(chapter),
                "title_zh": definition.get("title_zh") or self.env._("New form"),
                "title_en": definition.get("title_en"),
                "chapter_id": chapter.id,
                "kind": definition.get("kind") or "register",
                "company_id": company.id if company else False,
            }
        )
        return self.env["dms.checklist.template"]._create_version(
            register, {"title_zh": register.title_zh, **definition}
        )

    @api.model
    def _load_starters(self, addon):
        """Publish the starter forms of an addon once; later installs leave them alone."""
        data = self.env["ir.model.data"]
        for index, starter in enumerate(read_starters(addon)):
            name = f"register_starter_{starter.get('name') or index}"
            if data.search_count([("module", "=", addon), ("name", "=", name)], limit=1):
                continue
            chapter = self.env["dms.handbook"].search([("number", "=", starter["chapter"])])
            draft = self._create_form(chapter, starter)
            draft.action_submit_review()
            draft.action_publish()
            data.create(
                {
                    "module": addon,
                    "name": name,
                    "model": self._name,
                    "res_id": draft.register_id.id,
                    "noupdate": True,
                }
            )

    def _export_definition(self):
        """The form's current version as a file others can import.

        :return: dict
        """
        self.ensure_one()
        template = self._current()
        return {
            **template.sudo()._definition(),  # sudo: asked for the chapter by the caller
            "chapter": self.chapter_id.number,
            "code": self.code,
            "version": template.version,
        }

    @api.model
    def _import_definition(self, content, chapter=None):
        """Make a new draft of a file.

        :param content: JSON text
        :param chapter: where the form goes, by default its own chapter
        :raises UserError: not such a file
        """
        try:
            definition = json.loads(content)
        except (ValueError, UnicodeDecodeError):
            definition = None
        if not isinstance(definition, dict) or "fields" not in definition:
            raise UserError(self.env._("This file is not an exported form."))
        if not chapter:
            number = definition.get("chapter")
            chapter = self.env["dms.handbook"].search([("number", "=", number)], limit=1)
        if not chapter:
            raise UserError(self.env._("Choose the chapter the form belongs to."))
        self._check_chapter(chapter)
        self._refuse_unknown_kinds(definition)
        return self._create_form(chapter, definition)

    @api.model
    def _refuse_unknown_kinds(self, definition):
        """A file of a database with more addons may use fields this one does not have."""
        field_model = self.env["dms.register.field"]
        kinds = dict(field_model._fields["kind"].selection)
        for row in definition["fields"]:
            if not isinstance(row, dict) or row.get("kind") not in kinds:
                kind = row.get("kind") if isinstance(row, dict) else row
                raise UserError(
                    self.env._("This database has no fields of the kind “%(kind)s”.", kind=kind)
                )
