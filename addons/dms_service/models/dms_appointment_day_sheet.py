from odoo import api, fields, models


class DmsAppointmentDay(models.Model):
    """SA-02 on paper: a day prints as its board stood."""

    _inherit = "dms.appointment.day"

    @api.model
    def _get_day(self, company, day):
        """Row of a day, made when nobody has booked on it yet."""
        domain = [("company_id", "=", company.id), ("date", "=", day)]
        if not self.search_count(domain, limit=1):
            self._lock(company, day)
        return self.search(domain, limit=1)

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
