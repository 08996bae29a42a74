"""The database server of this checkout: embedded PostgreSQL on a Unix socket, or the one the user names."""

import fcntl
import os
import pwd
import shutil
import subprocess
import time
import urllib.parse

from .console import stop
from .fetch import whole
from .places import KEY, STATE, service_dir, socket_dir

ROLE = "dms"
SETTINGS = {
    "listen_addresses": "''",
    "max_connections": "200",
    "shared_buffers": "512MB",
    "max_wal_size": "2GB",
    "jit": "off",
    "random_page_cost": "1.1",
}
# Databases of tests are thrown away: they need not survive a power cut.
TEST_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    """A PostgreSQL server.

    :param runtime: tells where the embedded server lies
    :param kind: ``shop`` keeps data safe, ``test`` is fast and may lose them
    """

    def __init__(self, runtime, kind="shop"):
        self.runtime, self.kind = runtime, kind
        self.own = urllib.parse.urlparse(os.environ["DMS_PG"]) if os.environ.get("DMS_PG") else None
        self.sockets = socket_dir() / kind
        base = service_dir()
        self.folder = base / (f"{KEY}-{kind}" if base != STATE else f"pg-{kind}")
        self.account = self._account()
        self.install = self._readable_install()

    def _account(self):
        """User the server runs as: it refuses root."""
        return "nobody" if os.geteuid() == 0 and not self.own else None

    def _readable_install(self):
        """The server's programs; as root a copy outside root's home, which the stand-in may enter."""
        source = self.runtime.pg_install
        if not self.account:
            return source
        target = service_dir() / f"postgres-{self.runtime.venv.name}"
        package = source.parent
        if not target.exists():
            with whole(target) as folder:
                shutil.copytree(source, folder / package.name / source.name, symlinks=True)
                # The programs find their libraries in the folder beside the package.
                libraries = package.with_name(f"{package.name}.libs")
                if libraries.is_dir():
                    shutil.copytree(libraries, folder / libraries.name)
        return target / package.name / source.name

    def tool(self, name):
        """Path of a PostgreSQL program."""
        own = shutil.which(name) if self.own else None
        return own or str(self.install / "bin" / name)

    @property
    def host(self):
        """Host name or socket folder."""
        return (self.own.hostname or "localhost") if self.own else str(self.sockets)

    @property
    def port(self):
        """Port number of the server."""
        return (self.own.port or 5432) if self.own else 5432

    @property
    def user(self):
        """Role that owns the databases."""
        return (self.own.username or ROLE) if self.own else ROLE

    def environ(self):
        """Variables for the PostgreSQL programs."""
        env = {**os.environ, "PGHOST": self.host, "PGPORT": str(self.port), "PGUSER": self.user}
        if self.own and self.own.password:
            env["PGPASSWORD"] = self.own.password
        return env

    def _run(self, *command):
        """Run a program of the server as its account."""
        extra = {}
        if self.account:
            entry = pwd.getpwnam(self.account)
            extra = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": [], "cwd": "/"}
        return subprocess.run(
            command, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}, **extra
        )

    def ready(self):
        """Whether the server answers."""
        command = [self.tool("pg_isready"), "-q", "-h", self.host, "-p", str(self.port)]
        return subprocess.run(command, capture_output=True).returncode == 0

    def start(self):
        """Start the server unless it runs; make its cluster the first time."""
        if self.own:
            if not self.ready():
                stop(
                    f"The database server {self.host}:{self.port} of DMS_PG does not answer: start it."
                )
            return self
        self._prepare_folders()
        with open(self.sockets.parent / f"{self.kind}.lock", "w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            if not (self.folder / "data" / "PG_VERSION").exists():
                self._init()
            if not self.ready():
                self._launch()
        return self

    def _prepare_folders(self):
        for folder in (self.sockets, self.folder):
            folder.mkdir(parents=True, exist_ok=True)
        self.sockets.parent.chmod(0o755 if self.account else 0o700)
        if self.account:
            entry = pwd.getpwnam(self.account)
            for folder in (self.sockets, self.folder):
                os.chown(folder, entry.pw_uid, entry.pw_gid)

    def _init(self):
        data = self.folder / "data"
        shutil.rmtree(data, ignore_errors=True)
        made = self._run(
            self.tool("initdb"),
            "-D",
            str(data),
            "-U",
            ROLE,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-N",
        )
        if made.returncode:
            shutil.rmtree(data, ignore_errors=True)
            reason = made.stderr.strip().splitlines()[-1:] or ["no message"]
            stop(
                f"The database could not be made ({reason[0]}): free some disk space and start again."
            )
        settings = {**SETTINGS, "unix_socket_directories": f"'{self.sockets}'"}
        if self.kind == "test":
            settings |= TEST_SETTINGS
        with open(data / "postgresql.conf", "a") as stream:
            stream.writelines(f"{key} = {value}\n" for key, value in settings.items())

    def _launch(self):
        log = self.folder / "log"
        run = self._run(
            self.tool("pg_ctl"),
            "-D",
            str(self.folder / "data"),
            "-w",
            "-t",
            "60",
            "-l",
            str(log),
            "start",
        )
        if run.returncode:
            stop(f"The database server does not start: see {log}.")

    def stop(self):
        """Stop the server if it is ours and runs."""
        if not self.own and (self.folder / "data" / "postmaster.pid").exists():
            self._run(
                self.tool("pg_ctl"), "-D", str(self.folder / "data"), "-m", "fast", "-w", "stop"
            )

    def sql(self, statement, database="postgres"):
        """Run SQL and return the rows as text, one line a row.

        :raises Stop: the statement failed
        """
        command = [
            self.tool("psql"),
            "-qAt",
            "-v",
            "ON_ERROR_STOP=1",
            "-d",
            database,
            "-c",
            statement,
        ]
        run = subprocess.run(command, capture_output=True, text=True, env=self.environ())
        if run.returncode:
            stop(f"The database refused a command: {run.stderr.strip().splitlines()[0]}")
        return run.stdout.strip()

    def exists(self, database):
        """Whether a database exists."""
        return self.sql(f"SELECT 1 FROM pg_database WHERE datname = '{database}'") == "1"

    def create(self, database, template="template0"):
        """Create a database, as a copy of another one if named."""
        self.disconnect(template)
        encoding = "" if template != "template0" else " ENCODING 'UTF8'"
        self.sql(f'CREATE DATABASE "{database}" TEMPLATE "{template}"{encoding}')

    def drop(self, database):
        """Drop a database if it exists, throwing its users out."""
        self.sql(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def rename(self, old, new):
        """Rename a database."""
        self.disconnect(old)
        self.sql(f'ALTER DATABASE "{old}" RENAME TO "{new}"')

    def disconnect(self, database):
        """Close the connections of a database."""
        self.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            f"WHERE datname = '{database}' AND pid <> pg_backend_pid()"
        )
        time.sleep(0.1)
