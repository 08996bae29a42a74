from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure


class DmsFactPay(models.AbstractModel):
    """What technicians earned on jobs, from the labour ledger of the people addon."""

    _name = "dms.fact.pay"
    _description = "Technician Pay"
    _inherit = "dms.fact"
    _fact_model = "dms.labour.credit"

    def _fact_query(self, date_from, date_to, companies):
        return SQL(
            """SELECT c.id, c.company_id, c.date, c.team_id, c.employee_id, c.amount, c.hours
                 FROM dms_labour_credit c
                WHERE c.company_id IN %(companies)s AND c.role = 'technician' AND c.state != 'reversed'
                  AND c.date BETWEEN %(date_from)s AND %(date_to)s""",
            companies=tuple(companies),
            date_from=date_from,
            date_to=date_to,
        )

    def _fact_dimensions(self):
        return {
            **super()._fact_dimensions(),
            "team": SQL("f.team_id"),
            "employee": SQL("f.employee_id"),
        }

    def _fact_flush(self):
        self.env["dms.labour.credit"].flush_model()

    def _fact_measures(self):
        """Technician pay of K-33."""
        return {
            **super()._fact_measures(),
            "amount": Measure(SQL("SUM(f.amount)")),
            "hours": Measure(SQL("SUM(f.hours)")),
        }
