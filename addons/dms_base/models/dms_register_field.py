import json

from odoo import api, fields, models

# What a definition says of a field, in the files that carry forms between databases too.
CARRIED = (
    "key",
    "area",
    "kind",
    "label_zh",
    "label_en",
    "required",
    "default_value",
    "help",
    "unit",
    "digits",
    "min_value",
    "max_value",
    "max_length",
    "pattern",
    "is_unique",
    "visible_key",
    "visible_value",
    "in_list",
    "footer",
    "width",
    "autofill",
    "autofill_key",
    "formula",
)
KINDS = [
    ("text", "Text"),
    ("long_text", "Long Text"),
    ("integer", "Whole Number"),
    ("decimal", "Decimal Number"),
    ("money", "Amount"),
    ("date", "Date"),
    ("datetime", "Date and Time"),
    ("time", "Time"),
    ("boolean", "Yes / No"),
    ("choice", "Choice"),
    ("multi", "Several Choices"),
    ("light", "Traffic Light"),
    ("employee", "Employee"),
    ("department", "Department"),
    ("vehicle", "Vehicle"),
    ("partner", "Customer"),
    ("photo", "Photos"),
    ("file", "File"),
    ("signature", "Signature"),
    ("computed", "Computed"),
    ("pass_fail", "Pass / Fail"),
    ("score", "Score"),
    ("table", "Table"),
    ("section", "Section Title"),
    ("note", "Note"),
]
# Property type of each kind; kinds left out are many2one or are not kept as a property.
PROPERTY_TYPES = {
    "text": "char",
    "long_text": "text",
    "integer": "integer",
    "decimal": "float",
    "money": "monetary",
    "date": "date",
    "datetime": "datetime",
    "time": "char",
    "boolean": "boolean",
    "choice": "selection",
    "light": "selection",
    "multi": "tags",
    "section": "separator",
}
COMPUTED_TYPES = {"number": "float", "text": "char", "boolean": "boolean"}


