"""Downloads: gone on with, checked, and whole or absent."""

import hashlib
import http.server
import pathlib
import threading

import pytest
from launcher import console, fetch

CONTENT = bytes(range(256)) * 4000


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves one file, parts of it too."""

    asked = []

    def do_GET(self):
        wanted = self.headers.get("Range")
        self.asked.append(wanted)
        start = int(wanted[6:-1]) if wanted else 0
        self.send_response(206 if wanted else 200)
        self.end_headers()
        self.wfile.write(CONTENT[start:])

    def log_message(self, *_args):
        """Say nothing."""


@pytest.fixture
def url():
    Handler.asked.clear()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/file"
        server.shutdown()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def test_interrupted_download_goes_on(url, tmp_path):
    (tmp_path / "file.part").write_bytes(CONTENT[:1000])
    got = fetch.download(url, tmp_path / "file", hashlib.sha256(CONTENT).hexdigest())
    assert got.read_bytes() == CONTENT
    assert Handler.asked == ["bytes=1000-"]
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_known_file_is_not_fetched_again(url, tmp_path):
    (tmp_path / "file").write_bytes(CONTENT)
    fetch.download(url, tmp_path / "file", hashlib.sha256(CONTENT).hexdigest())
    assert not Handler.asked


def test_damaged_download_is_thrown_away(url, tmp_path):
    (tmp_path / "file.part").write_bytes(b"x" * 1000)
    with pytest.raises(console.Stop, match="damaged"):
        fetch.download(url, tmp_path / "file", hashlib.sha256(CONTENT).hexdigest())
    assert not list(tmp_path.iterdir())


def test_no_network_keeps_the_part(tmp_path):
    (tmp_path / "file.part").write_bytes(b"x")
    with pytest.raises(console.Stop, match="goes on where it stopped"):
        fetch.download("http://127.0.0.1:1/file", tmp_path / "file", "0")
    assert (tmp_path / "file.part").exists()


def test_broken_unpacking_leaves_nothing(tmp_path):
    with pytest.raises(RuntimeError), fetch.whole(tmp_path / "tree") as folder:
        (folder / "half").write_text("")
        raise RuntimeError
    assert not list(tmp_path.iterdir())


def test_leftovers_of_a_killed_start_are_cleaned(tmp_path):
    (tmp_path / ".tree-abc").mkdir()
    with fetch.whole(tmp_path / "tree") as folder:
        (folder / "all").write_text("")
    assert [path.name for path in tmp_path.iterdir()] == ["tree"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.list", "deb [arch=amd64 signed-by=/k.gpg] http://mirror.example/d codename main\n"),
        (
            "a.sources",
            "Types: deb\n# note\nURIs: http://mirror.example/d\nSuites: codename codename-updates\nSigned-By: /k.gpg\n",
        ),
    ],
)
def test_archive_is_read_from_the_machine(monkeypatch, tmp_path, name, text):
    other = "deb http://tools.example/apt tools main\ndeb http://security.example/d codename-security main\n"
    (tmp_path / "0.list").write_text(other)
    (tmp_path / name).write_text(text)
    monkeypatch.setattr(fetch, "_codename", lambda: "codename")
    monkeypatch.setattr(fetch, "SOURCES", tmp_path)
    monkeypatch.setattr(fetch, "SOURCES_FILE", pathlib.Path("/nonexistent"))
    assert fetch.archive_source() == ("http://mirror.example/d", "/k.gpg")
