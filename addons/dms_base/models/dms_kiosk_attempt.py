from odoo import api, fields, models
from odoo.exceptions import UserError


class DmsKioskAttempt(models.Model):
    """Wrong PINs of a badge: five of them lock it for ten minutes."""

    _name = "dms.kiosk.attempt"
    _description = "Kiosk Login Attempt"

    company_id = fields.Many2one("res.company", required=True)
    badge = fields.Char(required=True)
    failures = fields.Integer()
    locked_until = fields.Datetime()

    _badge_uniq = models.Constraint(
        "UNIQUE(company_id, badge)", "The badge has its counter already."
    )

    @api.model
    def _find(self, company, badge):
        return self.search(
            [("company_id", "=", company.id), ("badge", "=", (badge or "").strip())], limit=1
        )

    @api.model
    def _check_lock(self, company, badge):
        """Refuse a locked badge.

        :raises UserError: the badge is locked
        """
        counter = self._find(company, badge)
        if counter.locked_until and counter.locked_until > fields.Datetime.now():
            raise UserError(self.env._("Too many wrong PINs: try again in ten minutes."))

    @api.model
    def _count_failure(self, company, badge):
        """Count one wrong PIN."""
        counter = self._find(company, badge)
        if not counter:
            counter = self.create({"company_id": company.id, "badge": (badge or "").strip() or "-"})
        failures = counter.failures + 1
        locked = failures >= 5
        counter.write(
            {
                "failures": 0 if locked else failures,
                "locked_until": fields.Datetime.add(fields.Datetime.now(), minutes=10)
                if locked
                else False,
            }
        )

    @api.model
    def _clear(self, company, badge):
        """Forget the wrong PINs after a right one."""
        self._find(company, badge).filtered("failures").failures = 0
