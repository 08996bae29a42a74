import json
from collections import defaultdict

from odoo import models
from odoo.exceptions import AccessError, UserError

from . import checklist_score
from .dms_checklist_line_judge import AUTOMATIC

MARKS = ("pass_fail", "light", "work")


class DmsChecklist(models.Model):
    """Filling a sheet: who may, what is judged, what follows from it."""

    _inherit = "dms.checklist"

    def _check_open(self):
        """Refuse to change a sheet that is signed, done or cancelled.

        :raises UserError: with the way out
        """
        for checklist in self:
            if checklist.state == "done":
                raise UserError(
                    self.env._(
                        "Signed sheets cannot be changed; cancel %(name)s and open a new one.",
                        name=checklist.name,
                    )
                )
            if checklist.state == "cancelled":
                raise UserError(
                    self.env._("%(name)s is cancelled: open a new sheet.", name=checklist.name)
                )

    def _check_filler(self):
        """Refuse people whose role does not fill this form.

        :raises AccessError: naming the roles that may
        """
        if self.env.su:
            return
        mine = set(self.env.user._get_group_ids())
        for template in self.template_id:
            ids = template._filler_group_ids()
            if ids and mine.isdisjoint(ids):
                # sudo: names of roles are no secret
                groups = self.env["res.groups"].sudo().browse(ids)
                raise AccessError(
                    self.env._(
                        "%(form)s is filled by: %(groups)s.",
                        form=template.name,
                        groups=", ".join(groups.mapped("name")),
                    )
                )

    def _raters(self):
        """Roles that fill a column of their own, in order."""
        self.ensure_one()
        return self.template_id._roles().filtered("is_rater")

    def _current_rater(self):
        """Rater whose turn it is: the first one who has not signed."""
        self.ensure_one()
        raters = self._raters()
        return (raters - self._active_signoffs().role_id)[:1] if raters else raters

    def _fill(self, values, role=None):
        """Enter values on the lines of a sheet.

        :param values: dict of line id to dict of ``result``, ``value``, ``choice_id``, ``text``,
            ``work``, ``remark``, ``photo_ids``
        :param role: rater whose column is filled, the one whose turn it is by default
        :return: lines changed, computed ones included
        :raises UserError: a value does not fit, or the line is not open
        """
        self.ensure_one()
        self._check_filler()
        role = role or self._current_rater()
        lines = self.line_ids.filtered(lambda line: line.id in values)
        if len(lines) != len(values):
            raise UserError(self.env._("A line belongs to another sheet: open the sheet again."))
        self._check_lines_open(lines, role)
        soft = self.template_id.result_rule in ("worst_light", "none")
        groups = defaultdict(lambda: self.env["dms.checklist.line"])
        for line in lines:
            vals = line._judged_vals(values[line.id], soft, role)
            groups[self._freeze(vals)] |= line
        changed = lines | self._store_groups(groups) | self._compute_lines(soft)
        self._touch()
        return changed

    def _check_lines_open(self, lines, role):
        """Refuse lines of a later stage, of an earlier attempt, or filled by the system alone."""
        self._check_open()
        if self.state == "to_sign" and not (role and role == self.next_role_id):
            raise UserError(
                self.env._("%(name)s waits for signatures: take it back first.", name=self.name)
            )
        for line in lines:
            if line.stage > self.stage:
                raise UserError(
                    self.env._(
                        "“%(section)s” opens when stage %(stage)s is signed.",
                        section=line.section_name,
                        stage=line.stage - 1,
                    )
                )
            if line.stage < self.stage or line.locked:
                raise UserError(
                    self.env._(
                        "“%(item)s” is signed and cannot be changed.", item=line.display_name
                    )
                )
            if line.kind in AUTOMATIC:
                raise UserError(
                    self.env._("“%(item)s” is filled by the system.", item=line.display_name)
                )

    def _freeze(self, vals):
        """Text of line values, so that lines with equal ones are written together."""
        return json.dumps(vals, sort_keys=True)

    def _store_groups(self, groups):
        """Write judged values, one write per distinct set.

        :return: lines written
        """
        done = self.env["dms.checklist.line"]
        for key, lines in groups.items():
            vals = json.loads(key)
            if vals:
                # sudo: verdicts and points are written by the engine, after the checks of the sheet
                lines.sudo()._store(vals)
                done |= lines
        return done

    def _compute_lines(self, soft):
        """Fill the computed lines from the values of others.

        :return: computed lines
        """
        computed = self.line_ids.filtered(lambda line: line.kind == "computed" and not line.locked)
        groups = defaultdict(lambda: self.env["dms.checklist.line"])
        for line in computed:
            value = self._computed_value(line)
            vals = {"result": False, "value": 0.0, "score": 0.0}
            if value is not None:
                vals = line._verdict_number({"value": round(value, 4)}, soft)
            vals["is_bad"] = vals["result"] in checklist_score.BAD
            vals["is_urgent"] = vals["result"] == "urgent"
            groups[self._freeze(vals)] |= line
        self._store_groups(groups)
        return computed

    def _computed_value(self, line):
        """Value of a computed line, None while a source is open."""
        item = line.item_id
        codes = {code.strip() for code in (item.sources or "").split(",")}
        sources = self.line_ids.filtered(lambda one: one.code in codes and one.result != "na")
        if line.position and item.operation != "deviation":
            sources = sources.filtered(lambda one: one.position == line.position)
        values = {(one.code, one.position): one.value if one.result else None for one in sources}
        if item.operation == "deviation":
            values = {position: value for (_code, position), value in values.items()}
            if line.position not in values:
                return None
        return checklist_score.combine(item.operation, values, line.position)

    def _touch(self):
        """Store counts and score; the first value opens the sheet."""
        for checklist in self:
            vals, _figures = checklist._figure_vals()
            if checklist.state == "draft":
                vals["state"] = "filling"
            checklist._store(vals)

    def action_pass_all(self, section_id=None):
        """Mark everything that is open as in order; measures, points and texts stay to be entered.

        :param section_id: only this section
        :return: True
        """
        for checklist in self:
            checklist._check_open()
            checklist._pass_all(section_id)
        return True

    def _pass_all(self, section_id=None):
        role = self._current_rater()
        key = str(role.id)
        lines = self.line_ids.filtered(
            lambda line: (
                line.kind in MARKS
                and line.stage == self.stage
                and not line.locked
                and (not section_id or line.section_id.id == section_id)
                and (key not in (line.ratings or {}) if role else not line.result)
            )
        )
        if lines:
            self._fill({line.id: {"result": "ok"} for line in lines}, role)
        return lines

    def _check_complete(self):
        """Refuse to submit a sheet with open or unexplained lines.

        :raises UserError: naming the items
        """
        self.ensure_one()
        missing = self._missing_lines()
        if missing:
            unlinked = missing.filtered(lambda line: line.kind == "linked")[:1]
            if unlinked:
                raise UserError(
                    self.env._(
                        "%(form)s of %(subject)s is not approved.",
                        form=unlinked.name,
                        subject=self.subject_name,
                    )
                )
            raise UserError(
                self.env._(
                    "%(count)s item(s) not filled: %(items)s",
                    count=len(missing),
                    items=self._item_names(missing),
                )
            )
        self._check_reasons()

    def _check_reasons(self):
        """Bad lines carry the remark and photo they need, overruled indicators their reason."""
        bad = self.line_ids.filtered(lambda line: line.is_bad and line.stage == self.stage)
        bare = bad.filtered(lambda line: line.remark_required_bad and not line.remark)
        if bare:
            raise UserError(
                self.env._("Write what is wrong with: %(items)s", items=self._item_names(bare))
            )
        unseen = bad.filtered(
            lambda line: line.photo_required_bad or (line.photo_required_urgent and line.is_urgent)
        )
        unseen = unseen.filtered(lambda line: not line.photo_ids)
        if unseen:
            raise UserError(
                self.env._("Take a photo of: %(items)s", items=self._item_names(unseen))
            )
        overruled = self.line_ids.filtered(
            lambda line: (
                line.is_filled_by_system
                and line.kind == "score"
                and abs(line.value - line.auto_value) > checklist_score.EPSILON
                and not line.remark
            )
        )
        if overruled:
            raise UserError(
                self.env._(
                    "Give the reason for another figure than the indicator's: %(items)s",
                    items=self._item_names(overruled),
                )
            )

    def _item_names(self, lines):
        """First few items by code, as a sentence names them."""
        names = [
            " ".join(filter(None, (line.code or line.name, line._position_label())))
            for line in lines[:10]
        ]
        return ", ".join(names) + ("…" if len(lines) > 10 else "")
