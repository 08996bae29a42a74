from odoo import api, fields, models


class DmsRescueOrder(models.Model):
    """What a case brought: the rescue margin K-106 of this case alone."""

    _inherit = "dms.rescue.order"

    margin = fields.Monetary(
        compute="_compute_margin",
        groups="dms_base.group_dms_see_cost",
        help="Settled so far without VAT, less parts at cost, the trip and third parties.",
    )

    @api.depends("called_at", "order_id", "trip_id.cost", "third_party_cost")
    def _compute_margin(self):
        """The figure of the indicator by case, by one statement."""
        days = [case.company_id._local_date(case.called_at) for case in self if case.called_at]
        groups = {}
        if days:
            facts = self.env["dms.fact.rescue"]
            groups = facts._fact_values(
                ["margin"],
                {"all": (min(days), max(days))},
                tuple(self.company_id.ids),
                ("case",),
                {"case": self.ids},
            )["all"]
        for case in self:
            case.margin = groups.get(case.id, {}).get("margin") or 0.0
