from odoo import fields, models

CHANNELS = [("phone", "Phone"), ("sms", "SMS"), ("wechat", "WeChat"), ("visit", "At the Desk")]


class DmsFollowupRule(models.Model):
    """When a delivered car is followed up, by whom, in which window, and how important the call is."""

    _name = "dms.followup.rule"
    _description = "Follow-up Rule"
    _order = "priority, code"

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    job_weight = fields.Selection(
        [("any", "Any Job"), ("normal", "Normal Job"), ("heavy", "Heavy Job")],
        required=True,
        default="any",
        help="A heavy job is an overhaul, an accident repair, a rework or a car that was towed in.",
    )
    channel = fields.Selection(CHANNELS, required=True, default="phone")
    caller = fields.Selection(
        [("agent", "Care Agent"), ("advisor", "Service Advisor"), ("system", "Automatic")],
        required=True,
        default="agent",
    )
    offset_days = fields.Integer(
        string="Due after", help="Days after delivery on which the contact is due."
    )
    window_days = fields.Integer(
        string="Window",
        default=1,
        help="Days after the due day within which the contact still counts.",
    )
    priority = fields.Integer(
        default=50, help="The smaller the number, the more important the contact."
    )
    max_attempts = fields.Integer(string="Attempts", default=3)
    script_id = fields.Many2one("dms.followup.script")

    _code_uniq = models.Constraint(
        "UNIQUE(code)", "A follow-up rule with this code exists already."
    )
    _window_positive = models.Constraint(
        "CHECK(offset_days >= 0 AND window_days >= 0 AND max_attempts > 0)",
        "Days and attempts of a follow-up rule cannot be negative.",
    )
