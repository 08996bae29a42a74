from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure

from .dms_fact_attendance import PRODUCTIVE_TRADES


class DmsFactHeadcount(models.AbstractModel):
    """One row per person on the roll and day; a report of one day counts those who were present."""

    _name = "dms.fact.headcount"
    _description = "People on the Roll"
    _inherit = "dms.fact"
    _fact_model = "hr.employee"

    def _fact_query(self, date_from, date_to, companies):
        """Employees by day: entered by then and not left before; present ones when it is a single day."""
        present = SQL(
            """%(date_from)s::date != %(date_to)s::date
               OR EXISTS (SELECT 1 FROM hr_attendance a WHERE a.employee_id = e.id AND a.date = y.day::date)
               OR NOT EXISTS (SELECT 1 FROM hr_attendance a JOIN hr_employee ae ON ae.id = a.employee_id
                               WHERE a.date = y.day::date AND ae.company_id = e.company_id)""",
            date_from=date_from,
            date_to=date_to,
        )
        return SQL(
            """SELECT e.id, e.company_id, e.team_id, y.day::date AS date, e.trade,
                      e.trade IN %(trades)s AS is_technician, e.user_id IN %(advisors)s AS is_advisor
                 FROM hr_employee e
                 LEFT JOIN hr_version v ON v.id = e.current_version_id
                CROSS JOIN generate_series(%(date_from)s::timestamp, %(date_to)s::timestamp, '1 day') y(day)
                WHERE e.company_id IN %(companies)s
                  AND (e.active OR v.departure_date >= y.day::date)
                  AND COALESCE(v.contract_date_start, y.day::date) <= y.day::date AND (%(present)s)""",
            companies=tuple(companies),
            date_from=date_from,
            date_to=date_to,
            trades=PRODUCTIVE_TRADES,
            advisors=self._get_advisor_ids(),
            present=present,
        )

    def _get_advisor_ids(self):
        """Users with the advisor's role."""
        group = self.env.ref("dms_base.group_dms_advisor")
        return tuple(group.all_user_ids.ids) or (0,)

    def _fact_dimensions(self):
        return {**super()._fact_dimensions(), "team": SQL("f.team_id")}

    def _fact_flush(self):
        self.env["hr.employee"].flush_model()
        self.env["hr.version"].flush_model()
        self.env["hr.attendance"].flush_model()

    def _fact_measures(self):
        """Average daily head counts of K-65."""
        days = SQL("COUNT(DISTINCT f.date)")
        count = SQL("COUNT(*)")
        return {
            **super()._fact_measures(),
            "all": Measure(count, divisor=days),
            "technicians": Measure(count, SQL("f.is_technician"), divisor=days),
            "advisors": Measure(count, SQL("f.is_advisor"), divisor=days),
            **{
                trade: Measure(count, SQL("f.trade = %s", trade), divisor=days)
                for trade in PRODUCTIVE_TRADES
            },
        }
