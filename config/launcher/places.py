"""Where things lie: the checkout, its own state, and the cache that checkouts share."""

import hashlib
import os
import pathlib
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
ADDONS = ROOT / "addons"
CONFIG = ROOT / "config"
STATE = ROOT / ".dms"
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "dms"
KEY = hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]


def socket_dir():
    """Folder of the database sockets: short, because the path of a socket holds 107 bytes only."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    base = (
        runtime
        if os.geteuid() and os.access(runtime, os.W_OK) and len(runtime) < 60
        else tempfile.gettempdir()
    )
    return pathlib.Path(base) / f"dms-{KEY}"


def open_to_all(path):
    """Whether every account may walk into a folder."""
    existing = next(parent for parent in (path, *path.parents) if parent.exists())
    return all(parent.stat().st_mode & 0o001 for parent in (existing, *existing.parents))


def service_dir():
    """Where the embedded database server keeps its files.

    The server refuses to run as root, and its stand-in account may not enter a private home: started by root
    in a checkout below such a home, the files lie in ``/var/lib/dms`` instead of the checkout.
    """
    if os.geteuid() == 0 and not open_to_all(ROOT):
        return pathlib.Path("/var/lib/dms") / KEY
    return STATE


def addons():
    """Names of the addons in the checkout, lower ones first as far as their names tell."""
    order = (
        "dms_base",
        "dms_hr",
        "dms_parts",
        "dms_service",
        "dms_workshop",
        "dms_crm",
        "dms_finance",
    )
    found = {path.parent.name for path in ADDONS.glob("*/__manifest__.py")}
    return [name for name in order if name in found] + sorted(found - set(order))


def fingerprint(*paths):
    """Hash of the contents of files and folders, to know whether something prepared is still fresh."""
    digest = hashlib.sha256()
    for path in map(pathlib.Path, paths):
        files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
        for file in files:
            if "__pycache__" not in file.parts:
                digest.update(str(file.relative_to(ROOT)).encode() + b"\0")
                digest.update(file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
