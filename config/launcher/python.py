"""The Python environment: which interpreter, and the pinned packages in a virtual environment."""

import functools
import hashlib
import json
import os
import shutil
import subprocess
import sys

from . import fetch
from .console import step, stop
from .places import CACHE, ROOT

OLDEST, NEWEST = (3, 10), (3, 13)
REQUIREMENTS = ROOT / "requirements.txt"
# What tests, lint and benchmarks need beside what runs.
CHECK_REQUIREMENTS = ROOT / "requirements-dev.txt"
# Space for the packages, Odoo, and a first database.
NEEDED_MB = 3000
UV = "uv==0.13.9"
BUILD_TOOLS = ("setuptools==79.0.1", "wheel==0.48.0")
# Two old packages have no wheel and build with our setuptools, not with the newest.
OLD_PACKAGES = ("ofxparse", "vobject")
PROBE = """
import importlib.util, json, os, sys
spec = importlib.util.find_spec("odoo")
places = list(spec.submodule_search_locations or []) if spec else []
print(json.dumps([sys.version_info[:2], sys.version, places]))
"""


@functools.cache
def probe(python):
    """What an interpreter is.

    :return: (version as a pair, full version text, folders of its own `odoo` package), or None if it does not run
    """
    try:
        run = subprocess.run([python, "-c", PROBE], capture_output=True, text=True, cwd="/")
    except OSError:
        return None
    if run.returncode:
        return None
    version, text, places = json.loads(run.stdout)
    return tuple(version), text, places


def _fits(python):
    found = probe(python)
    return bool(found) and OLDEST <= found[0] <= NEWEST


@functools.cache
def interpreter():
    """Python that the virtual environment is made with.

    :raises Stop: none of a version that Odoo 19 runs on
    """
    own = os.environ.get("DMS_PYTHON")
    if own:
        if not _fits(own):
            stop(
                f"DMS_PYTHON={own} is no Python 3.10 to 3.13: give the path of one.",
                f"DMS_PYTHON={own} 不是 Python 3.10–3.13：请指定正确的解释器。",
            )
        return own
    others = (shutil.which(f"python3.{minor}") for minor in (12, 11, 13, 10))
    found = next((path for path in (sys.executable, *others) if path and _fits(path)), None)
    return found or stop(
        f"Odoo 19 runs on Python 3.10 to 3.13 and this is {sys.version_info[0]}.{sys.version_info[1]}: "
        "install one of those, or name it in DMS_PYTHON.",
        "Odoo 19 需要 Python 3.10–3.13：请安装，或用 DMS_PYTHON 指定。",
    )


def venv_path():
    """The environment of exactly these requirements on this Python; another set gets another folder."""
    key = [
        *(path.read_text("utf8") for path in (REQUIREMENTS, CHECK_REQUIREMENTS)),
        probe(interpreter())[1],
        os.environ.get("DMS_ODOO", ""),
    ]
    return CACHE / f"venv-{hashlib.sha256(repr(key).encode()).hexdigest()[:12]}"


def get_venv(checks=False):
    """The virtual environment with the pinned packages, made as a whole or not at all.

    A virtual environment cannot be moved: it is built under its own name and marked complete at the end.

    :param checks: with the tools of tests, lint and benchmarks too
    """
    path = venv_path()
    _once(path, "complete", _make_venv, ("Python packages", "安装 Python 依赖"))
    if checks:
        _once(path, "complete-checks", _add_checks, ("Python packages of checks", "安装测试工具"))
    return path


def _once(path, mark, make, title):
    """Run a step of making the environment unless its mark says that it was done."""
    if (path / mark).exists():
        return
    with fetch.locked(path.name):
        if not (path / mark).exists():
            fetch.check_space(CACHE, NEEDED_MB)
            with step(*title):
                make(path)
            (path / mark).touch()


