from odoo import models
from odoo.exceptions import AccessError

from odoo.addons.dms_base.tools.rights import SEE_COST


class AccountMove(models.Model):
    """Invoices of parts book what the parts cost; who posts them need not see that."""

    _inherit = "account.move"

    def _with_cost_access(self):
        """The same invoices, able to handle their lines of cost.

        sudo: the rows of cost are hidden from this user by a rule, and posting or drafting an invoice has to
        write them. The right to do so is checked here as the core checks it.

        :raises AccessError: the user may not change invoices
        """
        user = self.env.user
        if self.env.su or user.has_group(SEE_COST):
            return self
        if not user.has_group("account.group_account_invoice"):
            raise AccessError(self.env._("You don't have the access rights to post an invoice."))
        self.check_access("write")
        # sudo: see above
        return self.sudo()

    def _post(self, soft=True):
        posted = super(AccountMove, self._with_cost_access())._post(soft)
        return posted.with_env(self.env)

    def button_draft(self):
        return super(AccountMove, self._with_cost_access()).button_draft()

    def button_cancel(self):
        return super(AccountMove, self._with_cost_access()).button_cancel()
