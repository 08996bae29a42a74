import json

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from . import register_schema

MOST_FIELDS = 60
MOST_COLUMNS = 20
MOST_STEPS = 3
PORTRAIT_COLUMNS = 6
BUILT = ("register", "slip")


class DmsChecklistTemplate(models.Model):
    """One version of a form drawn by its department: registers and slips beside the check sheets."""

    _inherit = "dms.checklist.template"

    kind = fields.Selection(
        selection_add=[("register", "Register"), ("slip", "Slip")],
        ondelete={"register": "cascade", "slip": "cascade"},
    )
    state = fields.Selection(
        selection_add=[("review", "In Review"), ("published",)],
        ondelete={"review": "set default"},
    )
    register_id = fields.Many2one(
        "dms.register", string="Supplementary Form", index="btree_not_null", ondelete="cascade"
    )
    title_zh = fields.Char(string="Chinese Title")
    title_en = fields.Char(string="English Title")
    field_ids = fields.One2many("dms.register.field", "template_id", string="Fields", copy=True)
    field_count = fields.Integer(string="Keys Given", help="Last number given to a field.")
    paper = fields.Selection(
        [
            ("auto", "By the Columns"),
            ("portrait", "A4 Portrait"),
            ("landscape", "A4 Landscape"),
        ],
        default="auto",
    )
    head_columns = fields.Integer(string="Columns of the Head", default=2)
    copy_names = fields.Char(string="Copies", help="Names of the copies, separated by commas.")
    close_hour = fields.Float(
        string="Day Closes at",
        default=24.0,
        help="Hour at which the rows of a day are closed; above 24 on the next day.",
    )
    review_note = fields.Char(string="Note of the Review", readonly=True)
    submitted_by_id = fields.Many2one("res.users", string="Sent to Review by", readonly=True)
    published_by_id = fields.Many2one("res.users", string="Published by", readonly=True)
    published_on = fields.Datetime(readonly=True)
    head_definition = fields.PropertiesDefinition(string="Fields of the Entry")
    line_definition = fields.PropertiesDefinition(string="Fields of the Lines")

    def write(self, vals):
        """Forms of the builder change in the designer alone, and their state by its buttons.

        :raises AccessError: somebody writes them directly
        """
        if not self.env.su and self.register_id:
            raise AccessError(
                self.env._("Supplementary forms are changed in their designer, not in this list.")
            )
        built = self.filtered("register_id")
        # The builder's own steps change versions in review and note who published them.
        builder = super(DmsChecklistTemplate, built.with_context(install_mode=True))
        if built:
            builder.write(vals)
        return super(DmsChecklistTemplate, self - built).write(vals)

    def _schema(self):
        """The version as data, see :class:`register_schema.Schema`; published ones are kept in memory."""
        self.ensure_one()
        if self.state in ("published", "retired"):
            return self._cached_schema(self.env.lang or "en_US")
        return self._make_schema()

    @tools.ormcache("self.id", "lang")
    def _cached_schema(self, lang):
        return self.with_context(lang=lang)._make_schema()

    def _make_schema(self):
        # sudo: the fields of a form are the same for everybody who may fill it
        rows = self.sudo().field_ids.sorted(lambda one: (one.sequence, one.id))
        return register_schema.Schema([field._spec() for field in rows])

    def _title(self):
        """Title of this version in the language at work."""
        self.ensure_one()
        chinese = (self.env.lang or "").startswith("zh")
        english = self.title_en or self.title_zh
        return (self.title_zh if chinese else english) or self.name

    def _copies(self):
        """Names of the copies that are printed."""
        self.ensure_one()
        return [
            name.strip()
            for name in (self.copy_names or "").replace("，", ",").split(",")
            if name.strip()
        ]

    def _list_fields(self):
        """Fields that stand in lists and ledgers, as specs."""
        self.ensure_one()
        shown_only = (*register_schema.SHOWN_ONLY, "signature")
        schema = self._schema()
        return [one for one in schema.head if one["in_list"] and one["kind"] not in shown_only]

    def _is_landscape(self):
        """Portrait up to six columns, else landscape, unless the designer chose."""
        self.ensure_one()
        if self.paper in ("portrait", "landscape"):
            return self.paper == "landscape"
        schema = self._schema()
        columns = self._list_fields() if self.kind == "register" else schema.columns
        return len(columns) > PORTRAIT_COLUMNS

    def _approval_roles(self):
        """Steps of approval in order."""
        return self._roles().filtered("is_approval")

    def _measure_fields(self):
        """Up to three figures kept in columns of their own for pivot and graph."""
        schema = self._schema()
        figures = [one for one in schema.head if schema.numeric(one)]
        figures.sort(key=lambda one: one["footer"] == "none")
        return figures[:3]

    def _store_title(self):
        """Write the title in both languages, whether or not both are active in this database."""
        self.flush_recordset(["name"])
        for template in self:
            store_names(template, template.title_zh, template.title_en)

    def _compile(self):
        """Turn the fields into property definitions, or into the sections of a check sheet."""
        for template in self:
            if template.kind in BUILT:
                template._compile_properties()
            else:
                template._compile_sections()

    def _compile_properties(self):
        schema = self._make_schema()
        definitions = {"head": [], "line": []}
        for field in self.field_ids.sorted(lambda one: (one.sequence, one.id)):
            definition = field._property(schema)
            if definition:
                definitions[field.area].append(definition)
        self.write({"head_definition": definitions["head"], "line_definition": definitions["line"]})

    def _compile_sections(self):
        """Sections and items of a check sheet from its fields."""
        self.section_ids.unlink()
        sections = []
        for number, field in enumerate(
            self.field_ids.sorted(lambda one: (one.sequence, one.id)), 1
        ):
            if field.kind == "section" or not sections:
                title = field.label if field.kind == "section" else self._title()
                sections.append({"name": title, "sequence": number, "item_ids": []})
            if field.kind == "note":
                sections[-1]["note"] = field.label
            elif field.kind != "section":
                sections[-1]["item_ids"].append(fields.Command.create(field._item_vals(number)))
        self.write({"section_ids": [fields.Command.create(vals) for vals in sections]})

    def _check_complete(self):
        """Registers and slips are judged by their fields, check sheets by their sections."""
        self.ensure_one()
        if self.register_id:
            self._check_design()
        return None if self.kind in BUILT else super()._check_complete()

    def _follow_forms(self):
        """Registers have a Form Centre row of their own, written when they are published."""
        return super(
            DmsChecklistTemplate, self.filtered(lambda one: not one.register_id)
        )._follow_forms()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_filled(self):
        # sudo: entries the user may not see count too
        entries = self.env["dms.register.entry"].sudo()
        if entries.search_count(
            [("template_id", "in", self.ids), ("is_test", "=", False)], limit=1
        ):
            raise UserError(self.env._("This form has entries: retire it instead of deleting it."))


def store_names(record, chinese, english):
    """Write the translated ``name`` of a record in Chinese and English at once.

    Done below the ORM, which takes active languages only: a language that comes later finds its title.
    """
    names = {"en_US": english or chinese, "zh_CN": chinese or english}
    record.env.cr.execute(
        SQL(
            "UPDATE %s SET name = COALESCE(name, '{}'::jsonb) || %s::jsonb WHERE id = %s",
            SQL.identifier(record._table),
            json.dumps(names, ensure_ascii=False),
            record.id,
        )
    )
    record.invalidate_recordset(["name"])
