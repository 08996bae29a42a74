from odoo import models
from odoo.tools import SQL

# What a car in the shop waits for; the first that holds names it. The rest is in work.
WAITS = ("parts", "insurer", "customer")


class DmsFactVisit(models.AbstractModel):
    """Cars in the shop at the end of a day by what they wait for, and how long they stand."""

    _inherit = "dms.fact.visit"

    def _fact_measures(self):
        return {**super()._fact_measures(), **self._stay_measures()}

    def _fact_flush(self):
        self.env["dms.ro.hold"].flush_model()
        return super()._fact_flush()

    def _fact_dimensions(self):
        return {**super()._fact_dimensions(), "stay_state": self._stay_state_sql()}

    def _stay_measures(self):
        """Split of K-06: the parts add up to it."""
        state = self._stay_state_sql()
        measures = {
            f"in_shop_{name}": self._measure("level", SQL("%s = %s", state, name))
            for name in ("ready", *WAITS, "work")
        }
        for days in (3, 7):
            measures[f"stay_over_{days}"] = self._measure(
                "level", SQL("f.date - f.business_date > %s", days)
            )
        return measures

    def _stay_state_sql(self):
        """ready, parts, insurer, customer or work at the end of the day."""
        end = SQL("((f.date + 1)::timestamp AT TIME ZONE %s AT TIME ZONE 'UTC')", self._get_zone())
        waits = [SQL("WHEN f.ready_at < %s THEN 'ready'", end)]
        for reason in WAITS:
            waits.append(
                SQL(
                    "WHEN EXISTS (SELECT 1 FROM dms_ro_hold h WHERE h.order_id = f.id AND h.reason = %s "
                    "AND h.date_from < %s AND (h.date_to IS NULL OR h.date_to >= %s)) THEN %s",
                    reason,
                    end,
                    end,
                    reason,
                )
            )
        return SQL("CASE %s ELSE 'work' END", SQL(" ").join(waits))
