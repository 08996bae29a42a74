from odoo import api, models, tools


class AccountAnalyticDistributionModel(models.Model):
    """Most shops have no rule that spreads entries over analytic accounts: that is known without a look."""

    _inherit = "account.analytic.distribution.model"

    @api.model_create_multi
    def create(self, vals_list):
        """Whether there are any rules is kept in the registry cache."""
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def unlink(self):
        """The last rule may be gone."""
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    @tools.ormcache()
    def _has_any(self):
        """Whether there is a rule in any company."""
        # sudo: only that there is one is asked; the cache is shared by all users
        return bool(self.sudo().search_count([], limit=1))
