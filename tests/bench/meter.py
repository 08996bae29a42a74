"""Counting SQL queries and time of the steps of a flow."""

import gc
import statistics
import time
from contextlib import contextmanager


class Meter:
    """Adds up seconds and SQL queries per named step.

    A step is one request: it begins with empty caches in a transaction of its own and ends with its commit, so
    that it pays for its own writes, tracked changes and notifications.

    :param env: Odoo environment whose cursor is measured
    :param trace: :class:`trace.Trace` told which step runs, or None
    """

    def __init__(self, env, trace=None):
        self.env, self.trace = env, trace
        self.steps = {}

    @contextmanager
    def step(self, name):
        """Measure the block as (part of) the step `name`."""
        cursor = self.env.cr
        cursor.commit()
        # Environments of the step before that nothing holds any more: a request does not look through them.
        gc.collect()
        if self.trace:
            self.trace.step = name
        queries, start = cursor.sql_log_count, time.perf_counter()
        yield
        cursor.commit()
        spent, asked = time.perf_counter() - start, cursor.sql_log_count - queries
        if self.trace:
            self.trace.step = None
        seconds, total = self.steps.get(name, (0.0, 0))
        self.steps[name] = (seconds + spent, total + asked)


def medians(meters):
    """What a step usually takes.

    :param meters: a :class:`Meter` per round of the same flow
    :return: {step: (seconds, queries)}
    """
    return {
        name: tuple(
            statistics.median(column)
            for column in zip(*(meter.steps[name] for meter in meters), strict=True)
        )
        for name in meters[0].steps
    }


def figure(value, unit, budget=None):
    """One entry of the JSON file."""
    return {
        "value": round(value, 3),
        "unit": unit,
        "budget": budget,
        "ok": budget is None or value <= budget,
    }
