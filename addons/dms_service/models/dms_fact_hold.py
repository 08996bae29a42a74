from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure


class DmsFactHold(models.AbstractModel):
    """One row per hold that touches a period, with the hours of it that lie in the period."""

    _name = "dms.fact.hold"
    _description = "Holds"
    _inherit = "dms.fact"
    _fact_model = "dms.ro.hold"

    def _fact_query(self, date_from, date_to, companies):
        """Holds by the range index of their times; the row belongs to the day it began or the period's first."""
        zone = self.env.company._get_zone_name()
        return SQL(
            """SELECT h.id, h.company_id, h.reason, o.user_id, h.order_id,
                      GREATEST((h.date_from AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date, %(date_from)s)
                          AS date,
                      EXTRACT(EPOCH FROM LEAST(COALESCE(h.date_to, NOW() AT TIME ZONE 'UTC'), p.stop)
                          - GREATEST(h.date_from, p.start)) / 3600 AS hours
                 FROM dms_ro_hold h
                 JOIN sale_order o ON o.id = h.order_id
                CROSS JOIN (SELECT %(date_from)s::timestamp AT TIME ZONE %(zone)s AT TIME ZONE 'UTC' AS start,
                                   (%(date_to)s::date + 1)::timestamp AT TIME ZONE %(zone)s
                                       AT TIME ZONE 'UTC' AS stop) p
                WHERE h.company_id IN %(companies)s
                  AND tsrange(h.date_from, h.date_to) && tsrange(p.start, p.stop)""",
            companies=tuple(companies),
            date_from=date_from,
            date_to=date_to,
            zone=zone,
        )

    def _fact_dimensions(self):
        return {
            **super()._fact_dimensions(),
            "user": SQL("f.user_id"),
            "reason": SQL("f.reason"),
        }

    def _fact_flush(self):
        self.env["dms.ro.hold"].flush_model()

    def _fact_measures(self):
        """Hours of standstill by reason."""
        hours = SQL("SUM(GREATEST(f.hours, 0))")
        reasons = dict(self.env["dms.ro.hold"]._fields["reason"].selection)
        return {
            **super()._fact_measures(),
            "hours": Measure(hours),
            "orders": Measure(SQL("COUNT(DISTINCT f.order_id)")),
            "orders_parts": Measure(SQL("COUNT(DISTINCT f.order_id)"), SQL("f.reason = 'parts'")),
            **{
                f"hours_{reason}": Measure(hours, SQL("f.reason = %s", reason))
                for reason in reasons
            },
        }
