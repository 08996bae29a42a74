from odoo import api, fields, models


class DmsTenderMixin(models.AbstractModel):
    """Dialog in which money is taken by one or several tenders, with the change for cash handed over.

    The dialog adds `line_ids`, its lines by :class:`DmsTenderLineMixin`.
    """

    _name = "dms.tender.mixin"
    _description = "Money by Several Tenders"

    currency_id = fields.Many2one("res.currency")
    amount_total = fields.Monetary(string="Amount Received", compute="_compute_amounts")
    cash_received = fields.Monetary(string="Cash Handed Over")
    amount_change = fields.Monetary(string="Change", compute="_compute_amounts")

    @api.depends("line_ids.amount", "cash_received")
    def _compute_amounts(self):
        for wizard in self:
            wizard.amount_total = sum(wizard.line_ids.mapped("amount"))
            drawers = wizard.line_ids.filtered(lambda line: line.tender == "cash")
            change = wizard.cash_received - sum(drawers.mapped("amount"))
            wizard.amount_change = max(change, 0.0) if wizard.cash_received else 0.0

    def _get_tenders(self):
        """The typed lines: list of ``{"journal_id": id, "amount": CNY, "reference": str}``."""
        return [
            {"journal_id": line.journal_id.id, "amount": line.amount, "reference": line.reference}
            for line in self.line_ids
            if line.amount
        ]


class DmsTenderLineMixin(models.AbstractModel):
    """One tender of such a dialog."""

    _name = "dms.tender.line.mixin"
    _description = "Money by One Tender"

    currency_id = fields.Many2one("res.currency")
    journal_id = fields.Many2one("account.journal", string="Payment Method", required=True)
    tender = fields.Selection(related="journal_id.tender")
    reference_required = fields.Boolean(related="journal_id.reference_required")
    amount = fields.Monetary()
    reference = fields.Char(string="Proof Number")
