from odoo import fields, models

OUTCOMES = [
    ("done", "Answered, finished"),
    ("later", "Answered, call later"),
    ("broken", "Answered, broken off"),
    ("refused", "Answered, refused"),
    ("opt_out", "Answered, wants no more calls"),
    ("wrong_person", "Answered, wrong person"),
    ("no_answer", "No answer"),
    ("unreachable", "Busy, off or unreachable"),
    ("bad_number", "Number does not exist"),
]


class DmsFollowupAttempt(models.Model):
    """One try to reach the customer."""

    _name = "dms.followup.attempt"
    _description = "Follow-up Attempt"
    _order = "date desc, id desc"

    followup_id = fields.Many2one("dms.followup", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(
        related="followup_id.company_id", store=True, precompute=True, index=True
    )
    date = fields.Datetime(default=fields.Datetime.now, required=True, readonly=True)
    user_id = fields.Many2one("res.users", default=lambda self: self.env.user, readonly=True)
    channel = fields.Selection(related="followup_id.channel", store=True, precompute=True)
    outcome = fields.Selection(OUTCOMES, required=True)
    next_try = fields.Datetime()
    note = fields.Char()
