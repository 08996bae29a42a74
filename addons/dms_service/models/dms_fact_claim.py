from odoo import models
from odoo.tools import SQL

from odoo.addons.dms_base.models.dms_fact import Measure


class DmsFactClaim(models.AbstractModel):
    """One row per warranty invoice by the business day of its statement, with what the maker took off later."""

    _name = "dms.fact.claim"
    _description = "Warranty Claims"
    _inherit = "dms.fact"
    _fact_model = "account.move"

    def _fact_query(self, date_from, date_to, companies):
        """Invoices of warranty payers; a verdict below the claim is a credit note on the invoice."""
        return SQL(
            """SELECT m.id, s.company_id, s.business_date AS date, p.partner_id, o.user_id, v.model_id,
                      v.brand_id, p.amount_total AS submitted, p.amount_total - COALESCE(c.taken, 0) AS accepted,
                      d.paid_on - s.business_date AS days
                 FROM dms_settlement s
                 JOIN dms_settlement_payer p ON p.settlement_id = s.id AND p.payer_type = 'warranty'
                 JOIN account_move m ON m.id = p.move_id AND m.state = 'posted'
                 JOIN sale_order o ON o.id = s.order_id
                 LEFT JOIN fleet_vehicle v ON v.id = o.vehicle_id
                 LEFT JOIN LATERAL (SELECT SUM(r.amount_total) AS taken FROM account_move r
                                     WHERE r.reversed_entry_id = m.id AND r.state = 'posted') c ON TRUE
                 LEFT JOIN LATERAL (SELECT MAX(t.max_date) AS paid_on FROM account_move_line l
                                      JOIN account_partial_reconcile t ON t.debit_move_id = l.id
                                     WHERE l.move_id = m.id) d ON m.payment_state IN ('paid', 'in_payment')
                WHERE s.company_id IN %(companies)s AND s.state IN ('confirmed', 'paid')
                  AND s.business_date BETWEEN %(date_from)s AND %(date_to)s""",
            companies=tuple(companies),
            date_from=date_from,
            date_to=date_to,
        )

    def _fact_dimensions(self):
        return {
            **super()._fact_dimensions(),
            "user": SQL("f.user_id"),
            "partner": SQL("f.partner_id"),
            "model": SQL("f.model_id"),
            "brand": SQL("f.brand_id"),
        }

    def _fact_flush(self):
        self.env["dms.settlement"].flush_model()
        self.env["dms.settlement.payer"].flush_model()
        self.env["account.move"].flush_model()
        self.env["account.move.line"].flush_model(["move_id"])
        self.env["account.partial.reconcile"].flush_model()

    def _fact_measures(self):
        """K-74 by claim month."""
        return {
            **super()._fact_measures(),
            "count": Measure(SQL("COUNT(*)")),
            "submitted": Measure(SQL("SUM(f.submitted)")),
            "accepted": Measure(SQL("SUM(f.accepted)")),
            "paid": Measure(SQL("COUNT(*)"), SQL("f.days IS NOT NULL")),
            "days": Measure(SQL("SUM(f.days)"), SQL("f.days IS NOT NULL")),
        }
