from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure

LEVELS = ("area_fleet", "cars_sold", "members", "csi", "labour_rate")
FLOWS = ("renewals", "renewals_due", "premium")


class DmsFactMarket(models.AbstractModel):
    """One row per month of market figures entered by hand; levels are those of the last month entered."""

    _name = "dms.fact.market"
    _description = "Market Figures"
    _inherit = "dms.fact"
    _fact_model = "dms.market.figure"

    def _fact_query(self, date_from, date_to, companies):
        return SQL(
            """SELECT m.*, m.month AS date,
                      m.month = MAX(m.month) OVER (PARTITION BY m.company_id) AS is_last
                 FROM dms_market_figure m
                WHERE m.company_id IN %(companies)s
                  AND m.month BETWEEN date_trunc('month', %(date_from)s::date)::date AND %(date_to)s""",
            companies=tuple(companies),
            date_from=date_from,
            date_to=date_to,
        )

    def _fact_flush(self):
        self.env["dms.market.figure"].flush_model()

    def _fact_measures(self):
        """Figures of the month; `csi` and the labour rate are averaged over shops."""
        last = SQL("f.is_last")
        levels = {name: Measure(SQL("SUM(%s)", SQL.identifier("f", name)), last) for name in LEVELS}
        flows = {name: Measure(SQL("SUM(%s)", SQL.identifier("f", name))) for name in FLOWS}
        levels["csi"] = Measure(SQL("AVG(f.csi)"), SQL("%s AND f.csi > 0", last))
        levels["labour_rate"] = Measure(
            SQL("AVG(f.labour_rate)"), SQL("%s AND f.labour_rate > 0", last)
        )
        return {**super()._fact_measures(), **levels, **flows}
