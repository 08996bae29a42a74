from odoo import api, fields, models
from odoo.exceptions import AccessError

from . import checklist_score
from .dms_checklist_item import KINDS, WORKS

VALUE_FIELDS = {"result", "value", "choice_id", "text", "work", "remark", "photo_ids"}


class DmsChecklistLine(models.Model):
    """One line of a filled sheet: the copied wording and what was found."""

    _name = "dms.checklist.line"
    _description = "Checklist Line"
    _order = "checklist_id.id desc, sequence, id"

    checklist_id = fields.Many2one(
        "dms.checklist", required=True, ondelete="cascade", index=True, readonly=True
    )
    item_id = fields.Many2one(
        "dms.checklist.item", string="Template Item", ondelete="restrict", readonly=True
    )
    section_id = fields.Many2one(
        "dms.checklist.section", string="Template Section", ondelete="restrict", readonly=True
    )
    section_name = fields.Char(string="Section", readonly=True)
    stage = fields.Integer(default=1, readonly=True)
    sequence = fields.Integer(default=10, readonly=True)
    code = fields.Char(readonly=True)
    name = fields.Char(string="Item", required=True, readonly=True)
    standard = fields.Char(readonly=True)
    kind = fields.Selection(KINDS, required=True, default="pass_fail", readonly=True)
    position = fields.Char(readonly=True)
    uom = fields.Char(string="Unit", readonly=True)
    tol_min = fields.Char(readonly=True)
    tol_max = fields.Char(readonly=True)
    urgent_min = fields.Char(readonly=True)
    urgent_max = fields.Char(readonly=True)
    score_max = fields.Float(string="Most Points", digits=(8, 2), readonly=True)
    required = fields.Boolean(default=True, readonly=True)
    na_allowed = fields.Boolean(default=True, readonly=True)
    critical = fields.Boolean(readonly=True)
    photo_required_bad = fields.Boolean(readonly=True)
    photo_required_urgent = fields.Boolean(readonly=True)
    remark_required_bad = fields.Boolean(readonly=True)
    source_model = fields.Char(readonly=True)
    source_id = fields.Many2oneReference(model_field="source_model", readonly=True)
    result = fields.Selection(
        [
            ("pass", "Pass"),
            ("fail", "Fail"),
            ("na", "N/A"),
            ("ok", "In Order"),
            ("attention", "Attention"),
            ("urgent", "Urgent"),
        ]
    )
    value = fields.Float(digits=(16, 4), aggregator="avg")
    auto_value = fields.Float(string="Value of the Indicator", digits=(16, 4), readonly=True)
    is_filled_by_system = fields.Boolean(readonly=True)
    score = fields.Float(string="Points", digits=(8, 2), readonly=True)
    choice_id = fields.Many2one("dms.checklist.choice", ondelete="restrict")
    text = fields.Char()
    work = fields.Selection(WORKS, string="Work Done")
    remark = fields.Char()
    photo_ids = fields.Many2many("ir.attachment", "dms_checklist_line_photo_rel", string="Photos")
    ratings = fields.Json(readonly=True, help="Points or verdict of each rater, by signature role.")
    is_bad = fields.Boolean(string="Not in Order", readonly=True)
    is_urgent = fields.Boolean(string="Urgent", readonly=True)
    locked = fields.Boolean(
        readonly=True, help="Taken over from an earlier attempt, where it was in order."
    )
    company_id = fields.Many2one(related="checklist_id.company_id")

    _bad_idx = models.Index("(item_id) WHERE is_bad IS TRUE")

    @api.depends("code", "name", "position")
    def _compute_display_name(self):
        for line in self:
            line.display_name = " ".join(
                filter(None, (line.code, line.name, line._position_label()))
            )

    def write(self, vals):
        """Values go through the sheet, which checks, judges and counts them.

        :raises AccessError: anything but a value is written; wording, limits and verdicts are the
            engine's
        """
        if set(vals) - self._value_fields():
            if not self.env.su:
                raise AccessError(
                    self.env._("Wording, limits and points of a sheet cannot be typed.")
                )
            return super().write(vals)
        for checklist in self.checklist_id:
            lines = self.filtered(lambda line, sheet=checklist: line.checklist_id == sheet)
            checklist._fill(dict.fromkeys(lines.ids, vals))
        return True

    def _value_fields(self):
        """Names of the fields people fill; everything else is the engine's."""
        return VALUE_FIELDS

    @api.ondelete(at_uninstall=False)
    def _unlink_except_open(self):
        self.checklist_id._check_open()

    def _store(self, vals):
        """Write judged values; called by the sheet only, after its checks."""
        return super().write(vals)  # pylint: disable=super-method-mismatch

    def _band(self):
        """Limits of a measured line."""
        self.ensure_one()
        return checklist_score.Band(
            *(
                checklist_score.number(self[name])
                for name in ("tol_min", "tol_max", "urgent_min", "urgent_max")
            )
        )

    def _limit_text(self):
        """Limits as printed: ``≥ 1.6``, ``13.5 – 14.8``."""
        self.ensure_one()
        if self.tol_min and self.tol_max:
            return f"{self.tol_min} – {self.tol_max}"
        if self.tol_min:
            return f"≥ {self.tol_min}"
        return f"≤ {self.tol_max}" if self.tol_max else ""

    def _row(self):
        """The line as the arithmetic of :mod:`checklist_score` sees it."""
        self.ensure_one()
        return checklist_score.Row(
            section=self.section_id.id,
            result=self.result or None,
            points=self.score,
            maximum=self.score_max,
            required=self.required,
            critical=self.critical,
            bad=self.is_bad,
            item=self.item_id.id,
        )

    def _prepare_attempt_vals(self, attempt):
        """Copy of the line for the next attempt: in order means taken over and locked."""
        self.ensure_one()
        names = {
            "section_name",
            "stage",
            "sequence",
            "code",
            "name",
            "standard",
            "kind",
            "position",
            "uom",
            "tol_min",
            "tol_max",
            "urgent_min",
            "urgent_max",
            "score_max",
            "required",
            "na_allowed",
            "critical",
            "photo_required_bad",
            "photo_required_urgent",
            "remark_required_bad",
            "source_model",
            "source_id",
        }
        vals = {name: self[name] for name in names}
        vals.update(checklist_id=attempt.id, item_id=self.item_id.id, section_id=self.section_id.id)
        if self.result and not self.is_bad:
            kept = (
                "result",
                "value",
                "auto_value",
                "is_filled_by_system",
                "score",
                "text",
                "work",
                "remark",
            )
            vals.update(
                {name: self[name] for name in kept}, choice_id=self.choice_id.id, locked=True
            )
        return vals
