import re

from odoo import fields, models
from odoo.tools import SQL

PREFIX = re.compile(r"[A-Z]{1,8}")


class DmsNumberSeries(models.Model):
    """Numbers of a company by prefix and day, e.g. ``WT20250316-0023``.

    Two kinds, both one statement per number:

    * fast: a PostgreSQL sequence per company and prefix, and one row per day that says where the day began.
      Nobody waits for anybody; a rolled-back transaction leaves a gap.
    * gapless: the row itself counts and stays locked until the transaction ends, so that a rollback gives the
      number back. Whoever needs the same series at that moment waits and is run again. For the numbered books
      of the shop (settlements, receipts) only.

    A series keeps for the day the kind it began with, unless a gapless one turns fast: then it goes on from there.
    """

    _name = "dms.number.series"
    _description = "Number Series"
    _order = "date desc, prefix"
    _rec_name = "prefix"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    prefix = fields.Char(required=True, readonly=True)
    date = fields.Date(required=True, readonly=True)
    last_number = fields.Integer(
        readonly=True, help="Of a gapless series: the last number given on the day."
    )
    start = fields.Integer(
        readonly=True, help="Of a fast series: value of its sequence before the day began."
    )

    _series_uniq = models.Constraint(
        "UNIQUE(company_id, prefix, date)", "This number series exists already."
    )

    def _take(self, company, prefix, day, count=1):
        """Take the next numbers of a gapless series.

        :param day: date that stands in the number
        :param count: how many numbers are taken at once
        :return: list of numbers, ascending
        """
        query = SQL(
            """
            INSERT INTO dms_number_series (company_id, prefix, date, last_number)
                 VALUES (%(company)s, %(prefix)s, %(day)s, %(count)s)
            ON CONFLICT (company_id, prefix, date)
              DO UPDATE SET last_number = dms_number_series.last_number + %(count)s
                      WHERE dms_number_series.start IS NULL
              RETURNING last_number
            """,
            company=company.id,
            prefix=prefix,
            day=day,
            count=count,
        )
        self.env.cr.execute(query)
        row = self.env.cr.fetchone()
        if not row:
            return self._take_fast(company, prefix, day, count)
        return list(range(row[0] - count + 1, row[0] + 1))

    def _take_fast(self, company, prefix, day, count=1):
        """Take the next numbers of a fast series; they may have gaps, also between them.

        :return: list of numbers, ascending
        """
        # to_regclass: a sequence that does not exist yet gives NULL instead of an error.
        query = SQL(
            """
            SELECT nextval(to_regclass(%(sequence)s)) - series.start
              FROM dms_number_series series, generate_series(1, %(count)s)
             WHERE series.company_id = %(company)s AND series.prefix = %(prefix)s
               AND series.date = %(day)s
            """,
            sequence=self._sequence_name(company, prefix),
            company=company.id,
            prefix=prefix,
            day=day,
            count=count,
        )
        self.env.cr.execute(query)
        numbers = [row[0] for row in self.env.cr.fetchall()]
        if not numbers or None in numbers:
            self._begin_day(company, prefix, day)
            return self._take_fast(company, prefix, day, count)
        return sorted(numbers)

    def _sequence_name(self, company, prefix):
        """Name of the PostgreSQL sequence behind a fast series.

        :raises ValueError: the prefix is not one to eight capital letters
        """
        if not PREFIX.fullmatch(prefix):
            raise ValueError(f"Prefix of a number series must be capital letters: {prefix!r}")
        return f"dms_number_{company.id}_{prefix.lower()}"

    def _begin_day(self, company, prefix, day):
        """Remember where a day begins in the sequence, which is made at its first use."""
        name = self._sequence_name(company, prefix)
        # Two first users at once would make the sequence twice; the lock ends with the transaction.
        self.env.cr.execute(SQL("SELECT pg_advisory_xact_lock(hashtext(%s))", name))
        self.env.cr.execute(SQL("CREATE SEQUENCE IF NOT EXISTS %s", SQL.identifier(name)))
        query = SQL(
            """
            INSERT INTO dms_number_series (company_id, prefix, date, last_number, start)
                 SELECT %(company)s, %(prefix)s, %(day)s::date, 0,
                        CASE WHEN is_called THEN last_value ELSE last_value - 1 END
                   FROM %(sequence)s
            ON CONFLICT (company_id, prefix, date)
              DO UPDATE SET start = excluded.start - dms_number_series.last_number, last_number = 0
                      WHERE dms_number_series.start IS NULL
            """,
            company=company.id,
            prefix=prefix,
            day=day,
            sequence=SQL.identifier(name),
        )
        self.env.cr.execute(query)
