from odoo import fields, models


class AccountPayment(models.Model):
    """Money taken at the desk: which settlement, which drawer session, which proof number."""

    _inherit = "account.payment"

    settlement_id = fields.Many2one(
        "dms.settlement", index="btree_not_null", readonly=True, check_company=True
    )
    cash_session_id = fields.Many2one(
        "dms.cash.session",
        string="Cashier Session",
        index="btree_not_null",
        readonly=True,
        check_company=True,
    )
    receipt_id = fields.Many2one("dms.payment.receipt", index="btree_not_null", readonly=True)
    tender_reference = fields.Char(
        string="Proof Number",
        help="Merchant order number, terminal reference or bank serial number.",
    )

    _tender_reference_uniq = models.UniqueIndex(
        "(journal_id, tender_reference) WHERE tender_reference IS NOT NULL AND state != 'canceled'",
        "This proof number is already registered on another payment.",
    )
