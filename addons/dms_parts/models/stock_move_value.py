from odoo import api, fields, models

from odoo.addons.dms_base.tools.rights import SEE_COST


class StockMove(models.Model):
    """What moved is for the store, what it cost is for those who see costs.

    Whoever issues, receives or bills causes the core to read and write costs. These steps run with superuser
    rights here: they return nothing to the caller, or a figure that only the core uses on.
    """

    _inherit = "stock.move"

    # Set anew when the move is done: a copy begins without.
    value = fields.Monetary(groups=SEE_COST, copy=False)
    value_manual = fields.Monetary(groups=SEE_COST)
    value_justification = fields.Text(groups=SEE_COST)
    value_computed_justification = fields.Text(groups=SEE_COST)
    remaining_value = fields.Monetary(groups=SEE_COST)
    # Not by superuser rights: a search through the product would tell the cost.
    standard_price = fields.Float(related_sudo=False, groups=SEE_COST)
    price_unit = fields.Float(groups=SEE_COST)

    def _set_value(self, correction_quantity=None):
        # sudo: see the class; the storekeeper values what he moves and does not learn the value
        return super(StockMove, self.sudo())._set_value(correction_quantity)

    def _create_account_move(self):
        # sudo: see the class; the entry of internal use books the value of the move
        entry = super(StockMove, self.sudo())._create_account_move()
        return entry.with_env(self.env)

    def _get_aml_value(self):
        # sudo: see the class
        return super(StockMove, self.sudo())._get_aml_value()

    def _get_price_unit(self):
        # sudo: see the class
        return super(StockMove, self.sudo())._get_price_unit()

    def _get_cogs_price_unit(self, quantity=0):
        # sudo: see the class
        return super(StockMove, self.sudo())._get_cogs_price_unit(quantity)

    def _get_net_issue(self):
        # sudo: see the class
        return super(StockMove, self.sudo())._get_net_issue()

    def _merge_moves(self, merge_into=False):
        # sudo: moves are merged only when their unit values agree, which the core has to read
        merged = super(StockMove, self.sudo())._merge_moves(merge_into and merge_into.sudo())
        return merged.with_env(self.env)

    def _prepare_move_split_vals(self, qty):
        """The rest of a move keeps its unit value when the user may write one; a receipt asks its purchase."""
        # sudo: the price is read to be split, and taken out again below for who may not write it
        vals = super(StockMove, self.sudo())._prepare_move_split_vals(qty)
        if not self._has_field_access(self._fields["price_unit"], "write"):
            vals.pop("price_unit", None)
        return vals

    @api.private
    def copy_data(self, default=None):
        """Values of a copy stay on the server: they carry more than every caller may read."""
        return super().copy_data(default)
