from odoo import api, models


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
