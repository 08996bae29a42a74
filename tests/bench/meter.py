"""Counting SQL queries and time of the steps of a flow."""

import time
from contextlib import contextmanager


class Meter:
    """Adds up seconds and SQL queries per named step.

    :param env: Odoo environment whose cursor is measured; pending writes are flushed inside each step,
        so that a step pays for its own work
    """

    def __init__(self, env):
        self.env = env
        self.steps = {}

    @contextmanager
    def step(self, name):
        """Measure the block as (part of) the step `name`."""
        self.env.flush_all()
        queries, start = self.env.cr.sql_log_count, time.perf_counter()
        yield
        self.env.flush_all()
        spent, asked = time.perf_counter() - start, self.env.cr.sql_log_count - queries
        seconds, total = self.steps.get(name, (0.0, 0))
        self.steps[name] = (seconds + spent, total + asked)

    @property
    def seconds(self):
        """Total time in seconds."""
        return sum(seconds for seconds, _queries in self.steps.values())

    @property
    def queries(self):
        """Total number of SQL queries."""
        return sum(queries for _seconds, queries in self.steps.values())


def fresh(env):
    """Empty the caches of records, as a new request would find them."""
    env.flush_all()
    env.invalidate_all()
