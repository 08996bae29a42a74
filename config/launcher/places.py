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
    """Folder of the database socket: short, because a socket's path holds 107 bytes only."""
    return pathlib.Path(tempfile.gettempdir()) / f"dms-{KEY}"


def service_dir():
    """Where the database keeps its files.

    The server refuses to run as root, and its stand-in account may not enter root's home; as root the files
    therefore lie in ``/var/lib/dms``.
    """
    if os.geteuid() == 0:
        return pathlib.Path(os.environ.get("DMS_SERVICE_DIR", "/var/lib/dms"))
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
            if "__pycache__" in file.parts:
                continue
            digest.update(str(file.relative_to(ROOT)).encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
