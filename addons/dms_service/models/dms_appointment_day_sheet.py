from odoo import api, fields, models
from odoo.tools import SQL


class DmsAppointmentDay(models.Model):
    """SA-02 on paper: a day prints as its board stood."""

    _inherit = "dms.appointment.day"

    @api.model
    def _get_day(self, company, day):
        """Row of a day, made when nobody has booked on it yet."""
        # Raw SQL as in `_lock`: whoever prints need not be allowed to set days up.
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO dms_appointment_day (company_id, date, revision)
                     VALUES (%(company)s, %(day)s, 0)
                ON CONFLICT (company_id, date) DO NOTHING
                """,
                company=company.id,
                day=day,
            )
        )
        return self.search([("company_id", "=", company.id), ("date", "=", day)], limit=1)

    def _get_board_sheet(self):
        """Rows and figures of the paper: those of the screen, with all that was cancelled on the day.

        :return: {"rows": list, "summary": list, "words": {colour: (sign, words)}}
        """
        self.ensure_one()
        company, day, now = self.company_id, self.date, fields.Datetime.now()
        board = self.env["dms.board"]
        rows = board._get_sa02_rows(company, [day], now, False, whole=True)[day]
        capacity = self._get_capacity(company, day, day)
        return {
            "rows": rows,
            "summary": board._get_sa02_summary(company, day, rows, capacity),
            "words": board._get_sa02_words(),
        }
