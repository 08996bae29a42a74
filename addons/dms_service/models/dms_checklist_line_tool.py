from odoo import fields, models
from odoo.exceptions import UserError

from .dms_checklist_rescue import TOOL_CODE

TOOL_STATES = [("good", "In Good Order"), ("repair", "Needs Repair"), ("missing", "Missing")]


class DmsChecklistLine(models.Model):
    """SV-04: the state of a tool as its checker sees it; the count proposes it only."""

    _inherit = "dms.checklist.line"

    tool_state = fields.Selection(
        TOOL_STATES,
        string="State of the Tool",
        help="Proposed by the count, chosen by the checker: one that is there may be broken.",
    )

    def _value_fields(self):
        return super()._value_fields() | {"tool_state"}

    def _is_tool(self):
        """Whether the line counts a tool of the rescue van."""
        self.ensure_one()
        return self.kind == "measure" and self.checklist_id.template_id.code == TOOL_CODE

    def _get_required(self):
        """How many of this tool the van must carry."""
        self.ensure_one()
        return float(self.tol_min or 0)

    def _judged_vals(self, given, soft, role=None):
        """Count and state belong together: a state alone stands for a count of all, or of none."""
        if not self._is_tool() or not ({"value", "tool_state"} & set(given)):
            return super()._judged_vals(given, soft, role)
        chosen = given.get("tool_state")
        if chosen and "value" not in given and not self.result:
            given = {**given, "value": 0.0 if chosen == "missing" else self._get_required()}
        elif "value" not in given:
            given = {**given, "value": self.value if self.result else None}
        vals = super()._judged_vals(given, soft, role)
        return {**vals, **self._get_state_vals(chosen, vals)}

    def _get_state_vals(self, chosen, vals):
        """State and verdict for a judged count.

        :param chosen: state the checker chose, empty for the proposal
        :param vals: values judged by the count
        """
        if not vals.get("result"):
            return {"tool_state": False}
        count, short = vals["value"], vals["is_bad"]
        state = chosen or self._propose_state(count, short)
        self._check_tool_state(state, short)
        if state == "repair" and not short:
            vals = {**vals, "result": "fail", "score": 0.0, "is_bad": True}
        return {
            "tool_state": state,
            "result": vals["result"],
            "score": vals["score"],
            "is_bad": vals["is_bad"],
        }

    def _propose_state(self, count, short):
        """What the count says: fewer than required means missing; a broken one stays to repair."""
        if self.tool_state == "repair" and count:
            return "repair"
        return "missing" if short else "good"

    def _check_tool_state(self, state, short):
        """Refuse a state the count denies.

        :raises UserError: good although some are missing, or missing although all are there
        """
        if state == "good" and short:
            raise UserError(
                self.env._(
                    "“%(tool)s”: fewer than %(need)s are there, it is missing or to repair.",
                    tool=self.display_name,
                    need=f"{self._get_required():g}",
                )
            )
        if state == "missing" and not short:
            raise UserError(
                self.env._(
                    "“%(tool)s”: all are there; correct the number first.", tool=self.display_name
                )
            )

    def _screen_data(self, role=None):
        """The tap screen offers the states beside the count."""
        data = super()._screen_data(role)
        if self._is_tool():
            words = self._fields["tool_state"]._description_selection(self.env)
            data["states"] = [
                {"value": key, "name": word, "bad": key != "good"} for key, word in words
            ]
            data["state"] = self.tool_state or ""
        return data

    def _prepare_attempt_vals(self, attempt):
        vals = super()._prepare_attempt_vals(attempt)
        if vals.get("locked"):
            vals["tool_state"] = self.tool_state
        return vals

    def _get_tool_state(self):
        """State of the tool in words; of sheets older than the choice, what the count says."""
        self.ensure_one()
        if not self.result:
            return ""
        words = dict(self._fields["tool_state"]._description_selection(self.env))
        return words[self.tool_state or self._propose_state(self.value, self.is_bad)]
