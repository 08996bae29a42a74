from odoo import fields, models


class SaleOrderLine(models.Model):
    """Why somebody else than the customer pays a line: the rule that allowed it, or who decided."""

    _inherit = "sale.order.line"

    payer_rule_id = fields.Many2one(
        "dms.payer.rule", copy=False, readonly=True, index="btree_not_null", ondelete="restrict"
    )
    payer_basis = fields.Char(
        string="Why This Payer",
        copy=False,
        help="The rule with its dates and kilometres, or the reason of whoever decides without one.",
    )
    payer_decided_by_id = fields.Many2one("res.users", copy=False, readonly=True)

    def write(self, vals):
        """A payer chosen anew asks for a new decision."""
        if "payer_type" in vals and "payer_rule_id" not in vals:
            changed = self.filtered(
                lambda line: (
                    line.payer_type != vals["payer_type"]
                    and (line.payer_rule_id or line.payer_decided_by_id)
                )
            )
            if changed:
                super(SaleOrderLine, changed).write(
                    {"payer_rule_id": False, "payer_basis": False, "payer_decided_by_id": False}
                )
        return super().write(vals)
