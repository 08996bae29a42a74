"""What the launcher refuses, in one sentence and with nothing broken."""

import os
import pathlib
import socket
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).parents[2]


def run(*arguments, **env):
    """Run the launcher and return its finished process."""
    return subprocess.run(
        [sys.executable, str(ROOT / "dms"), *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "LANG": "C.UTF-8", **env},
    )


def test_port_taken():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run("demo", "--port", str(taken.getsockname()[1]), "--no-browser")
    assert done.returncode == 2
    assert "another program" in done.stderr and "Traceback" not in done.stderr


def test_wrong_odoo_is_named():
    done = run("update", "dms_base", DMS_ODOO="/nowhere")
    assert done.returncode == 2
    assert "DMS_ODOO" in done.stderr and "Traceback" not in done.stderr


def test_missing_backup_file():
    done = run("restore", "/nowhere/backup.dms")
    assert done.returncode == 2
    assert "/nowhere/backup.dms" in done.stderr


def test_doctor_names_what_it_found():
    done = run("doctor")
    assert done.returncode == 0
    assert "Odoo 19.0" in done.stdout and "PostgreSQL" in done.stdout


def test_download_with_wrong_sum_is_removed(tmp_path):
    from launcher import fetch
    from launcher.console import Stop

    source = tmp_path / "source"
    source.write_bytes(b"damaged")
    target = tmp_path / "cache" / "package"
    with pytest.raises(Stop):
        fetch.download(source.as_uri(), target, "0" * 64)
    assert not list(target.parent.iterdir())


def test_folder_appears_only_when_whole(tmp_path):
    from launcher import fetch

    target = tmp_path / "tree"
    with pytest.raises(RuntimeError), fetch.whole(target) as folder:
        (folder / "half").write_text("x")
        raise RuntimeError
    assert not list(tmp_path.iterdir())
    with fetch.whole(target) as folder:
        (folder / "file").write_text("x")
    assert (target / "file").exists()


def test_old_python_is_told_to_leave():
    """The file parses on old interpreters: its first statements use no newer syntax."""
    text = (ROOT / "dms").read_text("utf8")
    head = text.split("sys.path.insert")[0]
    assert 'f"' not in head and ":=" not in head and "sys.version_info < (3, 10)" in head
