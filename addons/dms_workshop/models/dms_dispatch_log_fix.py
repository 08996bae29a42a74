from odoo import fields, models


class DmsDispatchLogFix(models.Model):
    """Correction of a clocked stretch: what it was, what it became, who and why."""

    _name = "dms.dispatch.log.fix"
    _description = "Time Log Correction"
    _order = "id desc"

    log_id = fields.Many2one("dms.dispatch.log", required=True, ondelete="restrict", index=True)
    old_start = fields.Datetime(readonly=True)
    old_end = fields.Datetime(readonly=True)
    new_start = fields.Datetime(readonly=True)
    new_end = fields.Datetime(readonly=True)
    reason = fields.Char(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Corrected by", default=lambda self: self.env.user, readonly=True
    )
    date = fields.Datetime(default=fields.Datetime.now, readonly=True)