class DmsRegisterField(models.Model):
    """One field of a form drawn by a user, in one version of it."""

    _name = "dms.register.field"
    _description = "Field of a Supplementary Form"
    _order = "template_id, sequence, id"
    _rec_name = "label_zh"

    template_id = fields.Many2one(
        "dms.checklist.template", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    key = fields.Char(required=True, help="Stays the same over all versions of the form.")
    area = fields.Selection(
        [("head", "Form"), ("line", "Line Table")], required=True, default="head"
    )
    kind = fields.Selection(KINDS, required=True, default="text")
    label_zh = fields.Char(string="Chinese Label")
    label_en = fields.Char(string="English Label")
    label = fields.Char(compute="_compute_label")
    required = fields.Boolean()
    default_value = fields.Char(string="Default")
    help = fields.Char(string="Hint")
    unit = fields.Char()
    digits = fields.Integer(string="Decimals", default=2)
    min_value = fields.Char(string="At Least", help="Empty: no limit.")
    max_value = fields.Char(string="At Most", help="Empty: no limit.")
    max_length = fields.Integer(string="Most Characters", help="0: no limit.")
    pattern = fields.Selection(
        [
            ("mobile", "Mobile Number"),
            ("plate", "Number Plate"),
            ("vin", "VIN"),
            ("id_no", "Identity Number"),
        ]
    )
    is_unique = fields.Boolean(string="Unique in the Form")
    visible_key = fields.Char(string="Shown if Field")
    visible_value = fields.Char(string="Has the Value")
    in_list = fields.Boolean(string="Show in List", default=True)
    footer = fields.Selection(
        [("none", "None"), ("sum", "Sum"), ("mean", "Mean"), ("count", "Count")], default="none"
    )
    width = fields.Integer(string="Print Width %", help="0: by the contents.")
    autofill = fields.Char(string="Filled from", help="Code of the catalogue of automatic values.")
    autofill_key = fields.Char(string="Of the Field")
    formula = fields.Char(help="Fields stand in braces by their key.")
    options = fields.Text(help="JSON list of choices: key, Chinese and English label.")

    _key_uniq = models.Constraint("UNIQUE(template_id, key)", "Two fields have the same key.")

    @api.depends("label_zh", "label_en")
    @api.depends_context("lang")
    def _compute_label(self):
        chinese = (self.env.lang or "").startswith("zh")
        for field in self:
            first, second = field.label_en, field.label_zh
            if chinese:
                first, second = second, first
            field.label = first or second or ""

    @api.model
    def _relation_models(self):
        """Model behind each kind that points to a record; addons add theirs with the kind."""
        return {
            "employee": "hr.employee",
            "department": "hr.department",
            "vehicle": "fleet.vehicle",
            "partner": "res.partner",
        }

    @api.model
    def _link_columns(self):
        """Indexed column of the entry that the first field of a kind fills; addons add theirs."""
        return {
            "employee": "employee_id",
            "department": "department_id",
            "vehicle": "vehicle_id",
            "partner": "partner_id",
        }

    @api.model
    def _autofill_catalogue(self):
        """The closed list of automatic values; addons add theirs.

        :return: dict of code to (label, kind of the field it starts from or False for the person
            at work, dotted path there, kinds it may fill)
        """
        # Kinds in variables: inside a translated row Odoo takes them for terms.
        texts, numbers = ("text", "long_text"), ("integer", "decimal")
        return {
            "today": (self.env._("Today"), False, "today", ("date", "datetime")),
            "now": (self.env._("Now"), False, "now", ("datetime", "time")),
            "user.employee": (self.env._("Person who fills"), False, "employee", ("employee",)),
            "user.department": (
                self.env._("Department of the person who fills"),
                False,
                "employee.department_id",
                ("department",),
            ),
            "user.superior": (
                self.env._("Superior of the person who fills"),
                False,
                "employee.parent_id",
                ("employee",),
            ),
            "vehicle.plate": (self.env._("Plate"), "vehicle", "license_plate", texts),
            "vehicle.model": (
                self.env._("Vehicle Model"),
                "vehicle",
                "model_id.display_name",
                texts,
            ),
            "vehicle.vin": (self.env._("VIN"), "vehicle", "vin_sn", texts),
            "vehicle.odometer": (
                self.env._("Odometer (km)"),
                "vehicle",
                "odometer",
                numbers,
            ),
            "vehicle.owner": (
                self.env._("Vehicle Owner"),
                "vehicle",
                self._vehicle_owner_path(),
                ("partner", *texts),
            ),
            "employee.number": (
                self.env._("Employee No."),
                "employee",
                self._employee_no_path(),
                texts,
            ),
            "employee.job": (self.env._("Post"), "employee", "job_id.name", texts),
            "employee.phone": (self.env._("Work Phone"), "employee", "work_phone", texts),
        }

    @api.model
    def _vehicle_owner_path(self):
        """Field of a vehicle that names its owner."""
        return "owner_id" if "owner_id" in self.env["fleet.vehicle"]._fields else "driver_id"

    @api.model
    def _employee_no_path(self):
        """Field of an employee with the number printed on the badge."""
        return "employee_no" if "employee_no" in self.env["hr.employee"]._fields else "barcode"

    def _options(self):
        """Choices as (key, Chinese label, English label)."""
        self.ensure_one()
        try:
            rows = json.loads(self.options or "[]")
        except ValueError:
            return []
        return [
            (row["key"], row.get("zh") or row.get("en") or "", row.get("en") or row.get("zh") or "")
            for row in rows
            if row.get("key")
        ]

    def _spec(self):
        """The field as :mod:`register_schema` sees it, in the language at work."""
        self.ensure_one()
        chinese = (self.env.lang or "").startswith("zh")
        options = [(key, zh if chinese else en) for key, zh, en in self._options()]
        if self.kind == "light":
            options = self._light_names()
        elif self.kind == "pass_fail":
            names = {"pass": self.env._("Pass"), "fail": self.env._("Fail")}
            options = list(names.items())
        return {
            "key": self.key,
            "area": self.area,
            "kind": self.kind,
            "label": self.label,
            "required": self.required,
            "default": self.default_value or "",
            "help": self.help or "",
            "unit": self.unit or "",
            "digits": self.digits,
            "min": self._bound(self.min_value),
            "max": self._bound(self.max_value),
            "max_length": self.max_length,
            "pattern": self.pattern or "",
            "unique": self.is_unique,
            "visible_key": self.visible_key or "",
            "visible_value": self.visible_value or "",
            "in_list": self.in_list,
            "footer": self.footer or "none",
            "width": self.width,
            "autofill": self.autofill or "",
            "autofill_key": self.autofill_key or "",
            "formula": self.formula or "",
            "options": options,
            "model": self._relation_models().get(self.kind, ""),
        }

    def _light_names(self):
        """Choices of a traffic light."""
        names = {"green": self.env._("Green"), "amber": self.env._("Amber")}
        names["red"] = self.env._("Red")
        return list(names.items())

    @api.model
    def _bound(self, text):
        """A limit as a figure, None where there is none or it is not one yet."""
        try:
            return float(text) if text not in (None, False, "") else None
        except ValueError:
            return None

    def _property(self, schema):
        """Definition of the property that keeps the field's values, None when it is kept elsewhere.

        :param schema: :class:`register_schema.Schema` of the version
        """
        self.ensure_one()
        spec = schema.by_key[self.key]
        model = spec["model"]
        if self.kind == "computed":
            kind = COMPUTED_TYPES[schema.types.get(self.key, "number")]
        else:
            kind = "many2one" if model else PROPERTY_TYPES.get(self.kind)
        if not kind:
            return None
        name = self.label_zh or self.label_en
        label = f"{name} ({self.unit})" if self.unit else name
        result = {"name": self.key, "string": label, "type": kind}
        if kind == "selection":
            result["selection"] = [[key, text] for key, text in spec["options"]]
        elif kind == "tags":
            result["tags"] = [[key, text, 1] for key, text in spec["options"]]
        elif kind == "many2one":
            result["comodel"] = model
        elif kind == "monetary":
            result["currency_field"] = "currency_id"
        if self.in_list and kind not in ("separator", "text"):
            result["view_in_cards"] = True
        return result

    def _row(self):
        """The field as a definition writes it."""
        self.ensure_one()
        row = {name: self[name] for name in CARRIED if self[name] not in (False, "", 0)}
        row["digits"] = self.digits
        if not self.in_list:
            row["in_list"] = False
        if self.options:
            row["options"] = [{"key": key, "zh": zh, "en": en} for key, zh, en in self._options()]
        return row

    @api.model
    def _row_vals(self, row):
        """Values of a field from a definition; what is not of a definition is left out."""
        vals = {name: row[name] for name in CARRIED if name in row}
        vals.setdefault("in_list", True)
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        if vals.get("kind") not in kinds:
            vals["kind"] = "text"
        for name in ("min_value", "max_value", "default_value"):
            if vals.get(name) not in (None, False):
                vals[name] = str(vals[name])
        vals["options"] = json.dumps(row.get("options") or [], ensure_ascii=False)
        return vals
