from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.dms_base.tools import amount as amount_tools


class DmsPaymentReceipt(models.Model):
    """Receipt for the tenders a customer handed over at one time for one settlement."""

    _name = "dms.payment.receipt"
    _description = "Payment Receipt"
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Number", required=True, readonly=True, copy=False)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    settlement_id = fields.Many2one(
        "dms.settlement", required=True, readonly=True, index=True, check_company=True
    )
    order_id = fields.Many2one(related="settlement_id.order_id", string="Repair Order")
    vehicle_id = fields.Many2one(related="settlement_id.order_id.vehicle_id")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True)
    date = fields.Datetime(default=fields.Datetime.now, readonly=True)
    business_date = fields.Date(readonly=True, index=True)
    user_id = fields.Many2one(
        "res.users", string="Cashier", readonly=True, default=lambda self: self.env.user
    )
    payment_ids = fields.One2many("account.payment", "receipt_id", string="Payments", readonly=True)
    amount_total = fields.Monetary(string="Amount Received", readonly=True)
    amount_upper = fields.Char(string="Amount in Words", compute="_compute_amount_upper")

    _name_uniq = models.Constraint("UNIQUE(company_id, name)", "This receipt number is taken.")

    @api.depends("amount_total")
    def _compute_amount_upper(self):
        for receipt in self:
            receipt.amount_upper = amount_tools.to_cn_upper(receipt.amount_total)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_any(self):
        """A receipt handed to a customer stays in the books."""
        raise UserError(self.env._("A receipt cannot be deleted; refund the payment instead."))

    def action_print(self):
        """Print the receipt."""
        return self.env.ref("dms_finance.action_report_payment_receipt").report_action(self)
