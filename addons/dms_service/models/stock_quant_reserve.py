from odoo import api, models

# Strategies whose order a search can give.
ORDERED = ("fifo", "lifo")


class StockQuant(models.Model):
    """Stock of all parts of a repair order read and locked once, not once per part."""

    _inherit = "stock.quant"

    @api.model
    def _read_shelf(self, products, shelf):
        """Stock of products below a location, in the order in which it is taken, locked.

        :return: context value for :meth:`_gather`, dict ``shelf``, ``quants`` by product id, ``locked`` ids
        """
        # sudo: as core does when it reserves; quantities are compared, nothing is shown
        quants = self.sudo()
        found = {}
        for strategy, group in products.grouped(
            lambda product: quants._get_removal_strategy(product, shelf)
        ).items():
            if strategy not in ORDERED:
                continue
            rows = quants.search(
                [("product_id", "in", group.ids), ("location_id", "child_of", shelf.id)],
                order=quants._get_removal_strategy_order(strategy),
            )
            found.update((product.id, quants.browse()) for product in group)
            found.update((product.id, own) for product, own in rows.grouped("product_id").items())
        mine = quants.browse().concat(*found.values())
        locked = mine.try_lock_for_update(allow_referencing=True) if mine else mine
        return {"shelf": shelf.id, "quants": found, "locked": set(locked.ids)}

    def _gather(
        self,
        product_id,
        location_id,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=False,
        qty=0,
    ):
        """Take what :meth:`_read_shelf` has read (context ``dms_shelf``) instead of searching again."""
        known = self.env.context.get("dms_shelf")
        quants = known and known["quants"].get(product_id.id)
        inside = known and (strict or location_id.id == known["shelf"])
        if quants is None or not inside or lot_id or package_id or owner_id:
            return super()._gather(
                product_id,
                location_id,
                lot_id=lot_id,
                package_id=package_id,
                owner_id=owner_id,
                strict=strict,
                qty=qty,
            )
        quants = quants.with_env(self.env)
        if strict:
            quants = quants.filtered(
                lambda one: (
                    one.location_id == location_id
                    and not (one.lot_id or one.package_id or one.owner_id)
                )
            )
        return quants.sorted(lambda one: not one.lot_id)

    def try_lock_for_update(self, *, allow_referencing=False, limit=None):
        """What :meth:`_read_shelf` has locked is not locked once more."""
        known = self.env.context.get("dms_shelf")
        if known and self and known["locked"].issuperset(self.ids):
            return self[:limit]
        return super().try_lock_for_update(allow_referencing=allow_referencing, limit=limit)
