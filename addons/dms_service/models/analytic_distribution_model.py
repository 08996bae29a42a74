from odoo import models


class AccountAnalyticDistributionModel(models.Model):
    _inherit = "account.analytic.distribution.model"

    def _get_applicable_models(self, vals):
        """No search per line where the shop has no such model (context ``dms_no_analytic_models``)."""
        if self.env.context.get("dms_no_analytic_models"):
            return self.browse()
        return super()._get_applicable_models(vals)
