from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

TRIES = 5
LOCK_MINUTES = 10


class DmsKioskAttempt(models.Model):
    """Tries of a badge since its last right PIN: after five wrong ones it is locked for ten minutes."""

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
    def _count(self, company, badge):
        """Count one try before its PIN is looked at; the fifth locks the badge unless it is right.

        :raises UserError: the badge is locked
        """
        now = fields.Datetime.now()
        query = SQL(
            """
            INSERT INTO dms_kiosk_attempt AS counter (company_id, badge, failures, write_date)
                 VALUES (%(company)s, %(badge)s, 1, %(now)s)
            ON CONFLICT (company_id, badge) DO UPDATE
                    SET failures = CASE WHEN counter.failures >= %(tries)s THEN 1
                                        ELSE counter.failures + 1 END,
                        locked_until = CASE WHEN counter.failures + 1 = %(tries)s THEN %(until)s END,
                        write_date = %(now)s
                  WHERE counter.locked_until IS NULL OR counter.locked_until <= %(now)s
              RETURNING failures
            """,
            company=company.id,
            badge=badge or "-",
            tries=TRIES,
            now=now,
            until=now + timedelta(minutes=LOCK_MINUTES),
        )
        self.flush_model()
        self.env.cr.execute(query)
        if not self.env.cr.rowcount:
            raise UserError(self.env._("Too many wrong PINs: try again in ten minutes."))
        self.invalidate_model()

    @api.model
    def _clear(self, company, badge):
        """Forget the tries after a right PIN."""
        counter = self.search([("company_id", "=", company.id), ("badge", "=", badge or "-")])
        counter.write({"failures": 0, "locked_until": False})

    @api.autovacuum
    def _gc_attempts(self):
        """Counters that nobody touched for a day."""
        old = fields.Datetime.now() - timedelta(days=1)
        self.search([("write_date", "<", old)]).unlink()
