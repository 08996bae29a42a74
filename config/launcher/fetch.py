"""Downloads: through the machine's own package tools, resumable, checked, unpacked as a whole or not at all."""

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

from .console import stop
from .places import CACHE

SUITE = "sid"
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
BLOCK = 1 << 20


@contextmanager
def locked(name):
    """Only one launcher at a time prepares the thing called `name`."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with open(CACHE / f"{name}.lock", "w") as handle:
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


def archive_address():
    """Address of the package archive, read from the machine's own sources, or None."""
    files = [
        pathlib.Path("/etc/apt/sources.list"),
        *sorted(pathlib.Path("/etc/apt/sources.list.d").glob("*")),
    ]
    text = "\n".join(path.read_text("utf8", "ignore") for path in files if path.is_file())
    found = re.findall(r"^(?:URIs:|deb(?:\s+\[[^]]*\])?)\s+(\S+)", text, re.M)
    return next((uri for uri in found if "security" not in uri), None)


def _private_apt(folder):
    """An apt configuration of our own: nothing of the system is touched, signatures stay checked."""
    address = archive_address()
    if not address or not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        stop(
            "Odoo 19.0 was not found and this machine has no Debian package archive: "
            "set DMS_ODOO to the path of an Odoo 19.0 checkout.",
            "未找到 Odoo 19.0，且本机没有 Debian 软件源：请把 DMS_ODOO 设为 Odoo 19.0 的路径。",
        )
    for sub in ("lists/partial", "cache/archives/partial", "etc"):
        (folder / sub).mkdir(parents=True, exist_ok=True)
    signed = f"[signed-by={KEYRING}] " if os.path.exists(KEYRING) else ""
    (folder / "etc/sources.list").write_text(f"deb {signed}{address} {SUITE} main\n")
    conf = folder / "apt.conf"
    conf.write_text(
        f'Dir::State::lists "{folder}/lists";\n'
        f'Dir::Cache "{folder}/cache";\n'
        f'Dir::Etc::sourcelist "{folder}/etc/sources.list";\n'
        'Dir::Etc::sourceparts "-";\n'
        'APT::Sandbox::User "";\n'
        'Debug::NoLocking "true";\n'
    )
    return {**os.environ, "APT_CONFIG": str(conf), "LC_ALL": "C"}


def package_urls(names):
    """Addresses of packages by the signed lists of the archive.

    :return: {package: (url, file name, sha256)}
    """
    folder = CACHE / "apt"
    env = _private_apt(folder)
    update = subprocess.run(["apt-get", "update", "-qq"], env=env, capture_output=True, text=True)
    asked = subprocess.run(
        ["apt-get", "download", "--print-uris", *names], env=env, capture_output=True, text=True
    )
    rows = re.findall(r"^'(\S+)' (\S+) (\d+) SHA256:(\w+)", asked.stdout, re.M)
    if len(rows) < len(names):
        reason = (asked.stderr or update.stderr).strip().splitlines()[-1:] or ["no answer"]
        stop(
            f"The package archive cannot be reached ({reason[0]}): check the network and start again.",
            f"无法访问软件源（{reason[0]}）：请检查网络后重试。",
        )
    return {file.split("_")[0]: (url, file, sha) for url, file, _size, sha in rows}


def sha256(path):
    """Checksum of a file."""
    digest = hashlib.sha256()
    with open(path, "rb") as stream:
        for block in iter(lambda: stream.read(BLOCK), b""):
            digest.update(block)
    return digest.hexdigest()


def download(url, target, checksum):
    """Fetch a file, going on where an interrupted download stopped; a damaged file is thrown away.

    :raises Stop: no network, or the sum does not match
    """
    if target.exists() and sha256(target) == checksum:
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(target.suffix + ".part")
    done = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={done}-"} if done else {})
    try:
        with (
            urllib.request.urlopen(request, timeout=60) as answer,
            open(part, "ab" if done and answer.status == 206 else "wb") as stream,
        ):
            shutil.copyfileobj(answer, stream, BLOCK)
    except urllib.error.HTTPError as error:
        if error.code != 416:  # 416: everything is there already
            _no_network(error)
    except OSError as error:
        _no_network(error)
    if sha256(part) != checksum:
        part.unlink()
        stop(
            f"The download of {target.name} is damaged and was removed: start again.",
            f"下载的 {target.name} 已损坏并删除：请重试。",
        )
    part.rename(target)
    return target


def _no_network(error):
    stop(
        f"The download stopped ({error}): check the network and start again, it goes on where it stopped.",
        f"下载中断（{error}）：请检查网络后重试，将从中断处继续。",
    )


@contextmanager
def whole(target):
    """A folder that appears under its name only when it is complete.

    Yields a temporary folder; a crash inside leaves nothing under `target`.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
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
        subprocess.run(["dpkg-deb", "-x", str(package), str(target)], check=True)
