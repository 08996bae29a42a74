from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from . import register_schema
from .dms_checklist_template_builder import BUILT

MOST_SUMMARY = 120
# Clocks of phones differ: a moment this far ahead is still now.
FUTURE = timedelta(minutes=5)


class DmsRegisterEntry(models.Model):
    """What is typed on a form: filled by the system, computed, judged."""

    _inherit = "dms.register.entry"

    @api.model
    def _settle(self, vals):
        """Complete the values of an entry from what was typed.

        :param vals: with template, ``answers`` (any form) and ``line_ids`` (commands or None to keep)
        :raises UserError: with the label of the first field that is wrong
        """
        template = self.env["dms.checklist.template"].browse(vals["template_id"])
        entry = vals.get("entry")
        schema = template._schema()
        head = self._typed(vals.get("answers"))
        keep = vals.get("line_ids") is None
        lines = entry._raw_lines() if keep and entry else self._lines_of(vals.get("line_ids"))
        self._fill_automatic(schema, head, lines)
        head, lines = schema.clean(head, lines)
        media = self._media_counts(entry)
        self._raise_problems(schema.problems(head, lines, media))
        self._check_moments(schema, head)
        vals.update(self._derived_vals(template, schema, head))
        vals["answers"] = self._stored(head)
        vals["line_ids"] = self._line_commands([self._stored(line) for line in lines], template)

    @api.model
    def _lines_of(self, commands):
        """Values of the lines in a list of create commands."""
        return [
            self._typed(command[2].get("answers"))
            for command in commands or ()
            if command[0] == 0 and command[2]
        ]

    @api.model
    def _stored(self, values):
        """Values as they are kept: nothing where nothing was typed."""
        return {key: value for key, value in values.items() if value not in (None, "", [])}

    @api.model
    def _media_counts(self, entry):
        """Photos, files and signatures by field: those that come with a screen, else those kept."""
        counts = self.env.context.get("dms_register_media") if self.env.su else None
        if counts is not None:
            return counts
        return {key: len(files) for key, files in entry._media().items()} if entry else {}

    @api.model
    def _raise_problems(self, problems):
        if problems:
            raise UserError(self._problem_text(problems[0]))

    @api.model
    def _problem_text(self, problem):
        """One sentence for a value that cannot be kept."""
        field = problem.field
        name = field["label"]
        if problem.row:
            name = self.env._("%(field)s in line %(row)s", field=name, row=problem.row)
        texts = {
            "required": self.env._("“%(field)s” is required.", field=name),
            "number": self.env._("“%(field)s” must be a number.", field=name),
            "length": self.env._(
                "“%(field)s” has at most %(most)s characters.", field=name, most=field["max_length"]
            ),
            "pattern": self.env._("“%(field)s” is not written as it should be.", field=name),
            "option": self.env._("“%(field)s” must be one of its choices.", field=name),
            "date": self.env._("“%(field)s” must be a date.", field=name),
            "time": self.env._("“%(field)s” must be a time such as 08:30.", field=name),
        }
        return texts.get(problem.kind) or self._range_text(field, name)

    @api.model
    def _range_text(self, field, name):
        low, high = field["min"], field["max"]
        if low is None:
            return self.env._("“%(field)s” must be at most %(high)s.", field=name, high=f"{high:g}")
        if high is None:
            return self.env._("“%(field)s” must be at least %(low)s.", field=name, low=f"{low:g}")
        return self.env._(
            "“%(field)s” must be between %(low)s and %(high)s.",
            field=name,
            low=f"{low:g}",
            high=f"{high:g}",
        )

    @api.model
    def _check_moments(self, schema, head):
        """Refuse moments to come, and a closing time before the opening time that stands in front of it."""
        spans = [one for one in schema.head if one["kind"] == "datetime"]
        latest = fields.Datetime.to_string(fields.Datetime.now() + FUTURE)
        for field in spans:
            if field["autofill"] == "now" and (head.get(field["key"]) or "") > latest:
                raise UserError(self.env._("“%(field)s” is in the future.", field=field["label"]))
        for first, last in zip(spans, spans[1:], strict=False):
            begin, end = head.get(first["key"]), head.get(last["key"])
            if begin and end and end < begin:
                raise UserError(
                    self.env._(
                        "“%(last)s” is before “%(first)s”.",
                        last=last["label"],
                        first=first["label"],
                    )
                )

    @api.model
    def _fill_automatic(self, schema, head, lines, employee=None):
        """Values from the catalogue of automatic values; those of a record follow it always."""
        for field in schema.fields:
            source = schema.by_key.get(field["autofill_key"])
            if not field["autofill"] or not source:
                continue
            rows = lines if field["area"] == "line" else [head]
            for row in rows:
                key = (
                    row.get(source["key"])
                    if source["area"] == field["area"]
                    else head.get(source["key"])
                )
                row[field["key"]] = self._automatic_value(field, source, key)

    @api.model
    def _automatic_value(self, field, source, record_id):
        """Value of a field that follows a record."""
        row = self.env["dms.register.field"]._autofill_catalogue().get(field["autofill"])
        record_id = record_id[0] if isinstance(record_id, (list, tuple)) else record_id
        if not row or not record_id or not source["model"]:
            return None
        # sudo: the closed catalogue says which values of a record every form may show
        record = self.env[source["model"]].sudo().browse(int(record_id)).exists()
        return self._plain(self._follow(record, row[2])) if record else None

    @api.model
    def _follow(self, record, path):
        """Value at the end of a dotted path."""
        for name in path.split("."):
            record = record[:1][name] if name in record._fields else False
            if not isinstance(record, models.BaseModel):
                break
        return record

    @api.model
    def _plain(self, value):
        if isinstance(value, models.BaseModel):
            return value[:1].id or None
        return value or None

    @api.model
    def _default_values(self, template, employee=None):
        """Values a new entry begins with: defaults, today, and the person at work.

        :param employee: hr.employee who fills, by default that of the login
        """
        schema = template._schema()
        # sudo: only the closed catalogue's values of the person at work
        person = (employee or self.env.user.employee_id).sudo()
        catalogue = self.env["dms.register.field"]._autofill_catalogue()
        values = {}
        for field in schema.head:
            row = catalogue.get(field["autofill"])
            if row and not row[1]:
                values[field["key"]] = self._person_value(field, row[2], person)
            elif field["default"]:
                values[field["key"]] = self._typed_default(field)
            elif field["kind"] == "boolean":
                values[field["key"]] = False
        return {key: value for key, value in values.items() if value is not None}

    @api.model
    def _typed_default(self, field):
        if field["kind"] in register_schema.NUMBERS:
            return self.env["dms.register.field"]._bound(field["default"])
        if field["kind"] == "boolean":
            return field["default"].lower() in ("1", "true", "yes", "是")
        if field["kind"] in ("choice", "light"):
            by_label = {label: key for key, label in field["options"]}
            return by_label.get(field["default"], field["default"])
        return None if field["model"] else field["default"]

    @api.model
    def _person_value(self, field, path, person):
        now = fields.Datetime.now()
        company = person.company_id or self.env.company
        if path == "today":
            day = company._local_date()
            return day.isoformat() if field["kind"] == "date" else fields.Datetime.to_string(now)
        if path == "now":
            if field["kind"] == "datetime":
                return fields.Datetime.to_string(now)
            zone = company.with_context(tz=company.partner_id.tz or "Asia/Shanghai")
            return f"{fields.Datetime.context_timestamp(zone, now):%H:%M}"
        if path == "employee":
            return person.id or None
        return self._plain(self._follow(person, path.removeprefix("employee."))) if person else None

    @api.model
    def _derived_vals(self, template, schema, head):
        """Figures, indexed links and the one-line summary of an entry."""
        vals = {}
        for number, field in enumerate(template._measure_fields(), 1):
            vals[f"measure_{number}"] = head.get(field["key"]) or 0.0
        links = self.env["dms.register.field"]._link_columns()
        for column in links.values():
            vals[column] = False
        for field in reversed(schema.head):
            column = links.get(field["kind"])
            if column and head.get(field["key"]):
                vals[column] = head[field["key"]]
        texts = self._display(schema.head, head)
        shown = [texts[one["key"]] for one in template._list_fields() if texts.get(one["key"])]
        vals["summary"] = " · ".join(shown)[:MOST_SUMMARY]
        return vals

    @api.model
    def _display(self, fields_of_form, values, names=None):
        """Values in words and figures as they are printed.

        :param names: dict of (model, id) to display name, to name records of many rows at once
        :return: dict of key to text
        """
        names = names or self._record_names([(fields_of_form, values)])
        return {
            field["key"]: self._display_value(field, values.get(field["key"]), names)
            for field in fields_of_form
        }

    @api.model
    def _record_names(self, pairs):
        """Names of all records that values point to, one query set per model.

        :param pairs: list of (fields, values)
        """
        wanted = {}
        for fields_of_form, values in pairs:
            for field in fields_of_form:
                value = values.get(field["key"])
                if field["model"] and value:
                    wanted.setdefault(field["model"], set()).add(value)
        names = {}
        for model, ids in wanted.items():
            # sudo: who sees the form sees whom and what it is about, as on paper
            for record in self.env[model].sudo().browse(ids).exists():
                names[model, record.id] = record.display_name
        return names

    @api.model
    def _display_value(self, field, value, names):
        kind = field["kind"]
        if kind == "boolean" or isinstance(value, bool):
            yes, no = self.env._("Yes"), self.env._("No")
            return "" if value is None else yes if value else no
        if value in (None, "", []):
            return ""
        if field["model"]:
            return names.get((field["model"], value), "")
        options = dict(field["options"])
        if kind == "multi":
            return "、".join(options.get(one, one) for one in value)
        if kind in register_schema.CHOICES:
            return options.get(value, value)
        if kind == "datetime":
            moment = fields.Datetime.context_timestamp(self, fields.Datetime.to_datetime(value))
            return f"{moment:%Y-%m-%d %H:%M}"
        if isinstance(value, (int, float)):
            return self._display_number(field, value)
        return str(value)

    @api.model
    def _display_number(self, field, value):
        if field["kind"] == "integer":
            return f"{value:,.0f}"
        digits = 2 if field["kind"] == "money" or field["digits"] is None else field["digits"]
        return f"{value:,.{digits}f}"


class DmsChecklistTemplate(models.Model):
    """When the day of a register closes."""

    _inherit = "dms.checklist.template"

    def _day_is_open(self, day, company, moment=None):
        """Whether rows of a day may still be written: until the closing hour of that day.

        :param moment: UTC datetime, now by default
        """
        self.ensure_one()
        zone = company.with_context(tz=company.partner_id.tz or "Asia/Shanghai")
        local = fields.Datetime.context_timestamp(zone, moment or fields.Datetime.now())
        hours = (local.date() - day).days * 24 + local.hour + local.minute / 60
        return self.kind not in BUILT or hours < (self.close_hour or 24.0)
