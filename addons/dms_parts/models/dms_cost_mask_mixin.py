from odoo import api, fields, models

COST_FIELDS = (
    "standard_price",
    "avg_cost",
    "total_value",
    "value",
    "value_manual",
    "remaining_value",
)


class DmsCostMaskMixin(models.AbstractModel):
    """Hides costs from people of the shop whose work does not need them.

    The fields themselves cannot be closed by a group: confirming, issuing and billing read them with
    the rights of whoever presses the button. What leaves the server through ``read`` is blanked.
    """

    _name = "dms.cost.mask.mixin"
    _description = "Cost Mask"

    may_see_cost = fields.Boolean(compute="_compute_may_see_cost")

    @api.depends_context("uid")
    def _compute_may_see_cost(self):
        self.may_see_cost = self._may_see_cost()

    def read(self, fields=None, load="_classic_read"):
        """Blank the cost fields for roles of the shop without "See Cost Prices"."""
        rows = super().read(fields, load)
        if self._may_see_cost():
            return rows
        for row in rows:
            for name in COST_FIELDS:
                if name in row:
                    row[name] = 0.0
        return rows

    def _may_see_cost(self):
        """Whether costs may leave the server; people outside the shop's roles are not our matter."""
        user = self.env.user
        return (
            self.env.su
            or not user.has_group("dms_base.group_dms_user")
            or user.has_group("dms_base.group_dms_see_cost")
        )
