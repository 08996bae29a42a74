"""Where the queries of a flow come from: by step, statement and line of Python."""

import re
import sys
import time
from collections import Counter, defaultdict
from contextlib import contextmanager
from unittest.mock import patch

from odoo.sql_db import Cursor
from odoo.tools import SQL

LISTS = re.compile(
    r"\((?:%s|NULL|DEFAULT)(?:, ?(?:%s|NULL|DEFAULT))*\)(?:, ?\((?:%s|NULL|DEFAULT)[^()]*\))*"
)
OWN = "/addons/dms_"


class Trace:
    """Collects statements while a step runs.

    The benchmark sets `step` while one runs, and `rounds` to how often its flow was repeated.

    :param width: characters of a statement that are kept
    """

    def __init__(self, width=150):
        self.step = None
        self.rounds = 1
        self.width = width
        self.count = defaultdict(Counter)
        self.seconds = defaultdict(Counter)

    @contextmanager
    def active(self):
        """Listen to every cursor."""
        execute = Cursor.execute
        trace = self

        def listen(cursor, query, *args, **kwargs):
            start = time.perf_counter()
            try:
                return execute(cursor, query, *args, **kwargs)
            finally:
                if trace.step:
                    trace._add(query, time.perf_counter() - start)

        with patch.object(Cursor, "execute", listen):
            yield self

    def _add(self, query, seconds):
        code = query.code if isinstance(query, SQL) else str(query)
        text = LISTS.sub("(…)", " ".join(code.split()))[: self.width]
        key = (text, self._origin())
        self.count[self.step][key] += 1
        self.seconds[self.step][key] += seconds

    @staticmethod
    def _origin():
        """The nearest three lines of the addons and the nearest method outside the ORM."""
        frame, own, core = sys._getframe(3), [], ""
        while frame and len(own) < 3:
            name = frame.f_code.co_filename
            place = f"{name.rpartition('/')[2].removesuffix('.py')}:{frame.f_lineno} {frame.f_code.co_name}"
            if OWN in name:
                own.append(place)
            elif not core and "/odoo/orm/" not in name and "/odoo/sql_db" not in name:
                core = place
            frame = frame.f_back
        return f"{core} < {' < '.join(own)}"

    def write(self, stream):
        """Print the statements of every step, the frequent ones first."""
        rounds = self.rounds
        for step, count in self.count.items():
            total = sum(self.seconds[step].values()) / rounds * 1000
            stream.write(
                f"\n=== {step}: {sum(count.values()) / rounds:.1f} queries, {total:.1f} ms\n"
            )
            for key, number in count.most_common():
                milliseconds = self.seconds[step][key] / rounds * 1000
                stream.write(
                    f"{number / rounds:6.1f} {milliseconds:7.2f} ms  {key[0]}\n{'':20}{key[1]}\n"
                )
