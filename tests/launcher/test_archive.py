"""What a restored backup holds is what was backed up; a damaged one changes nothing."""

import contextlib
import types

import pytest
from launcher import archive, console, fetch

FILL = """
from launcher.demo import server
with server() as odoo:
    odoo.postgres.create("small")
    odoo.postgres.sql("CREATE TABLE t AS SELECT generate_series(1, 500) AS n", "small")
    folder = odoo.data / "filestore" / "small" / "ab"
    folder.mkdir(parents=True)
    (folder / "abc").write_bytes(b"signature" * 1000)
"""
SPOIL = """
from launcher.demo import server
with server() as odoo:
    odoo.postgres.sql("DELETE FROM t WHERE n > 100", "small")
    (odoo.data / "filestore" / "small" / "ab" / "abc").unlink()
"""
LOOK = """
from launcher.demo import server
with server() as odoo:
    file = odoo.data / "filestore" / "small" / "ab" / "abc"
    print("FOUND", odoo.postgres.sql("SELECT count(*), sum(n) FROM t", "small"), file.exists())
    print("NAMES", odoo.postgres.names("small"))
"""


def test_round_trip_and_damage(checkout):
    assert checkout.python(FILL).code == 0
    file = checkout.folder / "backup.tar"
    assert checkout.run("backup", str(file), "--db", "small").code == 0
    checkout.python(SPOIL)
    sound = file.read_bytes()
    file.write_bytes(sound[: len(sound) // 2])
    answer = checkout.run("restore", str(file), "--db", "small")
    assert answer.code == 2
    assert "is damaged" in answer.err
    assert "FOUND 100|5050 False" in checkout.python(LOOK).out
    file.write_bytes(sound)
    assert checkout.run("restore", str(file), "--db", "small").code == 0
    seen = checkout.python(LOOK).out
    assert "FOUND 500|125250 True" in seen
    assert "NAMES ['small']" in seen
    assert not list(checkout.folder.glob(".dms-*"))


# A sum over the rows of each table, whatever order they lie in; and where each numbered book stands.
SUM_ALL = """
SELECT string_agg(format(
    $$SELECT %L AS name, count(*) AS rows, md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))) FROM %I t$$,
    tablename, tablename), ' UNION ALL ')
FROM pg_tables WHERE schemaname = 'public'
"""
BOOKS = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1"


def contents(odoo, database):
    """Sum of the rows of every table, state of every sequence, and sum of every file."""
    sql = odoo.postgres.sql
    rows = sql(sql(SUM_ALL, database) + " ORDER BY 1", database).splitlines()
    files = odoo.data / "filestore" / database
    return (
        {name: rest for name, _bar, rest in (row.partition("|") for row in rows)},
        sql(BOOKS, database),
        {
            str(path.relative_to(files)): fetch.sha256(path)
            for path in files.rglob("*")
            if path.is_file()
        },
    )


@pytest.fixture
def on_test_server(monkeypatch, bench):
    """Backup and restore work on the server of the tests."""

    @contextlib.contextmanager
    def server():
        yield bench.odoo

    monkeypatch.setattr(archive, "server", server)
    monkeypatch.setattr(archive, "hold_lock", contextlib.nullcontext)
    return bench.odoo


def test_demo_company_round_trip(on_test_server, demo_database, tmp_path):
    """Every value of every row, every number to come, and every file of the shop come back."""
    source, target = demo_database, f"{demo_database}_back"
    before = contents(on_test_server, source)
    tables, _books, files = before
    assert not tables["sale_order"].startswith("0|")
    assert files
    archive.backup(types.SimpleNamespace(file=tmp_path / "shop.tar", db=source))
    try:
        archive.restore(types.SimpleNamespace(file=tmp_path / "shop.tar", db=target))
        assert contents(on_test_server, target) == before
        assert contents(on_test_server, source) == before
        # The comparison sees one changed value.
        on_test_server.postgres.sql(
            "UPDATE res_partner SET name = name || ' ' WHERE id = 1", target
        )
        assert contents(on_test_server, target)[0] != tables
    finally:
        on_test_server.drop(target)


def test_stranger_is_refused(on_test_server, tmp_path):
    (tmp_path / "x.tar").write_bytes(b"no archive")
    with pytest.raises(console.Stop, match="no backup of this system"):
        archive.restore(types.SimpleNamespace(file=tmp_path / "x.tar", db="nothing"))
    assert not on_test_server.postgres.exists("nothing")
