"""A clock that can be set: the flow of a past day runs at the hours of that day."""

from contextlib import contextmanager
from unittest.mock import patch

from freezegun import freeze_time

from odoo.sql_db import Cursor


class Clock:
    """Moves the time that Odoo sees, in Python and in `cr.now()`."""

    def __init__(self, frozen):
        self.frozen = frozen
        self.moment = None

    def set(self, moment):
        """Set the time.

        :param moment: datetime in UTC
        """
        self.moment = moment
        self.frozen.move_to(moment)


@contextmanager
def settable(start):
    """Yield a :class:`Clock` that begins at `start`; the real time comes back afterwards."""
    ignored = ["psycopg2", "pydevd", "odoo.sql_db"]
    with freeze_time(start, ignore=ignored) as frozen:
        clock = Clock(frozen)
        clock.moment = start
        with patch.object(Cursor, "now", lambda _cursor: clock.moment):
            yield clock
