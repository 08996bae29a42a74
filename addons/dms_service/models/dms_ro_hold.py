from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DmsRoHold(models.Model):
    """A pause of the repair with its reason: parts, customer, insurer…"""

    _name = "dms.ro.hold"
    _description = "Repair Order Hold"
    _order = "date_from desc, id desc"
    _rec_name = "reason"

    order_id = fields.Many2one("sale.order", required=True, index=True, ondelete="cascade")
    job_id = fields.Many2one("dms.ro.job", index="btree_not_null", ondelete="set null")
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    reason = fields.Selection(
        [
            ("parts", "Waiting for Parts"),
            ("customer", "Waiting for the Customer"),
            ("insurer", "Waiting for the Insurer"),
            ("manufacturer", "Waiting for the Manufacturer"),
            ("outside", "Work Outside"),
            ("bay", "Waiting for a Bay"),
            ("technician", "Waiting for a Technician"),
            ("equipment", "Equipment Down"),
            ("storage", "Left Here by the Customer"),
        ],
        required=True,
    )
    date_from = fields.Datetime(required=True, default=fields.Datetime.now)
    date_to = fields.Datetime()
    hours = fields.Float(compute="_compute_hours", digits=(16, 2))
    user_id = fields.Many2one("res.users", string="Responsible", default=lambda self: self.env.user)
    note = fields.Char()

    _open_idx = models.Index("(company_id, reason) WHERE date_to IS NULL")
    # Holds that touch a period, whenever they began.
    _span_idx = models.Index("USING gist (tsrange(date_from, date_to))")

    @api.depends("date_from", "date_to")
    def _compute_hours(self):
        now = fields.Datetime.now()
        for hold in self:
            end = hold.date_to or now
            hold.hours = (end - hold.date_from).total_seconds() / 3600 if hold.date_from else 0.0

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for hold in self:
            if hold.date_to and hold.date_to < hold.date_from:
                raise ValidationError(self.env._("A hold cannot end before it begins."))

    def action_end(self):
        """The reason is gone: work may go on."""
        self.filtered(lambda hold: not hold.date_to).write({"date_to": fields.Datetime.now()})
        return True
