from odoo import Command, api, fields, models


class DmsRefundWizardMixin(models.AbstractModel):
    """Dialog in which money goes back by the way it came: one line per payment.

    The dialog adds the record whose money it is, named by `_subject_field`, and its lines `line_ids`.
    """

    _name = "dms.refund.wizard.mixin"
    _description = "Money Goes Back"
    _subject_field = None

    receipt_id = fields.Many2one("dms.payment.receipt", readonly=True)
    currency_id = fields.Many2one("res.currency")
    reason = fields.Char(required=True)
    amount_total = fields.Monetary(string="Refund", compute="_compute_amount_total")

    @api.model
    def default_get(self, fields_list):
        """One line per payment that has something left; what may go back stands on the first ones."""
        res = super().default_get(fields_list)
        model = self.env[self._fields[self._subject_field].comodel_name]
        subject = model.browse(res.get(self._subject_field))
        if subject and "line_ids" in fields_list:
            left, lines = subject._get_refund_open(), []
            for payment, amount in subject._get_refund_lefts().items():
                back = min(amount, left)
                left -= back
                vals = {"payment_id": payment.id, "amount_open": amount, "amount": back}
                lines.append(Command.create(vals))
            res["line_ids"] = lines
        return res

    @api.depends("line_ids.amount")
    def _compute_amount_total(self):
        for wizard in self:
            wizard.amount_total = sum(wizard.line_ids.mapped("amount"))

    def action_refund(self):
        """Book the refund once and print its slip."""
        self.ensure_one()
        subject = self[self._subject_field]
        subject._lock_rows(self)
        if not self.receipt_id:
            rows = [
                {
                    "payment_id": line.payment_id.id,
                    "amount": line.amount,
                    "reference": line.reference,
                }
                for line in self.line_ids
            ]
            self.receipt_id = subject._refund(rows, self.reason)
        return {**self.receipt_id.action_print(), "close_on_report_download": True}


class DmsRefundWizardLineMixin(models.AbstractModel):
    """Money of one payment that goes back."""

    _name = "dms.refund.wizard.line.mixin"
    _description = "Money Goes Back: Payment Method"

    currency_id = fields.Many2one("res.currency")
    payment_id = fields.Many2one("account.payment", required=True, readonly=True)
    journal_id = fields.Many2one(related="payment_id.journal_id", string="Payment Method")
    reference_required = fields.Boolean(related="payment_id.journal_id.reference_required")
    amount_open = fields.Monetary(string="Unused Amount", readonly=True)
    amount = fields.Monetary(string="Refund")
    reference = fields.Char(string="Proof Number")
