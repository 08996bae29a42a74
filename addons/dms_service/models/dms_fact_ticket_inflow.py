from odoo import models
from odoo.tools import SQL

from .dms_fact_visit_inflow import half_hour_sql


class DmsFactTicket(models.AbstractModel):
    """Arrivals by the half hour of the shop's clock."""

    _inherit = "dms.fact.ticket"

    def _fact_dimensions(self):
        zone = self.env.company._get_zone_name()
        return {**super()._fact_dimensions(), "half_hour": half_hour_sql(SQL("f.arrived_at"), zone)}
