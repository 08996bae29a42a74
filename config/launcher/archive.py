"""Backup and restore: database and files in one archive, checked, put back as a whole or not at all."""

import json
import pathlib
import shutil
import subprocess
import tarfile
import tempfile

from .console import step, stop
from .demo import DATABASE, existing, hold_lock, server
from .fetch import check_space, sha256
from .places import STATE

FORMAT = 1


def backup(options):
    """Write database, files and their sums into one archive; an interrupted one leaves no file."""
    target = pathlib.Path(options.file).resolve()
    with server() as odoo:
        database = existing(odoo, options.db)
        target.parent.mkdir(parents=True, exist_ok=True)
        with step(f"backup of {database}", f"备份 {database}"), _scratch(target.parent) as folder:
            # The database first: files that come later are extra, files named in it are never missing.
            dump = folder / "database.dump"
            _pg(odoo, "pg_dump", "-Fc", "--no-owner", "-f", str(dump), database)
            files = odoo.data / "filestore" / database
            names = sorted(
                str(path.relative_to(files)) for path in files.rglob("*") if path.is_file()
            )
            manifest = {
                "format": FORMAT,
                "database": database,
                "dump": sha256(dump),
                "files": {name: sha256(files / name) for name in names},
            }
            (folder / "manifest.json").write_text(json.dumps(manifest, indent=1))
            with tarfile.open(folder / "archive", "w:gz", compresslevel=1) as tar:
                tar.add(folder / "manifest.json", "manifest.json")
                tar.add(dump, "database.dump")
                for name in names:
                    tar.add(files / name, f"filestore/{name}")
            (folder / "archive").rename(target)
    return 0


def _scratch(parent):
    return _Folder(prefix=".dms-", dir=parent)


class _Folder(tempfile.TemporaryDirectory):
    """Temporary folder as a path."""

    def __enter__(self):
        return pathlib.Path(super().__enter__())


def _pg(odoo, tool, *arguments):
    """Run a PostgreSQL program.

    :raises Stop: it failed
    """
    command = [odoo.postgres.tool(tool), *arguments]
    run = subprocess.run(command, capture_output=True, text=True, env=odoo.postgres.environ())
    if run.returncode:
        reason = (run.stderr.strip() or "no message").splitlines()[-1]
        stop(f"The database tool failed: {reason}", f"数据库工具执行失败：{reason}")


def restore(options):
    """Put an archive back: first beside the living database, then in its place."""
    source = pathlib.Path(options.file).resolve()
    if not source.is_file():
        stop(f"There is no file {source}.", f"文件 {source} 不存在。")
    with hold_lock(), server() as odoo:
        database = options.db or odoo.postgres.name(DATABASE)
        check_space(STATE, (source.stat().st_size >> 20) * 4)
        with step(f"restore into {database}", f"恢复到 {database}"), _scratch(STATE) as folder:
            _extract(source, folder)
            beside = f"{database}_restore"
            odoo.drop(beside)
            try:
                odoo.postgres.create(beside)
                _pg(
                    odoo,
                    "pg_restore",
                    "--no-owner",
                    "--exit-on-error",
                    "-d",
                    beside,
                    str(folder / "database.dump"),
                )
                if (folder / "filestore").is_dir():
                    store = odoo.data / "filestore"
                    store.mkdir(parents=True, exist_ok=True)
                    shutil.move(folder / "filestore", store / beside)
                odoo.rename(beside, database)
            finally:
                odoo.drop(beside)
    return 0


def _extract(source, folder):
    """Unpack and compare every sum; a damaged archive is refused before anything is touched."""
    try:
        with tarfile.open(source) as tar:
            manifest = json.load(tar.extractfile("manifest.json"))
            sums = {"database.dump": manifest["dump"]}
            sums |= {f"filestore/{name}": value for name, value in manifest["files"].items()}
            sound = manifest["format"] == FORMAT and all(
                _unpack(tar, name, sums[name], folder) for name in sums
            )
    except (
        tarfile.TarError,
        EOFError,
        OSError,
        KeyError,
        ValueError,
        AttributeError,
        TypeError,
    ) as error:
        if getattr(error, "errno", None) == 28:
            raise
        sound = False
    if not sound:
        stop(
            f"{source} is damaged or no backup of this system: nothing was changed.",
            f"{source} 已损坏或不是本系统的备份：未做任何更改。",
        )


def _unpack(tar, name, checksum, folder):
    """Write one member below `folder`; only plain files that stay inside it.

    :return: whether its sum is right
    """
    target = (folder / name).resolve()
    stream = tar.extractfile(name)
    if folder.resolve() not in target.parents or stream is None:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    with stream, open(target, "wb") as out:
        shutil.copyfileobj(stream, out, 1 << 20)
    return sha256(target) == checksum
