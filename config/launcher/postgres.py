"""The database server of this checkout: embedded PostgreSQL on a Unix socket, or the one the user names."""

import fcntl
import os
import pwd
import re
import shutil
import signal
import subprocess
import time
import urllib.parse
from contextlib import contextmanager

from .console import step, stop
from .fetch import check_space, whole
from .places import KEY, open_to_all, service_dir, socket_dir

ROLE = "dms"
OLDEST = 14
SETTINGS = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "512MB",
    "max_wal_size": "2GB",
    "jit": "off",
    "random_page_cost": "1.1",
}
# Databases of tests are thrown away: they need not survive a power cut.
TEST_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
STAND_IN = "nobody"


def named_server():
    """Host, port, user and password of the server that DMS_PG names, or None.

    ``DMS_PG`` is an address (``postgresql://user:password@host:5432``) or words as libpq reads them
    (``host=… port=… user=… password=…``).
    """
    text = os.environ.get("DMS_PG", "").strip()
    if not text:
        return None
    if "://" in text:
        url = urllib.parse.urlparse(text)
        found = {
            "host": url.hostname,
            "port": url.port,
            "user": url.username,
            "password": url.password,
        }
    elif "=" in text:
        found = dict(re.findall(r"(\w+)\s*=\s*'?([^\s']+)'?", text))
    else:
        host, _colon, port = text.partition(":")
        found = {"host": host, "port": port}
    values = {key: str(value) for key, value in found.items() if value}
    return {"host": "localhost", "port": "5432", "user": ROLE, "password": "", **values}


def stop_cluster(kind):
    """Stop the embedded server of this checkout if it runs; needs no installed packages."""
    pid_file = service_dir() / f"pg-{kind}" / "data" / "postmaster.pid"
    if not pid_file.exists():
        return
    pid = int(pid_file.read_text().split()[0])
    if _is_server(pid):
        os.kill(pid, signal.SIGINT)  # the "fast" way of stopping
        for _attempt in range(200):
            if not _is_server(pid):
                break
            time.sleep(0.1)


def _is_server(pid):
    try:
        with open(f"/proc/{pid}/comm") as stream:
            return stream.read().strip() == "postgres"
    except OSError:
        return False


