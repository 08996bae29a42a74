from odoo import models
from odoo.fields import Domain


class AccountPayment(models.Model):
    """Payments and entries that are known to be matched with nothing are not looked for."""

    _inherit = "account.payment"

    def _search_reconciled_invoice_ids(self, operator, value):
        """No payment hangs on an entry that is only being made.

        Each change of an entry asks which payments depend on it, by a query over the whole reconciliation. The
        context `dms_unmatched` is set by the two steps that know the answer beforehand: making the invoices of a
        settlement, and taking its payments until they are reconciled.
        """
        if self.env.context.get("dms_unmatched"):
            return Domain.FALSE
        return super()._search_reconciled_invoice_ids(operator, value)
