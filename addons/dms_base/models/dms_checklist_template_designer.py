from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools import formula
from . import register_schema
from .dms_checklist_template_builder import BUILT

FORMAT = "dms.form/1"
# Settings of a version that a definition carries.
CARRIED = (
    "kind",
    "title_zh",
    "title_en",
    "prefix",
    "frequency",
    "paper",
    "head_columns",
    "copy_names",
    "close_hour",
    "result_rule",
    "note",
)
PREFIX_LENGTH = 8


class DmsChecklistTemplate(models.Model):
    """The designer's side of a form: its definition as data, read and written whole."""

    _inherit = "dms.checklist.template"

    def designer_load(self):
        """Everything the designer shows.

        :return: dict with the definition, the settings, the catalogues and what is to be put right
        """
        self.ensure_one()
        self.register_id._check_viewer()
        register = self.register_id
        return {
            **self._designer_state(),
            "catalogue": self._designer_catalogue(),
            "settings": {
                "departments": [[one.id, one.display_name] for one in register.department_ids],
                # sudo: names of those who answer for the form are no secret to its designer
                "responsible": [[one.id, one.name] for one in register.responsible_ids.sudo()],
                "remind_hour": register.remind_hour,
            },
            "chapter": [register.chapter_id.id, register.chapter_id.name],
        }

    def _designer_state(self):
        # sudo: the designer was asked for the chapter; all fields of the form are shown
        version = self.sudo()
        definition = version._definition()
        names = {field.key: field.label for field in version.field_ids}
        for row in definition["fields"]:
            if row.get("formula"):
                row["formula"] = formula.rename(row["formula"], names)
        return {
            "id": self.id,
            "code": self.code,
            "version": self.version,
            "state": self.state,
            "review_note": self.review_note or "",
            "is_reviewer": self.env["dms.register"]._is_reviewer(),
            "definition": definition,
            "problems": version._design_problems(),
            "screen": self.env["dms.register.entry"]._screen_form(self),
            "landscape": version._is_landscape() if version.field_ids else False,
        }

    def designer_save(self, definition, settings=None):
        """Keep the draft as the designer shows it.

        :param definition: dict as :meth:`designer_load` gave it, formulas by label or key
        :param settings: departments and responsible persons as lists of ids, hour of the reminder
        :return: as :meth:`designer_load`, without catalogues
        :raises UserError: the version is not a draft any more
        """
        self.ensure_one()
        self.register_id._check_designer()
        if self.state != "draft":
            raise UserError(
                self.env._("This version is in review or published: it cannot be changed now.")
            )
        # sudo: the designer was asked for the chapter above; nobody writes forms directly
        version = self.sudo()
        version.lock_for_update()
        version._apply_definition(definition)
        version._follow_register()
        if not version._design_problems():
            # Compiled with every change that holds, for the try and the printed page.
            version._compile()
        if settings:
            version.register_id.write(self._settings_vals(settings))
        return self._designer_state()

    def designer_relabel(self, labels):
        """Correct labels of a version in place: nothing but the words of its fields changes.

        :param labels: dict of field key to (Chinese, English)
        :return: as :meth:`designer_load`, without catalogues
        :raises UserError: a label is missing or stands twice
        """
        self.ensure_one()
        self.register_id._check_designer()
        # sudo: the designer was asked for the chapter above; nobody writes forms directly
        version = self.sudo().with_context(install_mode=True)
        for field in version.field_ids.filtered(lambda one: one.key in labels):
            chinese, english = labels[field.key]
            field.write({"label_zh": chinese, "label_en": english})
        version._check_design()
        if version.kind in BUILT:
            version._compile_properties()
        else:
            version._relabel_items(labels)
        return self._designer_state()

    def _relabel_items(self, labels):
        """Items of a check sheet follow; filled sheets keep their wording."""
        for item in self.item_ids.filtered(lambda one: one.code in labels):
            item.name = labels[item.code][0] or labels[item.code][1]

    @api.model
    def _settings_vals(self, settings):
        vals = {}
        if "departments" in settings:
            vals["department_ids"] = [Command.set([int(key) for key in settings["departments"]])]
        if "responsible" in settings:
            vals["responsible_ids"] = [Command.set([int(key) for key in settings["responsible"]])]
        if "remind_hour" in settings:
            vals["remind_hour"] = min(max(float(settings["remind_hour"] or 0), 0.0), 24.0)
        return vals

    def _designer_catalogue(self):
        """What the designer offers: kinds, automatic values, functions, roles, departments."""
        field_model = self.env["dms.register.field"]
        kinds = field_model._fields["kind"]._description_selection(self.env)
        roles = self.env["res.groups"].sudo()  # sudo: names of roles are no secret
        privilege = self.env.ref("dms_base.res_groups_privilege_dms")
        return {
            "kinds": [list(pair) for pair in kinds],
            "autofill": [
                {"code": code, "label": row[0], "source": row[1] or "", "kinds": list(row[3])}
                for code, row in field_model._autofill_catalogue().items()
            ],
            "functions": list(formula.FUNCTIONS),
            "roles": [
                [external_id(role), role.name]
                for role in roles.search([("privilege_id", "=", privilege.id)])
            ],
            "frequencies": [
                list(pair) for pair in self._fields["frequency"]._description_selection(self.env)
            ],
            "patterns": [
                list(pair)
                for pair in field_model._fields["pattern"]._description_selection(self.env)
            ],
        }

    def _definition(self):
        """The version as data: what copies, new versions and exported files are made from."""
        self.ensure_one()
        definition = {"format": FORMAT}
        definition.update(
            {name: self[name] for name in CARRIED if self[name] not in (False, "", None)}
        )
        rows = self.field_ids.sorted(lambda one: (one.sequence, one.id))
        definition["fields"] = [field._row() for field in rows]
        definition["field_count"] = self.field_count
        definition["boxes"] = [
            {
                "name": role.name,
                "approval": role.is_approval,
                "approver": role.approver_kind,
                "group": external_id(role.group_id),
                "user": role.approver_id.login or "",
            }
            for role in self.signoff_role_ids.sorted(lambda one: (one.stage, one.sequence, one.id))
        ]
        return definition

    def _apply_definition(self, definition):
        """Make the draft what the definition says; fields keep their keys.

        :raises UserError: the definition is not one
        """
        self.ensure_one()
        if not isinstance(definition, dict) or not isinstance(definition.get("fields"), list):
            raise UserError(self.env._("This is not a definition of a form."))
        rows = self._keyed_rows(definition)
        known = {field.key: field for field in self.field_ids}
        commands = []
        for sequence, row in enumerate(rows, 1):
            vals = {**self.env["dms.register.field"]._row_vals(row), "sequence": sequence}
            field = known.pop(row["key"], None)
            commands.append(Command.update(field.id, vals) if field else Command.create(vals))
        commands += [Command.delete(field.id) for field in known.values()]
        self.write(
            {
                **self._definition_vals(definition),
                "field_ids": commands,
                "signoff_role_ids": [
                    Command.clear(),
                    *(
                        Command.create(self._box_vals(box, number))
                        for number, box in enumerate(definition.get("boxes") or (), 1)
                    ),
                ],
            }
        )
        self._store_title()

    def _definition_vals(self, definition):
        vals = {name: definition[name] for name in CARRIED if name in definition}
        for name, allowed in (
            ("kind", (*BUILT, "checklist")),
            ("paper", ("auto", "portrait", "landscape")),
            ("head_columns", (1, 2, 3)),
        ):
            if vals.get(name) not in allowed:
                vals.pop(name, None)
        for name in ("frequency", "result_rule"):
            if vals.get(name) not in dict(self._fields[name].selection):
                vals.pop(name, None)
        prefix = "".join(part for part in str(vals.get("prefix") or "") if part.isalnum())
        vals["prefix"] = prefix[:PREFIX_LENGTH].upper() or "BG"
        vals["close_hour"] = min(max(float(vals.get("close_hour") or 24), 1.0), 36.0)
        if vals.get("kind") == "checklist" and vals.get("result_rule", "none") == "none":
            vals["result_rule"] = "all_pass"
        return vals

    def _box_vals(self, box, number):
        """Values of a signature box or approval step."""
        approver = box.get("approver")
        group = self.env.ref(box.get("group") or "", raise_if_not_found=False)
        user = self.env["res.users"]
        if box.get("user"):
            user = user.search([("login", "=", box["user"])], limit=1)
        is_step = bool(box.get("approval"))
        signs = is_step or self.kind not in BUILT
        return {
            "name": box.get("name") or self.env._("Signature"),
            "sequence": number,
            "is_approval": is_step,
            "approver_kind": approver if approver in ("group", "head", "user") else "group",
            "group_id": group.id if group and group._name == "res.groups" else False,
            "approver_id": user.id,
            "required": signs,
            "kiosk_allowed": True,
        }

    def _keyed_rows(self, definition):
        """Rows of a definition, each with a key; a changed kind is a new field.

        Formulas and conditions that name fields by label come back with their keys.
        """
        kinds = {
            field.key: field.kind
            for version in self.register_id.template_ids - self
            for field in version.field_ids
        }
        count = max(self.field_count, int(definition.get("field_count") or 0))
        rows, changed, seen = [], {}, set()
        for row in definition["fields"]:
            row = dict(row)
            key = str(row.get("key") or "")
            if (
                not self._good_key(key)
                or key in seen
                or kinds.get(key, row.get("kind")) != row.get("kind")
            ):
                count += 1
                while f"f{count}" in kinds or f"f{count}" in seen:
                    count += 1
                if key:
                    changed.setdefault(key, f"f{count}")
                key = f"f{count}"
            seen.add(key)
            rows.append({**row, "key": key})
        self.field_count = max(
            [count, *(int(key[1:]) for key in seen if key[1:].isdigit() and key[0] == "f")]
        )
        self._resolve_names(rows, changed)
        return rows

    @api.model
    def _good_key(self, key):
        return key.isascii() and key.isalnum() and key == key.lower() and len(key) <= 30

    @api.model
    def _resolve_names(self, rows, changed):
        """Turn labels in formulas into keys."""
        names = dict(changed)
        for row in rows:
            for label in (row.get("label_en"), row.get("label_zh")):
                if label and row.get("kind") not in register_schema.SHOWN_ONLY:
                    names.setdefault(label.strip(), row["key"])
        for row in rows:
            if row.get("formula"):
                row["formula"] = formula.rename(row["formula"], names)
            for name in ("visible_key", "autofill_key"):
                row[name] = changed.get(row.get(name), row.get(name) or "")

    @api.model
    def builder_starters(self, chapter_id):
        """Starter forms and published forms a new form of the chapter may begin from.

        :return: list of dicts ``id`` (of a version, or a negative number for a starter), ``name``
        """
        chapter = self.env["dms.handbook"].browse(chapter_id)
        found = [
            {"starter": f"{addon}:{index}", "name": starter["title_zh"], "group": "starter"}
            for addon, index, starter in self.env["dms.register"]._starters()
            if starter["chapter"] == chapter.number
        ]
        # sudo: the fields of published forms may be copied by every designer
        published = self.env["dms.register"].sudo().search([("state", "=", "published")])
        found += [
            {"copy": one.template_id.id, "name": one.display_name, "group": "copy"}
            for one in published
        ]
        return found

    @api.model
    def builder_create(self, chapter_id, starter=None, copy=None, kind="register"):
        """A new draft, blank, from a starter or as a copy.

        :return: action that opens the designer
        """
        chapter = self.env["dms.handbook"].browse(int(chapter_id)).exists()
        registers = self.env["dms.register"]
        registers._check_chapter(chapter)
        definition = {"kind": kind, "fields": [], "frequency": "adhoc"}
        if starter:
            definition = next(
                row for addon, index, row in registers._starters() if f"{addon}:{index}" == starter
            )
        elif copy:
            # sudo: the fields of published forms may be copied by every designer
            source = self.sudo().browse(int(copy)).exists()
            if source.register_id and source.state == "published":
                definition = source._definition()
        return registers._create_form(chapter, definition)._open_designer()


def external_id(group):
    """External id of a role, empty when it has none: definitions carry it instead of a number."""
    # sudo: names of roles are no secret
    return group.sudo().get_external_id().get(group.id, "") if group else ""
