"""Each thing that may be wrong gives one clear sentence and leaves nothing broken."""

import ast
import fcntl
import pathlib
import runpy
import socket
import sys
import types

import pytest
from launcher import console, demo, fetch, places, postgres, python, runtime

ROOT = pathlib.Path(__file__).resolve().parents[2]


def refused(answer, *words):
    """One line on the error output, an exit code, and these words in it."""
    assert answer.code == 2
    assert len(answer.err.strip().splitlines()) == 1, answer.err
    for word in words:
        assert word in answer.err


def test_old_interpreter_reads_the_file():
    ast.parse((ROOT / "dms").read_text("utf8"), feature_version=(3, 6))


def test_old_interpreter_is_told(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 6, 15))
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(ROOT / "dms"), run_name="__main__")
    assert ended.value.code == 2
    assert "3.10 or newer is needed, this is 3.6" in capsys.readouterr().err


def test_port_taken(checkout):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        refused(checkout.run("demo", "--port", str(other.getsockname()[1])), "is taken", "--port")


def test_port_taken_in_chinese(checkout):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        answer = checkout.run("demo", "--port", str(other.getsockname()[1]), LANG="zh_CN.UTF-8")
    refused(answer, "已被占用")


def test_second_demo(checkout):
    checkout.state.mkdir()
    with open(checkout.state / "demo.lock", "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        refused(checkout.run("demo", "--port", "1"), "running already", "./dms stop")


def test_unknown_target(checkout):
    refused(checkout.run("test", "no/such/path"), "neither an addon nor a path")


def test_unknown_addon(checkout):
    refused(checkout.run("update", "no_such_addon"), "no addon no_such_addon")


def test_wrong_odoo(checkout, tmp_path):
    refused(checkout.run("shell", DMS_ODOO=str(tmp_path)), "holds no Odoo 19.0")


def test_wrong_python(checkout):
    refused(checkout.run("shell", DMS_PYTHON="/bin/false"), "DMS_PYTHON=/bin/false")


def test_missing_archive_file(checkout):
    refused(checkout.run("restore", "nothing.tar"), "There is no file")


def test_unwritable_state(checkout):
    checkout.state.write_text("a file where the folder should be")
    refused(checkout.run("demo", "--port", "1"), str(checkout.state))
    checkout.state.unlink()


def test_doctor_in_a_chinese_folder(checkout):
    answer = checkout.run("doctor")
    assert str(checkout.folder) in answer.out
    for line in ("Odoo 19.0", "PostgreSQL", "PDF engine", "free space"):
        assert line in answer.out
    assert answer.code == 1  # it has no addons
    assert "✗ addons" in answer.out


def test_doctor_says_what_is_wrong(checkout, tmp_path):
    answer = checkout.run("doctor", DMS_ODOO=str(tmp_path))
    assert "✗ Odoo 19.0" in answer.out
    assert "give the folder that contains odoo/release.py" in answer.out


def test_stop_without_anything(checkout):
    assert checkout.run("stop") == (0, "Stopped.\n", "")


def test_socket_path_is_short():
    assert len(str(places.socket_dir() / "shop" / ".s.PGSQL.5432.lock")) < 107


def test_no_package_archive(monkeypatch, tmp_path):
    monkeypatch.setattr(fetch, "archive_source", lambda: None)
    monkeypatch.setattr(fetch, "CACHE", tmp_path)
    with pytest.raises(console.Stop, match="DMS_ODOO"):
        fetch.package_urls(["odoo-19"])


def test_disk_full(monkeypatch, tmp_path):
    monkeypatch.setattr(fetch.shutil, "disk_usage", lambda _path: types.SimpleNamespace(free=0))
    with pytest.raises(console.Stop, match="free some space"):
        fetch.check_space(tmp_path, 1)


def test_python_too_new(monkeypatch):
    monkeypatch.setattr(python, "probe", lambda _python: ((4, 0), "", []))
    monkeypatch.delenv("DMS_PYTHON", raising=False)
    python.interpreter.cache_clear()
    with pytest.raises(console.Stop, match="3.10 to 3.13"):
        python.interpreter()
    python.interpreter.cache_clear()


def test_comma_in_the_path(monkeypatch):
    monkeypatch.setattr(runtime, "ROOT", pathlib.Path("/a,b"))
    with pytest.raises(console.Stop, match="comma"):
        runtime.Runtime()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("postgresql://ann:secret@db.lan:5433", ("db.lan", "5433", "ann", "secret")),
        ("host=db.lan port=5433 user=ann", ("db.lan", "5433", "ann", "")),
        ("host=/run/postgresql", ("/run/postgresql", "5432", "dms", "")),
        ("db.lan:5433", ("db.lan", "5433", "dms", "")),
    ],
)
def test_named_database_server(monkeypatch, text, expected):
    monkeypatch.setenv("DMS_PG", text)
    found = postgres.named_server()
    assert tuple(found[key] for key in ("host", "port", "user", "password")) == expected


def test_named_database_server_is_down(checkout):
    variables = {name: value for name, value in (("DMS_PG", "127.0.0.1:1"),)}
    answer = checkout.run("backup", "x.tar", **variables)
    refused(answer, "127.0.0.1:1", "DMS_PG")


def test_shared_server_keeps_checkouts_apart(monkeypatch):
    monkeypatch.setenv("DMS_PG", "db.lan")
    assert places.KEY in postgres.Postgres(None).name(demo.DATABASE)
