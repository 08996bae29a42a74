"""Backup and restore: database and files in one archive, checked, put back as a whole or not at all."""

import hashlib
import json
import pathlib
import shutil
import subprocess
import tarfile
import tempfile

from .console import step, stop
from .demo import DATABASE
from .odoo import Odoo
from .places import STATE
from .postgres import Postgres
from .runtime import Runtime

FORMAT = 1


def _server():
    runtime = Runtime()
    return Odoo(runtime, Postgres(runtime).start())


def _sum(path):
    digest = hashlib.sha256()
    with open(path, "rb") as stream:
        for block in iter(lambda: stream.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def backup(options):
    """Write database, files and their sums into one archive; an interrupted one leaves no file."""
    server = _server()
    database = options.db or DATABASE
    target = pathlib.Path(options.file).resolve()
    if not server.postgres.exists(database):
        stop(f"There is no database {database}: start './dms demo' first.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with step(f"backup of {database}"), tempfile.TemporaryDirectory(dir=target.parent) as folder:
        folder = pathlib.Path(folder)
        dump = folder / "database.dump"
        _check(
            subprocess.run(
                [server.postgres.tool("pg_dump"), "-Fc", "--no-owner", "-f", str(dump), database],
                capture_output=True,
                text=True,
                env=server.postgres.environ(),
            )
        )
        files = server.data / "filestore" / database
        names = sorted(str(path.relative_to(files)) for path in files.rglob("*") if path.is_file())
        manifest = {
            "format": FORMAT,
            "database": database,
            "dump": _sum(dump),
            "files": {name: _sum(files / name) for name in names},
        }
        (folder / "manifest.json").write_text(json.dumps(manifest))
        part = folder / "archive"
        with tarfile.open(part, "w:gz", compresslevel=1) as tar:
            tar.add(folder / "manifest.json", "manifest.json")
            tar.add(dump, "database.dump")
            for name in names:
                tar.add(files / name, f"filestore/{name}")
        shutil.move(part, target)
    return 0


def _check(run):
    if run.returncode:
        stop(f"The database tool failed: {run.stderr.strip().splitlines()[-1]}")


def restore(options):
    """Put an archive back: first beside the living database, then in its place."""
    source = pathlib.Path(options.file)
    if not source.is_file():
        stop(f"There is no file {source}.")
    server = _server()
    database = options.db or DATABASE
    if (STATE / "server.pid").exists():
        stop("The demo is running: end it with './dms stop' before you restore.")
    with step(f"restore into {database}"), tempfile.TemporaryDirectory(dir=STATE) as folder:
        folder = pathlib.Path(folder)
        manifest = _extract(source, folder)
        beside = f"{database}_restore"
        server.drop(beside)
        server.postgres.create(beside)
        run = subprocess.run(
            [
                server.postgres.tool("pg_restore"),
                "--no-owner",
                "-d",
                beside,
                str(folder / "database.dump"),
            ],
            capture_output=True,
            text=True,
            env=server.postgres.environ(),
        )
        if run.returncode:
            server.drop(beside)
            _check(run)
        server.drop(database)
        server.postgres.rename(beside, database)
        files = server.data / "filestore" / database
        files.parent.mkdir(parents=True, exist_ok=True)
        if manifest["files"]:
            shutil.move(folder / "filestore", files)
    return 0


def _extract(source, folder):
    """Unpack and compare every sum; a damaged archive is refused before anything is touched."""
    try:
        with tarfile.open(source) as tar:
            tar.extractall(folder, filter="data")
        manifest = json.loads((folder / "manifest.json").read_text())
        sound = manifest["format"] == FORMAT and _sum(folder / "database.dump") == manifest["dump"]
        sound = sound and all(
            _sum(folder / "filestore" / name) == value for name, value in manifest["files"].items()
        )
    except (tarfile.TarError, EOFError, OSError, KeyError, ValueError):
        sound = False
    if not sound:
        stop(f"{source} is damaged or no backup of this system: nothing was changed.")
    return manifest
