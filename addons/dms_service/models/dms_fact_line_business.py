from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure

from .ro_const import OWN_PAYERS


class DmsFactLine(models.AbstractModel):
    """Money by kind of business, with what the shop pays itself, what booked cars bring, and accident cars."""

    _inherit = "dms.fact.line"

    def _fact_dimensions(self):
        """`business` splits accident work by who pays the line; `visit_business` by whether the stay is insured."""
        return {
            **super()._fact_dimensions(),
            "business": SQL(
                "CASE WHEN f.type_code != 'BP' THEN f.type_code "
                "WHEN f.payer_type = 'insurer' THEN 'BPI' ELSE 'BPC' END"
            ),
            "visit_business": SQL(
                "CASE WHEN f.visit_code != 'BP' THEN f.visit_code "
                "WHEN f.is_insured THEN 'BPI' ELSE 'BPC' END"
            ),
        }

    def _fact_measures(self):
        return {**super()._fact_measures(), **self._own_measures(), **self._business_measures()}

    def _own_measures(self):
        """Work the shop pays itself: departments and goodwill, outside the output."""
        own, net = SQL("f.payer_type IN %s", OWN_PAYERS), SQL("SUM(f.amount_net)")

        def part(*kinds):
            return Measure(net, SQL("%s AND %s", own, self._kinds(*kinds)))

        return {
            "own": Measure(net, own),
            "own_labour": part("labour", "diagnosis", "test"),
            "own_part": part("part"),
            "own_other": part("sublet", "other", "adjust"),
            "own_cost": Measure(SQL("SUM(f.amount_cost)"), own),
        }

    def _business_measures(self):
        """Booked cars against walk-ins, and accident cars with and without an insurer."""
        net, visits = SQL("SUM(f.amount_net)"), SQL("COUNT(DISTINCT f.visit_id)")
        base = SQL("f.visit_code NOT IN ('PDI', 'IN', 'RW')")
        booked, accident = SQL("f.is_booked"), SQL("f.visit_code = 'BP'")
        return {
            "output_booked": Measure(net, self._outside(booked)),
            "output_booked_base": Measure(net, self._outside(base, booked)),
            "visits_booked": Measure(visits, SQL("f.counts_visit AND %s AND %s", base, booked)),
            "visits_bp_insured": Measure(
                visits, SQL("f.counts_visit AND %s AND f.is_insured", accident)
            ),
            "accident_untaxed": Measure(SQL("SUM(f.amount_untaxed)"), self._outside(accident)),
            "accident_cost": Measure(SQL("SUM(f.amount_cost)"), self._outside(accident)),
            "statements": Measure(SQL("COUNT(DISTINCT f.id)")),
        }
