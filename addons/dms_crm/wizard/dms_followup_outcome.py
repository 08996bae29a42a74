from datetime import timedelta

from odoo import fields, models

from ..models.dms_followup_attempt import OUTCOMES


class DmsFollowupOutcome(models.TransientModel):
    """Why a call did not finish, and when to try again."""

    _name = "dms.followup.outcome"
    _description = "Call Outcome"

    followup_id = fields.Many2one("dms.followup", required=True, readonly=True)
    outcome = fields.Selection(
        [item for item in OUTCOMES if item[0] != "done"], required=True, default="no_answer"
    )
    next_try = fields.Datetime()
    note = fields.Char()

    def _is_pressed_twice(self):
        """The same outcome of the same person within a minute is one press too many."""
        self.followup_id.lock_for_update()
        last = self.followup_id.attempt_ids[:1]
        return (
            last.outcome == self.outcome
            and last.user_id == self.env.user
            and fields.Datetime.now() - last.date < timedelta(seconds=60)
        )

    def action_save(self):
        """Record the call."""
        self.ensure_one()
        self.followup_id._check_caller()
        if self._is_pressed_twice():
            return {"type": "ir.actions.act_window_close"}
        self.followup_id._record_outcome(self.outcome, self.next_try, self.note)
        return {"type": "ir.actions.act_window_close"}
