"""What the launcher says: steps with their time, and one sentence when something is wrong."""

import os
import sys
import time
from contextlib import contextmanager

CHINESE = (os.environ.get("LC_ALL") or os.environ.get("LANG") or "").lower().startswith("zh")


class Stop(Exception):
    """A problem the user can solve; its text is one sentence that says how."""


def say(english, chinese=None):
    """Print a line in the user's language."""
    print(chinese if CHINESE and chinese else english, flush=True)


def stop(english, chinese=None):
    """Refuse with one sentence.

    :raises Stop: always
    """
    raise Stop(chinese if CHINESE and chinese else english)


@contextmanager
def step(english, chinese=None):
    """Announce a step and say how long it took."""
    text = chinese if CHINESE and chinese else english
    live = sys.stdout.isatty()
    if live:
        print(f"  … {text}", end="\r", flush=True)
    start = time.monotonic()
    yield
    print(f"  ✓ {text} ({time.monotonic() - start:.1f} s)", flush=True)