def _make_venv(path):
    """Environment with pip and uv, and what runs Odoo."""
    shutil.rmtree(path, ignore_errors=True)
    pip = [str(path / "bin" / "python"), "-m", "pip"]
    if subprocess.run([interpreter(), "-m", "venv", str(path)], capture_output=True).returncode:
        pip = [pip[0], _pip_of_archive(path)]
    has_uv = not _failure([*pip, "install", "-q", UV])
    uv = _uv(path, pip) if has_uv else None
    _install(pip, uv, *BUILD_TOOLS)
    _install(pip, uv, "--no-deps", "-r", str(REQUIREMENTS))


def _add_checks(path):
    """Put the tools of tests, lint and benchmarks into the environment."""
    pip = [str(path / "bin" / "python"), "-m", "pip"]
    wheel = next(path.glob("usr/share/python-wheels/pip-*.whl"), None)
    if wheel:
        pip = [pip[0], str(wheel / "pip")]
    uv = _uv(path, pip) if (path / "bin" / "uv").exists() else None
    _install(pip, uv, "--no-deps", "-r", str(CHECK_REQUIREMENTS))


def _uv(path, pip):
    """Command of uv, which installs several packages at a time, set up as pip is."""
    head = [str(path / "bin" / "uv"), "pip", "install", "-q", "--python", pip[0]]
    isolated = [f"--no-build-isolation-package={name}" for name in OLD_PACKAGES]
    return [*head, *_pip_settings(pip), *isolated]


def _install(pip, uv, *what):
    """Install packages by uv, or by pip, which is slower and knows every way of configuring itself.

    :raises Stop: neither worked
    """
    if uv and not _failure([*uv, *what]):
        return
    failed = _failure([*pip, "install", "-q", "--no-build-isolation", *what])
    if failed:
        stop(
            f"The Python packages could not be installed ({failed}): check the network and start again.",
            f"Python 依赖安装失败（{failed}）：请检查网络后重试。",
        )


def _pip_of_archive(path):
    """Pip for a Python that came without it: out of the distribution's own package, not installed.

    :return: path of a pip that Python can run
    """
    shutil.rmtree(path, ignore_errors=True)
    made = subprocess.run(
        [interpreter(), "-m", "venv", "--without-pip", str(path)], capture_output=True
    )
    if made.returncode or not fetch.archive_source():
        stop(
            "Python's venv module is missing: install it (Debian: apt-get install python3-venv) and start again.",
            "缺少 Python venv 模块：请安装（Debian：apt-get install python3-venv）后重试。",
        )
    url, file, checksum = fetch.package_urls(["python3-pip-whl"], fetch.own_suite())[
        "python3-pip-whl"
    ]
    fetch.unpack([fetch.download(url, CACHE / "downloads" / file, checksum)], path)
    return str(next(path.glob("usr/share/python-wheels/pip-*.whl")) / "pip")


def _pip_settings(pip):
    """Options of uv that say what pip's own configuration says: where packages come from."""
    listed = subprocess.run([*pip, "config", "list"], capture_output=True, text=True).stdout
    settings = {}
    for line in listed.splitlines():
        key, _equals, value = line.partition("=")
        settings.setdefault(key.rpartition(".")[2].strip(":'"), value.strip("'\""))
    # As pip does: a version is looked for on every index, not on the first one that knows the name.
    options = ["--index-strategy", "unsafe-best-match"]
    if "index-url" in settings:
        options += ["--index-url", settings["index-url"]]
    for name in ("extra-index-url", "find-links"):
        for value in settings.get(name, "").replace("\\n", " ").split():
            options += [f"--{name}", value]
    return options


def _failure(command):
    """Run an installer.

    :return: the last line it said if it failed, else None
    """
    run = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "UV_NO_PROGRESS": "1"}
    )
    lines = [line.strip() for line in run.stderr.splitlines() if line.strip()]
    return (lines[-1] if lines else "no message") if run.returncode else None
