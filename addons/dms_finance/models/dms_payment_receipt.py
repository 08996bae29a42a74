from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column, table_exists

from odoo.addons.dms_base.tools import amount as amount_tools


class DmsPaymentReceipt(models.Model):
    """Paper for money that changed hands at one time: for a settlement, for a deposit, or given back of one."""

    _name = "dms.payment.receipt"
    _description = "Payment Receipt"
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Number", required=True, readonly=True, copy=False)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        [("payment", "Payment"), ("deposit", "Deposit"), ("refund", "Refund")],
        default="payment",
        required=True,
        readonly=True,
    )
    settlement_id = fields.Many2one(
        "dms.settlement", readonly=True, index="btree_not_null", check_company=True
    )
    deposit_id = fields.Many2one(
        "dms.deposit", readonly=True, index="btree_not_null", check_company=True
    )
    order_id = fields.Many2one(
        "sale.order",
        string="Repair Order",
        compute="_compute_order_id",
        store=True,
        precompute=True,
    )
    vehicle_id = fields.Many2one(
        "fleet.vehicle", compute="_compute_order_id", store=True, precompute=True
    )
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True)
    date = fields.Datetime(default=fields.Datetime.now, readonly=True)
    business_date = fields.Date(readonly=True, index=True)
    user_id = fields.Many2one(
        "res.users", string="Cashier", readonly=True, default=lambda self: self.env.user
    )
    reason = fields.Char(readonly=True, help="Why money was given back.")
    payment_ids = fields.One2many("account.payment", "receipt_id", string="Payments", readonly=True)
    amount_total = fields.Monetary(string="Amount Received", readonly=True)
    amount_upper = fields.Char(string="Amount in Words", compute="_compute_amount_upper")

    _name_uniq = models.Constraint("UNIQUE(company_id, name)", "This receipt number is taken.")

    _subject_given = models.Constraint(
        "CHECK(settlement_id IS NOT NULL OR deposit_id IS NOT NULL)",
        "A receipt belongs to a settlement or to a deposit.",
    )

    def _auto_init(self):
        """Receipts of before get their order and car in one statement, not one by one."""
        cr = self.env.cr
        if table_exists(cr, self._table) and not column_exists(cr, self._table, "order_id"):
            create_column(cr, self._table, "order_id", "int4")
            create_column(cr, self._table, "vehicle_id", "int4")
            cr.execute(
                SQL(
                    """UPDATE dms_payment_receipt r SET order_id = o.id, vehicle_id = o.vehicle_id
                         FROM dms_settlement s JOIN sale_order o ON o.id = s.order_id
                        WHERE s.id = r.settlement_id"""
                )
            )
        return super()._auto_init()

    @api.depends("settlement_id.order_id", "deposit_id.order_id", "deposit_id.vehicle_id")
    def _compute_order_id(self):
        for receipt in self:
            order = receipt.settlement_id.order_id or receipt.deposit_id.order_id
            receipt.order_id = order
            receipt.vehicle_id = order.vehicle_id or receipt.deposit_id.vehicle_id

    @api.depends("amount_total")
    def _compute_amount_upper(self):
        for receipt in self:
            receipt.amount_upper = amount_tools.to_cn_upper(receipt.amount_total)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_any(self):
        """A receipt handed to a customer stays in the books."""
        raise UserError(self.env._("A receipt cannot be deleted; refund the payment instead."))

    def action_refund(self):
        """Give money of this receipt back."""
        self.ensure_one()
        return (self.deposit_id or self.settlement_id).action_refund()

    def _print_origins(self):
        """Numbers of the receipts whose money a refund slip gives back."""
        self.ensure_one()
        return ", ".join(sorted(set(self.payment_ids.refund_of_id.receipt_id.mapped("name"))))

    def action_print(self):
        """Print the receipt."""
        return self.env.ref("dms_finance.action_report_payment_receipt").report_action(self)
