from odoo import models
from odoo.tools import SQL

TOWED = ("towed", "rescue")
NIGHT = "night"
# Half hours shown one by one, by the shop's clock; the rest of the day is the night.
FIRST_HOUR, LAST_HOUR = 7, 20


def half_hour_sql(moment, zone):
    """Half hour of the shop's clock a UTC moment lies in, as 07:30; the night in one."""
    local = SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)", moment, zone)
    return SQL(
        """CASE WHEN %(moment)s IS NULL THEN NULL
                WHEN EXTRACT(HOUR FROM %(local)s) NOT BETWEEN %(first)s AND %(last)s THEN %(night)s
                ELSE to_char(%(local)s, 'HH24') || CASE WHEN EXTRACT(MINUTE FROM %(local)s) < 30
                                                        THEN ':00' ELSE ':30' END END""",
        moment=moment,
        local=local,
        first=FIRST_HOUR,
        last=LAST_HOUR - 1,
        night=NIGHT,
    )


class DmsFactVisit(models.AbstractModel):
    """How cars come: by the half hour, from where, with or without an appointment, and how long they wait."""

    _inherit = "dms.fact.visit"

    def _axis_columns(self):
        return [
            *super()._axis_columns(),
            SQL(
                "o.insurer_id, o.partner_id, (SELECT p.city FROM res_partner p WHERE p.id = o.partner_id) AS area"
            ),
            SQL(
                "(SELECT c.reception_limit FROM res_company c WHERE c.id = o.company_id) AS reception_limit"
            ),
        ]

    def _fact_dimensions(self):
        """`half_hour` counts arrivals by T04 (T06 without it) and departures by T26; `business` splits BP."""
        moment = SQL(
            "CASE WHEN f.axis = 'out' THEN f.delivered_at ELSE COALESCE(f.arrived_at, f.received_at) END"
        )
        return {
            **super()._fact_dimensions(),
            "half_hour": half_hour_sql(moment, self._get_zone()),
            "business": SQL(
                "CASE WHEN f.type_code != 'BP' THEN f.type_code "
                "WHEN f.insurer_id IS NOT NULL THEN 'BPI' ELSE 'BPC' END"
            ),
            "area": SQL("COALESCE(f.area, '')"),
            "arrival": SQL("COALESCE(f.arrival_mode, 'driven')"),
        }

    def _fact_measures(self):
        towed = SQL("COALESCE(f.arrival_mode, 'driven') IN %s", TOWED)
        driven = SQL("NOT (%s)", towed)
        known = SQL("f.reception_started_at IS NOT NULL AND f.arrived_at IS NOT NULL")
        wait = SQL("EXTRACT(EPOCH FROM f.reception_started_at - f.arrived_at) / 60")
        return {
            **super()._fact_measures(),
            "towed": self._measure("in", towed),
            "appointed": self._measure("in", driven, SQL("f.appointment_id IS NOT NULL")),
            "walk_in": self._measure("in", driven, SQL("f.appointment_id IS NULL")),
            "wait_max": self._measure("in", known, aggregate=SQL("MAX(%s)", wait)),
            "wait_long": self._measure("in", known, SQL("%s > f.reception_limit", wait)),
            "no_arrival": self._measure("in", SQL("f.arrived_at IS NULL")),
            "received_insured": self._measure(
                "in", SQL("f.type_code = 'BP' AND f.insurer_id IS NOT NULL")
            ),
        }
