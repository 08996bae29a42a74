"""What the launcher says: steps with their time, and one sentence when something is wrong."""

import os
import sys
import threading
import time
from contextlib import contextmanager

CHINESE = (os.environ.get("LC_ALL") or os.environ.get("LANG") or "").lower().startswith("zh")
_printing = threading.Lock()
_running = []


class Stop(Exception):
    """A problem the user can solve; its text is one sentence that says how."""


def pick(english, chinese=None):
    """The text in the user's language."""
    return chinese if CHINESE and chinese else english


def say(english, chinese=None):
    """Print a line in the user's language."""
    with _printing:
        print(pick(english, chinese), flush=True)


def stop(english, chinese=None):
    """Refuse with one sentence.

    :raises Stop: always
    """
    raise Stop(pick(english, chinese))


def _tick(ended):
    """Keep the steps under way in the last line of a terminal, with their seconds."""
    while not ended.wait(1):
        with _printing:
            now = time.monotonic()
            line = ", ".join(
                f"{step['text']} {now - step['start']:.0f} s{step['more']}" for step in _running
            )
            print(f"\r\033[K  … {line[:110]}", end="", flush=True)


@contextmanager
def step(english, chinese=None):
    """Announce a step and say how long it took; steps of several threads may overlap.

    Yields a function that shows how far the step is, as in ``progress("40 of 120 MB")``.
    """
    entry = {"text": pick(english, chinese), "start": time.monotonic(), "more": ""}
    live = sys.stdout.isatty()
    ended = threading.Event()
    ticker = threading.Thread(target=_tick, args=(ended,), daemon=True)
    _running.append(entry)
    if live:
        ticker.start()
    mark = "✗"
    try:
        yield lambda text: entry.update(more=f" ({text})")
        mark = "✓"
    finally:
        ended.set()
        if live:
            ticker.join()
        _running.remove(entry)
        with _printing:
            start = "\r\033[K" if live else ""
            print(
                f"{start}  {mark} {entry['text']} ({time.monotonic() - entry['start']:.1f} s)",
                flush=True,
            )
