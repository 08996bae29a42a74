from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, float_compare


class StockQuant(models.Model):
    """Shelf stock of parts never goes below zero."""

    _inherit = "stock.quant"

    @api.constrains("product_id", "quantity")
    def check_negative_qty(self):
        """Refuse negative shelf stock of parts at the precision the store counts with.

        The parent reads a precision record that no longer exists and so compares with two decimals,
        which lets 0.004 L slip below zero; and it is silent while tests run. Parts are compared in
        the rounding of "Product Unit", always.
        """
        parts = self.filtered(lambda quant: quant.product_id.is_part)
        res = super(StockQuant, self - parts).check_negative_qty()
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        for quant in parts:
            if float_compare(quant.quantity, 0.0, precision_digits=digits) >= 0:
                continue
            if quant.location_id.usage in ("internal", "transit") and quant.product_id.is_storable:
                raise ValidationError(quant._get_negative_message())
        return res

    def _apply_inventory(self, date=None):
        """A count that changes the book stock keeps who counted, what was there and what is."""
        before = self._remember(["quantity"])
        res = super()._apply_inventory(date)
        self.exists()._keep_changes(before)
        return res

    def _get_negative_message(self):
        """One sentence: bin, part and how many pieces are missing."""
        self.ensure_one()
        return self.env._(
            "%(bin)s %(part)s: %(n)g more than the book stock would leave; stock never goes below zero.",
            bin=self.location_id.display_name,
            part=self.product_id.display_name,
            n=-self.quantity,
        )

    @api.model
    def _lock_stock(self, products, locations):
        """Wait until nobody else moves these parts, so that a decision on the last pieces holds.

        A second desk that decided on older figures is made to decide again by the database.

        :param products: ``product.product`` recordset
        :param locations: shelf locations; their bins are included
        :return: ids of the locked rows
        """
        if not products or not locations:
            return []
        self.flush_model(["product_id", "location_id", "quantity", "reserved_quantity"])
        self.env.cr.execute(
            SQL(
                """
                SELECT quant.id
                  FROM stock_quant quant
                  JOIN stock_location bin ON bin.id = quant.location_id
                 WHERE quant.product_id IN %s
                   AND EXISTS (
                       SELECT 1 FROM stock_location shelf
                        WHERE shelf.id IN %s AND bin.parent_path LIKE shelf.parent_path || '%%'
                   )
                 ORDER BY quant.id
                   FOR NO KEY UPDATE OF quant
                """,
                tuple(products.ids),
                tuple(locations.ids),
            )
        )
        return [row[0] for row in self.env.cr.fetchall()]

    @api.model
    def _hold_stock(self, products, shelves, targets):
        """Lock the stock on the shelves, and where they go what nobody else holds, all read at once.

        :param targets: locations the goods go to; what is locked there by others core goes round
        :return: ids of the locked rows, the context value ``dms_held_quants``
        """
        rows = self.search_fetch(
            [
                ("product_id", "in", products.ids),
                "|",
                ("location_id", "child_of", shelves.ids),
                ("location_id", "in", targets.ids),
            ]
        )
        held = self._lock_stock(products, shelves)
        there = rows.filtered(lambda row: row.location_id in targets)
        if there:
            held += there.try_lock_for_update(allow_referencing=True).ids
        return frozenset(held)

    def try_lock_for_update(self, *, allow_referencing=False, limit=None):
        """A row this transaction holds already (context ``dms_held_quants``) is not locked once more."""
        held = self.env.context.get("dms_held_quants")
        if held and allow_referencing and limit and held.issuperset(self[:limit].ids):
            return self[:limit]
        return super().try_lock_for_update(allow_referencing=allow_referencing, limit=limit)
