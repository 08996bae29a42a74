from odoo import api, models, tools


class StockRule(models.Model):
    """Rules that push goods on are looked for only where there are any."""

    _inherit = "stock.rule"

    @api.model_create_multi
    def create(self, vals_list):
        """From where goods are pushed on is kept in the registry cache."""
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        """A rule may push from elsewhere now, or no more."""
        if {"active", "action", "location_src_id"} & vals.keys():
            self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        """A rule that is gone pushes nothing."""
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    @tools.ormcache()
    def _push_sources(self):
        """Ids of the locations from which a rule pushes goods on, of all companies."""
        # sudo: ids only; the cache is shared by all users
        rules = self.sudo().search([("action", "in", ("push", "pull_push"))])
        return frozenset(rules.location_src_id.ids)

    @api.model
    def _get_push_rule(self, product_id, location_dest_id, values):
        """No search where nothing is pushed on, as from the customers' location."""
        # sudo: as core does for locations of others
        path = location_dest_id.sudo().parent_path or ""
        if self._push_sources().isdisjoint(int(part) for part in path.split("/") if part):
            return self.browse()
        return super()._get_push_rule(product_id, location_dest_id, values)
