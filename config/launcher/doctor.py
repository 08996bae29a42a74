"""``./dms doctor``: what was found where, what is missing, and the command that mends it."""

import os
import platform
import shutil
import sys

from . import fetch
from .console import Stop, pick
from .places import CACHE, STATE, addons, service_dir
from .postgres import named_server
from .python import interpreter, venv_path
from .runtime import find_browser, find_odoo, system_engine, system_font

NEEDED_GB = 5
FETCH = pick("missing: './dms demo' fetches it", "缺少：执行 ./dms demo 会自动获取")


def _answer(function):
    """(found, text) of a look-up that may refuse with a sentence."""
    try:
        found = function()
    except Stop as problem:
        return False, str(problem)
    return bool(found), found


def _environment():
    path = venv_path()
    return path if (path / "complete").exists() else None


def _row(name, answer, missing, later=False):
    """(mark, name, text): found, coming by itself at the first start, or missing."""
    found, text = answer
    if text and not found:
        return "✗", name, text
    return ("✓", name, text) if found else ("…" if later else "✗", name, missing)


def _rows():
    """(needed for running, (mark, name, what it is or how to mend it))."""
    archive = bool(fetch.archive_source())
    give = pick("missing: set DMS_ODOO to an Odoo 19.0 checkout", "缺少：请设置 DMS_ODOO")
    yield True, ("✓", "Python", f"{platform.python_version()} ({sys.executable})")
    yield True, _row(pick("Python of Odoo", "Odoo 用 Python"), _answer(interpreter), "")
    yield True, _row("Odoo 19.0", _answer(find_odoo), FETCH if archive else give, archive)
    yield True, _row(pick("packages", "Python 依赖"), _answer(_environment), FETCH, True)
    server = named_server()
    place = (
        f"{server['host']}:{server['port']} (DMS_PG)" if server else f"embedded ({service_dir()})"
    )
    yield True, ("✓", "PostgreSQL", place)
    yield (
        True,
        ("✓", pick("PDF engine", "PDF 引擎"), system_engine() or "wkhtmltopdf-pack (patched Qt)"),
    )
    yield True, _row(pick("Chinese font", "中文字体"), _answer(_font), FETCH, True)
    for package, program in (
        ("chromium", find_browser()),
        ("poppler-utils", shutil.which("pdftoppm")),
    ):
        install = (
            pick("for tests only, missing: ", "仅测试需要，缺少：")
            + f"sudo apt-get install {package}"
        )
        yield False, _row(package, (bool(program), program), install)
    found = pick("found", "已找到")
    yield False, _row(pick("package archive", "软件源"), (archive, archive and found), give)
    free = (
        shutil.disk_usage(next(path for path in (CACHE, *CACHE.parents) if path.exists())).free
        >> 30
    )
    text = f"{free} GB" if free >= NEEDED_GB else f"{free} GB < {NEEDED_GB} GB"
    yield True, _row(pick("free space", "可用空间"), (free >= NEEDED_GB, text), "")
    yield (
        True,
        _row(pick("addons", "模块"), (bool(addons()), ", ".join(addons())), "addons/ is empty"),
    )
    yield True, _row(pick("state", "状态目录"), (os.access(STATE.parent, os.W_OK), str(STATE)), "")
    yield True, ("✓", pick("cache", "缓存目录"), CACHE)


def _font():
    """The machine's own Chinese font, or the fetched one."""
    fetched = CACHE / "font"
    return (
        pick("the machine's own", "系统自带")
        if system_font()
        else fetched
        if fetched.is_dir()
        else None
    )


def doctor(_options):
    """Print one line per thing.

    :return: exit code 1 when something is missing that running needs and that does not come by itself
    """
    broken = False
    for needed, (mark, name, text) in _rows():
        broken |= needed and mark == "✗"
        print(f"  {mark} {name:<16} {text}")
    return int(broken)
