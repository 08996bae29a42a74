"""Downloads: through the machine's own package archive, resumable, checked, unpacked as a whole or not at all."""

import fcntl
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request
from contextlib import contextmanager

from .console import say, stop
from .places import CACHE

# Odoo 19 is packaged in this suite only; everything else comes from the machine's own suite.
ODOO_SUITE = "sid"
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
SOURCES_FILE = pathlib.Path("/etc/apt/sources.list")
SOURCES = pathlib.Path("/etc/apt/sources.list.d")
BLOCK = 1 << 20


@contextmanager
def locked(name):
    """Only one launcher at a time prepares the thing called `name`."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with open(CACHE / f"{name}.lock", "w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(
                "    waiting for another start that prepares the same …",
                "    正在等待另一个启动进程完成准备……",
            )
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def check_space(folder, megabytes):
    """Refuse to start what would fill the disk."""
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free >> 20
    if free < megabytes:
        stop(
            f"{folder} has {free} MB free and {megabytes} MB are needed: free some space and start again.",
            f"{folder} 仅剩 {free} MB，需要 {megabytes} MB：请清理磁盘后重试。",
        )


def _codename():
    """Name of the machine's own Debian suite, or None on another system."""
    try:
        text = pathlib.Path("/etc/os-release").read_text("utf8")
    except OSError:
        return None
    found = re.search(r"^VERSION_CODENAME=\"?([\w-]+)", text, re.M)
    return found[1] if found and re.search(r"^ID=\"?debian", text, re.M) else None


def _source_entries():
    """(address, suites, keyring) of each package source of the machine."""
    files = [SOURCES_FILE, *sorted(SOURCES.glob("*"))]
    for file in files:
        if not file.is_file():
            continue
        text = re.sub(r"(?m)^\s*#.*\n?", "", file.read_text("utf8", "ignore"))
        if file.suffix == ".sources":
            for block in re.split(r"\n\s*\n", text):
                keys = {
                    key.lower(): value.strip()
                    for key, value in re.findall(r"(?m)^([\w-]+):(.*)$", block)
                }
                keyring = keys.get("signed-by", "")
                for address in keys.get("uris", "").split():
                    yield address, keys.get("suites", "").split(), keyring
        else:
            for options, address, suite in re.findall(
                r"(?m)^deb\s+(?:\[([^]]*)\]\s+)?(\S+)\s+(\S+)", text
            ):
                keyring = re.search(r"signed-by=(\S+)", options)
                yield address, [suite], keyring[1] if keyring else ""


def archive_source():
    """(address, keyring) of the Debian archive the machine itself uses, or None."""
    own = _codename()
    wanted = {own, "stable", "testing", "unstable", "sid"} - {None}
    for address, suites, keyring in _source_entries():
        if own and wanted & set(suites) and "security" not in address:
            return address, keyring if keyring.startswith("/") else KEYRING
    return None


def _private_apt(folder, suites):
    """An apt configuration of our own: nothing of the system is touched, signatures stay checked."""
    source = archive_source()
    if not source or not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        stop(
            "This machine has no Debian package archive to fetch Odoo 19.0 from: "
            "set DMS_ODOO to the path of an Odoo 19.0 checkout.",
            "本机没有可用的 Debian 软件源，无法获取 Odoo 19.0：请把 DMS_ODOO 设为 Odoo 19.0 的路径。",
        )
    for sub in ("lists/partial", "cache/archives/partial", "etc"):
        (folder / sub).mkdir(parents=True, exist_ok=True)
    address, keyring = source
    signed = f"[signed-by={keyring}] " if os.path.exists(keyring) else ""
    (folder / "etc/sources.list").write_text(
        "".join(f"deb {signed}{address} {suite} main\n" for suite in suites)
    )
    conf = folder / "apt.conf"
    conf.write_text(
        f'Dir::State::lists "{folder}/lists";\n'
        f'Dir::Cache "{folder}/cache";\n'
        f'Dir::Etc::sourcelist "{folder}/etc/sources.list";\n'
        'Dir::Etc::sourceparts "-";\n'
        'APT::Sandbox::User "";\n'
        'Debug::NoLocking "true";\n'
        'Acquire::Languages "none";\n'
    )
    return {**os.environ, "APT_CONFIG": str(conf), "LC_ALL": "C"}


