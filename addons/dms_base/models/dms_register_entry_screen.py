from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .dms_checklist_template_builder import BUILT

MOST_FOUND = 8


class DmsRegisterEntry(models.Model):
    """The filling screen of a form: at the desk, on a phone, at a kiosk and in the designer."""

    _inherit = "dms.register.entry"

    @api.model
    def entry_load(self, register_id=None, entry_id=None, template_id=None):
        """What the filling screen shows: a new entry of a form, an existing one, or a designer's test.

        :return: dict ``form``, ``entry``, ``can``
        """
        if entry_id:
            entry = self.browse(int(entry_id))
            entry.check_access("read")
            return entry._screen_entry()
        if template_id:
            template = self.env["dms.checklist.template"].browse(int(template_id))
            template.register_id._check_viewer()
        else:
            register = self.env["dms.register"].browse(int(register_id))
            register.check_access("read")
            template = register.template_id
        return self._screen_new(template)

    @api.model
    def entry_compute(self, template_id, answers, lines):
        """Computed and automatic values while somebody types; nothing is kept.

        :return: dict ``answers``, ``lines``, ``names``
        """
        template = self.env["dms.checklist.template"].browse(int(template_id))
        template.check_access("read")
        return self._screen_compute(template, answers, lines)

    @api.model
    def entry_search(self, kind, text, template_id=None):
        """Records a field of this kind may point to.

        :return: list of [id, name]
        """
        model = self.env["dms.register.field"]._relation_models().get(kind)
        if not model:
            return []
        records = self.env[model]
        domain = self._search_kind_domain(kind)
        if "company_id" in records._fields:
            domain &= Domain("company_id", "in", [*self.env.companies.ids, False])
        if model != "res.partner":
            # sudo: colleagues, departments, cars and things of the shop are named on everybody's forms
            records = records.sudo()
        return [list(pair) for pair in records.name_search(text or "", domain, limit=MOST_FOUND)]

    @api.model
    def _search_kind_domain(self, kind):
        """Records a kind of field is limited to; addons narrow their kinds."""
        return Domain.TRUE

    @api.model
    def entry_save(self, values):
        """Keep an entry as it was typed.

        :param values: dict ``register_id``, ``entry_id`` or ``template_id`` (test); ``date``, ``answers``,
            ``lines``, ``media``; ``submit`` to hand it in at once
        :return: as :meth:`entry_load`
        :raises UserError: the first thing that is wrong
        """
        entry = self._save_screen(values)
        if values.get("submit"):
            entry.action_submit()
        return entry._screen_entry()

    @api.model
    def entry_button(self, entry_id, button, values=None):
        """A button of the filling screen.

        :return: as :meth:`entry_load`
        """
        if button not in ("submit", "withdraw", "approve", "reject", "close", "void"):
            raise AccessError(self.env._("This screen does not offer that."))
        entry = self.browse(int(entry_id))
        entry.check_access("write")
        getattr(entry, f"action_{button}")(**(values or {}))
        return entry._screen_entry()

    @api.model
    def _save_screen(self, values, employee=None):
        """Create or change an entry with its photos; all or nothing.

        :param employee: hr.employee at a kiosk
        :return: dms.register.entry
        """
        entry = self.browse(int(values.get("entry_id") or 0)).exists()
        test = values.get("template_id") if not entry else False
        if entry:
            entry.check_access("write")
            entry._check_editable()
            template = entry.template_id
        elif test:
            template = self.env["dms.checklist.template"].browse(int(test))
            template.register_id._check_designer()
        else:
            register = self.env["dms.register"].browse(int(values["register_id"]))
            register.check_access("read")
            self.check_access("create")
            template = register.template_id
        media = self._checked_media(template, values.get("media") or {}, entry)
        kept = entry._media() if entry else {}
        counts = {key: len(files) for key, files in {**kept, **media}.items()}
        # sudo: rights were asked above; the counts of photos are believed from the system only
        system = self.sudo().with_context(dms_register_media=counts, dms_register_test=bool(test))
        vals = {
            "answers": values.get("answers") or {},
            "line_ids": self._line_commands(values.get("lines") or [], template),
        }
        if values.get("date"):
            vals["date"] = values["date"]
        if entry:
            entry.with_env(system.env).write(vals)
        else:
            # sudo: one's own person
            person = employee or self.env.user.sudo().employee_id
            vals.update(template_id=template.id, user_id=self.env.uid, clerk_id=person.id)
            entry = system.create([vals])
        # sudo: files of a form are kept by those who may fill it, checked before
        entry.sudo()._keep_media(media)
        return entry.with_env(self.env)

    @api.model
    def _screen_form(self, template):
        """Fields of a version as the screen draws them."""
        schema = template._make_schema() if template.state == "draft" else template._schema()
        return {
            "template_id": template.id,
            "register_id": template.register_id.id,
            "code": template.code,
            "version": template.version,
            "title": template._title(),
            "kind": template.kind,
            "columns": template.head_columns or 2,
            "note": template.note or "",
            "fields": list(schema.fields),
            "has_steps": bool(template._roles().filtered("is_approval")),
            "live": any(one["kind"] == "computed" or one["autofill_key"] for one in schema.fields),
        }

    @api.model
    def _screen_new(self, template, employee=None):
        answers = self._default_values(template, employee)
        screen = self._screen_compute(template, answers, [])
        return {
            "form": self._screen_form(template),
            "entry": {
                "id": False,
                "name": "",
                "state": "open",
                "date": template.env.company._local_date().isoformat(),
                "media": {},
                "void_reason": "",
                "clerk": "",
                **screen,
            },
            "can": {"save": template.kind in BUILT, "submit": template.kind == "slip"},
        }

    @api.model
    def _screen_compute(self, template, answers, lines):
        try:
            schema = template._make_schema() if template.state == "draft" else template._schema()
            head, rows = dict(answers or {}), [dict(line) for line in lines or ()]
            self._fill_automatic(schema, head, rows)
            head = schema._clean(schema.head, head)
            rows = [schema._clean(schema.columns, row) for row in rows]
            schema._compute(head, rows)
        except ValueError:
            # A draft whose formulas cannot be read yet is shown without its computed fields.
            return {"answers": answers or {}, "lines": lines or [], "names": {}}
        pairs = [(schema.head, head)] + [(schema.columns, row) for row in rows]
        names = {f"{model},{key}": name for (model, key), name in self._record_names(pairs).items()}
        return {
            "answers": self._stored(head),
            "lines": [self._stored(row) for row in rows],
            "names": names,
        }

    def _screen_entry(self):
        self.ensure_one()
        template = self.template_id
        raw, lines = self._raw(), self._raw_lines()
        schema = template._schema()
        pairs = [(schema.head, raw)] + [(schema.columns, row) for row in lines]
        names = {f"{model},{key}": name for (model, key), name in self._record_names(pairs).items()}
        return {
            "form": self._screen_form(template),
            "entry": {
                "id": self.id,
                "name": self.name or "",
                "state": self.state,
                "date": self.date.isoformat(),
                "answers": raw,
                "lines": lines,
                "names": names,
                "media": self._media(),
                "void_reason": self.void_reason or "",
                # sudo: the name of who filled the form stands on the form
                "clerk": self.sudo().clerk_id.name or self.user_id.name or "",
                "steps": self._screen_steps(),
            },
            "can": self._screen_rights(),
        }

    def _screen_steps(self):
        """Approval steps with who decided."""
        # sudo: the signatures of a form are seen by those who see the form
        signed = {one.role_id: one for one in self.sudo().signoff_ids if one.decision == "signed"}
        return [
            {
                "id": role.id,
                "name": role.name,
                "signed": signed[role].signed_name if role in signed else "",
                "next": role == self.next_role_id,
            }
            for role in self.template_id._approval_roles()
        ]

    def _screen_rights(self):
        """Buttons the person at work is offered; each of them asks again."""
        try:
            self._check_own()
            own = True
        except AccessError:
            own = False
        approver = False
        if self.state == "submitted":
            try:
                self._check_approver()
                approver = True
            except UserError:
                approver = False
        open_day = self.is_test or (
            self.kind != "register" or self.template_id._day_is_open(self.date, self.company_id)
        )
        editable = own and self.state == "open" and open_day
        return {
            "save": editable,
            "submit": editable and self.kind == "slip",
            "withdraw": own and self.state == "submitted" and not self._signed_roles(),
            "approve": approver,
            "close": own and self.state == "approved",
            "void": own and self.state != "void",
            "print": not self.is_test,
        }
