from odoo import models


class DmsDayClose(models.Model):
    _inherit = "dms.day.close"

    def _day_close_checks(self):
        """No drawer may stay open and no payment may stay a draft on a day that is being closed."""
        checks = super()._day_close_checks()
        domain = [
            ("company_id", "=", self.company_id.id),
            ("state", "=", "open"),
            ("business_date", "<=", self.date),
        ]
        sessions = self.env["dms.cash.session"].search(domain)
        checks.append(
            {
                "code": "cash_session",
                "name": self.env._("All cashier sessions are closed"),
                "ok": not sessions,
                "text": ", ".join(sessions.mapped("display_name")),
                "res_model": "dms.cash.session",
                "domain": domain,
            }
        )
        drafts = [
            ("company_id", "=", self.company_id.id),
            ("state", "=", "draft"),
            ("date", "<=", self.date),
            "|",
            ("settlement_id", "!=", False),
            ("deposit_id", "!=", False),
        ]
        count = self.env["account.payment"].search_count(drafts)
        checks.append(
            {
                "code": "payment_draft",
                "name": self.env._("No payment is left in draft"),
                "ok": not count,
                "text": str(count) if count else "",
                "res_model": "account.payment",
                "domain": drafts,
            }
        )
        return checks
