from odoo import api, models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    @api.model
    def _get_partner_locations(self):
        """Where customers and suppliers are is looked up once while an order is confirmed."""
        memo = self.env.context.get("dms_rule_memo")
        if memo is None:
            return super()._get_partner_locations()
        if "partner locations" not in memo:
            memo["partner locations"] = super()._get_partner_locations()
        return tuple(place.with_env(self.env) for place in memo["partner locations"])


class StockRule(models.Model):
    _inherit = "stock.rule"

    @api.model
    def _search_rule_for_warehouses(
        self, route_ids, packaging_uom_id, product_id, warehouse_ids, domain
    ):
        """Parts with the same routes share one search while an order is confirmed.

        The context value ``dms_rule_memo`` is a dict that lives as long as that step.
        """
        memo = self.env.context.get("dms_rule_memo")
        if memo is None:
            return super()._search_rule_for_warehouses(
                route_ids, packaging_uom_id, product_id, warehouse_ids, domain
            )
        key = (
            tuple(route_ids.ids if route_ids else ()),
            packaging_uom_id.id if packaging_uom_id else False,
            (product_id.route_ids | product_id.categ_id.total_route_ids)._ids,
            warehouse_ids._ids if warehouse_ids else (),
            str(domain),
            self.env.su,
        )
        if key not in memo:
            memo[key] = super()._search_rule_for_warehouses(
                route_ids, packaging_uom_id, product_id, warehouse_ids, domain
            )
        return memo[key]
