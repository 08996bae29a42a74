from odoo import models


class DmsDayClose(models.Model):
    """What the front desk's day must show before it is closed: the check lines of SA-07."""

    _inherit = "dms.day.close"

    def _day_close_checks(self):
        """No statement is half-way; cars and money of the day add up."""
        checks = super()._day_close_checks()
        half = [("company_id", "=", self.company_id.id), ("state", "=", "checked")]
        waiting = self.env["dms.settlement"].search(half)
        checks.append(
            {
                "code": "settlement_half",
                "name": self.env._("No statement is checked but not settled"),
                "ok": not waiting,
                "text": ", ".join(waiting.mapped("name")),
                "res_model": "dms.settlement",
                "domain": half,
            }
        )
        return [*checks, *self._summary_checks()]

    def _summary_checks(self):
        """The two check lines of the daily summary, from the same figures."""
        dataset = self.env["dms.report.dataset.sa07"]
        values = dataset._check_values((self.date, self.date), self.company_id)
        day = [("company_id", "=", self.company_id.id), ("business_date", "=", self.date)]
        return [
            {
                "code": "sa07_cars",
                "name": self.env._("Cars inside, received and gone add up"),
                "ok": not dataset._differs("cars", values),
                "text": self.env._(
                    "%(before)d + %(received)d − %(left)d, inside %(inside)d",
                    before=values["before"],
                    received=values["K-01"],
                    left=values["K-05"],
                    inside=values["K-06"],
                ),
                "res_model": "sale.order",
                "domain": [*day, ("is_repair", "=", True)],
            },
            {
                "code": "sa07_money",
                "name": self.env._("Output of customers is covered by money and credit"),
                "ok": not dataset._differs("K-93.gap", values),
                "text": self.env._(
                    "Output %(output).2f, covered %(covered).2f",
                    output=values["K-15.customer"],
                    covered=values["K-15.customer"] - values["K-93.gap"],
                ),
                "res_model": "dms.settlement",
                "domain": day,
            },
        ]