class Postgres:
    """A PostgreSQL server.

    :param runtime: tells where the embedded server lies
    :param kind: ``shop`` keeps data safe, ``test`` is fast and may lose them
    """

    def __init__(self, runtime, kind="shop"):
        self.runtime, self.kind = runtime, kind
        self.own = named_server()
        self.sockets = socket_dir() / kind
        self.folder = service_dir() / f"pg-{kind}"
        self.account = STAND_IN if os.geteuid() == 0 and not self.own else None
        own = self.own or {"host": str(self.sockets), "port": "5432", "user": ROLE, "password": ""}
        self.host, self.port, self.user, self.password = (
            own[key] for key in ("host", "port", "user", "password")
        )

    def name(self, database):
        """Name of a database on the server: on one shared with others, the checkout's key goes in front."""
        return f"dms_{KEY}_{database}" if self.own else database

    def tool(self, name):
        """Path of a PostgreSQL program for clients."""
        return str(self.runtime.pg_install / "bin" / name)

    def environ(self):
        """Variables for the PostgreSQL programs."""
        env = {
            **os.environ,
            "PGHOST": self.host,
            "PGPORT": self.port,
            "PGUSER": self.user,
            "LC_ALL": "C",
        }
        return {**env, "PGPASSWORD": self.password} if self.password else env

    @contextmanager
    def running(self):
        """The server, started for the time of the block, and stopped after it unless somebody else uses it."""
        if self.own:
            self._check_own()
            yield self
            return
        self._prepare_folders()
        with open(self.sockets.parent / f"{self.kind}.users", "w") as users:
            fcntl.flock(users, fcntl.LOCK_SH)
            with step("database server", "启动数据库"):
                self._start()
            try:
                yield self
            finally:
                self._release(users)

    def _release(self, users):
        """Stop the server if no other launcher of this checkout uses it."""
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        stop_cluster(self.kind)

    def _check_own(self):
        version = self.sql("SHOW server_version_num")
        if int(version) < OLDEST * 10000:
            stop(
                f"The database server of DMS_PG is version {int(version) // 10000}: {OLDEST} or newer is needed.",
                f"DMS_PG 指定的数据库版本过低：需要 {OLDEST} 或更高版本。",
            )
        if (
            self.sql("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
            != "t"
        ):
            stop(
                f"The role {self.user} may not create databases: ALTER ROLE {self.user} CREATEDB.",
                f"数据库角色 {self.user} 没有建库权限：请执行 ALTER ROLE {self.user} CREATEDB。",
            )

    # The server's own life

    def _server_tool(self, name):
        return str(self._install() / "bin" / name)

    def _install(self):
        """The server's programs; for the stand-in a copy outside a private home."""
        source = self.runtime.pg_install
        if not self.account or open_to_all(source):
            return source
        package = source.parent
        target = service_dir() / f"postgres-{self.runtime.venv.name}"
        if not target.exists():
            with whole(target) as folder:
                shutil.copytree(source, folder / package.name / source.name, symlinks=True)
                # The programs find their libraries in the folder beside the package.
                libraries = package.with_name(f"{package.name}.libs")
                if libraries.is_dir():
                    shutil.copytree(libraries, folder / libraries.name)
        return target / package.name / source.name

    def _run(self, *command):
        """Run a program of the server as its account."""
        extra = {"cwd": "/"}
        if self.account:
            entry = pwd.getpwnam(self.account)
            extra |= {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        return subprocess.run(
            command, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}, **extra
        )

    def _ready(self):
        command = [self.tool("pg_isready"), "-q", "-h", self.host, "-p", self.port]
        return subprocess.run(command, capture_output=True).returncode == 0

    def _start(self):
        """Start the server unless it runs; make its cluster the first time."""
        with open(self.sockets.parent / f"{self.kind}.lock", "w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            if not (self.folder / "data" / "PG_VERSION").exists():
                self._init()
            if not self._ready():
                self._launch()

    def _prepare_folders(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        base = self.sockets.parent
        base.mkdir(parents=True, exist_ok=True)
        if base.stat().st_uid != os.geteuid():
            stop(
                f"The folder {base} belongs to somebody else: remove it and start again.",
                f"目录 {base} 属于其他用户：请删除后重试。",
            )
        base.chmod(0o711 if self.account else 0o700)
        self.sockets.mkdir(exist_ok=True)
        self.sockets.chmod(0o700)
        if self.account:
            entry = pwd.getpwnam(self.account)
            for folder in (self.sockets, self.folder):
                os.chown(folder, entry.pw_uid, entry.pw_gid)

    def _init(self):
        """Make the cluster beside its place, so that an interrupted start leaves none."""
        check_space(self.folder, 1000)
        data, draft = self.folder / "data", self.folder / "draft"
        shutil.rmtree(draft, ignore_errors=True)
        made = self._run(
            *(self._server_tool("initdb"), "-D", str(draft), "-U", ROLE, "-A", "trust"),
            *("-E", "UTF8", "--locale=C.UTF-8", "-N"),
        )
        if made.returncode:
            shutil.rmtree(draft, ignore_errors=True)
            reason = (made.stderr.strip() or "no message").splitlines()[-1]
            stop(
                f"The database could not be made ({reason}): free some disk space and start again.",
                f"数据库创建失败（{reason}）：请清理磁盘后重试。",
            )
        settings = {**SETTINGS, "unix_socket_directories": f"'{self.sockets}'"}
        if self.kind == "test":
            settings |= TEST_SETTINGS
        with open(draft / "postgresql.conf", "a") as stream:
            stream.writelines(f"{key} = {value}\n" for key, value in settings.items())
        draft.rename(data)

    def _launch(self):
        log = self.folder / "log"
        run = self._run(
            *(self._server_tool("pg_ctl"), "-D", str(self.folder / "data"), "-w", "-t", "60"),
            # The place of the socket may have changed since the cluster was made.
            *("-o", f"-k '{self.sockets}'", "-l", str(log), "start"),
        )
        if run.returncode:
            stop(
                f"The database server does not start: see {log}.", f"数据库无法启动：请查看 {log}。"
            )

    # Databases

    def sql(self, statement, database="postgres"):
        """Run SQL and return the rows as text, one line a row.

        :raises Stop: the statement failed
        """
        command = [
            self.tool("psql"),
            "-qAtX",
            "-v",
            "ON_ERROR_STOP=1",
            "-d",
            database,
            "-c",
            statement,
        ]
        run = subprocess.run(command, capture_output=True, text=True, env=self.environ())
        if run.returncode:
            reason = (run.stderr.strip() or "no message").splitlines()[0]
            where = f"{self.host}:{self.port}, DMS_PG" if self.own else "./dms doctor"
            stop(
                f"The database refused a command ({where}): {reason}",
                f"数据库拒绝了命令（{where}）：{reason}",
            )
        return run.stdout.strip()

    def exists(self, database):
        """Whether a database exists."""
        return self.sql(f"SELECT 1 FROM pg_database WHERE datname = '{database}'") == "1"

    def names(self, prefix):
        """Names of the databases that begin so."""
        rows = self.sql(
            f"SELECT datname FROM pg_database WHERE starts_with(datname, '{prefix}') ORDER BY 1"
        )
        return rows.splitlines()

    def create(self, database, template="template0"):
        """Create a database, as a copy of another one if named."""
        self.disconnect(template)
        encoding = "" if template != "template0" else " ENCODING 'UTF8'"
        self.sql(f'CREATE DATABASE "{database}" TEMPLATE "{template}"{encoding}')

    def allow_trigrams(self, database):
        """Let Odoo make the indexes behind its search boxes; a server without the extension does without them."""
        self.sql(
            "DO $$ BEGIN CREATE EXTENSION IF NOT EXISTS pg_trgm; "
            "EXCEPTION WHEN OTHERS THEN NULL; END $$",
            database,
        )

    def drop(self, database):
        """Drop a database if it exists, throwing its users out."""
        self.sql(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def rename(self, old, new):
        """Rename a database."""
        self.disconnect(old)
        self.sql(f'ALTER DATABASE "{old}" RENAME TO "{new}"')

    def disconnect(self, database):
        """Close the connections of a database, and wait until they are gone."""
        users = f"FROM pg_stat_activity WHERE datname = '{database}' AND pid <> pg_backend_pid()"
        self.sql(f"SELECT pg_terminate_backend(pid) {users}")
        for _attempt in range(50):
            if self.sql(f"SELECT count(*) {users}") == "0":
                break
            time.sleep(0.1)
