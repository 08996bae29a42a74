from odoo import fields, models
from odoo.tools import SQL


class DmsNumberSeries(models.Model):
    """Last number used per company, prefix and day.

    One statement takes the next number and holds the row until the transaction ends. A rollback gives the
    number back, so a series has no gaps; numbers of other prefixes, days and companies do not wait.
    """

    _name = "dms.number.series"
    _description = "Number Series"
    _order = "date desc, prefix"
    _rec_name = "prefix"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    prefix = fields.Char(required=True, readonly=True)
    date = fields.Date(required=True, readonly=True)
    last_number = fields.Integer(readonly=True)

    _series_uniq = models.Constraint(
        "UNIQUE(company_id, prefix, date)", "This number series exists already."
    )

    def _take(self, company, prefix, day, count=1):
        """Take the next numbers of a series.

        :param day: date that stands in the number
        :param count: how many numbers are taken at once
        :return: first of the numbers taken
        """
        query = SQL(
            """
            INSERT INTO dms_number_series (company_id, prefix, date, last_number)
                 VALUES (%(company)s, %(prefix)s, %(day)s, %(count)s)
            ON CONFLICT (company_id, prefix, date)
              DO UPDATE SET last_number = dms_number_series.last_number + %(count)s
              RETURNING last_number
            """,
            company=company.id,
            prefix=prefix,
            day=day,
            count=count,
        )
        self.env.cr.execute(query)
        return self.env.cr.fetchone()[0] - count + 1
