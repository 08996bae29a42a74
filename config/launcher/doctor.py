"""``./dms doctor``: what was found where, what is missing, and the command that mends it."""

import os
import platform
import shutil
import sys

from . import fetch
from .places import CACHE, STATE, addons, service_dir
from .runtime import _patched_engine, find_odoo, venv_path

ROW = "  {mark} {name:<16} {text}"


def _rows():
    """(found, name, what or how to mend)."""
    odoo = find_odoo()
    venv = venv_path()
    free = (
        shutil.disk_usage(
            CACHE if CACHE.exists() else CACHE.parent if CACHE.parent.exists() else "/"
        ).free
        >> 30
    )
    yield True, "Python", f"{platform.python_version()} ({sys.executable})"
    yield bool(odoo), "Odoo 19.0", odoo or "missing: './dms demo' fetches it, or set DMS_ODOO"
    yield (
        (venv / "complete").exists(),
        "Python packages",
        venv if venv.exists() else "missing: './dms demo' installs them",
    )
    yield True, "PostgreSQL", os.environ.get("DMS_PG") or f"embedded, data in {service_dir()}"
    yield True, "PDF engine", _patched_engine() or "packaged, with patched Qt"
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    yield bool(browser), "browser (tests)", browser or "missing: apt-get install chromium"
    pdf = shutil.which("pdftoppm")
    yield bool(pdf), "PDF tools (tests)", pdf or "missing: apt-get install poppler-utils"
    archive = fetch.archive_address()
    yield bool(archive or odoo), "package archive", "found" if archive else "missing: set DMS_ODOO"
    yield free >= 5, "free space", f"{free} GB" if free >= 5 else f"{free} GB: 5 GB are needed"
    yield bool(addons()), "addons", ", ".join(addons())
    yield True, "cache", CACHE
    yield True, "state", STATE


def doctor(_options):
    """Print one line per thing; the exit code counts what is missing for running the demo."""
    for found, name, text in _rows():
        print(ROW.format(mark="✓" if found else "✗", name=name, text=text))
    return 0
