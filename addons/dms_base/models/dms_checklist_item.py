from odoo import api, fields, models
from odoo.exceptions import ValidationError

from . import checklist_score, checklist_text

KINDS = [
    ("pass_fail", "Pass / Fail"),
    ("light", "Traffic Light"),
    ("work", "Work Result"),
    ("measure", "Measured Value"),
    ("computed", "Computed Value"),
    ("score", "Score"),
    ("linked", "Score of Another Sheet"),
    ("choice", "Choice"),
    ("text", "Text"),
    ("photo", "Photo"),
    ("table", "Table"),
]
WORKS = [
    ("inspect", "Inspected"),
    ("adjust", "Adjusted"),
    ("clean", "Cleaned"),
    ("lubricate", "Lubricated"),
    ("tighten", "Tightened"),
    ("replace", "Replaced"),
]
BOUNDS = ("tol_min", "tol_max", "urgent_min", "urgent_max", "plausible_min", "plausible_max")


class DmsChecklistItem(models.Model):
    """One point to check, measure, rate or answer."""

    _name = "dms.checklist.item"
    _description = "Checklist Item"
    _inherit = ["dms.checklist.part.mixin"]
    _order = "template_id, section_id, sequence, id"

    section_id = fields.Many2one(
        "dms.checklist.section", required=True, ondelete="cascade", index=True
    )
    template_id = fields.Many2one(
        related="section_id.template_id", store=True, precompute=True, index=True
    )
    sequence = fields.Integer(default=10)
    code = fields.Char()
    name = fields.Char(required=True, translate=True)
    standard = fields.Char(
        translate=True, help="Technical requirement or standard of the assessment."
    )
    kind = fields.Selection(KINDS, required=True, default="pass_fail")
    required = fields.Boolean(default=True)
    na_allowed = fields.Boolean(string="May Be N/A", default=True)
    critical = fields.Boolean(help="Not in order: the whole sheet has failed. Never n/a.")
    photo_required_bad = fields.Boolean(string="Photo when Not in Order")
    photo_required_urgent = fields.Boolean(string="Photo when Urgent")
    remark_required_bad = fields.Boolean(string="Remark when Not in Order")
    condition = fields.Char(help="As on the section: shown only for subjects of this kind.")
    positions = fields.Char(
        help="Repeats the item: wheel, wheel5, side, axle, cyl, n:6, day:31, or names "
        "parted by commas."
    )
    uom = fields.Char(string="Unit", translate=True)
    tol_min = fields.Char(string="In Order from", help="Empty: no limit.")
    tol_max = fields.Char(string="In Order up to", help="Empty: no limit.")
    urgent_min = fields.Char(string="Urgent below", help="Empty: no urgent limit.")
    urgent_max = fields.Char(string="Urgent above", help="Empty: no urgent limit.")
    plausible_min = fields.Char(string="Plausible from", help="A value below it is refused.")
    plausible_max = fields.Char(string="Plausible up to", help="A value above it is refused.")
    from_spec = fields.Boolean(
        string="Limits from Technical Data",
        help="Without data for the subject the verdict is chosen by hand.",
    )
    default_work = fields.Selection(WORKS, default="inspect")
    operation = fields.Selection(
        [
            ("min", "Smallest"),
            ("max", "Largest"),
            ("mean", "Mean"),
            ("sum", "Sum"),
            ("diff", "Largest minus Smallest"),
            ("half_diff", "Half of Largest minus Smallest"),
            ("deviation", "Deviation from the Mean in %"),
            ("share", "First as % of Second"),
        ]
    )
    sources = fields.Char(help="Codes of the items it is computed from, parted by commas.")
    score_max = fields.Float(string="Most Points", digits=(8, 2))
    score_mode = fields.Selection(
        [
            ("direct", "Points Given"),
            ("deduct", "Points off per Finding"),
            ("linear", "Linear from Floor to Target"),
            ("decline", "Points off per Step below Target"),
            ("steps", "Step Table"),
        ],
        default="direct",
    )
    score_each = fields.Float(string="Points off Each", digits=(8, 2), default=1.0)
    score_unit = fields.Float(
        string="Step", digits=(12, 4), default=1.0, help="Negative when more is worse."
    )
    score_floor = fields.Float(string="Floor", digits=(12, 4))
    score_target = fields.Float(string="Target", digits=(12, 4))
    score_alarm = fields.Float(
        string="Alarm Level", digits=(8, 2), help="Fewer points than this count as not in order."
    )
    kpi_id = fields.Many2one(
        "dms.kpi", string="Indicator", compute="_compute_kpi_id", inverse="_inverse_kpi_id"
    )
    kpi_code = fields.Char(
        string="Indicator Code",
        help="Code of the indicator that fills the value for subject and period.",
    )
    linked_code = fields.Char(
        string="Linked Sheet", help="Code of the score sheet whose result counts."
    )
    choice_ids = fields.One2many("dms.checklist.choice", "item_id", string="Choices", copy=True)

    @api.depends("kpi_code")
    def _compute_kpi_id(self):
        codes = self.filtered("kpi_code").mapped("kpi_code")
        kpis = self.env["dms.kpi"].search([("code", "in", codes)])
        by_code = {kpi.code: kpi for kpi in kpis}
        for item in self:
            item.kpi_id = by_code.get(item.kpi_code, False)

    def _inverse_kpi_id(self):
        for item in self:
            item.kpi_code = item.kpi_id.code

    @api.constrains(*BOUNDS)
    def _check_bounds(self):
        for item in self:
            try:
                values = {name: checklist_score.number(item[name]) for name in BOUNDS}
            except ValueError:
                raise ValidationError(
                    self.env._("The limits of “%(item)s” must be numbers.", item=item.name)
                ) from None
            for low, high in (("tol_min", "tol_max"), ("urgent_min", "urgent_max")):
                if None not in (values[low], values[high]) and values[low] > values[high]:
                    raise ValidationError(
                        self.env._(
                            "“%(item)s”: the lower limit is above the upper one.", item=item.name
                        )
                    )

    @api.constrains("condition")
    def _check_condition(self):
        for item in self:
            item.template_id._check_condition_text(item.condition)

    def _applies(self, attributes):
        """Whether the item is shown for a subject with these attributes."""
        self.ensure_one()
        return checklist_text.applies(self.condition, attributes)

    def _choice_steps(self):
        """Step table as (bound, points)."""
        self.ensure_one()
        return [(choice.bound, choice.points) for choice in self.choice_ids]

    def _points(self, value, maximum):
        """Points of a scored value, see :func:`checklist_score.points`."""
        self.ensure_one()
        return checklist_score.points(
            self.score_mode or "direct",
            value,
            maximum,
            each=self.score_each,
            unit=self.score_unit or 1.0,
            floor=self.score_floor,
            target=self.score_target,
            steps=self._choice_steps() if self.score_mode == "steps" else (),
        )
