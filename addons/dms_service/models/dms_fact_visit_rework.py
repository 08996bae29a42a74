from odoo import models
from odoo.tools import SQL

# Visits that are never asked whether the repair held.
NOT_REPAIRED = ("PDI", "IN", "FC")


class DmsFactVisit(models.AbstractModel):
    """Cars that came back for the same fault: external rework by arrival, first-time fix by delivery.

    External rework is a visit of type RW whose job names the earlier job it repeats. Another cause found by the
    inspector takes the visit out: its type is changed then.
    """

    _inherit = "dms.fact.visit"

    def _fact_measures(self):
        repaired = SQL("f.type_code NOT IN %s", NOT_REPAIRED)
        return {
            **super()._fact_measures(),
            "rework": self._measure("in", self._rework_sql()),
            "fix_base": self._measure("out", repaired),
            "came_back": self._measure("out", repaired, self._came_back_sql()),
        }

    def _fact_dimensions(self):
        """`origin_user`: a rework counts against the advisor of the first repair."""
        origin = SQL(
            """(SELECT fo.user_id FROM dms_ro_job j JOIN dms_ro_job fj ON fj.id = j.rework_of_id
                  JOIN sale_order fo ON fo.id = fj.order_id WHERE j.order_id = f.id ORDER BY j.id LIMIT 1)"""
        )
        return {
            **super()._fact_dimensions(),
            "origin_user": SQL(
                "CASE WHEN f.axis = 'in' AND f.type_code = 'RW' THEN %s ELSE f.user_id END", origin
            ),
        }

    def _fact_flush(self):
        self.env["dms.ro.job"].flush_model()
        return super()._fact_flush()

    def _rework_sql(self):
        return SQL(
            "f.type_code = 'RW' AND EXISTS (SELECT 1 FROM dms_ro_job j "
            "WHERE j.order_id = f.id AND j.rework_of_id IS NOT NULL)"
        )

    def _came_back_sql(self):
        """A rework of any order of the stay was received within the company's first-fix window.

        Reworks are few: the stays they come back to are found once for all visits.
        """
        return SQL(
            """f.id IN (SELECT mo.id
                          FROM dms_ro_job rj
                          JOIN dms_ro_job fj ON fj.id = rj.rework_of_id
                          JOIN sale_order so ON so.id = fj.order_id
                          JOIN sale_order mo ON mo.id IN (so.id, so.visit_main_id)
                          JOIN sale_order ro ON ro.id = rj.order_id
                          JOIN dms_service_type rt ON rt.id = ro.service_type_id AND rt.code = 'RW'
                          JOIN res_company rc ON rc.id = ro.company_id
                         WHERE rj.rework_of_id IS NOT NULL AND ro.state != 'cancel'
                           AND ro.business_date >= mo.delivered_date
                           AND ro.business_date - mo.delivered_date <= rc.first_fix_days)"""
        )
