from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

REASONS = [
    ("supplement", "Supplement Agreed by the Customer"),
    ("customer", "Customer's Wish"),
    ("parts", "Parts Missing"),
    ("queue", "Workshop Queue"),
    ("technical", "Technical Difficulty"),
    ("insurer", "Insurer's Assessment"),
    ("other", "Other"),
]
# Only these move the promise against which punctuality is measured (K-50).
CUSTOMER_REASONS = ("supplement", "customer")


class DmsRoPromise(models.TransientModel):
    """Give the customer a new promised time, with the reason."""

    _name = "dms.ro.promise"
    _description = "Change Promise"

    order_id = fields.Many2one("sale.order", required=True)
    current = fields.Datetime(related="order_id.promised_date")
    promised_date = fields.Datetime(
        string="New Promised Time",
        compute="_compute_promised_date",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    reason = fields.Selection(REASONS, required=True)
    told_by_id = fields.Many2one(
        "res.users", string="Customer Told by", default=lambda self: self.env.user, required=True
    )
    told_at = fields.Datetime(default=fields.Datetime.now, required=True)
    note = fields.Char()

    @api.depends("order_id")
    def _compute_promised_date(self):
        """Proposed: an hour later than promised, but not before the work can be done."""
        for wizard in self:
            order = wizard.order_id
            feasible = order._get_feasible_promise() if order else fields.Datetime.now()
            later = order.promised_date and order.promised_date + timedelta(hours=1)
            wizard.promised_date = max(later or feasible, feasible)

    def action_confirm(self):
        """Write the new promise; shop-caused delays keep the old yardstick."""
        self.ensure_one()
        if self.promised_date <= fields.Datetime.now():
            raise UserError(self.env._("The new promise lies in the past. (E-304)"))
        self.order_id._change_promise(self.promised_date, self.reason, self.told_by_id, self.note)
        return {"type": "ir.actions.act_window_close"}