def package_urls(names, suites=(ODOO_SUITE,)):
    """Addresses of packages by the signed lists of the archive.

    :return: {package: (url, file name, sha256)}
    :raises Stop: no archive, no network, or a package is not in these suites
    """
    folder = CACHE / ("apt-" + "-".join(suites))
    env = _private_apt(folder, suites)
    update = subprocess.run(["apt-get", "update", "-qq"], env=env, capture_output=True, text=True)
    asked = subprocess.run(
        ["apt-get", "download", "--print-uris", *names], env=env, capture_output=True, text=True
    )
    rows = re.findall(r"^'(\S+)' (\S+) (\d+) SHA256:(\w+)", asked.stdout, re.M)
    if len(rows) < len(names):
        reason = (update.stderr.strip() or asked.stderr.strip() or "no answer").splitlines()[0]
        stop(
            f"The package archive cannot be reached ({reason}): check the network and start again, "
            "or set DMS_ODOO to the path of an Odoo 19.0 checkout.",
            f"无法访问软件源（{reason}）：请检查网络后重试，或把 DMS_ODOO 设为 Odoo 19.0 的路径。",
        )
    return {file.split("_")[0]: (url, file, sha) for url, file, _size, sha in rows}


def own_suite():
    """The machine's own suite, as a tuple of suites."""
    return (_codename() or ODOO_SUITE,)


def sha256(path):
    """Checksum of a file."""
    digest = hashlib.sha256()
    with open(path, "rb") as stream:
        for block in iter(lambda: stream.read(BLOCK), b""):
            digest.update(block)
    return digest.hexdigest()


def download(url, target, checksum, progress=None):
    """Fetch a file, going on where an interrupted download stopped; a damaged file is thrown away.

    :param progress: called with the megabytes that are there
    :raises Stop: no network, or the sum does not match
    """
    if target.exists() and sha256(target) == checksum:
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    done = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={done}-"} if done else {})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            _copy(answer, part, done if answer.status == 206 else 0, progress)
    except urllib.error.HTTPError as error:
        if error.code != 416:  # 416: everything is there already
            _no_network(error)
    except (urllib.error.URLError, ConnectionError, TimeoutError) as error:
        _no_network(error)
    if sha256(part) != checksum:
        part.unlink()
        stop(
            f"The download of {target.name} is damaged and was removed: start again.",
            f"下载的 {target.name} 已损坏并删除：请重试。",
        )
    part.rename(target)
    return target


def _copy(answer, part, done, progress):
    with open(part, "ab" if done else "wb") as stream:
        while block := answer.read(BLOCK):
            stream.write(block)
            done += len(block)
            if progress:
                progress(f"{done >> 20} MB")


def _no_network(error):
    reason = getattr(error, "reason", None) or error
    stop(
        f"The download stopped ({reason}): check the network and start again, it goes on where it stopped.",
        f"下载中断（{reason}）：请检查网络后重试，将从中断处继续。",
    )


@contextmanager
def whole(target):
    """A folder that appears under its name only when it is complete.

    Yields a temporary folder; a crash inside leaves nothing under `target`, and what a killed start left
    beside it is cleaned first.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    for leftover in target.parent.glob(f".{target.name}-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    temporary = pathlib.Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        yield temporary
        temporary.chmod(0o755)
        temporary.rename(target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def unpack(packages, target):
    """Unpack Debian packages into one folder, without installing them."""
    for package in packages:
        run = subprocess.run(
            ["dpkg-deb", "-x", str(package), str(target)], capture_output=True, text=True
        )
        if run.returncode:
            reason = (run.stderr.strip() or "no message").splitlines()[0]
            stop(
                f"{package.name} could not be unpacked ({reason}): free some disk space and start again.",
                f"{package.name} 解包失败（{reason}）：请清理磁盘后重试。",
            )
