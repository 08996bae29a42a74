from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure

from .dms_fact_visit import NOT_SETTLED_BASE

TYPE_CODES = ("FS", "PM", "GR", "BP", "WT", "RC", "RW", "AC", "FC", "RS", "PDI", "IN")
OUTSIDE = ("customer", "insurer", "warranty")
TRADE_GROUPS = {
    "mechanical": ("mechanical", "electrical"),
    "body": ("body",),
    "paint": ("paint",),
    "beauty": ("beauty",),
}


class DmsFactLine(models.AbstractModel):
    """One row per settled line: every revenue figure of the suite is a sum over these."""

    _name = "dms.fact.line"
    _description = "Settled Lines"
    _inherit = "dms.fact"
    _fact_model = "dms.settlement"
    _fact_sums = frozenset(
        ["quantity", "hours", "amount_gross", "amount_discount", "amount_net"]
        + ["amount_untaxed", "amount_cost"]
    )

    def _fact_query(self, date_from, date_to, companies):
        """Valid frozen lines of the settlements confirmed in the period."""
        return SQL(
            """SELECT l.settlement_id AS id, l.business_date AS date, l.company_id, l.order_id, l.visit_id,
                      l.user_id, l.vehicle_id, v.model_id, v.brand_id, l.service_type_id,
                      COALESCE(t.code, '') AS type_code, COALESCE(vt.code, '') AS visit_code, l.counts_visit,
                      l.trade, l.payer_type, l.partner_id, l.fee_kind, l.adjust_kind, l.product_id,
                      l.sale_line_id, l.job_id, o.appointment_id IS NOT NULL AS is_booked, o.partner_id AS customer_id,
                      o.insurer_id IS NOT NULL AS is_insured, v.acquisition_date,
                      l.amount_net > 0 AS is_positive, l.quantity, l.hours,
                      l.amount_gross, l.amount_discount, l.amount_net, l.amount_untaxed, l.amount_cost,
                      l.cost_centre_id
                 FROM dms_settlement_line l
                 LEFT JOIN dms_service_type t ON t.id = l.service_type_id
                 LEFT JOIN dms_service_type vt ON vt.id = l.visit_type_id
                 LEFT JOIN fleet_vehicle v ON v.id = l.vehicle_id
                 LEFT JOIN sale_order o ON o.id = l.visit_id
                WHERE l.is_valid IS TRUE AND l.company_id IN %(companies)s
                  AND l.business_date BETWEEN %(date_from)s AND %(date_to)s""",
            companies=tuple(companies),
            date_from=date_from,
            date_to=date_to,
        )

    def _fact_dimensions(self):
        return {
            **super()._fact_dimensions(),
            "user": SQL("f.user_id"),
            "service_type": SQL("f.service_type_id"),
            "type_code": SQL("f.type_code"),
            "payer": SQL("f.payer_type"),
            "partner": SQL("f.partner_id"),
            "centre": SQL("f.cost_centre_id"),
            "fee_kind": SQL("f.fee_kind"),
            "trade": SQL("f.trade"),
            "product": SQL("f.product_id"),
            "model": SQL("f.model_id"),
            "brand": SQL("f.brand_id"),
            "vehicle": SQL("f.vehicle_id"),
            "settlement": SQL("f.id"),
            "visit_code": SQL("f.visit_code"),
            "booked": SQL("f.is_booked"),
            "customer": SQL("f.customer_id"),
            "vehicle_age": SQL(
                """CASE WHEN f.acquisition_date IS NULL THEN NULL
                        WHEN f.date - f.acquisition_date < 365 THEN 0
                        WHEN f.date - f.acquisition_date < 3 * 365 THEN 1
                        WHEN f.date - f.acquisition_date < 5 * 365 THEN 3 ELSE 5 END"""
            ),
        }

    def _fact_flush(self):
        self.env["dms.settlement.line"].flush_model()
        self.env["product.category"].flush_model(["is_accessory", "parent_path"])

    def _outside(self, *conditions):
        """Lines paid by customer, insurer or manufacturer: the shop's output."""
        return SQL(" AND ").join([SQL("f.payer_type IN %s", OUTSIDE), *conditions])

    def _is_accessory(self):
        """Parts whose category is marked as accessories, or lies below such a one."""
        return SQL(
            """f.product_id IN (
                   SELECT p.id
                     FROM product_product p
                     JOIN product_template t ON t.id = p.product_tmpl_id
                     JOIN product_category c ON c.id = t.categ_id
                     JOIN product_category a ON c.parent_path LIKE a.parent_path || '%%'
                    WHERE a.is_accessory)"""
        )

    def _kinds(self, *kinds):
        return SQL("f.fee_kind IN %s", kinds)

    def _fact_measures(self):
        """Money by the KPI dictionary: K-10…K-17, K-20…K-25, K-30…K-32."""
        return {
            **super()._fact_measures(),
            **self._output_measures(),
            **self._cut_measures(),
            **self._visit_measures(),
            **self._margin_measures(),
        }

    def _output_measures(self):
        net = SQL("SUM(f.amount_net)")
        labour = self._kinds("labour", "diagnosis", "test")
        return {
            "output": Measure(net, self._outside()),
            "labour": Measure(net, self._outside(labour)),
            "diagnosis": Measure(net, self._outside(self._kinds("diagnosis", "test"))),
            "part": Measure(net, self._outside(self._kinds("part"))),
            "accessory": Measure(net, self._outside(self._kinds("part"), self._is_accessory())),
            "sublet": Measure(net, self._outside(self._kinds("sublet"))),
            "other": Measure(net, self._outside(self._kinds("other", "adjust"))),
            "internal": Measure(net, SQL("f.payer_type = 'internal'")),
            "goodwill": Measure(net, SQL("f.payer_type = 'goodwill'")),
            "customer": Measure(net, SQL("f.payer_type = 'customer'")),
            "insurer": Measure(net, SQL("f.payer_type = 'insurer'")),
            "warranty": Measure(net, SQL("f.payer_type = 'warranty'")),
            "gross": Measure(SQL("SUM(f.amount_gross)"), self._outside()),
            "sold_hours": Measure(SQL("SUM(f.quantity)"), self._outside(self._kinds("labour"))),
            "flat_hours": Measure(SQL("SUM(f.hours)"), self._kinds("labour")),
        }

    def _cut_measures(self):
        """Discounts (line discounts plus rounding-off) and output by trade."""
        rounding = SQL("CASE WHEN f.adjust_kind = 'rounding' THEN -f.amount_net ELSE 0 END")
        measures = {
            "discount": Measure(SQL("SUM(f.amount_discount + %s)", rounding), self._outside()),
            "discount_labour": Measure(
                SQL("SUM(f.amount_discount)"),
                self._outside(self._kinds("labour", "diagnosis", "test")),
            ),
            "discount_part": Measure(
                SQL("SUM(f.amount_discount)"), self._outside(self._kinds("part"))
            ),
        }
        for name, trades in TRADE_GROUPS.items():
            condition = self._outside(SQL("f.trade IN %s", trades))
            measures[f"trade_{name}"] = Measure(SQL("SUM(f.amount_net)"), condition)
        return measures

    def _visit_measures(self):
        """Base of the figures per visit: settled stays without PDI, internal and rework; the same by type."""
        base = SQL("f.visit_code NOT IN %s", NOT_SETTLED_BASE)
        net = SQL("SUM(f.amount_net)")
        visits = SQL("COUNT(DISTINCT f.visit_id)")
        by_type = {}
        for code in TYPE_CODES:
            mine = SQL("f.visit_code = %s", code)
            by_type[f"visits_{code.lower()}"] = Measure(visits, SQL("f.counts_visit AND %s", mine))
            by_type[f"output_{code.lower()}"] = Measure(net, self._outside(mine))
        return {
            **by_type,
            "hours_base": Measure(
                SQL("SUM(f.quantity)"), self._outside(base, self._kinds("labour"))
            ),
            "visits": Measure(visits, SQL("f.counts_visit AND %s", base)),
            "visits_all": Measure(visits, SQL("f.counts_visit")),
            "output_base": Measure(net, self._outside(base)),
            "labour_base": Measure(
                net, self._outside(base, self._kinds("labour", "diagnosis", "test"))
            ),
            "part_base": Measure(net, self._outside(base, self._kinds("part"))),
            "customer_base": Measure(net, SQL("f.payer_type = 'customer' AND %s", base)),
            "customer_visits": Measure(
                visits, SQL("f.payer_type = 'customer' AND f.is_positive AND %s", base)
            ),
        }

    def _margin_measures(self):
        """Tax-excluded revenue and cost at issue; technician pay is not deducted here."""
        untaxed = SQL("SUM(f.amount_untaxed)")
        cost = SQL("SUM(f.amount_cost)")
        return {
            "untaxed": Measure(untaxed, self._outside()),
            "labour_untaxed": Measure(untaxed, self._outside(self._kinds("labour"))),
            "part_untaxed": Measure(untaxed, self._outside(self._kinds("part"))),
            "labour_all_untaxed": Measure(
                untaxed, self._outside(self._kinds("labour", "diagnosis", "test"))
            ),
            "sublet_untaxed": Measure(untaxed, self._outside(self._kinds("sublet"))),
            "sublet_cost": Measure(cost, self._outside(self._kinds("sublet"))),
            "cost": Measure(cost, self._outside()),
            "part_quantity": Measure(SQL("SUM(f.quantity)"), self._kinds("part")),
            "part_cost": Measure(cost, self._outside(self._kinds("part"))),
        }
