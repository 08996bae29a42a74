from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure

from .dms_fact_line import OUTSIDE


class DmsFactRescue(models.AbstractModel):
    """One row per rescue case by the shop's day of the call."""

    _name = "dms.fact.rescue"
    _description = "Rescue Cases"
    _inherit = "dms.fact"
    _fact_model = "dms.rescue.order"

    def _fact_query(self, date_from, date_to, companies):
        """Calls of the period that were not cancelled before anybody left."""
        return SQL(
            """SELECT r.id, r.company_id, r.taken_by_id AS user_id, r.van_id, r.fault, r.outcome,
                      %(day)s AS date,
                      r.dispatched_at, r.arrived_at, r.is_dispatched_late, r.is_arrived_late, r.delay_excuse,
                      COALESCE(r.tow_to, '') = '' AS is_ours,
                      COALESCE(s.revenue, 0) AS revenue,
                      COALESCE(s.cost, 0) + COALESCE(t.cost, 0) + COALESCE(r.third_party_cost, 0) AS cost
                 FROM dms_rescue_order r
                 LEFT JOIN dms_rescue_trip t ON t.id = r.trip_id
                 LEFT JOIN LATERAL (
                      SELECT SUM(l.amount_untaxed) FILTER (WHERE l.payer_type IN %(outside)s) AS revenue,
                             SUM(l.amount_cost) AS cost
                        FROM dms_settlement_line l
                       WHERE l.order_id = r.order_id AND l.is_valid IS TRUE
                 ) s ON TRUE
                WHERE r.company_id IN %(companies)s AND r.state != 'cancelled'
                  AND %(within)s""",
            companies=tuple(companies),
            day=self._local_day_sql(SQL("r.called_at")),
            within=self._within_sql(SQL("r.called_at"), date_from, date_to),
            outside=OUTSIDE,
        )

    def _fact_dimensions(self):
        return {
            **super()._fact_dimensions(),
            "user": SQL("f.user_id"),
            "vehicle": SQL("f.van_id"),
            "case": SQL("f.id"),
        }

    def _fact_flush(self):
        for name in ("dms.rescue.order", "dms.rescue.trip", "dms.settlement.line"):
            self.env[name].flush_model()

    def _fact_measures(self):
        """K-101 to K-106."""
        count = SQL("COUNT(*)")
        sent = SQL("f.dispatched_at IS NOT NULL")
        counted = SQL("f.dispatched_at IS NOT NULL AND f.delay_excuse IS NULL")
        there = SQL("f.arrived_at IS NOT NULL")
        return {
            **super()._fact_measures(),
            "count": Measure(count),
            "sent": Measure(count, sent),
            "sent_in_time": Measure(count, SQL("%s AND NOT f.is_dispatched_late", sent)),
            "counted": Measure(count, counted),
            "there_in_time": Measure(
                count, SQL("%s AND %s AND NOT f.is_arrived_late", counted, there)
            ),
            "there": Measure(count, there),
            "fixed": Measure(count, SQL("f.outcome = 'fixed'")),
            "towed": Measure(count, SQL("f.outcome = 'towed_in' AND f.is_ours")),
            "margin": Measure(SQL("SUM(f.revenue - f.cost)")),
        }
